"""Disclosure (Offenlegung): what of a figure may leave the house without telling about anybody.

Every count becomes the nearest multiple of five, cells and totals each by itself. Whatever else is shown - shares,
curves, medians, the order of labels - is worked out from the rounded counts alone, so that it says nothing more than
they do; and of fewer than 20 no share is shown at all. Hiding small cells instead would let them be found by
subtraction: tests/projections/figures/attacker.py tries both.
"""

from collections.abc import Sequence
from math import floor

from msgspec.structs import replace

from projections.figures.panel import Cell, Line, Panel, Unit
from projections.figures.survival import QUARTILES, Curve

STEP = 5
LEAST_BASE = 20
"""Fewer than these have no shares and no medians."""
LEAST_ROWS = 10
"""Fewer than these are not listed one by one."""
PUBLIC = frozenset({"offers"})
"""Lines that are public as they are: what the directory of institutions says."""
FOUND = frozenset({"institution", "language", "quarter", "staff"})
"""Axes whose labels are those that were found: a label without a number would say that there is somebody."""

GRID = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84, 112, 140, 168, 224, 280, 365, 546, 730, 1095)
"""The days at which a disclosed curve is told."""


def rounded(count: float) -> int:
    """The nearest multiple of five."""
    return STEP * floor(count / STEP + 0.5)


def percent(part: float, base: int) -> float | None:
    """A share of a base, of the rounded numbers; None where the base is too small."""
    if base < LEAST_BASE:
        return None
    return float(min(100, floor(100 * rounded(part) / rounded(base) + 0.5)))


def may_list(rows: int) -> bool:
    """Whether that many may be listed one by one for whoever sees disclosed figures only."""
    return rows >= LEAST_ROWS


def median(curve: Curve) -> float | None:
    """After how many days of the grid it has happened for half, by the rounded curve."""
    return _first([percent(curve.at(day) * curve.size, curve.size) for day in GRID], 50.0, GRID)


def disclosed(panel: Panel) -> Panel:
    """The panel as it may leave the house."""
    lines = tuple(Line(line.code, tuple(_cell(panel, line, cell) for cell in line.cells)) for line in panel.lines)
    total = None if panel.total is None else _rounded_cell(panel.unit, panel.total)
    shown = replace(panel, lines=lines, total=total, exact=False)
    if shown.marks:
        shown = replace(shown, marks=_marks(shown))
    return _without_the_empty(shown) if panel.axis in FOUND else shown


def _cell(panel: Panel, line: Line, cell: Cell) -> Cell:
    return cell if line.code in PUBLIC else _rounded_cell(panel.unit, cell)


def _rounded_cell(unit: Unit, cell: Cell) -> Cell:
    value, base = cell
    if base is None:
        return Cell(None if value is None else rounded(value))
    shown = rounded(base)
    if value is None or unit is Unit.DAYS:  # a median: worked out from the rounded curve
        return Cell(value if base >= LEAST_BASE else None, shown)
    return Cell(percent(value / 100 * base, base), shown)


def _marks(panel: Panel) -> dict[str, float | None]:
    days = [int(label) for label in panel.labels]
    found: dict[str, float | None] = {}
    for line in panel.lines:
        before = "" if line is panel.lines[0] else f"{line.code}."
        values = [cell.value for cell in line.cells]
        found |= {f"{before}{mark}": _first(values, 100 * share, days) for mark, share in QUARTILES.items()}
    return found


def _first(values: Sequence[float | None], level: float, days: Sequence[int]) -> float | None:
    found = (day for value, day in zip(values, days, strict=True) if value is not None and value <= level)
    return next(found, None)


def _without_the_empty(panel: Panel) -> Panel:
    """Only labels with a number, the greatest first."""
    columns = dict(zip(panel.labels, zip(*(line.cells for line in panel.lines), strict=True), strict=True))
    weight = {label: sum(cell.base or cell.value or 0 for cell in cells) for label, cells in columns.items()}
    labels = tuple(
        sorted((label for label, heavy in weight.items() if heavy), key=lambda label: (-weight[label], label))
    )
    lines = (
        Line(line.code, tuple(columns[label][place] for label in labels)) for place, line in enumerate(panel.lines)
    )
    return replace(panel, labels=tuple(labels), lines=tuple(lines))
