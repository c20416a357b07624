"""Periods (Zeiträume) as the pages name them, and which can be asked for."""

from datetime import date

from babel.dates import format_skeleton

from projections.figures import periods
from projections.figures.panel import Period, Span
from web.language import _, language, short_day

MOST = {Span.YEAR: 5, Span.QUARTER: 8, Span.MONTH: 12}
"""How many of each kind are offered, from today back."""


def name(period: Period) -> str:
    """November 2026, 4. Quartal 2026, Jahr 2026, Projektzeitraum 01.01.2021 bis 31.08.2027."""
    match period.span:
        case Span.MONTH:
            return month(period.start)
        case Span.QUARTER:
            return _("%(number)s. Quartal %(year)s", number=(period.start.month + 2) // 3, year=period.start.year)
        case Span.YEAR:
            return _("Jahr %(year)s", year=period.start.year)
        case Span.PROJECT:
            return _(
                "Projektzeitraum %(first)s bis %(last)s", first=short_day(period.start), last=short_day(period.end)
            )


def month(day: date, *, short: bool = False) -> str:
    """November 2026, or Nov. 26 where there is little room."""
    if short:
        return f"{format_skeleton('MMM', day, locale=language()).rstrip('.')} {day:%y}"
    return str(format_skeleton("yMMMM", day, locale=language()))


def offered(today: date) -> dict[str, str]:
    """Code → name: the project, its years, the last quarters and months, the latest first."""
    found = [periods.PROJECT]
    for span, most in MOST.items():
        each: Period | None = periods.around(span, today)
        for _number in range(most):
            if each is None or each.end < periods.PROJECT.start:
                break
            found.append(each)
            each = periods.previous(each)
    return {periods.code_of(each): name(each) for each in found}
