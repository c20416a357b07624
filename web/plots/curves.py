"""Curves (Verläufe): plots along an axis of time: lines from month to month, and steps of a survival curve."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from web.plots.scales import labelled, ticks
from web.plots.series import Series, dot, style

TOP, BOTTOM, FOOT = 22, 202, 30
"""Pixels: where the highest and the lowest line of the grid lie, and the room for the labels below."""

HEIGHT = BOTTOM + FOOT
UNITS = 1_000
"""Units of width of the part that stretches."""

BEGIN, END = 9.0, 3.0
"""Percent left free on both sides: the first dot stands beside the numbers of the axis, and the last one is whole."""

APART = 16
"""Pixels between two numbers that can both be read."""

MOST = 5
"""Labels along the axis that have room on a phone."""


class Grid(NamedTuple):
    """A line across, with its number."""

    y: float
    said: str


class Along(NamedTuple):
    """A label below the axis: `anchor` is start, middle or end."""

    x: float
    anchor: str
    said: str


class Dot(NamedTuple):
    """A measured point; `said` is empty where its number is not written beside it."""

    x: float
    y: float
    anchor: str
    shape: str
    said: str


class Curve(NamedTuple):
    """A series: its stretches without a gap as points on 1,000 units of width, and its dots."""

    style: int
    stretches: tuple[str, ...]
    dots: tuple[Dot, ...]


class Mark(NamedTuple):
    """A quartile: from the axis across to the curve at (x, y), and down to its day."""

    x: float
    y: float
    anchor: str
    said: str


class Curves(NamedTuple):
    """A line plot or a survival plot; `gaps` are where a number is not shown."""

    grid: tuple[Grid, ...]
    along: tuple[Along, ...]
    curves: tuple[Curve, ...]
    gaps: tuple[float, ...] = ()
    marks: tuple[Mark, ...] = ()
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM


def lines(
    labels: Sequence[str],
    series: Sequence[Series],
    say: Callable[[float], str],
    *,
    percent: bool,
    top: float = 0.0,
) -> Curves:
    """From label to label, with a gap where a number is not shown; the scale reaches to `top` at least."""
    scale = ticks(100 if percent else max((top, *(each.largest for each in series))))
    at = [_place(number, len(labels)) for number in range(len(labels))]
    shown = labelled(len(labels), most=MOST)
    return Curves(
        _grid(scale, say),
        tuple(_along(at[number], labels[number]) for number in sorted(shown)),
        _written([_curve(number, each, at, scale[-1]) for number, each in enumerate(series)]),
        tuple(sorted({at[place] for each in series for place, value in enumerate(each.values) if value is None})),
    )


def survival(
    days: Sequence[float],
    series: Sequence[Series],
    quartiles: Mapping[str, tuple[float, float]],
    say: Callable[[float], str],
    say_day: Callable[[float], str],
) -> Curves:
    """Steps over days, in percent; `quartiles`: the words of each with its day and its height."""
    reach = ticks(max(days, default=0.0), most=MOST - 1)
    last = reach[-1]
    at = [_within(day / last) for day in days]
    marks = tuple(
        Mark(x := _within(day / last), _height(share, 100), "end" if x > 60 else "start", said)
        for said, (day, share) in quartiles.items()
    )
    return Curves(
        _grid(ticks(100), say),
        tuple(_along(_within(day / last), say_day(day) if day == last else f"{day:g}") for day in reach),
        tuple(Curve(style(number), _steps(each, at), ()) for number, each in enumerate(series)),
        marks=marks,
    )


def _grid(scale: Sequence[float], say: Callable[[float], str]) -> tuple[Grid, ...]:
    return tuple(Grid(_height(value, scale[-1]), say(value)) for value in scale)


def _curve(number: int, series: Series, at: Sequence[float], top: float) -> Curve:
    stretches: list[list[str]] = [[]]
    dots: list[Dot] = []
    for x, value, said in zip(at, series.values, series.said, strict=True):
        if value is None:
            stretches.append([])
            continue
        y = _height(value, top)
        stretches[-1].append(f"{x * UNITS / 100:g},{y:g}")
        dots.append(Dot(x, y, _anchor(x), dot(number), said))
    return Curve(style(number), tuple(" ".join(each) for each in stretches if len(each) > 1), tuple(dots))


def _written(curves: Sequence[Curve]) -> tuple[Curve, ...]:
    """Numbers beside the dots: all of a short line alone, else the last of each line while they keep apart."""
    if len(curves) == 1 and len(curves[0].dots) <= MOST:
        return tuple(curves)
    taken: list[float] = []
    written = []
    for curve in curves:
        dots = [each._replace(said="") for each in curve.dots]
        if dots and all(abs(dots[-1].y - y) >= APART for y in taken):
            taken.append(dots[-1].y)
            dots[-1] = curve.dots[-1]
        written.append(curve._replace(dots=tuple(dots)))
    return tuple(written)


def _steps(series: Series, at: Sequence[float]) -> tuple[str, ...]:
    points: list[str] = []
    before: float | None = None
    for x, value in zip(at, series.values, strict=True):
        if value is None:
            break
        y, there = _height(value, 100), x * UNITS / 100
        if before is not None:
            points.append(f"{there:g},{before:g}")
        points.append(f"{there:g},{y:g}")
        before = y
    return (" ".join(points),) if len(points) > 1 else ()


def _place(number: int, all_: int) -> float:
    return 50.0 if all_ == 1 else _within(number / (all_ - 1))


def _within(share: float) -> float:
    return round(BEGIN + share * (100 - BEGIN - END), 2)


def _height(value: float, top: float) -> float:
    return round(BOTTOM - value / top * (BOTTOM - TOP), 1)


def _along(x: float, said: str) -> Along:
    return Along(x, _anchor(x), said)


def _anchor(x: float) -> str:
    return "start" if x < 10 else "end" if x > 90 else "middle"
