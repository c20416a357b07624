"""Periods: months, quarters of the year, years and the project, by their codes."""

from datetime import date

import pytest

from projections.figures import periods
from projections.figures.disclosure import disclosed
from projections.figures.panel import Cell, Line, Panel, Plot, Span, Unit
from projections.figures.trimming import trimmed

CODES = ("2026-11", "2026-Q4", "2026", "project")


@pytest.mark.parametrize("code", CODES)
def test_a_period_and_its_code_are_the_same(code: str) -> None:
    """There and back."""
    assert periods.code_of(periods.parse(code)) == code


def test_a_period_ends_where_the_next_begins() -> None:
    """Leap days, quarters over the turn of the year, and back again."""
    assert periods.parse("2028-02").end == date(2028, 2, 29)
    quarter = periods.parse("2026-Q4")
    assert (quarter.start, quarter.end) == (date(2026, 10, 1), date(2026, 12, 31))
    after, before = periods.following(quarter), periods.previous(quarter)
    assert after is not None
    assert before is not None
    assert (periods.code_of(after), periods.code_of(before)) == ("2027-Q1", "2026-Q3")
    assert periods.previous(after) == quarter
    assert periods.previous(periods.PROJECT) is None


def test_the_project_lasts_as_the_installation_says() -> None:
    """Until August 2027, as it is funded, unless its periods.toml says otherwise."""
    assert periods.PROJECT.end == date(2027, 8, 31)
    told = periods.read("begins = 2023-07-01\nends = 2026-06-30")
    assert (told.start, told.end, told.span) == (date(2023, 7, 1), date(2026, 6, 30), Span.PROJECT)
    with pytest.raises(ValueError, match=r"periods\.toml"):
        periods.read("begins = 2027-07-01\nends = 2026-06-30")


def test_the_days_of_a_project_are_a_period_too() -> None:
    """As a report names them: there and back, and none of them by another spelling."""
    told = periods.parse("2023-07-01..2026-06-30")
    assert (periods.code_of(told), periods.lasting(told)) == ("2023-07-01..2026-06-30", "2023-07-01..2026-06-30")
    assert periods.parse(periods.lasting(periods.PROJECT)) == periods.PROJECT
    assert periods.lasting(periods.parse("2026-Q4")) == "2026-Q4"
    for wrong in ("2026-06-30..2023-07-01", "2023-07-01..", "20230701..20260630", "2023-07-01..2026-06-30..2027-01-01"):
        with pytest.raises(ValueError):
            periods.parse(wrong)


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-00", "2026-Q5", "26-11", "2026-", "2026-11-01", "2026-1", "week", "２０２６"]
)
def test_what_is_no_period_is_refused(code: str) -> None:
    """None is shorter than a month, either."""
    with pytest.raises(ValueError):
        periods.parse(code)


def test_the_months_of_a_period_that_have_begun() -> None:
    """Nothing is shown of months to come."""
    assert periods.months(periods.parse("2026-Q4"), date(2026, 11, 2)) == ("2026-10", "2026-11")
    assert {period.span for period in map(periods.parse, CODES)} == set(Span)


def test_the_months_before_the_first_number_are_left_out_of_the_project() -> None:
    """Alike in every part of a figure, and judged by what is shown: what rounds to nothing does not count."""
    early, late = monthly("stephanplatz", (0, 0, 3, 1)), monthly("alt_inrath", (0, 0, 0, 8))
    assert [panel.labels for panel in trimmed([early, late])] == [MONTHS[2:], MONTHS[2:]]
    assert trimmed([early, late])[0].lines == (Line("kept", (Cell(3), Cell(1))),)
    shown = [disclosed(panel) for panel in (monthly("stephanplatz", (0, 2, 0, 1)), late)]
    assert [panel.labels for panel in trimmed(shown)] == [MONTHS[3:], MONTHS[3:]]
    assert trimmed([monthly("stephanplatz", (0, 0, 0, 0))])[0].labels == MONTHS[3:]


MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12")


def monthly(part: str, counts: tuple[int, ...]) -> Panel:
    """Kept appointments of one quarter, month by month."""
    return Panel(
        code="appointments",
        part=part,
        plot=Plot.STACKED,
        unit=Unit.APPOINTMENTS,
        axis="month",
        labels=MONTHS,
        lines=(Line("kept", tuple(map(Cell, counts))),),
        definition="appointments",
        definition_version=1,
    )
