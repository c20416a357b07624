"""Left out (nicht aufgenommen): whom the parked events are about, so that no page shows the rest as if it were all."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from projections import parked
from projections.projection import Projection
from referrals.log.application import Log

AT_LEAST_EVERY = 10.0
"""Seconds after which is asked again, although nothing new was recorded: a rebuild may have parked something."""


class Waiting(NamedTuple):
    """A stream with events that wait: for which projections, and every id it names, also of persons and staff."""

    names: frozenset[str]
    about: frozenset[UUID]


class LeftOut:
    """Remembers what waits: nothing is asked while nothing waits and nothing new was recorded. One per process."""

    def __init__(self, log: Log, projections: Mapping[str, Projection]) -> None:
        self._log = log
        self._projections = projections
        self._known: tuple[int, float, Sequence[Waiting]] = (-1, 0.0, ())  # as of which event, until when, what waits

    def waiting(self, connection: Connection, head: int) -> Sequence[Waiting]:
        """What waits for the tables of this view; `head` is where the log is."""
        at, until, known = self._known
        now = time.monotonic()
        if at == head and not known and now < until:
            return known
        names: defaultdict[UUID, set[str]] = defaultdict(set)
        ours = {(each.name, each.version, False) for each in self._projections.values()}
        for tables, streams in parked.streams(connection).items():
            for stream in streams if tables in ours else ():
                names[stream].add(tables[0])
        found = [Waiting(frozenset(some), self._about(stream)) for stream, some in names.items()]
        self._known = (head, now + AT_LEAST_EVERY, found)
        return found

    def _about(self, stream: UUID) -> frozenset[UUID]:
        """Read as it is stored: what waits may be what nobody can decode."""
        states = (msgspec.json.decode(stored.state) for stored in self._log.recorder.select_events(stream))
        return frozenset({stream, *(id_ for state in states for id_ in _ids(state))})


def _ids(value: Any) -> Iterator[UUID]:
    """The ids in a stored state, but for its circumstances: who recorded it is not whom it is about."""
    if isinstance(value, str) and len(value) == 36:
        try:
            yield UUID(value)
        except ValueError:
            return
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _ids(each) if name != "occasion" else ()
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)
