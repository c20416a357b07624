"""Runner (Fortschreibung): reads a page of the log once for all projections, folds it in memory, and writes rows and
bookmark in one transaction; every event exactly once, whoever calls and however many at a time."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from projections import bookmark, lock
from projections.bookmark import Bookmark, ViewsMissing
from projections.page import CannotApply, Change, Source, Stand, changes
from projections.projection import Projection
from projections.registry import PROJECTIONS
from referrals.occasion import Occasion
from referrals.store import Store

PAGE = 2_000
"""Events of one page."""

PATIENCE = 1.0
"""Seconds a page waits for somebody else who is catching up."""


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
    """How far a projection is; the lag in seconds is the age of the oldest event not taken in."""

    name: str
    version: int
    position: int
    lag_events: int
    lag_seconds: float


class Outdated(NamedTuple):
    """A projection whose tables were built by another version of its fold."""

    name: str
    stored: tuple[int, ...]
    code: int


class PageRead(NamedTuple):
    """A page, folded and not yet written: up to which position, for which stands, and what it changes."""

    end: int
    stands: list[Stand]
    changes: list[Change]


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

    def create(self) -> None:
        """Make the tables that are missing, empty; belongs into the release step."""
        self.store.create(bookmark.metadata)
        for projection in self.projections.values():
            for table in projection.tables:
                self.store.create(table.metadata)
        with lock.waiting(self.store) as connection:
            known = {(mark.name, mark.version) for mark in bookmark.read(connection) if not mark.building}
            new = [each for each in self.projections.values() if (each.name, each.version) not in known]
            if new:
                bookmark.write(connection, new, 0, self.clock(), building=False)

    def catch_up(self, max_events: int = PAGE, names: Iterable[str] = ()) -> Freshness:
        """Take in what is new, if it is at most `max_events`; how fresh the projections named (or all) are now.

        A projection that is further behind, because it is being built, does not keep the others waiting; neither
        does an event that cannot be taken in: the answer is as old as it says, and `told` says why.
        """
        head = self.log.head()
        positions = self.positions()
        patience = time.monotonic() + PATIENCE
        while near := [name for name, at in positions.items() if at < head and head - at <= max_events]:
            try:
                moved = self.step(near)
            except CannotApply as error:
                told.error("%s", error)
                break
            if not moved and time.monotonic() > patience:
                break
            if not moved:
                time.sleep(0.005)
            positions = self.positions()
        return Freshness(min(positions[name] for name in (tuple(names) or positions)), head)

    def step(self, names: Iterable[str] | None = None) -> int:
        """Apply one page to the living tables; the position reached; 0 when nothing is new or another is at it."""
        with lock.trying(self.store, lock.LIVING) as connection:
            if connection is None:
                return 0
            wanted = self.projections if names is None else set(names)
            stands = [stand for stand in self.stands(bookmark.read(connection)) if stand.projection.name in wanted]
            return self.apply_page(connection, stands, self.page)

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
        end = page[-1].position
        moving = [stand for stand in stands if stand.position < end]
        return PageRead(end, moving, [each for stand in moving for each in changes(connection, self.log, stand, page)])

    def write_page(self, connection: Connection, read: PageRead) -> None:
        """Write the rows of a page and move the bookmarks of its stands."""
        for change in read.changes:
            change.write(connection)
        for building in {stand.building for stand in read.stands}:
            moved = [stand.projection for stand in read.stands if stand.building is building]
            bookmark.write(connection, moved, read.end, self.clock(), building=building)

    def stands(self, marks: Iterable[Bookmark], *, building: bool = False) -> list[Stand]:
        """How far our projections are, by their bookmarks."""
        at = {(mark.name, mark.version): mark.position for mark in marks if mark.building is building}
        return [
            Stand(projection, building, at[projection.name, projection.version])
            for projection in self.projections.values()
            if (projection.name, projection.version) in at
        ]

    def positions(self) -> dict[str, int]:
        """The position up to which each projection has read; ViewsMissing where there are no tables."""
        with self.store.reading() as connection:
            stands = self.stands(bookmark.read(connection))
        positions = {stand.projection.name: stand.position for stand in stands}
        for name in self.projections:
            if name not in positions:
                raise ViewsMissing.because_nobody_made_them(name)
        return positions

    def outdated(self) -> list[Outdated]:
        """The projections whose tables another version of the code has built: the runner builds them again."""
        with self.store.reading() as connection:
            marks = [mark for mark in bookmark.read(connection) if not mark.building]
        found = []
        for name, projection in self.projections.items():
            others = tuple(sorted({mark.version for mark in marks if mark.name == name} - {projection.version}))
            if others:
                found.append(Outdated(name, others, projection.version))
        return found

    def status(self, now: datetime) -> list[Status]:
        """How far every projection is, and how far behind the log."""
        head = self.log.head()
        return [
            Status(
                name, self.projections[name].version, at, max(0, head - at), self._age(at, now) if at < head else 0.0
            )
            for name, at in self.positions().items()
        ]

    def _age(self, position: int, now: datetime) -> float:
        waiting = self.log.read(position, 1)
        if not waiting:
            return 0.0
        told = msgspec.json.decode(waiting[0].stored.state, type=_Told)
        return max(0.0, (now - told.occasion.recorded_at).total_seconds())
