"""Trimming (Kürzen): the months before anything happened are left out of the long period of the project."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from projections.figures.panel import Cell, Line, Panel


def trimmed(panels: Sequence[Panel]) -> list[Panel]:
    """The panels without the months before the first number that one of them shows; parts of a figure stay alike."""
    first: dict[str, int] = {}
    for panel in panels:
        if panel.axis == "month":
            first[panel.code] = min(first.get(panel.code, len(panel.labels)), _empty(panel))
    return [_without(panel, first[panel.code]) if panel.axis == "month" else panel for panel in panels]


def _empty(panel: Panel) -> int:
    """How many months at the beginning show nothing; one is always left."""
    shown = (any(cell.base or cell.value for cell in cells) for cells in _columns(panel))
    return next((place for place, told in enumerate(shown) if told), max(0, len(panel.labels) - 1))


def _columns(panel: Panel) -> Iterable[tuple[Cell, ...]]:
    return zip(*(line.cells for line in panel.lines), strict=True)


def _without(panel: Panel, months: int) -> Panel:
    lines = tuple(Line(line.code, line.cells[months:]) for line in panel.lines)
    return replace(panel, labels=panel.labels[months:], lines=lines)
