"""Rows (Balken): plots whose labels stand one below the other: bars, stacked bars, a funnel.

A label stands above its bar, so that long words have room on a phone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from web.plots.scales import wrapped
from web.plots.series import Series, style

TEXT = 20
"""Pixels of a line of text."""

BAR, THIN, BESIDE, GAP = 18, 14, 5, 14
"""Pixels: a bar alone, one of several, between those, between rows."""

WIDEST = 78.0
"""Percent of the width that the longest bar takes; its number stands behind it."""

ROOM = 9.0
"""Percent of the width from which a part has room for its number."""


class Text(NamedTuple):
    """A line of a label."""

    y: int
    said: str


class Bar(NamedTuple):
    """A bar from the left edge; no width where its number is not shown."""

    style: int
    y: int
    height: int
    width: float | None
    said: str


class BarRow(NamedTuple):
    """A label with the bars of each series, which stand on a line that ends at `foot`."""

    label: tuple[Text, ...]
    bars: tuple[Bar, ...]
    foot: int


class Bars(NamedTuple):
    """A bar plot, or a funnel: that one has `slopes` between its bars, as points on 1,000 units of width."""

    height: int
    rows: tuple[BarRow, ...]
    slopes: tuple[str, ...] = ()


class Part(NamedTuple):
    """A part of a stacked bar; `said` is empty where there is no room."""

    style: int
    x: float
    width: float
    middle: float
    said: str


class StackedRow(NamedTuple):
    """A label with the parts of its bar, and what stands behind it."""

    label: tuple[Text, ...]
    y: int
    height: int
    parts: tuple[Part, ...]
    end: float
    said: str


class Stacked(NamedTuple):
    """A stacked bar plot."""

    height: int
    rows: tuple[StackedRow, ...]


def bars(labels: Sequence[str], series: Sequence[Series], top: float = 0.0) -> Bars:
    """A bar for each label and series, all on one scale, which reaches to `top` at least."""
    top = max((top, *(each.largest for each in series)))
    height = BAR if len(series) == 1 else THIN
    rows, y = [], 0
    for place, label in enumerate(labels):
        texts, y = _label(label, y)
        drawn = []
        for number, each in enumerate(series):
            value = each.values[place]
            width = None if value is None else _share(value, top)
            drawn.append(Bar(style(number), y, height, width, each.said[place]))
            y += height + BESIDE
        rows.append(BarRow(texts, tuple(drawn), y - BESIDE))
        y += GAP - BESIDE
    return Bars(max(y - GAP, 0), tuple(rows))


def funnel(labels: Sequence[str], one: Series) -> Bars:
    """The stages one below the other, each with the slope that leads down to it."""
    drawn = bars(labels, (one,))
    slopes = []
    for above, below in zip(drawn.rows, drawn.rows[1:], strict=False):
        before, after = above.bars[0], below.bars[0]
        if before.width is not None and after.width is not None:
            left, right = round(before.width * 10, 1), round(after.width * 10, 1)
            slopes.append(
                f"0,{before.y + before.height} {left},{before.y + before.height} {right},{after.y} 0,{after.y}"
            )
    return drawn._replace(slopes=tuple(slopes))


def stacked(labels: Sequence[str], series: Sequence[Series], totals: Sequence[str], top: float = 0.0) -> Stacked:
    """One bar for each label, made of the series; `totals` is what stands behind each; the scale reaches to `top`."""
    sums = [sum(each.values[place] or 0 for each in series) for place in range(len(labels))]
    top = max((top, *sums))
    rows, y = [], 0
    for place, label in enumerate(labels):
        texts, y = _label(label, y)
        parts, x = [], 0.0
        for number, each in enumerate(series):
            if value := each.values[place]:
                width = _share(value, top)
                said = each.said[place] if width >= ROOM else ""
                parts.append(Part(style(number), round(x, 2), width, round(x + width / 2, 2), said))
                x += width
        rows.append(StackedRow(texts, y, BAR + BESIDE, tuple(parts), round(x, 2), totals[place]))
        y += BAR + BESIDE + GAP
    return Stacked(max(y - GAP, 0), tuple(rows))


def _label(label: str, y: int) -> tuple[tuple[Text, ...], int]:
    texts = tuple(Text(y + TEXT * number - 5, said) for number, said in enumerate(wrapped(label), start=1))
    return texts, texts[-1].y + 7


def _share(value: float, top: float) -> float:
    return round(value / top * WIDEST, 2) if top else 0.0
