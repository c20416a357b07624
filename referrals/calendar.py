"""Working days (Werktage): Monday to Friday without the public holidays of North Rhine-Westphalia."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

GOOD_FRIDAY, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI = -2, 39, 50, 60
"""Days from Easter Sunday."""
REFORMATION = 2017


def is_working_day(day: date) -> bool:
    """Whether offices in North Rhine-Westphalia are open on this day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


@lru_cache(maxsize=10_000)
def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@lru_cache(maxsize=10_000)
def days_after(day: date, count: int) -> date:
    """`count` calendar days after `day`, moved on to the next working day (§ 193 BGB)."""
    day += timedelta(days=count)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=200)
def _holidays(year: int) -> frozenset[date]:
    """§ 2 Feiertagsgesetz NW; in 2017 the day of the Reformation was one everywhere."""
    fixed = [(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26), *([(10, 31)] if year == REFORMATION else [])]
    sunday = easter(year)
    moved = (sunday + timedelta(days=days) for days in (GOOD_FRIDAY, 1, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI))
    return frozenset([*(date(year, month, day) for month, day in fixed), *moved])
