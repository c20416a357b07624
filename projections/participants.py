"""Participants (Teilnehmende): the funder's figures, counted from what somebody who may has opened for the moment.

Nothing here opens anything, and nothing of it is stored: see web/funder.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from projections.figures import disclosure, periods
from projections.figures.panel import Asked, Cell, Compare, Line, Panel, Period, Plot, Span, Unit
from projections.figures.trimming import trimmed
from projections.participations import DEFINITIONS
from referrals.participation_events import LeavingResult
from referrals.participation_state import QUESTIONS
from referrals.report import FundingFigure

NO_ANSWER = "no_answer"
NOT_ASKED = "not_asked"
ENTERED, LEFT = "entered", "left"
ON_LEAVING, LATER = "on_leaving", "within_28_days"
AXES: Mapping[str, type[StrEnum]] = {**QUESTIONS, "results": LeavingResult}
"""The axes of the funder's figures, each with its codes."""


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """A participation with what it says in clear, for as long as it is counted; `results` None were not asked."""

    id: UUID
    code: str
    entered_on: date
    left_on: date | None
    entries: int
    answers: Mapping[str, str]
    results: tuple[str, ...] | None = None
    later_results: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"Participant({self.id})"

    @property
    def known_results(self) -> tuple[str, ...] | None:
        """What was known four weeks after leaving."""
        return self.later_results if self.later_results is not None else self.results


def panels(participants: Iterable[Participant], period: Period, today: date, *, exact: bool) -> list[Panel]:
    """The funder's figures of a period; not exact: disclosed, fit for anybody."""
    found = list(_made(list(participants), period, today))
    return found if exact else [disclosure.disclosed(panel) for panel in found]


def reported(everybody: Sequence[Participant], asked: Asked, last_day: date) -> list[Panel]:
    """The funder's figures as a report tells them, beside the period before where that is asked; none where too few
    ever took part for a number."""
    if not disclosure.rounded(len(everybody)):
        return []
    sides: list[tuple[str | None, Period]] = [(None, asked.period)]
    before = periods.previous(asked.period)
    if asked.compare is Compare.PREVIOUS and before is not None:
        sides = [("current", asked.period), ("previous", before)]
    each = [
        [replace(one, part=part) for one in panels(everybody, period, last_day, exact=False)] for part, period in sides
    ]
    told = [one for pair in zip(*each, strict=True) for one in pair]
    return trimmed(told) if asked.period.span is Span.PROJECT else told


def is_ours(code: str) -> bool:
    """Whether a figure is one of the funder's."""
    return code in DEFINITIONS or code.startswith("participants_")


def kept(told: Iterable[Panel]) -> tuple[FundingFigure, ...]:
    """Disclosed figures as the log keeps them."""
    return tuple(
        FundingFigure(
            figure=panel.code,
            part=panel.part,
            lines={
                line.code: {label: int(cell.value or 0) for label, cell in zip(panel.labels, line.cells, strict=True)}
                for line in panel.lines
            },
            total=int(panel.total.value or 0) if panel.total else 0,
        )
        for panel in told
    )


def told_again(figures: Iterable[FundingFigure], versions: Mapping[str, int]) -> list[Panel]:
    """The panels behind what the log keeps; `versions` are those of the definitions by which they were counted."""
    return [
        Panel(
            code=each.figure,
            part=each.part,
            plot=Plot.LINE if each.figure == "participants" else Plot.BAR,
            unit=Unit.PARTICIPANTS,
            axis="month" if each.figure == "participants" else each.figure.removeprefix("participants_"),
            labels=tuple(next(iter(each.lines.values()))),
            lines=tuple(Line(code, tuple(map(Cell, cells.values()))) for code, cells in each.lines.items()),
            total=Cell(each.total),
            definition=each.figure,
            definition_version=versions[each.figure],
        )
        for each in figures
    ]


def _made(everybody: Sequence[Participant], period: Period, today: date) -> Iterator[Panel]:
    last = min(period.end, today)
    entered = [each for each in everybody if period.start <= each.entered_on <= last]
    left = [each for each in everybody if each.left_on is not None and period.start <= each.left_on <= last]
    months = periods.months(period, today)
    lines = [
        _line(ENTERED, months, [periods.month_of(each.entered_on) for each in entered]),
        _line(LEFT, months, [periods.month_of(each.left_on) for each in left if each.left_on]),
    ]
    yield _panel("participants", Plot.LINE, "month", months, lines, len(entered))
    for question, codes in QUESTIONS.items():
        labels = (*(code.value for code in codes), NOT_ASKED)
        answers = [each.answers.get(question, NOT_ASKED) for each in entered]
        yield _panel(
            f"participants_{question}", Plot.BAR, question, labels, [_line("all", labels, answers)], len(entered)
        )
    labels = (*(code.value for code in LeavingResult), NOT_ASKED)
    lines = [
        _line(ON_LEAVING, labels, [code for each in left for code in _said(each.results)]),
        _line(LATER, labels, [code for each in left for code in _said(each.known_results)]),
    ]
    yield _panel("participants_results", Plot.BAR, "results", labels, lines, len(left))


def _said(results: tuple[str, ...] | None) -> tuple[str, ...]:
    return (NOT_ASKED,) if results is None else results


def _line(code: str, labels: Iterable[str], told: Iterable[str]) -> Line:
    counts = Counter(told)
    return Line(code, tuple(Cell(counts[label]) for label in labels))


def _panel(code: str, plot: Plot, axis: str, labels: tuple[str, ...], lines: Sequence[Line], total: int) -> Panel:
    return Panel(
        code=code,
        plot=plot,
        unit=Unit.PARTICIPANTS,
        axis=axis,
        labels=labels,
        lines=tuple(lines),
        total=Cell(total),
        definition=code,
        definition_version=DEFINITIONS[code].version,
        exact=True,
    )
