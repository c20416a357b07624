"""The public holidays of North Rhine-Westphalia, against a library that knows those of the whole world."""

from datetime import date, timedelta

import holidays

from referrals.calendar import is_working_day

FIRST, LAST = 1995, 2100
"""Since 1995 the days are these; the library reckons no further."""


def test_they_are_those_of_a_library_for_a_hundred_years() -> None:
    """One rule for Easter, and five days that move with it."""
    known = holidays.country_holidays("DE", subdiv="NW", years=range(FIRST, LAST + 1))
    day, differing = date(FIRST, 1, 1), []
    while day.year <= LAST:
        if is_working_day(day) != (day.weekday() < 5 and day not in known):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []
