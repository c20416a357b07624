"""Days (Tage) as people write them: 3.11.2026, 03.11.26, 2026-11-03, and 3.11. with the year that is meant."""

import re
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
LOOKING_BACK = timedelta(days=92)
"""Where both is possible, a day without its year lies ahead, unless it was within the last three months."""
LEAP_YEARS_APART = 8


def written_day(text: str, today: date, *, past: bool = True, future: bool = True) -> date | None:
    """The day that was written, None when it is none; ValueError when the calendar has no such day.

    Without a year the nearest one that `past` and `future` allow is meant.
    """
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        return date(*(int(part) for part in iso.groups()))
    if not (german := _WRITTEN.fullmatch(text)):
        return None
    day, month = int(german[1]), int(german[2])
    if german[3] is None:
        return _nearest(day, month, today, past=past, future=future)
    year = int(german[3])
    return date(year if len(german[3]) == 4 else year + (2000 if year < 70 else 1900), month, day)


def _nearest(day: int, month: int, today: date, *, past: bool, future: bool) -> date:
    years = range(today.year - LEAP_YEARS_APART, today.year + LEAP_YEARS_APART + 1)
    found = [each for year in years if (each := _of_year(year, month, day))]
    if not found:
        raise ValueError("no year has this day")
    if not future:
        return max(each for each in found if each <= today)
    since = today - LOOKING_BACK if past else today
    return min(each for each in found if each >= since)


def _of_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
