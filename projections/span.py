"""Span (Strecke): pages of a rebuild, folded one after the other, held in memory, and written once.

The longer it is, the fewer rows are written twice: the steps of a referral lie weeks apart in the log.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, Dialect

from projections import parked, rows
from projections.change import Change, Kept, changed
from projections.page import Folded, Source, Told, folded
from projections.parked import Refused
from projections.projection import Keyed
from projections.stand import Stand

PAGE = 2_000
"""Events of one page: as long as they are folded, they lie in memory."""

Progress = Callable[[int], None]


class Held:
    """What the pages did so far to one set of tables."""

    def __init__(self, stand: Stand, dialect: Dialect, waiting: Iterable[UUID]) -> None:
        self.stand = stand
        self.refused: list[Refused] = []
        self._waiting = set(waiting)
        self._dialect = dialect
        self._parts: dict[int, Keyed[Any]] = {}
        self._rows: defaultdict[int, dict[int, Kept]] = defaultdict(dict)
        self._ready: list[rows.Ready] = []

    def hear(self, connection: Connection, log: Source, told: Told) -> None:
        """Take one more page in."""
        done: Folded = folded(connection, log, self.stand, told, self._waiting, self._rows)
        self._waiting.update(each.stream for each in done.refused)
        self.refused += done.refused
        self._make_ready(done.changes)
        for part, kept in done.kept:
            self._parts[id(part)] = part
            self._rows[id(part)].update((each.key.int, each) for each in kept)

    def end(self) -> None:
        """Make what is held ready to be written, row beside row as the table has them."""
        for number, part in self._parts.items():
            held = self._rows.pop(number)
            self._make_ready(changed(self.stand, part, [each for _, each in sorted(held.items(), key=itemgetter(0))]))

    def write(self, connection: Connection) -> None:
        """Write it."""
        for each in self._ready:
            each.write(connection)

    def _make_ready(self, changes: Iterable[Change]) -> None:
        self._ready += [rows.Ready.of(*change, self._dialect) for change in changes]


class Span:
    """What the pages did to all tables that are being built; nothing is written yet."""

    def __init__(self, held: Sequence[Held], end: int) -> None:
        self.held = held
        self.end = end

    @classmethod
    def read(
        cls, connection: Connection, log: Source, stands: Sequence[Stand], limit: int, progress: Progress
    ) -> Self | None:
        """Read so many events and fold them; None when there is nothing new. `progress` is told between two pages."""
        waiting = parked.streams(connection)
        held = [Held(stand, connection.dialect, waiting.get(stand.tables, ())) for stand in stands]
        begun = end = min((stand.position for stand in stands), default=0)
        left = limit if stands else 0
        while left and (page := log.read(end, min(left, PAGE))):
            if end > begun:
                progress(end)
            end = page[-1].position
            left -= len(page)
            hearing = [each for each in held if each.stand.position < end]
            told = Told(page, [part for each in hearing for part in each.stand.projection.parts])
            for each in hearing:
                each.hear(connection, log, told)
        if end == begun:
            return None
        for each in held:
            each.end()
        return cls([each for each in held if each.stand.position < end], end)
