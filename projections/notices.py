"""Notices (Mitteilungen, Art. 19 GDPR): over all persons, which institutions are still to be told, and which were.

One row per fact; what is open follows from their order in the log, as in `referrals.notices.open_notices`.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Select,
    String,
    Subquery,
    Uuid,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from projections.caseload import referrals
from projections.projection import Appended, Projection, appended_table, topics_of
from referrals.event import Event
from referrals.notices import CONCERNS, disclosures
from referrals.person_events import (
    DataErased,
    NoticeAbout,
    PersonRestricted,
    RecipientNotified,
    RestrictionLifted,
)
from referrals.referral.codes import Way
from referrals.referral.events import ReferralForwarded, StepCorrected, StepTakenBack
from referrals.release import Covers

VERSION = 1
DISCLOSED, CHANGED, PUT_RIGHT, LIFTED, TOLD = "disclosed", "changed", "put_right", "lifted", "told"
_facts = appended_table(
    "notices",
    VERSION,
    Column("kind", String, nullable=False),
    Column("stream", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("actor", Uuid, nullable=False),
    # Told only: which institution, and how. Disclosed: which institution.
    Column("institution_id", Uuid),
    Column("way", String),
    # Null where something was disclosed or a restriction lifted.
    Column("about", String),
    # Disclosed: the version of the step. Put right: the version of the step that it puts right.
    Column("step", BigInteger),
    # What was disclosed, or has changed; false where it is about all of it.
    Column("contact", Boolean, nullable=False),
    Column("birth_year", Boolean, nullable=False),
    # open_notices: what was told of, and done to, a stream
    Index(f"notices_v{VERSION}_of_stream", "stream", "kind", "position"),
    # sent, open_notices: all of a kind
    Index(f"notices_v{VERSION}_of_kind", "kind", "position"),
)
_f = _facts.c
_r = referrals.c


def _row(event: Event) -> Iterator[dict[str, Any]]:
    row: dict[str, Any] = {
        "stream": event.originator_id,
        "day": event.occasion.occurred_on,
        "actor": event.occasion.actor,
        **dict.fromkeys(("institution_id", "way", "about", "step")),
        "contact": False,
        "birth_year": False,
    }
    rectified = {"about": NoticeAbout.RECTIFICATION.value}
    match event:
        case ReferralForwarded():
            for each in disclosures([event]):
                shared = {name: not each.shared or name in each.shared for name in ("contact", "birth_year")}
                version = each.originator_version
                yield {**row, "kind": DISCLOSED, "institution_id": each.institution_id, "step": version, **shared}
        case StepCorrected() | StepTakenBack():
            yield {**row, "kind": PUT_RIGHT, "step": event.step, **rectified}
        case PersonRestricted():
            yield {**row, "kind": CHANGED, "about": NoticeAbout.RESTRICTION.value}
        case DataErased():
            yield {**row, "kind": CHANGED, "about": NoticeAbout.ERASURE.value}
        case RestrictionLifted():
            yield {**row, "kind": LIFTED}
        case RecipientNotified():
            told = {"institution_id": event.institution_id, "about": event.about.value, "way": event.way.value}
            yield {**row, "kind": TOLD, **told}
        case _:
            what = CONCERNS[type(event)]
            yield {**row, "kind": CHANGED, **rectified, what.value: True}


assert {each.value for each in CONCERNS.values()} <= {Covers.CONTACT.value, Covers.BIRTH_YEAR.value}
_topics = topics_of(
    *CONCERNS,
    *(ReferralForwarded, StepCorrected, StepTakenBack),
    *(PersonRestricted, RestrictionLifted, DataErased, RecipientNotified),
)
PROJECTION = Projection("notices", VERSION, (Appended(_facts, _topics, _row),))


class Open(NamedTuple):
    """An institution that is still to be told something about a person; `position` is the event it began with."""

    position: int
    person_id: UUID
    institution_id: UUID
    about: NoticeAbout
    since: date


class Sent(NamedTuple):
    """An institution that was told, by whom, when and how."""

    position: int
    person_id: UUID
    institution_id: UUID
    about: NoticeAbout
    on: date
    way: Way
    by: UUID


After = tuple[int, UUID]
"""Behind which open notice a page goes on: its position and institution."""


def open_notices(
    connection: Connection,
    *,
    case_managers: Collection[UUID] | None = None,
    after: After | None = None,
    limit: int | None = None,
) -> list[Open]:
    """What still has to be told, the oldest first; of the referrals that some carry, or of all."""
    found = _waiting(case_managers)
    wanted = select(found, _f.day).join(_facts, _f.position == found.c.position)
    if after is not None:
        wanted = wanted.where(
            tuple_(found.c.position, found.c.institution_id) > tuple_(literal(after[0]), literal(after[1], Uuid))
        )
    wanted = wanted.order_by(found.c.position, found.c.institution_id).limit(limit)
    return [
        Open(position, person_id, institution_id, NoticeAbout(about), day)
        for person_id, institution_id, about, position, day in connection.execute(wanted)
    ]


def count_open(
    connection: Connection, *, case_managers: Collection[UUID] | None = None, before: date | None = None
) -> int:
    """How many notices are open; `before`: only those that wait since a day before it."""
    found = _waiting(case_managers)
    wanted = select(func.count()).select_from(found.join(_facts, _f.position == found.c.position))
    if before is not None:
        wanted = wanted.where(_f.day < before)
    counted: int = connection.execute(wanted).scalar_one()
    return counted


def sent(
    connection: Connection,
    *,
    case_managers: Collection[UUID] | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[Sent]:
    """What was told, the latest first; of the persons that some carry, or of all."""
    wanted = select(_f.position, _f.stream, _f.institution_id, _f.about, _f.day, _f.way, _f.actor)
    wanted = wanted.where(_f.kind == TOLD)
    if case_managers is not None:
        wanted = wanted.where(_f.stream.in_(select(_r.person_id).where(_r.case_manager.in_(list(case_managers)))))
    if before is not None:
        wanted = wanted.where(_f.position < before)
    return [
        Sent(position, person_id, institution_id, NoticeAbout(about), day, Way(way), actor)
        for position, person_id, institution_id, about, day, way, actor in connection.execute(
            wanted.order_by(_f.position.desc()).limit(limit)
        )
    ]


def carriers(connection: Connection, notices: Collection[Open]) -> dict[tuple[UUID, UUID], frozenset[UUID]]:
    """Who carries the referrals through which each institution got the person's data: (person, institution) → staff."""
    persons = {each.person_id for each in notices}
    wanted = select(_r.person_id, _f.institution_id, _r.case_manager).distinct()
    wanted = wanted.join(referrals, _r.id == _f.stream).where(_f.kind == DISCLOSED, _r.person_id.in_(persons))
    found: dict[tuple[UUID, UUID], set[UUID]] = {}
    for person_id, institution_id, case_manager in connection.execute(wanted) if persons else ():
        found.setdefault((person_id, institution_id), set()).add(case_manager)
    return {key: frozenset(carried_by) for key, carried_by in found.items()}


