"""Counted (Gezähltes): how a figure counts the rows of a table by one code, or by two.

Each says once what it counts; the numbers and the rows behind them come from the same conditions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, func, literal, select

from projections.caseload import local_day
from projections.figures import periods
from projections.figures.narrowing import conditions, within
from projections.figures.panel import Asked, Plot, Unit
from projections.figures.tables import referrals

Counts = dict[tuple[str, str], int]
Expression = Callable[[datetime], ColumnElement[Any]]

ROWS = func.count()
ONE = "count"
"""The code of the line of a figure that has but one."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a figure counts: rows of `source` by `label` and `line`, of the period by `when` (None: as it stands).

    `labels` and `lines` are the codes of a closed list; without labels, they are those that are found. `monthly`: the
    label is a day, and its month is told. `upwards`: the labels are steps by number, and whoever is on a higher one
    was on the lower ones, too. `ids` names the referral behind a row; None where no referral is behind it.
    """

    code: str
    plot: Plot = Plot.BAR
    unit: Unit = Unit.REFERRALS
    axis: str
    source: FromClause
    label: Expression
    line: Expression = lambda now: literal(ONE)
    labels: tuple[str, ...] = ()
    lines: tuple[str, ...] = (ONE,)
    when: ColumnElement[date] | None = None
    where: Callable[[date], Iterator[ColumnElement[bool]]] = lambda today: iter(())
    number: ColumnElement[int] = ROWS
    ids: ColumnElement[UUID] | None = referrals.c.id
    monthly: bool = False
    upwards: bool = False
    exact_only: bool = False

    def fits(self, asked: Asked) -> bool:
        """Whether the rows can be narrowed that way."""
        return asked.language is None or "language" in self.source.c

    def counts(self, connection: Connection, asked: Asked, now: datetime) -> Counts:
        """How many rows there are by label and line."""
        label, line = self.label(now).label("named"), self.line(now).label("told")
        statement = select(label, line, self.number).select_from(self.source).where(*self._conditions(asked, now))
        found: Counts = {}
        for named, told, number in connection.execute(statement.group_by("named", "told")):
            for code in self._codes(named):
                found[code, told] = found.get((code, told), 0) + number
        return found

    def total(self, connection: Connection, asked: Asked, now: datetime, counts: Counts) -> int:
        """How many there are, each counted once."""
        if self.upwards:
            return sum(number for (label, _), number in counts.items() if label == self.labels[0])
        if self.number is ROWS:
            return sum(counts.values())
        statement = select(self.number).select_from(self.source).where(*self._conditions(asked, now))
        counted: int = connection.execute(statement).scalar_one()
        return counted

    def rows(self, connection: Connection, asked: Asked, now: datetime, label: str, line: str | None) -> list[UUID]:
        """The referrals behind one number; without a line, behind all lines of the label."""
        if self.ids is None:
            return []
        found = select(self.ids).select_from(self.source).where(*self.meant(asked, now, label, line)).distinct()
        return sorted(connection.execute(found).scalars())

    def meant(self, asked: Asked, now: datetime, label: str, line: str | None) -> list[ColumnElement[bool]]:
        """What the rows behind one number must be."""
        found = [*self._conditions(asked, now), self._labelled(label, now)]
        return found if line is None or self.lines == (ONE,) else [*found, self.line(now) == line]

    def _codes(self, named: Any) -> list[str]:
        if self.monthly:
            return [periods.month_of(named)]
        if self.upwards:
            return list(self.labels[: named + 1])
        return ["" if named is None else str(named)]

    def _conditions(self, asked: Asked, now: datetime) -> Iterator[ColumnElement[bool]]:
        today = local_day(now)
        yield from conditions(self.source, asked)
        yield from self.where(today)
        if self.when is not None:
            yield within(self.when, asked.period, today)

    def _labelled(self, label: str, now: datetime) -> ColumnElement[bool]:
        column = self.label(now)
        if self.monthly:
            month = periods.parse(label)
            return column.between(month.start, month.end)
        if self.upwards:
            return column >= self.labels.index(label)
        if self.axis in ("institution", "staff"):
            return column.is_(None) if label == "" else column == UUID(label)
        return column == label
