"""Days (Tage): dates as people write them, 3.11.2026, 03.11.26 and 2026-11-03, with a time of day where one stands."""

import re
from datetime import date, datetime, time

from referrals.old_list.verdict import BadRow

EARLIEST = date(2000, 1, 1)
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WEEKDAY = re.compile(r"^(mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)\w*[.,]*\s+", re.IGNORECASE)
_TIME = re.compile(r"[T ,]*(?:um\s+)?(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?(?:\s*(?:Uhr|h))?", re.IGNORECASE)


def day(field: str, text: str) -> date:
    """The day in a cell; a time of day beside it is ignored. Raises BadRow."""
    return moment(field, text)[0]


def moment(field: str, text: str) -> tuple[date, time | None]:
    """The day and, where one stands, the time of day. Raises BadRow."""
    bare = _WEEKDAY.sub("", text.strip())
    if found := _GERMAN.match(bare):
        numbers = int(_year(found[3])), int(found[2]), int(found[1])
    elif found := _ISO.match(bare):
        numbers = int(found[1]), int(found[2]), int(found[3])
    else:
        raise BadRow("not_a_date", field, text)
    rest = bare[found.end() :].strip()
    at = _TIME.fullmatch(rest) if rest else None
    if rest and at is None:
        raise BadRow("not_a_date", field, text)
    try:
        told = date(*numbers)
        clock = time(int(at[1]), int(at[2])) if at else None
    except ValueError:
        raise BadRow("not_a_date", field, text) from None
    if told < EARLIEST:
        raise BadRow("too_long_ago", field, told.isoformat())
    # A spreadsheet writes 00:00 behind every day it knows no time for.
    return told, None if clock == time(0, 0) else clock


def _year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"


def written(told: date | datetime) -> str:
    """A day as it stands in a sentence."""
    return told.strftime("%Y-%m-%d")
