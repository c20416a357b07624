"""Survival (Verbleib): Kaplan and Meier's estimate of how many still wait after so many days.

Those for whom it has not happened yet count for as long as they have waited (Kaplan and Meier 1958, J. Am. Stat.
Assoc. 53, 457-481); the mean of the finished ones alone would leave out just those who wait longest.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

QUARTILES = {"q1": 0.75, "median": 0.5, "q3": 0.25}
"""The share that still waits at each mark."""

_ROUNDING = 1e-9


class Curve(NamedTuple):
    """A step function: from each of `days` on the share in `shares` still waits; all do before the first."""

    size: int
    days: tuple[int, ...]
    shares: tuple[float, ...]

    def at(self, day: int) -> float:
        """The share that still waits after this many days."""
        place = bisect_right(self.days, day)
        return self.shares[place - 1] if place else 1.0

    def first_at(self, share: float) -> int | None:
        """The first day on which at most this share still waits; None while more do."""
        found = (day for day, left in zip(self.days, self.shares, strict=True) if left <= share + _ROUNDING)
        return next(found, None)

    @property
    def marks(self) -> dict[str, float | None]:
        """After how many days it has happened for a quarter, for half, for three quarters."""
        return {mark: self.first_at(share) for mark, share in QUARTILES.items()}


def kaplan_meier(happened: Mapping[int, int], waiting: Mapping[int, int]) -> Curve:
    """The curve: how many had it happen after so many days, and how many have waited so many days until now.

    Whoever has waited as long as another's event counts as at risk on that day.
    """
    at_risk = size = sum(happened.values()) + sum(waiting.values())
    days: list[int] = []
    shares: list[float] = []
    left = 1.0
    for day in sorted(set(happened) | set(waiting)):
        events = happened.get(day, 0)
        if events:
            left *= (at_risk - events) / at_risk
            days.append(day)
            shares.append(left)
        at_risk -= events + waiting.get(day, 0)
    return Curve(size, tuple(days), tuple(shares))


def tally(days: Iterable[int]) -> dict[int, int]:
    """How many there are of each number of days."""
    return dict(Counter(days))


def on_days(curves: Sequence[Curve]) -> tuple[int, ...]:
    """Every day on which one of the curves falls, from day 0 on."""
    return tuple(sorted({0}.union(*(curve.days for curve in curves))))
