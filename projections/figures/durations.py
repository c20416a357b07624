"""Durations (Dauern): how long it takes until something has happened, those who still wait counted (`survival`)."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, func, select

from projections.caseload import local_day
from projections.figures.narrowing import Part, conditions, within
from projections.figures.panel import Asked
from projections.figures.survival import Curve, kaplan_meier
from projections.figures.tables import forwardings, referrals


class Duration(NamedTuple):
    """From the opening until a day; `after` is the column that counts the days, null until then."""

    code: str
    after: Column[Any]

    def curve(self, connection: Connection, asked: Asked, now: datetime) -> Curve:
        """The curve of the referrals that were opened in the period.

        Who is closed without it waits on like the open ones: it did not happen to them in all the time since.
        """
        today = local_day(now)
        opened = referrals.c.opened_on
        meant = [*conditions(referrals, asked), within(opened, asked.period, today)]
        happened = select(self.after, func.count()).where(*meant, self.after.is_not(None)).group_by(self.after)
        waiting = select(opened, func.count()).where(*meant, self.after.is_(None)).group_by(opened)
        return kaplan_meier(
            {days: number for days, number in connection.execute(happened)},  # noqa: C416  # rows
            {(today - day).days: number for day, number in connection.execute(waiting)},
        )

    def curves(self, connection: Connection, parts: list[Part], now: datetime) -> list[Curve]:
        """A curve for each side of a comparison."""
        return [self.curve(connection, part.asked, now) for part in parts]


DURATIONS = (
    Duration("to_first_kept", referrals.c.kept_after),
    Duration("to_closed", referrals.c.closed_after),
)


def answers(connection: Connection, asked: Asked, now: datetime) -> dict[str, Curve]:
    """For each institution, how long the answer to the forwardings of the period takes.

    Who is not waited for any more leaves the count on that day.
    """
    today, f = local_day(now), forwardings.c
    meant = [*conditions(forwardings, asked), within(f.forwarded_on, asked.period, today)]
    columns = (f.institution_id, f.answered_after, f.dropped_after, f.forwarded_on)
    happened: defaultdict[str, dict[int, int]] = defaultdict(dict)
    waiting: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    answered = select(*columns[:2], func.count()).where(*meant, f.answered_after.is_not(None)).group_by(*columns[:2])
    for institution_id, days, number in connection.execute(answered):
        happened[str(institution_id)][days] = number
    still = (columns[0], columns[2], columns[3])
    for institution_id, dropped, forwarded_on, number in connection.execute(
        select(*still, func.count()).where(*meant, f.answered_after.is_(None)).group_by(*still)
    ):
        waiting[str(institution_id)][_waited(dropped, forwarded_on, today)] += number
    return {each: kaplan_meier(happened[each], waiting[each]) for each in {*happened, *waiting}}


def _waited(dropped: int | None, since: date, today: date) -> int:
    return max(0, (today - since).days) if dropped is None else dropped
