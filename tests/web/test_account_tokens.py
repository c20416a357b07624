"""Konto → Zugangsschlüssel: made with one's password, shown once, listed, revoked."""

from datetime import timedelta
from typing import Any

from referrals.staff import SYSTEM
from tests.cast import ANNA, BEN
from tests.client import OUR_PAGES, Page, PageClient
from tests.real_house import PASSWORD, Premises
from web.scopes import Scope

WANTED: dict[str, Any] = {"name": "Auswertung", "scopes": ["caseload", "names"], "lasts": "30", "password": PASSWORD}


def make(browser: PageClient, **changes: Any) -> Page:
    """Fill in the form and send it."""
    return browser.get("/account/tokens").submit("Anlegen", **{**WANTED, **changes})


def secret_on(page: Page) -> str:
    """The token that a page shows."""
    return next(word for word in page.text.split() if word.startswith("lotse_"))


def test_a_token_is_made_shown_once_and_revoked(premises: Premises, anna: PageClient) -> None:
    page = make(anna)
    assert (page.status, page.errors) == (200, [])
    bearer = {"Authorization": f"Bearer {secret_on(page)}"}
    programs = premises.app.test_client(use_cookies=False)
    assert programs.get("/api/v1/caseload", headers=bearer).status_code == 200
    listed = anna.get("/account/tokens")
    assert "Auswertung" in listed.text
    assert "lotse_" not in listed.text
    revoked = listed.submit("Widerrufen")
    assert "öffnet ab sofort nichts mehr" in revoked.banner
    assert "Widerrufen am 02.11.2026" in revoked.text
    assert programs.get("/api/v1/caseload", headers=bearer).status_code == 401


def test_the_same_form_again_makes_no_second_one(premises: Premises, anna: PageClient) -> None:
    """A reload sends it again; the token is not shown twice."""
    fields = {**anna.get("/account/tokens").fields("Anlegen").to_dict(), **WANTED}
    assert anna.post("/account/tokens", fields).status == 200
    again = anna.post("/account/tokens", fields)
    assert again.status == 422
    assert "kein zweites Mal gezeigt" in again.errors[0]
    assert len(premises.house.accounts.tokens.of(ANNA)) == 1


def test_whoever_sits_at_an_open_screen_makes_none(premises: Premises, anna: PageClient) -> None:
    """Without the password there is no token; what was typed stays, but the password."""
    page = make(anna, password="geraten geraten")
    assert page.status == 422
    assert "Das bisherige Passwort stimmt nicht" in page.errors[0]
    assert page.fields("Anlegen")["name"] == "Auswertung"
    assert premises.house.accounts.tokens.all() == []


def test_the_scopes_offered_are_those_of_the_role(premises: Premises) -> None:
    """And others are refused, however they are sent."""
    emil = premises.browser("emil")
    assert "Kennzahlen lesen" in emil.get("/account/tokens").text
    assert "Fallliste lesen" not in emil.get("/account/tokens").text
    assert make(emil).status == 422
    assert premises.house.accounts.tokens.all() == []
    assert "nichts, was die Schnittstelle gibt" in premises.browser("frida").get("/account/tokens").text


def test_nobody_revokes_or_sees_those_of_others(premises: Premises, anna: PageClient) -> None:
    make(anna)
    (token,) = premises.house.accounts.tokens.of(ANNA)
    ben = premises.browser("ben")
    ben.http.post(f"/account/tokens/{token.id}/revocation", headers=OUR_PAGES)
    assert "Auswertung" not in ben.get("/account/tokens").text
    assert premises.house.accounts.tokens.of(ANNA)[0].revoked_at is None


def test_a_token_that_others_made_says_so(premises: Premises) -> None:
    """At the keyboard of the installation, for Ben: he sees it."""
    premises.house.accounts.tokens.make(
        BEN,
        "Import",
        [Scope.CASELOAD],
        premises.moment,
        roles=["case_manager"],
        lasts=timedelta(days=1),
        made_by=SYSTEM,
    )
    page = premises.browser("ben").get("/account/tokens")
    assert "von der Verwaltung" in page.text
    premises.later(days=1)
    assert "Abgelaufen" in premises.browser("ben").get("/account/tokens").text
