"""The attacker: somebody with every disclosed figure there is, and patience, who wants to know a single small number.

Whatever is published of a number bounds it; whatever adds up (filters and all, months and quarter, stages of a funnel)
bounds its parts, and the parts bound the whole. That is repeated until nothing moves. A number whose bounds meet is
recovered.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import product
from random import Random
from typing import NamedTuple

from projections.figures.disclosure import LEAST_BASE, STEP, disclosed
from projections.figures.panel import Cell, Line, Panel, Plot, Unit

ALL = "all"
Key = tuple[str, ...]
MANY = 10**6


class Bounds(NamedTuple):
    """Between which numbers one lies."""

    least: int
    most: int


class Attacker:
    """What somebody knows."""

    def __init__(self) -> None:
        self.places: dict[Hashable, int] = {}
        self.least: list[int] = []
        self.most: list[int] = []
        self.sums: list[tuple[int, list[int]]] = []

    def knows(self, key: Hashable, bounds: Bounds) -> None:
        """A number lies between these."""
        place = self._place(key)
        self.least[place] = max(self.least[place], bounds.least)
        self.most[place] = min(self.most[place], bounds.most)

    def adds_up(self, whole: Hashable, parts: Iterable[Hashable]) -> None:
        """A number is the sum of others."""
        self.sums.append((self._place(whole), [self._place(part) for part in parts]))

    def think(self) -> None:
        """Draw every conclusion from one sum at a time, until there is none left."""
        least, most, moved = self.least, self.most, True
        while moved:
            moved = False
            for whole, parts in self.sums:
                low, high = sum([least[p] for p in parts]), sum([most[p] for p in parts])
                if low > least[whole] or high < most[whole]:
                    least[whole], most[whole] = max(low, least[whole]), min(high, most[whole])
                    moved = True
                spare_low, spare_high = least[whole] - high, most[whole] - low
                for part in parts:
                    new_least, new_most = spare_low + most[part], spare_high + least[part]
                    if new_least > least[part]:
                        least[part], moved = new_least, True
                    if new_most < most[part]:
                        most[part], moved = new_most, True

    def bounds(self, key: Hashable) -> Bounds:
        """What is known about a number."""
        place = self.places[key]
        return Bounds(self.least[place], self.most[place])

    def _place(self, key: Hashable) -> int:
        if key not in self.places:
            self.places[key] = len(self.places)
            self.least.append(0)
            self.most.append(MANY)
        return self.places[key]


class Population:
    """How many there are of each combination of codes; some combinations are common, most are rare."""

    def __init__(self, seed: int, axes: Sequence[Sequence[str]]) -> None:
        random = Random(seed)
        self.axes = axes
        weights = [[random.random() ** 2 + 0.05 for _ in axis] for axis in axes]
        size = random.choice((100, 300, 1_000, 3_000))
        drawn = [random.choices(axis, weight, k=size) for axis, weight in zip(axes, weights, strict=True)]
        self.cells: dict[Key, int] = dict.fromkeys(product(*axes), 0)
        for key in zip(*drawn, strict=True):
            self.cells[key] += 1
        self.sums = self._sums()

    def _sums(self) -> dict[Key, int]:
        found: dict[Key, int] = {}
        for key, number in self.cells.items():
            for place in product(*((code, ALL) for code in key)):
                found[place] = found.get(place, 0) + number
        return found

    def small(self) -> list[Key]:
        """The combinations of a few: those that tell about somebody."""
        return [key for key, number in self.cells.items() if 1 <= number < STEP]

    def structure(self, attacker: Attacker, mark: Hashable = None) -> None:
        """Everybody knows what adds up."""
        for key in self.sums:
            for place, code in enumerate(key):
                if code == ALL:
                    parts = [(mark, *key[:place], each, *key[place + 1 :]) for each in self.axes[place]]
                    attacker.adds_up((mark, *key), parts)

    def recovered(self, attacker: Attacker, mark: Hashable = None) -> int:
        """How many of the small combinations are known exactly."""
        bounds = {key: attacker.bounds((mark, *key)) for key in self.small()}
        assert all(each.least <= self.cells[key] <= each.most for key, each in bounds.items()), "a wrong conclusion"
        return sum(each.least == each.most for each in bounds.values())


def published(numbers: dict[Key, int]) -> dict[Key, Bounds]:
    """What rounded figures say: a bar with a total for each choice of filters, and a curve of the same referrals."""
    found: dict[Key, Bounds] = {}
    for first in {key[:-1] for key in numbers}:
        labels = tuple(sorted(key[-1] for key in numbers if key[:-1] == first and key[-1] != ALL))
        cells = tuple(Cell(numbers[*first, label]) for label in labels)
        bar = disclosed(_panel(Unit.REFERRALS, labels, cells, Cell(numbers[*first, ALL])))
        shown = dict(zip(bar.labels, bar.lines[0].cells, strict=True))
        for label in labels:
            found[*first, label] = around(int(shown[label].value or 0) if label in shown else 0)
        assert bar.total is not None
        found[*first, ALL] = around(int(bar.total.value or 0))
    for key, number in numbers.items():
        (curve,) = disclosed(_panel(Unit.PERCENT, ("7",), (Cell(50.0, number),), None)).lines
        told, base = curve.cells[0].value, curve.cells[0].base or 0
        threshold = Bounds(LEAST_BASE, MANY) if told is not None else Bounds(0, LEAST_BASE - 1)
        known = [found[key], around(base), threshold]
        found[key] = Bounds(max(each.least for each in known), min(each.most for each in known))
    return found


def hidden(numbers: dict[Key, int]) -> dict[Key, Bounds]:
    """What figures say that hide small numbers and are exact otherwise: what is done elsewhere."""
    return {
        key: Bounds(1, STEP - 1) if 1 <= number < STEP else Bounds(number, number) for key, number in numbers.items()
    }


def around(shown: int) -> Bounds:
    """What a rounded number may have been."""
    return Bounds(max(0, shown - 2), shown + 2)


def _panel(unit: Unit, labels: tuple[str, ...], cells: tuple[Cell, ...], total: Cell | None) -> Panel:
    return Panel(
        code="tried",
        plot=Plot.BAR,
        unit=unit,
        axis="language" if unit is Unit.REFERRALS else "days",
        labels=labels,
        lines=(Line("all", cells),),
        total=total,
        definition="tried",
        definition_version=1,
        exact=True,
    )
