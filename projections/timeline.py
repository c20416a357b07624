"""Timeline (Verlauf): every event as it was told, per referral, per person, and since the last visit.

Here stands whose an event is; the journal says where it stands in the log, and the log what was told.
Steps that were taken back or corrected stay and say so. The sentences come from `projections.sentences`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Row, Select, Uuid, or_, select
from sqlalchemy.schema import Column, Index

from projections import journal
from projections.projection import Appended, Keyed, Projection, appended_table, keyed_table, topics_of
from referrals.access_review import AccessReviewed
from referrals.announcement import AnnouncementEvent, AnnouncementTaken
from referrals.audit_file import AuditFileEvent, AuditFileRequested
from referrals.break_glass import BreakGlassEvent, BreakGlassOpened
from referrals.event import Event
from referrals.gathering import GatheringEvent
from referrals.institution import InstitutionEvent
from referrals.link import LinkEvent, LinkMade
from referrals.log.application import Log
from referrals.need import NeedRecorded
from referrals.participation_events import ParticipationEntered, ParticipationEvent
from referrals.person import PersonEvent, PersonRegistered
from referrals.referral import events as e
from referrals.referral.state import corrected, effective
from referrals.release import ReleaseEvent, ReleaseGiven
from referrals.staff import StaffEvent

VERSION = 4
stream_rows = keyed_table(
    "timeline_streams",
    VERSION,
    Column("person_id", Uuid, nullable=False),
    # A referral only: who carries it now.
    Column("case_manager", Uuid),
    # of_person, changes_since
    Index(f"timeline_streams_v{VERSION}_of_person", "person_id"),
    Index(f"timeline_streams_v{VERSION}_of_case_manager", "case_manager", "person_id"),
)
_links = appended_table(
    "timeline_links",
    VERSION,
    Column("referral_id", Uuid, nullable=False),
    # The need, release, announcement or link whose events belong to the referral too.
    Column("stream", Uuid, nullable=False),
    # of_referral
    Index(f"timeline_links_v{VERSION}_of_referral", "referral_id"),
)


class Stream(msgspec.Struct, frozen=True):
    """To whom a stream belongs; `case_manager` is who carries a referral now, None for other streams."""

    person_id: UUID
    case_manager: UUID | None = None


def _belongs(stream: Stream | None, event: Event) -> Stream | None:
    match event:
        case e.ReferralOpened():
            return Stream(event.person_id, event.case_manager)
        case e.ReferralHandedOver() if stream is not None:
            return replace(stream, case_manager=event.receiver)
        case PersonRegistered():
            return Stream(event.originator_id)
        case (
            ReleaseGiven()
            | NeedRecorded()
            | BreakGlassOpened()
            | AuditFileRequested()
            | LinkMade()
            | ParticipationEntered()
        ):
            return Stream(event.person_id)
        case _:
            return stream


def _retold(told: Sequence[e.ReferralEvent]) -> Stream | None:
    stream: Stream | None = None
    for event in effective(told):
        stream = _belongs(stream, event)
    return stream


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
    (
        Keyed(
            table=stream_rows,
            topics=topics_of(
                *(e.ReferralOpened, e.ReferralHandedOver, e.StepTakenBack, PersonRegistered, ReleaseGiven),
                *(NeedRecorded, BreakGlassOpened, AuditFileRequested, LinkMade, ParticipationEntered),
            ),
            state=Stream,
            fold=_belongs,
            columns=lambda stream: {"person_id": stream.person_id, "case_manager": stream.case_manager},
            retold_by=topics_of(e.StepTakenBack),
            refold=_retold,
        ),
        Appended(_links, topics_of(e.ReferralOpened, e.ReferralForwarded, AnnouncementTaken, LinkMade), _linked),
    ),
)


SELECTED: Select[Any] = select(
    *(journal.entries.c[name] for name in ("position", "stream", "topic")), stream_rows.c.person_id
).outerjoin_from(journal.entries, stream_rows, stream_rows.c.id == journal.entries.c.stream)
"""Places of the journal with the person they are about."""


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
    return _told(connection, log, or_(journal.entries.c.stream == referral_id, journal.entries.c.stream.in_(linked)))


def of_person(connection: Connection, log: Log, person_id: UUID) -> list[Entry]:
    """Everything around a person: consent, releases, needs, and every referral; oldest first."""
    streams = select(stream_rows.c.id).where(stream_rows.c.person_id == person_id)
    return _told(connection, log, journal.entries.c.stream.in_(streams))


def of_stream(connection: Connection, log: Log, stream: UUID) -> list[Entry]:
    """One stream alone: an institution, an account, a release; oldest first."""
    return _told(connection, log, journal.entries.c.stream == stream)


def persons_of(connection: Connection, streams: Collection[UUID]) -> dict[UUID, UUID]:
    """To whom streams belong; those of nobody (institutions, staff, announced needs) are left out."""
    wanted = select(stream_rows.c.id, stream_rows.c.person_id).where(stream_rows.c.id.in_(streams))
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
    return entries(log, connection.execute(SELECTED.where(wanted).order_by(journal.entries.c.position)).all())
