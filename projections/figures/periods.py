"""Periods (Zeiträume): months, quarters of the year, years, and the whole project; none is shorter than a month."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from projections.figures.panel import Period, Span


def read(text: str) -> Period:
    """The project period of a document; ValueError where it ends before it begins."""
    told = tomllib.loads(text)
    if told["ends"] < told["begins"]:
        raise ValueError("The project ends before it begins: see projections/figures/periods.toml.")
    return Period(Span.PROJECT, told["begins"], told["ends"])


PROJECT = read(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""As this installation says it (periods.toml)."""
UNTIL_NAMED = Period(Span.PROJECT, date(2021, 1, 1), date(2027, 8, 31))
"""What "project" means in a report that does not name its days, as none did at first."""
_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


def around(span: Span, day: date) -> Period:
    """The period of this kind that a day lies in."""
    if span is Span.PROJECT:
        return PROJECT
    size = _MONTHS[span]
    first = (day.month - 1) // size * size
    start = date(day.year, first + 1, 1)
    return Period(span, start, _months_on(start, size) - timedelta(days=1))


def previous(period: Period) -> Period | None:
    """The one before; the project has none."""
    return None if period.span is Span.PROJECT else around(period.span, period.start - timedelta(days=1))


def following(period: Period) -> Period | None:
    """The one after; the project has none."""
    return None if period.span is Span.PROJECT else around(period.span, period.end + timedelta(days=1))


def code_of(period: Period) -> str:
    """The period in an address: 2026-11, 2026-Q4, 2026, project; of a project with other days than ours, its days."""
    match period.span:
        case Span.MONTH:
            return f"{period.start:%Y-%m}"
        case Span.QUARTER:
            return f"{period.start.year}-Q{(period.start.month + 2) // 3}"
        case Span.YEAR:
            return f"{period.start.year}"
        case Span.PROJECT:
            return "project" if period == PROJECT else lasting(period)


def lasting(period: Period) -> str:
    """The period in a report, so that it means the same for ever: of the project, its days."""
    return f"{period.start}..{period.end}" if period.span is Span.PROJECT else code_of(period)


def parse(code: str) -> Period:
    """The period behind a code; ValueError where it is none."""
    if code == "project":
        return PROJECT
    if ".." in code:
        return _days(code)
    year, _, part = code.partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and year > "1899"):
        raise ValueError(code)
    if not part and "-" not in code:
        return around(Span.YEAR, date(int(year), 1, 1))
    if part in ("Q1", "Q2", "Q3", "Q4"):
        return around(Span.QUARTER, date(int(year), 3 * int(part[1]), 1))
    if len(part) == 2 and part.isascii() and part.isdigit():
        return around(Span.MONTH, date(int(year), int(part), 1))
    raise ValueError(code)


def _days(code: str) -> Period:
    start, _, end = code.partition("..")
    found = Period(Span.PROJECT, date.fromisoformat(start), date.fromisoformat(end))
    if found.end < found.start or lasting(found) != code:
        raise ValueError(code)
    return found


def months(period: Period, until: date) -> tuple[str, ...]:
    """The months of a period that have begun by a day: 2026-11."""
    found: list[str] = []
    month = period.start
    while month <= min(period.end, until):
        found.append(month_of(month))
        month = _months_on(month, 1)
    return tuple(found)


def month_of(day: date) -> str:
    """The month that a day lies in."""
    return f"{day:%Y-%m}"


def _months_on(first: date, count: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, 1)
