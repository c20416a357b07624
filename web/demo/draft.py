"""Draft (Entwurf): a log in memory that casework writes into, poured into the real one in the order of time.

Histories are told one after the other; in the log they stand side by side, as if they had been recorded day by day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from referrals.event import Event, encode
from referrals.keys import KeyStore
from referrals.log.application import Log
from referrals.log.recorder import MAX_EVENTS, RecordedRef, Unchanged
from referrals.sealing import Blob, Group, Key

NAMESPACE = UUID("0d3e0c5a-4b1e-5c7f-9a88-2f6f1b0c9d31")
Pair = tuple[UUID, Group]


class Command(NamedTuple):
    """What one command recorded."""

    events: tuple[Event, ...]
    blobs: tuple[Blob, ...]


class Draft:
    """Answers the door like a log that nobody else writes into."""

    def __init__(self) -> None:
        self._streams: dict[UUID, list[Event]] = {}
        self._commands: list[Command] = []
        self._count = 0

    def result_of(self, command_id: UUID) -> tuple[RecordedRef, ...] | None:
        """Every command of a draft is new."""
        return None

    def events_of(self, originator_id: UUID) -> list[Event]:
        """The stream as told so far."""
        return list(self._streams.get(originator_id, ()))

    def head(self) -> int:
        """How many events were told so far."""
        return self._count

    def streams_naming(self, named: UUID, topics: Sequence[str], after: int = 0) -> list[UUID]:
        """The streams whose events of these topics name this id; nobody else writes, so nothing comes after."""
        wanted = str(named).encode()
        told = () if after else self.told(*topics)
        return list(dict.fromkeys(event.originator_id for event in told if wanted in encode(event)))

    def told(self, *prefixes: str) -> Iterator[Event]:
        """The events told so far whose topic starts with one of these."""
        return (e for command in self._commands for e in command.events if e.TOPIC.startswith(prefixes))

    def record(
        self,
        *events: Event,
        command_id: UUID | None = None,
        blobs: Sequence[Blob] = (),
        unchanged: Unchanged = (),
    ) -> list[int]:
        """Keep the events; the positions are those of the draft."""
        for event in events:
            self._streams.setdefault(event.originator_id, []).append(event)
        self._commands.append(Command(events, tuple(blobs)))
        self._count += len(events)
        return list(range(self._count - len(events) + 1, self._count + 1))

    @property
    def opened(self) -> list[UUID]:
        """The referrals told so far."""
        return [stream for stream, told in self._streams.items() if told[0].TOPIC == "referral.opened"]

    def pour(self, log: Log, progress: Callable[[int, int], None]) -> int:
        """Record everything in the order of its recorded time, in few transactions; how many events."""
        waiting: list[Command] = []
        done = 0
        for command in (*sorted(self._commands, key=_recorded_at), None):
            if command is None or sum(len(each.events) for each in (*waiting, command)) > MAX_EVENTS:
                done += _record(log, waiting, done)
                progress(done, self._count)
                waiting = []
            if command is not None:
                waiting.append(command)
        return done


def _recorded_at(command: Command) -> datetime:
    return command.events[0].occasion.recorded_at


def _record(log: Log, commands: Sequence[Command], position: int) -> int:
    events = [event for command in commands for event in command.events]
    blobs = [blob for command in commands for blob in command.blobs]
    log.record(*events, command_id=uuid5(NAMESPACE, f"after {position}"), blobs=blobs)
    return len(events)


class KeysAtOnce:
    """The real keys, kept at hand while the draft is written."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._known: dict[Pair, Key] = {}

    def key_for(self, person: UUID, group: Group) -> Key:
        """The key of a person and group."""
        if (person, group) not in self._known:
            self.prepare([(person, group)])
        return self._known[person, group]

    def refuse_the_erased(self, persons: Iterable[UUID]) -> None:
        """Nobody is erased before the demo has begun."""

    def prepare(self, pairs: Iterable[Pair]) -> None:
        """Make many keys in one transaction."""
        self._known.update(self._keys.ensure(pairs))

    def ensure(self, pairs: Iterable[Pair]) -> dict[Pair, Key]:
        """The keys of many."""
        return {pair: self.key_for(*pair) for pair in pairs}

    def keys_for(self, pairs: Iterable[Pair]) -> dict[Pair, Key]:
        """The keys of many."""
        return self.ensure(pairs)
