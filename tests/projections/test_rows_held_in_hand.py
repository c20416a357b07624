"""A rebuild holds its rows over many pages: what is written is what page by page would have been."""

import pytest

from projections import span
from projections.rebuild import rebuild
from tests.projections.conftest import Desk
from tests.projections.histories import History
from tests.projections.test_parking import TOLD, broken, first_forwarded, mended, waiting

__all__ = ["mended"]  # for each of these tests, too


def test_rows_held_over_many_pages_are_those_of_one_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that changes on page after page is written once; what was written before counts, too."""
    history = History(12, referrals=10)
    desk.record(history.events)
    desk.runner.catch_up()
    before = desk.rows()
    monkeypatch.setattr(span, "PAGE", 9)
    rebuild(desk.runner, page=len(history.events) // 2)
    assert desk.rows() == before


@pytest.mark.parametrize("place", ["fold", "row", "table", "append"])
def test_what_is_held_over_many_pages_parks_what_page_by_page_does(
    desk: Desk, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the other rows are the same, whichever page an event came with."""
    history = History(36, referrals=5)
    _at, stream = first_forwarded(history)
    desk.record(history.events)
    runner = desk.runner_of([TOLD])
    broken(place, stream)
    runner.catch_up()
    rows, parked_then = desk.rows([TOLD]), [each.position for each in waiting(runner)]
    assert parked_then
    monkeypatch.setattr(span, "PAGE", 7)
    rebuild(runner)
    assert desk.rows([TOLD]) == rows
    assert [each.position for each in waiting(runner)] == parked_then
