"""Series (Reihe): the numbers of one line of a plot, with their words, and how it is told from the others."""

from collections.abc import Sequence
from typing import NamedTuple

STYLES = 8
"""How many series look different: by colour, by pattern and by the shape of their dots."""

DOTS = (
    "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z",
    "M-4-4H4V4H-4Z",
    "M0-5.5L5.5 0L0 5.5L-5.5 0Z",
    "M0-5L5 4.5H-5Z",
    "M-1.75-5H1.75V-1.75H5V1.75H1.75V5H-1.75V1.75H-5V-1.75H-1.75Z",
    "M0 5L-5-4.5H5Z",
    "M-6-1.75H6V1.75H-6Z",
    "M-1.75-6H1.75V6H-1.75Z",
)
"""Circle, square, diamond, triangle, cross, triangle on its head, and two beams; drawn around (0, 0)."""


HATCHES = (
    "M0 0",
    "M-2 2L2-2M-1 9L9-1M6 10L10 6",
    "M1 2h2M5 6h2",
    "M4 0V8",
    "M0 4H8",
    "M4 0V8M0 4H8",
    "M-2 6L2 10M-1-1L9 9M6-2L10 2",
    "M0 0",
)
"""Plain, diagonal, dotted, upright, level, checked, the other diagonal, pale; drawn on a tile of 8 by 8."""


class Look(NamedTuple):
    """What a series looks like, for the legend."""

    style: int
    name: str
    dot: str
    hatch: str


class Series(NamedTuple):
    """One line of a plot: a value for each label (None: not shown), and each value as it is read."""

    name: str
    values: tuple[float | None, ...]
    said: tuple[str, ...]

    @property
    def largest(self) -> float:
        """The largest value there is; 0 where none is shown."""
        return max((value for value in self.values if value is not None), default=0.0)


def style(number: int) -> int:
    """The look of the series with this number, counted from 0."""
    return number % STYLES + 1


def dot(number: int) -> str:
    """The shape of the dots of the series with this number."""
    return DOTS[number % STYLES]


def looks(names: Sequence[str]) -> tuple[Look, ...]:
    """The legend of these series."""
    return tuple(
        Look(style(number), name, DOTS[number % STYLES], HATCHES[number % STYLES]) for number, name in enumerate(names)
    )
