"""From numbers to coordinates: scales to read along, bars, parts and curves that say what the numbers say."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.plots.curves import BOTTOM, TOP, lines, survival
from web.plots.rows import WIDEST, bars, funnel, stacked
from web.plots.scales import labelled, ticks, wrapped
from web.plots.series import STYLES, Series, looks


def series(*values: float | None, name: str = "Anzahl") -> Series:
    """A series, with its words."""
    return Series(name, values, tuple("zu wenige" if value is None else f"{value:g}" for value in values))


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (7, (0, 2, 4, 6, 8)),
        (9, (0, 5, 10)),
        (40, (0, 10, 20, 30, 40)),
        (100, (0, 25, 50, 75, 100)),
        (4711, (0, 2000, 4000, 6000)),
    ],
)
def test_an_axis_has_round_numbers(top: float, expected: tuple[float, ...]) -> None:
    assert ticks(top) == expected


def test_an_axis_of_fractions_has_round_fractions() -> None:
    assert ticks(0.7, whole=False) == (0, 0.2, 0.4, 0.6, 0.8)


@given(st.floats(min_value=0.001, max_value=1e9), st.integers(2, 8), st.booleans())
def test_an_axis_always_reaches_over_its_numbers_in_few_equal_steps(top: float, most: int, whole: bool) -> None:
    scale = ticks(top, most=most, whole=whole)
    assert 2 <= len(scale) <= most + 1
    assert scale[-1] >= top or scale[-1] == pytest.approx(top)
    assert {round((after - before) / scale[1], 6) for before, after in pairwise(scale)} == {1}
    assert not whole or all(number == int(number) for number in scale)


def test_labels_along_an_axis_are_few_and_the_last_one_stands() -> None:
    assert labelled(12, most=5) == {11, 8, 5, 2}
    assert labelled(3, most=5) == {0, 1, 2}
    assert labelled(0, most=5) == frozenset()


def test_a_long_label_breaks_and_ends_with_an_ellipsis() -> None:
    assert wrapped("Schweigepflichtentbindung widerrufen") == ("Schweigepflichtentbindung", "widerrufen")
    assert wrapped("Beratungsstelle für die Anerkennung ausländischer Abschlüsse am Ostwall")[-1].endswith("…")
    assert wrapped("") == ("",)


def test_bars_are_as_long_as_their_numbers_and_what_is_not_shown_has_none() -> None:
    drawn = bars(["a", "b", "c", "d"], [series(20, 10, None, 0)])
    assert [row.bars[0].width for row in drawn.rows] == [WIDEST, WIDEST / 2, None, 0]
    assert drawn.rows[2].bars[0].said == "zu wenige"


def test_bars_of_several_series_share_one_scale_and_lie_one_below_the_other() -> None:
    drawn = bars(["a", "b"], [series(10, 5), series(40, 20)])
    places = [(bar.y, bar.y + bar.height) for row in drawn.rows for bar in row.bars]
    assert all(above[1] <= below[0] for above, below in pairwise(places))
    assert [bar.width for bar in drawn.rows[0].bars] == [WIDEST / 4, WIDEST]
    assert places[-1][1] <= drawn.height


def test_no_numbers_at_all_are_no_bars() -> None:
    assert bars(["a"], [series(None)]).rows[0].bars[0].width is None
    assert bars(["a"], [series(0)]).rows[0].bars[0].width == 0
    assert bars([], []).rows == ()


def test_parts_of_a_bar_touch_and_end_where_the_total_stands() -> None:
    drawn = stacked(["a", "b"], [series(30, 5), series(10, None)], ["40", "5"])
    first, second = drawn.rows
    assert [(part.x, part.width) for part in first.parts] == [(0, WIDEST * 0.75), (WIDEST * 0.75, WIDEST / 4)]
    assert (first.end, first.said) == (WIDEST, "40")
    assert [part.style for part in second.parts] == [1]


def test_a_part_without_room_leaves_its_number_to_the_table() -> None:
    drawn = stacked(["a"], [series(99), series(1)], ["100"])
    assert [part.said for part in drawn.rows[0].parts] == ["99", ""]


def test_a_funnel_slopes_from_stage_to_stage_but_not_over_a_gap() -> None:
    assert len(funnel(["a", "b", "c"], series(40, 20, 10)).slopes) == 2
    assert len(funnel(["a", "b", "c"], series(40, None, 10)).slopes) == 0


def test_a_line_breaks_where_a_number_is_not_shown() -> None:
    drawn = lines(["1", "2", "3", "4", "5"], [series(0, 10, None, 10, 20)], "{:g}".format, percent=False)
    curve = drawn.curves[0]
    assert len(curve.stretches) == 2
    assert [dot.y for dot in curve.dots] == [BOTTOM, (TOP + BOTTOM) / 2, (TOP + BOTTOM) / 2, TOP]
    assert drawn.gaps == (53.0,)


def test_percentages_always_stand_before_a_whole_hundred() -> None:
    drawn = lines(["1", "2"], [series(10, 12)], "{:g} %".format, percent=True)
    assert [line.said for line in drawn.grid] == ["0 %", "25 %", "50 %", "75 %", "100 %"]


def test_a_survival_curve_goes_level_and_then_straight_down() -> None:
    drawn = survival([0, 10, 20], [series(100, 60, 40)], {"die Hälfte": (20, 50)}, "{:g} %".format, "{:g}".format)
    points = [tuple(map(float, point.split(","))) for point in drawn.curves[0].stretches[0].split()]
    for (x, y), (next_x, next_y) in pairwise(points):
        assert (x == next_x) != (y == next_y), "every stretch is level or upright"
    assert points[0][1] == TOP
    assert (drawn.marks[0].said, drawn.marks[0].y) == ("die Hälfte", (TOP + BOTTOM) / 2)


def test_every_series_looks_different_without_colour() -> None:
    shown = looks(list("abcdefgh"))
    assert len({(each.hatch, each.style == 1) for each in shown}) == len({each.dot for each in shown}) == STYLES


def test_parts_of_one_figure_share_a_scale() -> None:
    """Four quarters side by side: what is twice as high is twice as many."""
    assert bars(["a"], [series(10)], top=40).rows[0].bars[0].width == WIDEST / 4
    assert stacked(["a"], [series(10), series(10)], ["20"], 80).rows[0].parts[0].width == WIDEST / 8
    low, high = (lines(["a"], [series(value)], str, percent=False, top=60) for value in (30, 60))
    assert low.grid == high.grid
    assert low.curves[0].dots[0].y - TOP == pytest.approx((BOTTOM - TOP) / 2)
