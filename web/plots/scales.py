"""Scales (Achsen): round numbers to read along, and which labels there is room for."""

import math
import textwrap
from itertools import count

LEADS = (1.0, 2.0, 2.5, 5.0)
"""What a step may begin with."""


def ticks(top: float, *, most: int = 4, whole: bool = True) -> tuple[float, ...]:
    """Round numbers from 0 to at least `top` in at most `most` equal steps; `whole`: no fractions between."""
    if top <= 0:
        return (0.0, 1.0)
    for power in count(math.floor(math.log10(top / most))):
        for lead in LEADS:
            step = round(lead * 10.0**power, 10)
            if whole and not step.is_integer():
                continue
            steps = math.ceil(round(top / step, 9))
            if 1 <= steps <= most:
                return tuple(round(step * number, 10) for number in range(steps + 1))
    raise AssertionError("there is always a larger step")


def labelled(number: int, *, most: int) -> frozenset[int]:
    """Which of so many places carry their label: evenly spread, the last one always."""
    every = math.ceil(number / most) or 1
    return frozenset(range(number - 1, -1, -every))


def wrapped(label: str, *, width: int = 26, lines: int = 2) -> tuple[str, ...]:
    """A label in lines that fit a phone; what is longer ends with an ellipsis."""
    return tuple(textwrap.wrap(label, width, max_lines=lines, placeholder="…")) or ("",)
