"""Flow (Verlauf) and gap (Lücke): what came, went and stayed each month; needs and offers by language."""

from bisect import bisect_right
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import Column, Connection, distinct, func, select

from projections.caseload import local_day
from projections.figures import periods
from projections.figures.narrowing import conditions, within
from projections.figures.panel import Asked
from projections.figures.tables import offers, referrals

_r = referrals.c


def flow(connection: Connection, asked: Asked, now: datetime) -> dict[str, dict[str, int]]:
    """For each month: opened, closed, and open at its end; a reopened referral was open all the time."""
    today = local_day(now)
    opened = _by_day(connection, asked, _r.opened_on)
    closed = _by_day(connection, asked, _r.closed_on)
    told: dict[str, dict[str, int]] = {}
    for month in periods.months(asked.period, today):
        first, last = periods.parse(month)[1:]
        came = [_until(days, last) - _until(days, first, before=True) for days in (opened, closed)]
        told[month] = {"opened": came[0], "closed": came[1], "open": _until(opened, last) - _until(closed, last)}
    return told


def needs_by_language(connection: Connection, asked: Asked, now: datetime) -> dict[str, int]:
    """How many needs of the period there were in each language; attempts of one need are one."""
    meant = [*conditions(referrals, asked), _r.is_first, within(_r.opened_on, asked.period, local_day(now))]
    counted = select(_r.language, func.count()).where(*meant).group_by(_r.language)
    return {language: number for language, number in connection.execute(counted)}  # noqa: C416  # rows


def offers_by_language(connection: Connection, asked: Asked) -> dict[str, int]:
    """In how many offers of the directory one is spoken to in each language; of one institution, where one is meant."""
    statement = select(offers.c.language, func.count(distinct(offers.c.offer_id)))
    wanted: tuple[tuple[Column[Any], Any], ...] = (
        (offers.c.need, asked.need),
        (offers.c.language, asked.language),
        (offers.c.id, asked.institution),
    )
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    return {code: number for code, number in connection.execute(statement.group_by(offers.c.language))}  # noqa: C416


Days = tuple[list[date], list[int]]


def _by_day(connection: Connection, asked: Asked, column: Column[Any]) -> Days:
    statement = select(column, func.count()).where(*conditions(referrals, asked), column.is_not(None))
    found = sorted((day, number) for day, number in connection.execute(statement.group_by(column)))
    return [day for day, _ in found], list(accumulate(number for _, number in found))


def _until(days: Days, day: date, *, before: bool = False) -> int:
    """How many until the end of a day; `before`: until the end of the day before it."""
    known, sums = days
    place = bisect_right(known, day if not before else date.fromordinal(day.toordinal() - 1))
    return sums[place - 1] if place else 0
