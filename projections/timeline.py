"""Timeline (Verlauf): every event as it was told, per referral, per person, and since the last visit.

The journal says whose an event is and where it stands in the log, and the log what was told.
Steps that were taken back or corrected stay and say so. The sentences come from `projections.sentences`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, Uuid, and_, or_, select
from sqlalchemy.schema import Column, Index

from projections import filed, journal
from projections.projection import Appended, Projection, appended_table, topics_of
from referrals.access_review import AccessReviewed
from referrals.announcement import AnnouncementEvent, AnnouncementTaken
from referrals.audit_file import AuditFileEvent
from referrals.break_glass import BreakGlassEvent
from referrals.event import Event
from referrals.gathering import GatheringEvent
from referrals.institution import InstitutionEvent
from referrals.link import LinkEvent, LinkMade
from referrals.log.application import Log
from referrals.need import NeedRecorded
from referrals.participation_events import ParticipationEvent
from referrals.person import PersonEvent
from referrals.referral import events as e
from referrals.referral.state import corrected
from referrals.release import ReleaseEvent
from referrals.staff import StaffEvent

VERSION = 4
_links = appended_table(
    "timeline_links",
    VERSION,
    Column("referral_id", Uuid, nullable=False),
    # The need, release, announcement or link whose events belong to the referral too.
    Column("stream", Uuid, nullable=False),
    # of_referral
    Index(f"timeline_links_v{VERSION}_of_referral", "referral_id"),
)


def _linked(event: Event) -> list[dict[str, Any]]:
    match event:
        case e.ReferralOpened():
            return [{"referral_id": event.originator_id, "stream": event.need_id}]
        case e.ReferralForwarded() if event.release_id is not None:
            return [{"referral_id": event.originator_id, "stream": event.release_id}]
        case AnnouncementTaken() | LinkMade():
            return [{"referral_id": event.referral_id, "stream": event.originator_id}]
        case _:
            return []


TOPICS = topics_of(
    *(e.ReferralEvent, PersonEvent, ReleaseEvent, NeedRecorded, AnnouncementEvent, InstitutionEvent, StaffEvent),
    *(BreakGlassEvent, AuditFileEvent, AccessReviewed, LinkEvent, ParticipationEvent, GatheringEvent),
)
PROJECTION = Projection(
    "timeline",
    VERSION,
    (Appended(_links, topics_of(e.ReferralOpened, e.ReferralForwarded, AnnouncementTaken, LinkMade), _linked),),
)


_entries, _files = journal.entries, filed.files
OF_WHOM = _entries.outerjoin(_files, and_(_files.c.id == _entries.c.stream, _files.c.of_file))
"""Places of the journal with the file in which they are told."""

SELECTED: Select[Any] = select(
    *(_entries.c[name] for name in ("position", "stream", "topic")), _files.c.person_id
).select_from(OF_WHOM)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a timeline.

    `told` is the whole stream of the event (for `sentence`), `stands` the event with its corrections applied;
    `person_id` is None for institutions, staff and announced needs, `referral_id` for all but the steps of a referral.
    """

    position: int
    event: Event
    told: tuple[Event, ...]
    stands: Event
    person_id: UUID | None = None
    referral_id: UUID | None = None
    taken_back_by: e.StepTakenBack | None = None
    corrected_by: tuple[e.StepCorrected, ...] = ()


def of_referral(connection: Connection, log: Log, referral_id: UUID) -> list[Entry]:
    """The life of a referral, with its need, the releases it went out on, its links, its announcement; oldest first."""
    linked = select(_links.c.stream).where(_links.c.referral_id == referral_id)
    return _told(connection, log, or_(_entries.c.stream == referral_id, _entries.c.stream.in_(linked)))


def of_person(connection: Connection, log: Log, person_id: UUID) -> list[Entry]:
    """Everything around a person: consent, releases, needs, and every referral; oldest first."""
    streams = select(_files.c.id).where(_files.c.person_id == person_id, _files.c.of_file)
    return _told(connection, log, _entries.c.stream.in_(streams))


def of_stream(connection: Connection, log: Log, stream: UUID) -> list[Entry]:
    """One stream alone: an institution, an account, a release; oldest first."""
    return _told(connection, log, _entries.c.stream == stream)


def persons_of(connection: Connection, streams: Collection[UUID]) -> dict[UUID, UUID]:
    """To whom streams belong; those of nobody (institutions, staff, announced needs) are left out."""
    wanted = select(_files.c.id, _files.c.person_id).where(
        _files.c.id.in_(streams), _files.c.person_id.is_not(None), _files.c.of_file
    )
    return {row.id: row.person_id for row in connection.execute(wanted)} if streams else {}


def entries(log: Log, rows: Iterable[Row[Any]]) -> list[Entry]:
    """The entries of whole streams, with what was corrected and taken back."""
    rows = [row for row in rows if row.topic in TOPICS]
    events = {each.position: each.event for each in log.at([row.position for row in rows])} if rows else {}
    streams: defaultdict[UUID, list[Event]] = defaultdict(list)
    for row in rows:
        streams[row.stream].append(events[row.position])
    marks = {stream: Marks(told) for stream, told in streams.items()}
    return [marks[row.stream].entry(row.position, events[row.position], row.person_id) for row in rows]


class Marks:
    """What later steps of a stream say about earlier ones; a step that was itself taken back says nothing."""

    def __init__(self, told: Sequence[Event]) -> None:
        self.told = tuple(told)
        self.taken_back: dict[int, e.StepTakenBack] = {}
        for event in reversed(self.told):
            if isinstance(event, e.StepTakenBack) and event.originator_version not in self.taken_back:
                self.taken_back[event.step] = event
        self.corrections: defaultdict[int, list[e.StepCorrected]] = defaultdict(list)
        for event in self.told:
            if isinstance(event, e.StepCorrected) and event.originator_version not in self.taken_back:
                self.corrections[event.step].append(event)

    def entry(self, position: int, event: Event, person_id: UUID | None) -> Entry:
        """The entry of one event of the stream."""
        corrections = tuple(self.corrections.get(event.originator_version, ()))
        stands = event
        for correction in corrections:
            stands = corrected(cast(e.ReferralEvent, stands), correction)
        return Entry(
            position=position,
            event=event,
            told=self.told,
            stands=stands,
            person_id=person_id,
            referral_id=event.originator_id if isinstance(event, e.ReferralEvent) else None,
            taken_back_by=self.taken_back.get(event.originator_version),
            corrected_by=corrections,
        )


def _told(connection: Connection, log: Log, wanted: ColumnElement[bool]) -> list[Entry]:
    return entries(log, connection.execute(SELECTED.where(wanted).order_by(_entries.c.position)).all())
