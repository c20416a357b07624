"""`report make|list|again`: disclosed figures at the keyboard, and the same bytes once more."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from projections.figures.definitions import DEFINITIONS
from tests.cast import moment
from tests.commands import Lotse, as_json, done, refused
from tests.projections.histories import History
from web.cli import opening
from web.house import RealHouse
from web.settings import Settings


@pytest.fixture
def reporting(lotse: Lotse, monkeypatch: pytest.MonkeyPatch) -> Lotse:
    """The command line some weeks into a history, on the second of February."""

    def later(settings: Settings) -> RealHouse:
        return RealHouse(settings, lambda: moment(92))

    monkeypatch.setattr(opening, "open_house", later)
    with opening.log() as log:
        events = History(5, referrals=30).events
        for start in range(0, len(events), 100):
            log.record(*events[start : start + 100])
    return lotse


def test_a_report_is_made_listed_and_made_again(reporting: Lotse, tmp_path: Path) -> None:
    """Into a file, or onto the terminal; JSON says what was noted."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    told = as_json(reporting("report", "make", "2026-Q4", "--compare", "previous", "--out", first, "--json"))
    assert (told["period"], told["compare"], told["day"]) == ("2026-Q4", "previous", "2027-02-01")
    listed = as_json(reporting("report", "list", "--json"))
    assert listed[0] == told
    assert told["id"] in done(reporting("report", "list"))
    assert "came out the same" in done(reporting("report", "again", told["id"], "--out", second))
    assert first.read_bytes() == second.read_bytes()
    assert reporting("report", "again", told["id"]).stdout_bytes == first.read_bytes()


def test_without_a_period_it_is_the_month_that_ended_last(reporting: Lotse, tmp_path: Path) -> None:
    """On the second of February, January."""
    assert "on 2027-01 as of 2027-02-01" in done(reporting("report", "make", "--out", tmp_path / "january.json"))


def test_what_cannot_be_made_is_one_sentence(reporting: Lotse, lotse: Lotse, tmp_path: Path) -> None:
    """No period, one that lies ahead, no report of that id."""
    assert "is no period: give 2026-11" in refused(reporting("report", "make", "2026-13"))
    assert "has not begun yet" in refused(reporting("report", "make", "2027-03"))
    assert "see `./lotse report list`" in refused(reporting("report", "again", "33333333-0000-4000-8000-000000000000"))
    assert "Give --out FILE with --json" in refused(reporting("report", "make", "2026-11", "--json"))


def test_a_report_that_would_come_out_differently_is_refused(reporting: Lotse, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a later version of a definition, with both versions."""
    done(reporting("report", "make", "2026-11"))
    told, *_ = as_json(reporting("report", "list", "--json"))
    monkeypatch.setitem(DEFINITIONS, "outcomes", replace(DEFINITIONS["outcomes"], version=3))
    said = refused(reporting("report", "again", told["id"]))
    assert "counted 'outcomes' by version 1 of its definition, and this Lotse counts by version 3" in said
