"""Day ends (Tagesenden): the figures up to an event, counted into a private store, whatever came after.

What leaves the house counts up to the last event of a day, never up to the last event there is: two reports with one
event between them would tell about that one. The same stores make an old report once more.

Where the living tables are not far from there they are turned back; else the log is read from its beginning.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, MetaData

from projections import caseload, gatherings
from projections.figures import tables
from projections.figures.panel import AsOf
from projections.rebuild import rebuild
from projections.runner import Runner
from projections.turning_back import turned_back
from referrals.event import Event
from referrals.log.application import Log, Recorded
from referrals.occasion import LOCAL
from referrals.report import CannotRepeatReport
from referrals.store import Store

KEPT = 3
"""Ends that are kept at hand."""

SHORT = 20_000
"""Events of a log that is counted while one waits."""

PAGE = 5_000
COUNTED = (caseload.PROJECTION, tables.PROJECTION, gatherings.PROJECTION)
ASKED = {caseload.referrals: "due_on IS NOT NULL", caseload.appointments: "FALSE"}
"""Of the caseload, the figures ask for what is active, and for no appointment."""
WHOLE = frozenset(gatherings.PROJECTION.tables)
"""Tables whose states are read, not only their columns."""
Progress = Callable[[int, int], None]


class UpTo:
    """The log up to an event."""

    def __init__(self, log: Log, end: int) -> None:
        self._log, self._end = log, end

    def head(self) -> int:
        """The last event that counts."""
        return self._end

    def read(self, after: int, limit: int) -> list[Recorded]:
        """The next events that count."""
        return [each for each in self._log.read(after, limit) if each.position <= self._end]

    def events_of(self, originator_id: UUID) -> list[Event]:
        """A stream, later events too: whoever folds it knows how far it goes."""
        return self._log.events_of(originator_id)


class _Place(NamedTuple):
    position: int
    recounted: bool


class _Kept(NamedTuple):
    store: Store
    path: Path


class DayEnds:
    """Counts up to the end of days for one process; its stores lie in a folder of their own and go with it."""

    def __init__(self, log: Log, views: Store | None = None) -> None:
        self._log, self._views = log, views
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None  # until somebody asks
        self._kept: OrderedDict[_Place, _Kept] = OrderedDict()
        self._built = 0
        self._preparing: set[_Place] = set()

    def end_of(self, day: date) -> AsOf:
        """The last event that was recorded by the end of a day; position 0 where there is none."""
        first, last = 0, self._log.head()
        while first < last:
            middle = (first + last + 1) // 2
            found = self._log.read(middle - 1, 1)
            if found and found[0].event.occasion.recorded_on <= day:
                first = max(middle, found[0].position)
            else:
                last = middle - 1
        return AsOf(first, datetime.combine(day, time(23, 59, 59), LOCAL))

    def is_at_hand(self, position: int, *, recounted: bool = False) -> bool:
        """Whether nobody has to wait for the figures up to this event."""
        return self._log.head() <= SHORT or any(place in self._kept for place in _places(position, recounted))

    def prepare(self, position: int, *, recounted: bool = False) -> None:
        """Have the figures up to this event at hand; nothing where somebody else is at it."""
        place = _Place(position, recounted)
        if place in self._preparing:
            return
        self._preparing.add(place)
        try:
            with self.at(position, recounted=recounted):
                pass
        finally:
            self._preparing.discard(place)

    @contextmanager
    def at(
        self, position: int, progress: Progress = lambda done, total: None, *, recounted: bool = False
    ) -> Iterator[Connection]:
        """The figures up to this event; whoever comes at the same time waits. `recounted`: from the log alone, for
        whoever does not want to believe the living tables."""
        head = self._log.head()
        if position > head:
            raise CannotRepeatReport.because_the_log_ends_before(position, head)
        with self._lock, self._store(position, progress, recounted).reading() as connection:
            yield connection

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            for kept in self._kept.values():
                kept.store.dispose()
            self._kept.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _store(self, position: int, progress: Progress, recounted: bool) -> Store:
        """The store at this event: one that is there, the living tables turned back, the newest before it carried on,
        or a new one."""
        place = next((each for each in _places(position, recounted) if each in self._kept), None)
        if place is None:
            kept = None if recounted else self._turned_back(position)
            place = _Place(position, kept is None)
            self._kept[place] = kept or self._counted(position, progress)
        self._kept.move_to_end(place)
        while len(self._kept) > KEPT:
            _drop(self._kept.popitem(last=False)[1])
        return self._kept[place].store

    def _turned_back(self, position: int) -> _Kept | None:
        if self._views is None:
            return None
        kept = self._empty()
        kept.store.create(MetaData())
        if turned_back(self._log, self._views, kept.store, COUNTED, position, ASKED, WHOLE):
            return kept
        _drop(kept)
        return None

    def _counted(self, position: int, progress: Progress) -> _Kept:
        newest = max((at for at in self._kept if at.recounted and at.position < position), default=None)
        if newest is None:
            return self._new(position, progress)
        kept = self._kept.pop(newest)
        self._carry_on(kept.store, position, progress)
        return kept

    def _new(self, position: int, progress: Progress) -> _Kept:
        """A store that is filled as tables are rebuilt: the indexes come last."""
        kept = self._empty()
        runner = self._runner(kept.store, position)
        runner.create()
        rebuild(runner, progress=progress)
        return kept

    def _empty(self) -> _Kept:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="lotse-day-ends-")
        self._built += 1
        path = Path(self._folder.name) / f"{self._built}.sqlite"
        return _Kept(Store(f"sqlite:///{path}", schema="views", private=True, derived=True), path)

    def _runner(self, store: Store, position: int) -> Runner:
        return Runner(UpTo(self._log, position), store, COUNTED, page=PAGE)

    def _carry_on(self, store: Store, position: int, progress: Progress) -> None:
        runner = self._runner(store, position)
        while reached := runner.step():
            progress(reached, position)


def _places(position: int, recounted: bool) -> list[_Place]:
    """Where figures up to an event may be; what was turned back holds no states, and cannot be carried on."""
    return [_Place(position, True)] if recounted else [_Place(position, False), _Place(position, True)]


def _drop(kept: _Kept) -> None:
    kept.store.dispose()
    kept.path.unlink()
