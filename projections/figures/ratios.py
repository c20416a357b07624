"""Ratios (Anteile): figures that are shares of counted rows: of those that could have been, how many were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, func, or_, select

from projections.caseload import local_day
from projections.figures import periods
from projections.figures.narrowing import conditions, within
from projections.figures.panel import Asked, Cell, Plot
from projections.figures.tables import forwardings, visits
from referrals.referral.state import AppointmentState

_f, _v = forwardings.c, visits.c


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A share: how many of the rows that `where` leaves are `part`; the label is a day, told by its month, or an id."""

    code: str
    plot: Plot
    axis: str
    source: FromClause
    label: ColumnElement[Any]
    when: ColumnElement[date]
    part: ColumnElement[bool]
    where: Any

    def cells(self, connection: Connection, asked: Asked, now: datetime) -> dict[str, Cell]:
        """The share of each label in per cent, with its base."""
        label = self.label.label("named")
        statement = select(label, func.count(), func.count().filter(self.part)).select_from(self.source)
        bases: dict[str, tuple[int, int]] = {}
        for named, base, part in connection.execute(statement.where(*self._conditions(asked, now)).group_by("named")):
            code = periods.month_of(named) if self.axis == "month" else str(named or "")
            known = bases.get(code, (0, 0))
            bases[code] = known[0] + base, known[1] + part
        return {code: share(part, base) for code, (base, part) in bases.items()}

    def total(self, cells: dict[str, Cell]) -> Cell:
        """The share of all labels together."""
        known = [(cell.value or 0.0, cell.base or 0) for cell in cells.values()]
        return share(sum(round(value * base / 100) for value, base in known), sum(base for _, base in known))

    def rows(self, connection: Connection, asked: Asked, now: datetime, label: str) -> list[UUID]:
        """The referrals behind the base of a share."""
        labelled: ColumnElement[bool]
        if self.axis == "month":
            month = periods.parse(label)
            labelled = self.label.between(month.start, month.end)
        else:
            labelled = self.label.is_(None) if label == "" else self.label == UUID(label)
        found = select(self.source.c.id).where(*self._conditions(asked, now), labelled).distinct()
        return sorted(connection.execute(found).scalars())

    def _conditions(self, asked: Asked, now: datetime) -> Iterator[ColumnElement[bool]]:
        today = local_day(now)
        yield from conditions(self.source, asked)
        yield within(self.when, asked.period, today)
        yield from self.where(today)


def share(part: int, base: int) -> Cell:
    """So many of so many, in per cent; of none there is no share."""
    return Cell(100 * part / base if base else None, base)


def _could_have_answered(today: date) -> Iterator[ColumnElement[bool]]:
    """The time to answer is over, and somebody waited until then or the answer was there."""
    yield _f.term_on < today
    yield or_(_f.answered_on.is_not(None), _f.dropped_on.is_(None), _f.dropped_on > _f.term_on)


def _took_place_or_not(_today: date) -> Iterator[ColumnElement[bool]]:
    yield _v.state.in_((AppointmentState.KEPT.value, AppointmentState.MISSED.value))


RATIOS: tuple[Ratio, ...] = (
    Ratio(
        code="answered_in_time",
        plot=Plot.LINE,
        axis="month",
        source=forwardings,
        label=_f.forwarded_on,
        when=_f.forwarded_on,
        part=_f.answered_on <= _f.term_on,
        where=_could_have_answered,
    ),
    Ratio(
        code="institution_kept",
        plot=Plot.BAR,
        axis="institution",
        source=visits,
        label=_v.institution_id,
        when=_v.starts_on,
        part=_v.state == AppointmentState.KEPT.value,
        where=_took_place_or_not,
    ),
)