def _waiting(case_managers: Collection[UUID] | None) -> Subquery:
    """(person, institution, about, position of the first cause) of each that was not told since."""
    causes = union_all(_of_persons(case_managers), _of_steps(case_managers)).subquery()
    c, told, lifted = causes.c, _facts.alias("told"), _facts.alias("lifted")
    was_told = exists().where(
        told.c.stream == c.person_id,
        told.c.kind == TOLD,
        told.c.position > c.position,
        told.c.institution_id == c.institution_id,
        told.c.about == c.about,
    )
    was_lifted = exists().where(
        c.about == NoticeAbout.RESTRICTION.value,
        lifted.c.stream == c.person_id,
        lifted.c.kind == LIFTED,
        lifted.c.position > c.position,
    )
    first = func.min(c.position).label("position")
    wanted = select(c.person_id, c.institution_id, c.about, first).where(~was_told, ~was_lifted)
    return wanted.group_by(c.person_id, c.institution_id, c.about).subquery()


def _of_persons(case_managers: Collection[UUID] | None) -> Select[Any]:
    """What changed about a person, and every institution that had got it before."""
    left = _facts.alias("left_us")
    concerns = or_(
        _f.about != NoticeAbout.RECTIFICATION.value,
        and_(_f.contact, left.c.contact),
        and_(_f.birth_year, left.c.birth_year),
    )
    wanted = select(_r.person_id, left.c.institution_id, _f.about, _f.position)
    return (
        wanted.select_from(_facts)
        .join(referrals, _r.person_id == _f.stream)
        .join(left, and_(left.c.stream == _r.id, left.c.kind == DISCLOSED, left.c.position < _f.position))
        .where(_f.kind == CHANGED, concerns, *_theirs(case_managers))
    )


def _of_steps(case_managers: Collection[UUID] | None) -> Select[Any]:
    """What was put right of a forwarding, and the institution it went to."""
    left = _facts.alias("left_us")
    wanted = select(_r.person_id, left.c.institution_id, _f.about, _f.position)
    return (
        wanted.select_from(_facts)
        .join(left, and_(left.c.stream == _f.stream, left.c.kind == DISCLOSED, left.c.step == _f.step))
        .join(referrals, _r.id == _f.stream)
        .where(_f.kind == PUT_RIGHT, *_theirs(case_managers))
    )


def _theirs(case_managers: Collection[UUID] | None) -> list[ColumnElement[bool]]:
    return [] if case_managers is None else [_r.case_manager.in_(list(case_managers))]
