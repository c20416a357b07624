"""An attacker with every disclosed figure recovers next to no small number; hiding small cells gives most away."""

from collections.abc import Callable
from random import Random

import pytest

from projections.figures import disclosure
from projections.figures.panel import Cell, Line, Panel, Plot, Unit
from projections.figures.survival import kaplan_meier, tally
from tests.projections.figures.attacker import ALL, MANY, Attacker, Bounds, Key, Population, around, hidden, published

QUARTERS = ("hardenbergviertel", "stephanplatz", "alt_inrath", "dieselstrasse")
NEEDS = ("employment", "authorities", "family", "language", "childcare_school", "health", "housing", "debt", "other")
LANGUAGES = ("de", "ar", "tr", "uk", "ta")
MONTHS = ("2026-10", "2026-11", "2026-12")
STAGES = ("opened", "forwarded", "accepted", "kept", "need_met")
POPULATIONS = 100
AT_MOST = 0.02
"""The share of small numbers that may be recovered."""

Publish = Callable[[dict[Key, int]], dict[Key, Bounds]]


def share_recovered(axes: tuple[tuple[str, ...], ...], publish: Publish, populations: int = POPULATIONS) -> float:
    """Which share of the small numbers of many populations the attacker knows in the end."""
    recovered = there = 0
    for seed in range(populations):
        population, attacker = Population(seed, axes), Attacker()
        population.structure(attacker)
        for key, bounds in publish(population.sums).items():
            attacker.knows((None, *key), bounds)
        attacker.think()
        recovered += population.recovered(attacker)
        there += len(population.small())
    assert there > 4 * populations
    print(f"{publish.__name__}: {recovered} of {there} small numbers recovered")
    return recovered / there


@pytest.mark.parametrize(
    "axes",
    [(QUARTERS, NEEDS, MONTHS), (QUARTERS, LANGUAGES, MONTHS)],
    ids=["quarter, need, month", "quarter, language, month"],
)
def test_filters_and_neighbouring_periods_together(axes: tuple[tuple[str, ...], ...]) -> None:
    """Every pair of filters, every month and the quarter of the year, with the shares that are shown or not."""
    assert share_recovered(axes, published) <= AT_MOST
    assert share_recovered(axes, hidden, 20) > 0.5  # the same attacker, where small cells are hidden instead


def test_the_stages_of_a_funnel() -> None:
    """Between two stages there are those who got no further: nobody publishes them, and nobody finds them."""
    found = {}
    for publish in (published, hidden):
        recovered = there = 0
        for seed in range(POPULATIONS):
            population, attacker = Population(seed, (QUARTERS, STAGES)), Attacker()
            population.structure(attacker)
            reached: dict[Key, int] = {}
            for quarter in (*QUARTERS, ALL):
                for place, stage in enumerate(STAGES):
                    further = STAGES[place + 1 : place + 2]
                    reached[quarter, stage] = sum(population.sums[quarter, later] for later in STAGES[place:])
                    rest = [("reached", quarter, each) for each in further]
                    attacker.adds_up(("reached", quarter, stage), [(None, quarter, stage), *rest])
            told = publish(reached | {(quarter, ALL): population.sums[quarter, ALL] for quarter in (*QUARTERS, ALL)})
            for (quarter, stage), bounds in told.items():
                attacker.knows((None, quarter, ALL) if stage == ALL else ("reached", quarter, stage), bounds)
            attacker.think()
            recovered += population.recovered(attacker)
            there += len(population.small())
        assert there > POPULATIONS
        found[publish] = recovered / there
    assert found[published] <= AT_MOST
    assert found[hidden] > 0.3


def watched(seed: int, steps: int, most: int) -> tuple[int, int]:
    """Somebody looks after every step, in which up to `most` are added, and knows how many at most.

    How many of the growing numbers are known exactly at some time, and how many there are.
    """
    random, numbers, attacker = Random(seed), [0] * 12, Attacker()
    for step in range(steps):
        for place, number in enumerate(numbers):
            attacker.knows((place, step), around(disclosure.rounded(number)))
            if step:
                attacker.adds_up((place, step), [(place, step - 1), (place, step, "new")])
                attacker.knows((place, step, "new"), Bounds(0, most))
        for _ in range(random.randint(1, most)):
            numbers[random.randrange(len(numbers))] += 1
    attacker.think()
    known = set()
    for place in range(len(numbers)):
        for step in range(steps):
            least, most_ = attacker.bounds((place, step))
            if least == most_:
                known.add(place)
    return len(known), len(numbers)


