"""What a row says about its goals, and how the tables come onto the page."""

from pathlib import Path

import pytest

from bench.goals import Detail, Goal, Row, at_least, at_most, plain
from bench.rounds import Rounds, Sample, cpu_ms, interleaved, p95, rate
from bench.table import BEGIN, END, as_markdown, written_into


def sample(done: int, seconds: float = 1.0, cpu: float = 0.1, p95: float = 1.0) -> Sample:
    """A round in which so much was done."""
    return Sample(done, seconds, cpu, p50=p95 / 2, p95=p95)


@pytest.mark.parametrize(
    ("goal", "reached"),
    [
        (at_least(3, "Django", 3.0), True),
        (at_least(3, "Django", 2.999), False),
        (at_most(1.2, "the small one", 1.2), True),
        (at_most(1.2, "the small one", 1.21), False),
        (at_least(3, "Django", None), False),
        (at_most(3, "Django", None), False),
    ],
)
def test_a_bound_is_kept_or_not(goal: Goal, reached: bool) -> None:
    """What was not measured is not reached."""
    assert goal.reached is reached


def test_a_missed_goal_says_how_far_it_is() -> None:
    """How many times better it would have to be, whichever way the goal lies."""
    assert at_least(3, "Django", 1.5).verdict == "no, by 2 ×"
    assert at_most(100, "p95", 250, "ms").verdict == "no, by 2.50 ×"
    assert at_most(100, "p95", 99, "ms").verdict == "yes"
    assert at_least(3, "Django", None).verdict == "no"


def test_a_row_is_reached_when_all_its_goals_are() -> None:
    good, bad = at_least(3, "Django", 4.0), at_most(1, "raw SQL", 2.0)
    assert Row(1, "work", [good]).reached
    assert not Row(1, "work", [good, bad]).reached
    assert not Row(1, "work", []).reached


def test_a_ratio_is_the_median_of_the_rounds_and_not_the_ratio_of_the_medians() -> None:
    """A round in which the machine slept slows down both."""
    rounds = Rounds(Lotse=[sample(100), sample(10), sample(90)], Django=[sample(50), sample(5), sample(30)])
    assert rounds.ratio("Lotse", "Django", rate) == 2
    assert rounds.median("Lotse", rate) == 90


def test_every_peer_has_its_turn_in_every_round() -> None:
    """In every second round the other way round."""
    order: list[str] = []

    def peer(name: str) -> Sample:
        order.append(name)
        return sample(8)

    told: list[str] = []
    rounds = interleaved(3, {"a": lambda: peer("a"), "b": lambda: peer("b")}, told.append)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert [len(rounds["a"]), len(rounds["b"]), len(told)] == [3, 3, 6]


def test_cpu_is_told_for_one_of_them() -> None:
    assert cpu_ms(sample(20, seconds=4, cpu=0.5)) == 25
    assert rate(sample(20, seconds=4)) == 5
    assert p95(sample(1, p95=7)) == 7


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234.5, "1,234"), (99.44, "99.4"), (1.234, "1.23"), (3, "3"), (0.05, "0.05"), (0.00004, "0.00004")],
)
def test_a_number_has_the_figures_that_matter(value: float, shown: str) -> None:
    assert plain(value) == shown


def test_the_tables_stand_between_the_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    row = Row(
        4, "caseload", [at_most(0.2, "Django", 0.4, note="c=8")], [Detail("Pages", ("peer",), [["Lotse"]])], ["so"]
    )
    written_into(page, as_markdown([row], "made then"))
    told = page.read_text("utf-8")
    assert "| 4 | caseload | ≤ 0.20 × Django | 0.40 × (c=8) | no, by 2 × |" in told
    assert "| Lotse |" in told
    assert "- Row 4: so" in told
    assert "old" not in told
    assert told.startswith("before\n")
    assert told.endswith(f"{END}\nafter\n")


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match="no place for the table"):
        written_into(page, "table")
    assert page.read_text("utf-8") == "nothing"
