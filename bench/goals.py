"""Goals (Ziele): what was wanted of each row, what was measured, and whether that is enough."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple


class Wanted(Enum):
    """On which side of the bound the goal lies."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


class Goal(NamedTuple):
    """One bound and what was measured; `measured` is None where it could not be, and `note` says why."""

    what: str
    wanted: Wanted
    bound: float
    measured: float | None
    unit: str = "×"
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the bound is kept; what was not measured is not reached."""
        if self.measured is None:
            return False
        return self.measured >= self.bound if self.wanted is Wanted.AT_LEAST else self.measured <= self.bound

    @property
    def verdict(self) -> str:
        """Yes; or no, and how many times better it would have to be."""
        if self.reached or not self.measured or self.measured < 0:
            return "yes" if self.reached else "no"
        missing = self.bound / self.measured if self.wanted is Wanted.AT_LEAST else self.measured / self.bound
        return f"no, by {plain(missing)} ×"

    @property
    def asked(self) -> str:
        """The goal in words, as `≥ 3 × Django`."""
        return " ".join(filter(None, (self.wanted.value, plain(self.bound), self.unit, self.what)))

    @property
    def found(self) -> str:
        """What was measured."""
        if self.measured is None:
            return "not measured"
        return f"{plain(self.measured)} {self.unit}".strip()


class Detail(NamedTuple):
    """A table behind a row: what was measured of each peer."""

    title: str
    head: Sequence[str]
    lines: Sequence[Sequence[str]]


class Row(NamedTuple):
    """A row of the table of goals."""

    number: int
    work: str
    goals: Sequence[Goal]
    details: Sequence[Detail] = ()
    notes: Sequence[str] = ()

    @property
    def reached(self) -> bool:
        """Whether every bound is kept."""
        return bool(self.goals) and all(goal.reached for goal in self.goals)

    def as_json(self) -> Mapping[str, Any]:
        """The row for a script."""
        return {
            "row": self.number,
            "work": self.work,
            "reached": self.reached,
            "goals": [
                {**goal._asdict(), "wanted": goal.wanted.value, "goal": goal.asked, "reached": goal.reached}
                for goal in self.goals
            ],
            "details": [detail._asdict() for detail in self.details],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Row":
        """The row again."""
        goals = [
            Goal(each["what"], Wanted(each["wanted"]), each["bound"], each["measured"], each["unit"], each["note"])
            for each in told["goals"]
        ]
        details = [Detail(each["title"], each["head"], each["lines"]) for each in told["details"]]
        return cls(told["row"], told["work"], goals, details, told["notes"])


def plain(value: float) -> str:
    """A number with three figures that matter, or none behind the point from a hundred on."""
    if 0 < abs(value) < 0.01:
        return f"{value:.5f}".rstrip("0")
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def at_least(bound: float, what: str, measured: float | None, unit: str = "×", note: str = "") -> Goal:
    """As much as that, or more."""
    return Goal(what, Wanted.AT_LEAST, bound, measured, unit, note)


def at_most(bound: float, what: str, measured: float | None, unit: str = "×", note: str = "") -> Goal:
    """As much as that, or less."""
    return Goal(what, Wanted.AT_MOST, bound, measured, unit, note)
