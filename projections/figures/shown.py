"""Shown (Gezeigtes): the panels made of what is counted; a line for each side of a comparison, or a panel for each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from projections.caseload import local_day
from projections.figures import disclosure, durations, flow, periods
from projections.figures.counted import ONE, Counted, Counts
from projections.figures.definitions import DEFINITIONS
from projections.figures.durations import Duration
from projections.figures.narrowing import ALL, Part
from projections.figures.panel import Asked, Cell, Line, Panel, Plot, Unit
from projections.figures.ratios import Ratio
from projections.figures.survival import Curve, on_days

FLOW = ("opened", "closed", "open")
GAP = ("needs", "offers")


class Scene:
    """Where the numbers come from, and as of which moment."""

    def __init__(self, connection: Connection, parts: Sequence[Part], now: datetime, *, exact: bool) -> None:
        self.connection, self.parts, self.now, self.exact = connection, parts, now, exact

    def counted(self, question: Counted) -> Iterator[Panel]:
        """A figure that counts rows."""
        each = [question.counts(self.connection, part.asked, self.now) for part in self.parts]
        if question.lines == (ONE,):
            labels = self._labels(question, each, self.parts[0].asked)
            yield _panel(
                question.code,
                question.plot,
                question.unit,
                question.axis,
                labels,
                [_line(part.code, labels, counts, ONE) for part, counts in zip(self.parts, each, strict=True)],
                total=Cell(question.total(self.connection, self.parts[0].asked, self.now, each[0])),
            )
            return
        for part, counts in zip(self.parts, each, strict=True):
            labels = self._labels(question, [counts], part.asked)
            lines = [_line(code, labels, counts, code) for code in question.lines]
            made = _panel(question.code, question.plot, question.unit, question.axis, labels, lines)
            total = question.total(self.connection, part.asked, self.now, counts)
            yield replace(made, part=_part(part), total=Cell(total))

    def ratio(self, question: Ratio) -> Iterator[Panel]:
        """A figure that is a share."""
        each = [question.cells(self.connection, part.asked, self.now) for part in self.parts]
        if question.axis == "month":
            for part, cells in zip(self.parts, each, strict=True):
                labels = periods.months(part.asked.period, local_day(self.now))
                made = _panel(
                    question.code, question.plot, Unit.PERCENT, "month", labels, [_share(part, labels, cells)]
                )
                yield replace(made, part=_part(part), total=question.total(cells))
            return
        labels = _most(each)
        lines = [_share(part, labels, cells) for part, cells in zip(self.parts, each, strict=True)]
        made = _panel(question.code, question.plot, Unit.PERCENT, question.axis, labels, lines)
        yield replace(made, total=question.total(each[0]))

    def duration(self, question: Duration) -> Iterator[Panel]:
        """A survival curve for each side of a comparison."""
        curves = question.curves(self.connection, list(self.parts), self.now)
        today = local_day(self.now)
        longest = max((today - part.asked.period.start).days for part in self.parts)
        days = on_days(curves) if self.exact else [day for day in disclosure.GRID if day <= longest]
        lines = [
            Line(part.code, tuple(Cell(100 * curve.at(day), curve.size) for day in days))
            for part, curve in zip(self.parts, curves, strict=True)
        ]
        labels = tuple(map(str, days))
        made = _panel(question.code, Plot.SURVIVAL, Unit.PERCENT, "days", labels, lines)
        yield replace(made, total=Cell(curves[0].size), marks=self._marks(curves))

    def answers(self) -> Iterator[Panel]:
        """After how many days half of the forwardings to an institution were answered."""
        each = [durations.answers(self.connection, part.asked, self.now) for part in self.parts]
        cells = [{code: Cell(self._median(curve), curve.size) for code, curve in known.items()} for known in each]
        labels = _most(cells)
        lines = [_share(part, labels, known) for part, known in zip(self.parts, cells, strict=True)]
        yield _panel("institution_answers", Plot.BAR, Unit.DAYS, "institution", labels, lines)

    def flow(self) -> Iterator[Panel]:
        """What came, went and stayed, month by month."""
        for part in self.parts:
            told = flow.flow(self.connection, part.asked, self.now)
            lines = [Line(code, tuple(Cell(told[month][code]) for month in told)) for code in FLOW]
            yield replace(_panel("flow", Plot.LINE, Unit.REFERRALS, "month", tuple(told), lines), part=_part(part))

    def gap(self) -> Iterator[Panel]:
        """Needs by language against offers by language."""
        for part in self.parts:
            needs = flow.needs_by_language(self.connection, part.asked, self.now)
            offers = flow.offers_by_language(self.connection, part.asked)
            labels = sorted({*needs, *offers}, key=lambda code: (-needs.get(code, 0), -offers.get(code, 0), code))
            lines = [
                Line(code, tuple(Cell(known.get(label, 0)) for label in labels))
                for code, known in zip(GAP, (needs, offers), strict=True)
            ]
            made = _panel("language_gap", Plot.BAR, Unit.NEEDS, "language", tuple(labels), lines)
            yield replace(made, part=_part(part), total=Cell(sum(needs.values())))

    def _median(self, curve: Curve) -> float | None:
        return curve.first_at(0.5) if self.exact else disclosure.median(curve)

    def _marks(self, curves: Sequence[Curve]) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        for place, (part, curve) in enumerate(zip(self.parts, curves, strict=True)):
            before = f"{part.code}." if place else ""
            found |= {f"{before}{mark}": day for mark, day in curve.marks.items()}
        return found

    def _labels(self, question: Counted, each: Sequence[Counts], asked: Asked) -> tuple[str, ...]:
        if question.labels:
            return question.labels
        if question.monthly:
            return periods.months(asked.period, local_day(self.now))
        weight: dict[str, int] = {}
        for counts in each:
            for (label, _), number in counts.items():
                weight[label] = weight.get(label, 0) + number
        return tuple(sorted(weight, key=lambda label: (-weight[label], label)))


def _panel(
    code: str,
    plot: Plot,
    unit: Unit,
    axis: str,
    labels: tuple[str, ...],
    lines: Iterable[Line],
    total: Cell | None = None,
) -> Panel:
    return Panel(
        code=code,
        plot=plot,
        unit=unit,
        axis=axis,
        labels=labels,
        lines=tuple(lines),
        total=total,
        definition=code,
        definition_version=DEFINITIONS[code].version,
        exact=True,
    )


def _line(code: str, labels: Iterable[str], counts: Counts, told: str) -> Line:
    return Line(code, tuple(Cell(counts.get((label, told), 0)) for label in labels))


def _share(part: Part, labels: Iterable[str], cells: dict[str, Cell]) -> Line:
    return Line(part.code, tuple(cells.get(label, Cell(None, 0)) for label in labels))


def _most(each: Sequence[dict[str, Cell]]) -> tuple[str, ...]:
    bases: dict[str, int] = {}
    for cells in each:
        for label, cell in cells.items():
            bases[label] = bases.get(label, 0) + (cell.base or 0)
    return tuple(sorted(bases, key=lambda label: (-bases[label], label)))


def _part(part: Part) -> str | None:
    return None if part.code == ALL else part.code
