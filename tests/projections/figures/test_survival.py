"""Kaplan and Meier against the textbook, and against the mean of the finished."""

import pytest

from projections.figures.survival import kaplan_meier, tally

# Remission of acute leukaemia under 6-mercaptopurine, weeks (Freireich et al. 1963): the example of most textbooks,
# here as in Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, table 1.1.
RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
STILL_IN_REMISSION = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
AS_PRINTED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def test_the_textbook_example() -> None:
    """Twenty-one patients, twelve of them censored; whoever is censored on a day was at risk on it."""
    curve = kaplan_meier(tally(RELAPSED), tally(STILL_IN_REMISSION))
    assert curve.size == 21
    assert dict(zip(curve.days, (round(share, 3) for share in curve.shares), strict=True)) == AS_PRINTED
    assert curve.marks == {"q1": 13, "median": 23, "q3": None}
    assert (curve.at(5), round(curve.at(12), 3), curve.at(40)) == (1.0, 0.753, pytest.approx(0.448, abs=0.001))


def test_without_anybody_waiting_it_is_the_share_that_is_left() -> None:
    """The same trial's placebo group: all relapsed, half of them within eight weeks."""
    curve = kaplan_meier(tally(PLACEBO), {})
    for day in range(24):
        assert curve.at(day) == pytest.approx(sum(each > day for each in PLACEBO) / len(PLACEBO))
    assert curve.marks == {"q1": 4, "median": 8, "q3": 12}


def test_who_still_waits_makes_the_median_longer_than_that_of_the_finished() -> None:
    """Three were answered in a week; seven have waited a month: the mean of the finished would call that quick."""
    finished = kaplan_meier(tally((5, 6, 7)), {})
    honest = kaplan_meier(tally((5, 6, 7)), tally([30] * 7))
    assert finished.marks["median"] == 6
    assert honest.marks["median"] is None
    assert honest.at(30) == pytest.approx(0.7)


def test_nobody_is_no_curve() -> None:
    """No step, and no mark."""
    curve = kaplan_meier({}, {})
    assert (curve.size, curve.days, curve.at(10)) == (0, (), 1.0)
    assert set(curve.marks.values()) == {None}
