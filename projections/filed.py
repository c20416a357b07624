"""Filed (Aktenzeichen): what every stream is about: whom, in which quarter, who carries it, and the institutions in it.

A part of the journal: its filters ask here, and the timelines, too.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Boolean, Index, String, Uuid
from sqlalchemy.schema import Column

from projections.projection import Keyed, Spread, keyed_table, spread_table, topics_of
from referrals.access_review import AccessReviewed
from referrals.erasure_events import ErasureRequested
from referrals.event import TOPICS, Event
from referrals.institution import InstitutionEvent
from referrals.person import PersonRegistered
from referrals.referral.events import ReferralEvent, ReferralHandedOver, ReferralOpened, StepCorrected, StepTakenBack
from referrals.referral.state import effective

VERSION = 2
files = keyed_table(
    "journal_files",
    VERSION,
    # Null for streams that are about nobody: institutions, accounts, audits.
    Column("person_id", Uuid),
    # Whether the stream is told in the file of that person; her erasure and the reviews of looks at her are not.
    Column("of_file", Boolean, nullable=False),
    # Null for streams that belong to no quarter.
    Column("quarter", String),
    # A referral only: who carries it now.
    Column("case_manager", Uuid),
    # page and count by quarter, by person; of_person: timeline.of_person, too
    Index(f"journal_files_v{VERSION}_of_quarter", "quarter"),
    Index(f"journal_files_v{VERSION}_of_person", "person_id"),
    # news.since
    Index(f"journal_files_v{VERSION}_of_case_manager", "case_manager", "person_id"),
)
institutions = spread_table(
    "journal_institutions",
    VERSION,
    Column("institution_id", Uuid, primary_key=True),
    # page and count by institution
    Index(f"journal_institutions_v{VERSION}_of_institution", "institution_id", "id"),
)


class File(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a stream is about: whom, in which quarter, who carries it, and every institution that it ever named."""

    person_id: UUID | None = None  # about nobody
    of_file: bool = True
    case_manager: UUID | None = None  # no referral
    quarter: str | None = None  # belongs to no quarter
    institutions: tuple[UUID, ...] = ()


_NOTHING = File()


def _file(before: File | None, event: Event) -> File | None:
    """The file after one more event: what an event names, it names in its own fields."""
    known = before or _NOTHING
    person = event.originator_id if isinstance(event, PersonRegistered) else getattr(event, "person_id", None)
    quarter = getattr(event, "quarter", None)
    named = [*getattr(event, "institution_ids", ()), getattr(event, "institution_id", None)]
    if isinstance(event, InstitutionEvent):
        named.append(event.originator_id)
    more = [one for one in dict.fromkeys(named) if one is not None and one not in known.institutions]
    carrier = _carrier(event) or known.case_manager
    if (
        not more
        and known.person_id == (known.person_id or person)
        and known.quarter == (quarter or known.quarter)
        and known.case_manager == carrier
    ):
        return known
    return replace(
        known,
        person_id=known.person_id or person,
        of_file=known.of_file and event.TOPIC not in _BESIDE,
        case_manager=carrier,
        quarter=str(quarter) if quarter else known.quarter,
        institutions=(*known.institutions, *more),
    )


def _carrier(event: Event) -> UUID | None:
    """Who carries a referral from this event on."""
    if isinstance(event, ReferralOpened):
        return event.case_manager
    return event.receiver if isinstance(event, ReferralHandedOver) else None


def _refiled(told: Sequence[ReferralEvent]) -> File | None:
    """The file behind a corrected stream; an institution that was named by mistake was named."""
    file: File | None = None
    for event in (*told, *effective(told)):
        file = _file(file, event)
    return file


def _columns(file: File) -> dict[str, Any]:
    return {
        "person_id": file.person_id,
        "of_file": file.of_file,
        "quarter": file.quarter,
        "case_manager": file.case_manager,
    }


class Naming(frozenset[str]):
    """The topics whose events say what their stream is about."""

    def __contains__(self, topic: object) -> bool:
        return _names(str(topic))


@cache
def _names(topic: str) -> bool:
    cls = TOPICS.get(topic)
    if cls is None:
        return False
    named = {"person_id", "quarter", "institution_id", "institution_ids"} & set(cls.__struct_fields__)
    return bool(named) or topic in _OF_ITSELF


_OF_ITSELF = topics_of(PersonRegistered, InstitutionEvent, ReferralHandedOver, StepCorrected, StepTakenBack)
_BESIDE = topics_of(AccessReviewed, ErasureRequested)
PART = Keyed(
    table=files,
    topics=Naming(),
    state=File,
    fold=_file,
    columns=_columns,
    retold_by=topics_of(StepCorrected, StepTakenBack),
    refold=_refiled,
    spread=(Spread(institutions, lambda file: ({"institution_id": one} for one in file.institutions)),),
)
