"""Runner (Fortschreibung): reads a page of the log once for all projections, folds it in memory, and writes rows and
bookmark in one transaction; every event exactly once, whoever calls and however many at a time. An event that cannot
be taken in is parked in the same transaction, and the others go on."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from projections import bookmark, heartbeat, lock, parked
from projections.bookmark import ViewsMissing
from projections.page import Folded, Source, Told, folded
from projections.parked import Refused, reason_of
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.span import Span
from projections.stand import Stand
from referrals.log.application import Recorded
from referrals.occasion import Occasion
from referrals.store import Store

PAGE = 2_000
"""Events of one page."""

PATIENCE = 1.0
"""Seconds a page waits for somebody else who is catching up."""

NOT_TAKEN = (IntegrityError, DataError, ValueError, TypeError, ArithmeticError, AttributeError)
"""What writing a row raises where the row is the reason, and not the database."""

told = logging.getLogger("lotse.projections")


class Freshness(NamedTuple):
    """As of which event the answer is, and where the log is."""

    position: int
    head: int

    @property
    def behind(self) -> int:
        """How many events are still to be taken in."""
        return max(0, self.head - self.position)


class Status(NamedTuple):
    """How far a projection is; the lag in seconds is the age of the oldest event not taken in.

    `heartbeat` is when the process that leads last said that it is there (None before the first time), `parked` how
    many events wait because the projection could not take them in.
    """

    name: str
    version: int
    position: int
    lag_events: int
    lag_seconds: float
    heartbeat: datetime | None = None
    parked: int = 0


class Outdated(NamedTuple):
    """A projection whose tables are still empty, because another version of its fold built the ones there are."""

    name: str
    stored: tuple[int, ...]
    code: int

    def __str__(self) -> str:
        return f"{self.name}: built by version {', '.join(map(str, self.stored))}, the code has {self.code}"


class PageRead(NamedTuple):
    """A page, folded and not yet written: up to which position, and what it does to which tables."""

    end: int
    folded: list[Folded]

    @property
    def stands(self) -> list[Stand]:
        """The sets of tables that the page moves on."""
        return [each.stand for each in self.folded]


class _Told(msgspec.Struct):
    occasion: Occasion


def _now() -> datetime:
    return datetime.now(UTC)


class Runner:
    """Keeps the projections of one store up to date; built per process."""

    def __init__(
        self,
        log: Source,
        store: Store,
        projections: Sequence[Projection] = PROJECTIONS,
        *,
        page: int = PAGE,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.store = store
        self.log = log
        self.projections = {projection.name: projection for projection in projections}
        self.page = page
        self.clock = clock
        self._even_with = -1  # the head that all projections were seen to have reached; none ever goes back behind it

    def create(self) -> None:
        """Make the tables that are missing, empty; belongs into the release step."""
        self.store.create(bookmark.metadata)
        with lock.waiting(self.store) as connection:
            known = {(mark.name, mark.version) for mark in bookmark.read(connection) if not mark.building}
            new = [each for each in self.projections.values() if (each.name, each.version) not in known]
            for projection in new:
                for table in projection.tables:
                    table.metadata.create_all(connection)
            if new:
                bookmark.write(connection, new, 0, self.clock(), building=False)

    def catch_up(self, max_events: int = PAGE, names: Iterable[str] = ()) -> Freshness:
        """Take in what is new, if it is at most `max_events`; how fresh the projections named (or all) are now.

        A projection that is further behind, because it is being built, does not keep the others waiting.
        """
        head = self.log.head()
        if head == self._even_with:
            return Freshness(head, head)
        positions = self.positions()
        patience = time.monotonic() + PATIENCE
        while near := [name for name, at in positions.items() if at < head and head - at <= max_events]:
            moved = self.step(near)
            if moved >= head:
                positions |= dict.fromkeys(near, moved)
                continue
            before, positions = positions, self.positions()
            if positions == before:
                if time.monotonic() > patience:
                    break
                time.sleep(0.005)
        if all(at == head for at in positions.values()):
            self._even_with = head
        return Freshness(min(positions[name] for name in (tuple(names) or positions)), head)

    def step(self, names: Iterable[str] | None = None) -> int:
        """Apply one page to the living tables; the position reached; 0 when nothing is new or another is at it."""
        wanted = set(self.projections if names is None else names)
        try:
            return self._step(wanted, self.apply_page)
        except NOT_TAKEN:
            return self._step(wanted, self.apply_with_care)

    def _step(self, wanted: set[str], apply: Callable[[Connection, Sequence[Stand], int], int]) -> int:
        with lock.trying(self.store, lock.LIVING) as connection:
            if connection is None:
                return 0
            stands = [stand for stand in self.stands(connection) if stand.projection.name in wanted]
            return apply(connection, stands, self.page)

    def apply_page(self, connection: Connection, stands: Sequence[Stand], limit: int) -> int:
        """Apply one page to the hindmost of the stands and move their bookmarks; the position reached, or 0."""
        read = self.read_page(connection, stands, limit)
        if read is not None:
            self.write_page(connection, read)
        return read.end if read else 0

    def read_page(self, connection: Connection, stands: Sequence[Stand], limit: int) -> PageRead | None:
        """Read one page and fold it, and write nothing; None when there is nothing new."""
        page = self.log.read(min(stand.position for stand in stands), limit) if stands else []
        if not page:
            return None
        moving = [stand for stand in stands if stand.position < page[-1].position]
        told_of = Told(page, [part for stand in moving for part in stand.projection.parts])
        waiting = parked.streams(connection)
        done = [folded(connection, self.log, each, told_of, waiting.get(each.tables, set())) for each in moving]
        return PageRead(told_of.end, done)

    def write_page(self, connection: Connection, read: PageRead) -> None:
        """Write the rows of a page, and move the bookmarks of its stands."""
        for each in read.folded:
            self._write(connection, each)
        self._move(connection, read.stands, read.end)

    def write_span(self, connection: Connection, span: Span) -> None:
        """Write the rows of many pages, and move the bookmarks of their stands."""
        for each in span.held:
            each.write(connection)
            self._park(connection, each.stand, each.refused)
        self._move(connection, [each.stand for each in span.held], span.end)

    def apply_with_care(self, connection: Connection, stands: Sequence[Stand], limit: int) -> int:
        """The same where the database refuses a row: event by event for whom it concerns, to park the right one."""
        read = self.read_page(connection, stands, limit)
        if read is None:
            return 0
        page = self.log.read(min(stand.position for stand in stands), limit)
        for each in read.folded:
            try:
                with connection.begin_nested():
                    self._write(connection, each)
            except NOT_TAKEN:
                for recorded in page:
                    self._apply_one(connection, each.stand, recorded)
        self._move(connection, read.stands, read.end)
        return read.end

    def _apply_one(self, connection: Connection, stand: Stand, recorded: Recorded) -> None:
        one = Told([recorded], stand.projection.parts)
        waiting: Set[UUID] = parked.streams(connection).get(stand.tables, set())
        try:
            with connection.begin_nested():
                self._write(connection, folded(connection, self.log, stand, one, waiting))
        except NOT_TAKEN as error:
            refused = Refused(recorded.position, recorded.originator_id, recorded.topic, reason_of(error))
            self._park(connection, stand, [refused])

    def _write(self, connection: Connection, done: Folded) -> None:
        for change in done.changes:
            change.write(connection)
        self._park(connection, done.stand, done.refused)

    def _park(self, connection: Connection, stand: Stand, refused: Sequence[Refused]) -> None:
        parked.add(connection, stand.tables, refused, self.clock())
        for each in refused:
            why = each.reason or "an earlier one of its stream is"
            told.error("%s: event %s (%s) is parked: %s", stand.projection.name, each.position, each.topic, why)

    def _move(self, connection: Connection, stands: Sequence[Stand], end: int) -> None:
        for building in {stand.building for stand in stands}:
            moved = [stand.projection for stand in stands if stand.building is building]
            bookmark.move(connection, moved, end, self.clock(), building=building)

    def stands(self, connection: Connection, *, building: bool = False) -> list[Stand]:
        """How far our projections are, by their bookmarks."""
        at = bookmark.positions(connection, building=building)
        return [
            Stand(projection, building, at[projection.name, projection.version])
            for projection in self.projections.values()
            if (projection.name, projection.version) in at
        ]

    def positions(self) -> dict[str, int]:
        """The position up to which each projection has read; ViewsMissing where there are no tables."""
        with self.store.glancing() as connection:
            stands = self.stands(connection)
        positions = {stand.projection.name: stand.position for stand in stands}
        for name in self.projections:
            if name not in positions:
                raise ViewsMissing.because_nobody_made_them(name)
        return positions

    def outdated(self) -> list[Outdated]:
        """The projections of which only another version has built tables: the runner builds ours."""
        with self.store.reading() as connection:
            marks = [mark for mark in bookmark.read(connection) if not mark.building]
        positions = {(mark.name, mark.version): mark.position for mark in marks}
        found = []
        for name, projection in self.projections.items():
            others = tuple(sorted({mark.version for mark in marks if mark.name == name} - {projection.version}))
            if others and not positions.get((name, projection.version)):
                found.append(Outdated(name, others, projection.version))
        return found

    def status(self, now: datetime) -> list[Status]:
        """How far every projection is, how far behind the log, and what waits."""
        head = self.log.head()
        positions = self.positions()
        with self.store.reading() as connection:
            beat, waiting = heartbeat.last(connection), parked.counts(connection)
        return [
            Status(
                name,
                self.projections[name].version,
                at,
                max(0, head - at),
                self._age(at, now) if at < head else 0.0,
                beat[1] if beat else None,
                waiting.get((name, self.projections[name].version), 0),
            )
            for name, at in positions.items()
        ]

    def _age(self, position: int, now: datetime) -> float:
        waiting = self.log.read(position, 1)
        if not waiting:
            return 0.0
        told = msgspec.json.decode(waiting[0].state, type=_Told)
        return max(0.0, (now - told.occasion.recorded_at).total_seconds())
