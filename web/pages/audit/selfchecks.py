"""Self-checks (Selbstprüfungen) of the last 90 days (Art. 32 GDPR): what they found, and the days without one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from projections import evidence, journal
from projections.evidence import Selfcheck
from referrals.evidence import Finding, Result
from referrals.occasion import LOCAL
from web import desk
from web.parts import today

DAYS = 90
WORST = (Result.UNJUDGED, Result.FINDINGS, Result.FINE)


class Day(NamedTuple):
    """What the checks of one day came to; no result where there was none."""

    day: date
    result: Result | None
    findings: tuple[Finding, ...] = ()
    checks: int = 0


class Span(NamedTuple):
    """Days in a row that came to the same."""

    first: date
    last: date
    result: Result | None
    findings: tuple[Finding, ...]
    checks: int


class Told(NamedTuple):
    """The last 90 days, or those since the installation began: the spans, the latest first, and how many days."""

    spans: list[Span]
    days: int
    fine: int
    found: int
    unjudged: int
    unchecked: int


def told() -> Told:
    """What the self-checks of the last 90 days found; today counts once it was checked."""
    first = today() - timedelta(days=DAYS - 1)
    began = journal.at(desk.views(), 1)
    since = max(first, began.recorded_on) if began else today()
    checks = evidence.selfchecks(desk.views(), datetime.combine(since, time(), LOCAL))
    return summed(list(days(checks, since, today())))


def days(checks: Sequence[Selfcheck], first: date, last: date) -> Iterator[Day]:
    """Each day, the latest first; the last one only with a check, for it is not over."""
    of_day: defaultdict[date, list[Selfcheck]] = defaultdict(list)
    for check in checks:
        of_day[check.at.astimezone(LOCAL).date()].append(check)
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        if of_day[day]:
            found = {finding for check in of_day[day] for finding in check.findings}
            result = min((check.result for check in of_day[day]), key=WORST.index)
            yield Day(day, result, tuple(sorted(found)), len(of_day[day]))
        elif day < last:
            yield Day(day, None)


def summed(days: Sequence[Day]) -> Told:
    """The days as spans, and counted."""
    spans = []
    for (result, findings), group in groupby(days, key=lambda day: (day.result, day.findings)):
        same = list(group)
        spans.append(Span(same[-1].day, same[0].day, result, findings, sum(day.checks for day in same)))
    number = {result: sum(day.result is result for day in days) for result in (*WORST, None)}
    return Told(spans, len(days), number[Result.FINE], number[Result.FINDINGS], number[Result.UNJUDGED], number[None])
