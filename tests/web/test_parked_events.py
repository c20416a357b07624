"""What a projection could not take in stands on the integrity page, for auditor and administration."""

from typing import Any

import pytest

from projections import persons
from tests.real_house import Premises


@pytest.mark.parametrize("login", ["dora", "frida"])
def test_what_is_parked_is_named_with_its_reason_and_without_anybody(
    premises: Premises, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    """The first event of a stream, why, and how many wait behind it."""
    browser = premises.browser(login)
    assert "Zurückgestellte" not in browser.get("/audit/integrity").text

    def choke(state: Any, event: Any) -> Any:
        raise KeyError("Gül Needle")

    with monkeypatch.context() as breaking:
        breaking.setitem(persons.PROJECTION.parts[0].__dict__, "fold", choke)
        premises.take_in(name="Gül Needle")
        browser.get("/audit/integrity")
    page = browser.get("/audit/integrity")
    assert "Zurückgestellte Ereignisse" in page.text
    assert "(person.registered): KeyError at projections.page:" in page.text
    assert "persons" in page.text
    assert "Needle" not in page.response.get_data(as_text=True)
    assert "projections parked retry" in page.text
