"""What a spreadsheet would take for a formula is text in every table that leaves the house."""

import pytest

from web.pages.audit.journal_export import defused


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_cell_that_begins_like_a_formula_is_defused(begins: str) -> None:
    told = defused(begins + "cmd|' /C calc'!A0")
    assert told[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert "cmd" in told


def test_any_other_cell_stays_as_it_is() -> None:
    assert defused("Gül A.") == "Gül A."
