"""What stands above a plot and in its table: sentences that a reader can repeat, and shares with what they are of."""

from uuid import UUID

import pytest
from flask import Flask

from projections.figures.panel import Asked, Cell, Line, Panel, Plot, Unit
from projections.figures.periods import parse
from tests.cast import moment
from web.pages.figures import numbers, saying, showing
from web.pages.figures.naming import Names

NAMES = Names(Asked(period=parse("2026-11")), {UUID(int=1): "Kita Seidenraupe"}, {})


def panel(code: str, plot: Plot, unit: Unit, axis: str, labels: str, *lines: Line, **changes: object) -> Panel:
    """A figure of the coordinator's."""
    fields = {"definition": code, "definition_version": 1, "exact": True, **changes}
    return Panel(code=code, plot=plot, unit=unit, axis=axis, labels=tuple(labels.split()), lines=lines, **fields)  # type: ignore[arg-type]


def line(code: str, *values: float) -> Line:
    """A line without bases."""
    return Line(code, tuple(Cell(value) for value in values))


def test_a_curve_names_its_quartiles_and_those_that_are_not_reached(app: Flask) -> None:
    marks = {"q1": 1.0, "median": 52.0, "q3": None}
    curve = panel(
        "to_closed", Plot.SURVIVAL, Unit.PERCENT, "days", "1 52", line("all", 75, 50), total=Cell(198), marks=marks
    )
    with app.test_request_context():
        assert saying.sentence(curve, NAMES) == (
            "Von 198 Vermittlungen war die Hälfte nach 52 Tagen abgeschlossen. "
            "Ein Viertel: nach 1 Tag; drei Viertel: noch nicht."
        )
        assert NAMES.line(curve, "all") == "Anteil"


def test_the_language_gap_names_where_it_is_widest(app: Flask) -> None:
    gap = panel(
        "language_gap",
        Plot.BAR,
        Unit.NEEDS,
        "language",
        "ar ta en tr",
        line("needs", 54, 47, 0, 1),
        line("offers", 13, 8, 5, 0),
        total=Cell(102),
    )
    with app.test_request_context():
        assert saying.sentence(gap, NAMES) == (
            "Insgesamt 102 Anliegen. Am weitesten klafft es bei: Türkisch (1 Anliegen, 0 Angebote), "
            "Tamil (47 Anliegen, 8 Angebote), Arabisch (54 Anliegen, 13 Angebote)."
        )


def test_a_line_alone_counts_something(app: Flask) -> None:
    visits = panel("visits_by_month", Plot.LINE, Unit.VISITS, "month", "2026-10 2026-11", line("all", 3, 69))
    with app.test_request_context():
        assert saying.sentence(visits, NAMES) == "Zuletzt (November 2026): 69 Besuche."


@pytest.mark.parametrize(
    ("unit", "said"), [(Unit.PERCENT, "88\N{NO-BREAK SPACE}% von 16"), (Unit.DAYS, "13 Tage bei 16")]
)
def test_a_share_and_a_median_stand_with_what_they_are_of(app: Flask, unit: Unit, said: str) -> None:
    cell = Cell(88 if unit is Unit.PERCENT else 13, 16)
    kept = panel("institution_kept", Plot.BAR, unit, "institution", str(UUID(int=1)), Line("all", (cell,)))
    with app.test_request_context():
        assert numbers.told(kept, cell) == said
        assert numbers.told(kept, Cell(None, 0)) == "–"


def test_who_waits_is_said_with_how_long(app: Flask) -> None:
    """And a part that stands nowhere is not in the legend."""
    waits = (line("d7", 3, 0), line("d14", 0, 0), line("d56", 2, 1), line("longer", 0, 4))
    waiting = panel(
        "waiting_for", Plot.STACKED, Unit.REFERRALS, "party", "institution case_manager", *waits, total=Cell(10)
    )
    with app.test_request_context():
        assert saying.sentence(waiting, NAMES).endswith("Seit mehr als 28 Tagen: 7.")
        (drawn,) = showing.shown([waiting], NAMES.asked, showing.State(1, moment(0)))
        assert [each.name for each in drawn.keys] == ["bis 7 Tage", "29 bis 56 Tage", "mehr als 56 Tage"]
        assert [each.style for each in drawn.keys] == [1, 3, 4]
        assert len(drawn.head) == 5
