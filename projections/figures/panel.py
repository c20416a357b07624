"""Panel (Feld): one figure as a page, a print and a report show it, and what was asked for.

A panel carries codes and ids, never words or names: who shows it finds them. Its cells are what the reader may see:
exact where exact numbers are hers, otherwise disclosed (`projections.figures.disclosure`).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec


class Plot(StrEnum):
    """How a panel is drawn."""

    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    SURVIVAL = "survival"
    FUNNEL = "funnel"


class Unit(StrEnum):
    """What a cell counts or measures."""

    REFERRALS = "referrals"
    FORWARDINGS = "forwardings"
    NEEDS = "needs"
    OFFERS = "offers"
    ANNOUNCEMENTS = "announcements"
    PERSONS = "persons"
    DAYS = "days"
    PERCENT = "percent"
    APPOINTMENTS = "appointments"
    VISITS = "visits"
    PARTICIPANTS = "participants"


class Cell(NamedTuple):
    """A number; None is 'not shown' (too few behind it) or 'there is none'. `base` is what a percentage is of."""

    value: float | None
    base: int | None = None


class Line(NamedTuple):
    """One series of a panel: a cell for each of its labels."""

    code: str
    cells: tuple[Cell, ...]


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: its labels (codes of `axis`; institutions and staff by id), its lines, and what defines it.

    With a comparison, a figure of one line has a line for each part that is compared (`current` and `previous`, or
    the quarters of the town); a figure of several lines comes once for each part, which `part` names. `marks` holds
    `q1`, `median` and `q3` of a survival curve (of further lines `<line>.q1` …), None where they are not reached.
    """

    code: str
    part: str | None = None  # nothing is compared, or the lines are the parts
    plot: Plot
    unit: Unit
    axis: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Cell | None = None
    definition: str
    definition_version: int
    marks: dict[str, float | None] = {}
    exact: bool = False


class Span(StrEnum):
    """The kinds of periods; none is shorter than a month."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PROJECT = "project"


class Period(NamedTuple):
    """From a day to a day, both counted."""

    span: Span
    start: date
    end: date


class Compare(StrEnum):
    """What the period is held against."""

    NONE = "none"
    PREVIOUS = "previous"
    QUARTERS = "quarters"  # the quarters of the town, side by side


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to know: the period, what it is narrowed to (None: all), what it is held against."""

    period: Period
    quarter: str | None = None
    need: str | None = None
    language: str | None = None
    institution: UUID | None = None
    compare: Compare = Compare.NONE


class AsOf(NamedTuple):
    """Up to which event, and which moment, the figures count."""

    position: int
    at: datetime