def test_as_of_every_event_gives_numbers_away_and_as_of_every_day_does_not() -> None:
    """With one event between two figures, the step from 10 to 15 says: it was 12, and now it is 13."""
    by_event = [watched(seed, 120, 1) for seed in range(20)]
    by_day = [watched(seed, 60, 20) for seed in range(20)]
    assert sum(known for known, _ in by_event) > 0.9 * sum(there for _, there in by_event)
    assert sum(known for known, _ in by_day) <= AT_MOST * sum(there for _, there in by_day)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1_003, 1_005)]
)
def test_a_number_is_rounded_to_the_nearest_multiple_of_five(count: int, shown: int) -> None:
    """Small ones as well as great ones: who sees 0 does not know whether there is anybody."""
    assert disclosure.rounded(count) == shown


@pytest.mark.parametrize(
    ("part", "base", "shown"), [(10, 19, None), (0, 20, 0), (10, 20, 50), (1, 20, 0), (20, 22, 100)]
)
def test_a_share_needs_a_base_of_twenty_and_comes_from_rounded_numbers(part: int, base: int, shown: float) -> None:
    """One of twenty is not told apart from none."""
    assert disclosure.percent(part, base) == shown


def test_cells_and_totals_are_rounded_each_by_itself() -> None:
    """Three quarters of two are nobody to be seen, and five in all."""
    shown = disclosure.disclosed(panel((2, 2, 2), total=6))
    assert shown.labels == ()
    assert shown.total == Cell(5)
    assert not shown.exact


def test_labels_come_in_the_order_of_what_is_shown() -> None:
    """11 and 9 are both 10: which of them is more is not told."""
    assert disclosure.disclosed(panel((9, 2, 11))).labels == ("a", "c")


def test_nothing_is_listed_one_by_one_below_ten() -> None:
    """For whoever may not see the cases."""
    assert [disclosure.may_list(rows) for rows in (0, 9, 10)] == [False, False, True]


def test_a_median_needs_twenty_and_falls_on_the_grid() -> None:
    """It is read off the rounded curve: no day of any single case shines through."""
    assert disclosure.median(kaplan_meier(tally([9] * 19), {})) is None
    exact = kaplan_meier(tally([9] * 20 + [300] * 19), {})
    assert exact.marks["median"] == 9
    assert disclosure.median(exact) == 10
    assert disclosure.median(exact) in disclosure.GRID


def test_one_case_more_moves_a_disclosed_curve_rarely() -> None:
    """Of all curves of 40 cases, those with the next one more look the same but at the border of a step."""
    looks = {k: [disclosure.percent(40 - k, 40)] for k in range(41)}
    assert sum(looks[k] != looks[k + 1] for k in range(40)) == 40 // disclosure.STEP


def panel(counts: tuple[int, ...], total: int = 0) -> Panel:
    """A bar for each of some languages."""
    return Panel(
        code="tried",
        plot=Plot.BAR,
        unit=Unit.REFERRALS,
        axis="language",
        labels=tuple("abc"[: len(counts)]),
        lines=(Line("all", tuple(map(Cell, counts))),),
        total=Cell(total),
        definition="tried",
        definition_version=1,
        exact=True,
    )


def test_the_attacker_is_right_where_she_is_sure() -> None:
    """Two hidden numbers of which one is known: she finds the other by subtraction."""
    attacker = Attacker()
    attacker.adds_up("all", ["a", "b"])
    attacker.knows("all", Bounds(7, 7))
    attacker.knows("a", Bounds(3, 3))
    attacker.knows("b", Bounds(0, MANY))
    attacker.think()
    assert attacker.bounds("b") == (4, 4)
