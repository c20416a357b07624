"""Log (Protokoll) as the rest of Lotse sees it: events go in, events come out."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path
from typing import Self, cast
from urllib.parse import quote
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import InfrastructureFactory, Mapper, Notification, StoredEvent
from eventsourcing.utils import Environment, EnvType

from referrals.event import TOPICS, Event, UnknownTopic, decode, encode
from referrals.log.errors import LedgerDoesNotFit, NoLog
from referrals.log.recorder import LogRecorder, RecordedRef, Unchanged
from referrals.sealing import Blob

SQLITE = "referrals.log.sqlite"
POSTGRES = "referrals.log.postgres"
PAGE = 1_000


class EventMapper(Mapper[UUID]):
    """Between our events and stored events: no transcoder, no compressor, no cipher."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The event as it is stored and hashed."""
        event = cast(Event, domain_event)
        return StoredEvent(event.originator_id, event.originator_version, event.TOPIC, encode(event))

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """The event behind the stored bytes."""
        stream = cast(UUID, stored_event.originator_id)
        event = decode(stored_event.topic, stream, stored_event.originator_version, stored_event.state)
        return cast(DomainEventProtocol[UUID], event)


class Recorded:
    """One event of the log at its position; decoded when it is asked for the first time."""

    __slots__ = ("event", "originator_id", "position", "state", "topic", "version")
    event: Event
    """The event; UnknownTopic or a msgspec error when it cannot be read."""

    def __init__(self, position: int, originator_id: UUID, version: int, topic: str, state: bytes) -> None:
        self.position = position
        self.originator_id = originator_id
        self.version = version
        self.topic = topic
        self.state = state

    @classmethod
    def of(cls, stored: Notification) -> Self:
        """As the library hands it out."""
        stream = cast(UUID, stored.originator_id)
        return cls(stored.id, stream, stored.originator_version, stored.topic, stored.state)

    @property
    def stored(self) -> StoredEvent:
        """As the library has it."""
        return StoredEvent(self.originator_id, self.version, self.topic, self.state)

    def __getattr__(self, name: str) -> Event:
        if name != "event":
            raise AttributeError(name)
        self.event = decode(self.topic, self.originator_id, self.version, self.state)
        return self.event


class Log(Application[UUID]):
    """The one log of a municipality; build it per process, after the fork, and close it there."""

    name = "lotse"
    recorder: LogRecorder  # type: ignore[assignment]

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what is given: nothing of the library is set from outside."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """The factory of one of our two recorders; unset would silently mean in memory."""
        if env.get("PERSISTENCE_MODULE") not in (SQLITE, POSTGRES):
            raise OSError(f"PERSISTENCE_MODULE must be {SQLITE} or {POSTGRES}; open the log with Log.open(url).")
        return super().construct_factory(env)

    def construct_mapper(self) -> Mapper[UUID]:
        """Our events encode themselves."""
        return EventMapper(self.construct_transcoder())

    @classmethod
    def open(cls, url: str | Path, *, create: bool = False, schema: str = "events") -> Self:
        """The log at `sqlite:////abs/events.sqlite`, at a path, or at `postgresql://…`.

        With `create` its tables are made (release step); without, NoLog when they are missing.
        """
        log = cls(environment(str(url), create, schema))
        try:
            if create:
                log.recorder.create()
            log.recorder.check()
        except BaseException:
            log.close()
            raise
        return log

    def record(
        self,
        *events: Event,
        command_id: UUID | None = None,
        blobs: Sequence[Blob] = (),
        unchanged: Unchanged = (),
    ) -> list[int]:
        """Record events of one or several streams in one transaction; their positions.

        AlreadyRecorded, StreamMoved, TooLarge, or eventsourcing's IntegrityError when somebody was faster.
        """
        stored = [
            StoredEvent(event.originator_id, event.originator_version, event.TOPIC, encode(event)) for event in events
        ]
        return self.recorder.insert_events(stored, command_id=command_id, blobs=blobs, unchanged=unchanged)

    def events_of(self, originator_id: UUID) -> list[Event]:
        """The whole stream, first event first; empty when there is none."""
        return [
            decode(stored.topic, originator_id, stored.originator_version, stored.state)
            for stored in self.recorder.select_events(originator_id)
        ]

    def streams(self, ids: Iterable[UUID]) -> Iterator[Recorded]:
        """The events of some streams, one stream after the other, numbered in this order and not by their position."""
        place = 0
        for originator_id in ids:
            for stored in self.recorder.select_events(originator_id):
                place += 1
                yield Recorded(place, originator_id, stored.originator_version, stored.topic, stored.state)

    def read(self, after: int, limit: int) -> list[Recorded]:
        """The next events behind position `after`."""
        return list(starmap(Recorded, self.recorder.page(after, limit)))

    def told(self, *prefixes: str) -> Iterator[Event]:
        """The events whose topic starts with one of these, in the order in which they were recorded."""
        topics = [topic for topic in TOPICS if topic.startswith(prefixes)]
        after = 0
        while page := self.recorder.select_notifications(after, PAGE, topics=topics, inclusive_of_start=False):
            yield from (Recorded.of(stored).event for stored in page)
            after = page[-1].id

    def at(self, positions: Sequence[int]) -> list[Recorded]:
        """The events at these positions, in order of position."""
        return [Recorded.of(stored) for stored in self.recorder.select_positions(positions)]

    def streams_naming(self, named: UUID, topics: Sequence[str], after: int = 0) -> list[UUID]:
        """The streams whose events of these topics name this stream; no projection may lag behind here.

        Nothing names a stream before it begins, so what lies before is not read.
        """
        found: dict[UUID, None] = {}
        wanted = str(named).encode()
        begun = self.recorder.find_row(str(named), 1)
        after = max(after, begun.position if begun else 0)
        while page := self.recorder.select_notifications(after, PAGE, topics=topics, inclusive_of_start=False):
            found.update((cast(UUID, each.originator_id), None) for each in page if wanted in each.state)
            after = page[-1].id
        return list(found)

    def result_of(self, command_id: UUID) -> tuple[RecordedRef, ...] | None:
        """What a command recorded; None when it never was."""
        return self.recorder.find_command(command_id)

    def check_contents(self) -> None:
        """For the release step: every stored topic is known, and every event has its leaf.

        UnknownTopic for a log of a newer version, LedgerDoesNotFit when events or leaves are missing.
        """
        for topic in sorted(self.recorder.topics() - set(TOPICS)):
            raise UnknownTopic(topic)
        events, leaves = self.recorder.event_count(), self.recorder.leaf_count()
        if events != leaves:
            raise LedgerDoesNotFit(events, leaves)

    def head(self) -> int:
        """The last position; 0 when nothing is recorded."""
        return self.recorder.max_notification_id() or 0


def environment(url: str, create: bool, schema: str) -> Mapping[str, str]:
    """The settings of the library for a log at this place."""
    if url.startswith(("postgresql://", "postgres://")):
        from referrals.log.postgres_connection import environment as of_postgres

        return of_postgres(url, schema)
    path = Path(url.removeprefix("sqlite:///")).absolute()
    if not create and not path.is_file():
        raise NoLog(f"There is no log at {path}.")
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return {
        "PERSISTENCE_MODULE": SQLITE,
        "SQLITE_DBNAME": f"file:{quote(str(path))}?mode={'rwc' if create else 'rw'}",
    }
