"""Sign-in, lock-out, sessions, password."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.client import PageClient
from tests.small_house import PASSWORD, SmallHouse, staff_id

NEW = "kalter Apfelwein Fenster"


def test_a_page_asked_for_before_signing_in_is_opened_after_it(nobody: PageClient) -> None:
    page = nobody.get("/account/password")
    assert page.path == "/sign-in"
    assert page.submit("Anmelden", login="anna", password=PASSWORD).path == "/account/password"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "/\\example.org", "/nix"])
def test_sign_in_never_leads_elsewhere(nobody: PageClient, target: str) -> None:
    page = nobody.get("/sign-in", query_string={"target": target})
    assert page.submit("Anmelden", login="anna", password=PASSWORD).path == "/account"


def test_wrong_and_unknown_look_alike(nobody: PageClient) -> None:
    sentence = ["Benutzername oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal."]
    for login in ("anna", "nobody"):
        page = nobody.get("/sign-in").submit("Anmelden", login=login, password="falsch")
        assert (page.status, page.errors) == (422, sentence)
        assert page.fields("Anmelden")["login"] == login
        assert page.fields("Anmelden")["password"] == ""


def test_nothing_typed_is_named_field_by_field(nobody: PageClient) -> None:
    page = nobody.get("/sign-in").submit("Anmelden")
    assert page.errors == ["„Benutzername“: Füllen Sie dieses Feld aus.", "„Passwort“: Füllen Sie dieses Feld aus."]
    assert page.title.startswith("Fehler: Anmelden")


def test_too_many_failures_lock_and_say_how_long(nobody: PageClient, house: SmallHouse) -> None:
    for _attempt in range(5):
        page = nobody.get("/sign-in").submit("Anmelden", login="anna", password="falsch")
    assert "in 15 Min. wieder" in page.errors[0]
    right = nobody.get("/sign-in").submit("Anmelden", login="anna", password=PASSWORD)
    assert right.status == 422
    house.later(minutes=16)
    assert nobody.get("/sign-in").submit("Anmelden", login="anna", password=PASSWORD).status == 200


def test_signed_out_is_signed_out(signed_in: Callable[[str], PageClient]) -> None:
    anna = signed_in("anna")
    token = anna.http.get_cookie("lotse")
    assert token is not None
    assert anna.get("/account").submit("Abmelden").path == "/sign-in"
    anna.http.set_cookie("lotse", token.value)
    assert anna.get("/account").path == "/sign-in"


def test_a_session_is_seen_and_ended_elsewhere(signed_in: Callable[[str], PageClient]) -> None:
    here, there = signed_in("anna"), signed_in("anna")
    page = here.get("/account")
    assert page.text.count("Diese Anmeldung") == 1
    assert "ist beendet" in page.submit("Beenden").banner
    assert there.get("/account").path == "/sign-in"
    assert here.get("/account").path == "/account"


def test_all_other_sessions_end_at_once(signed_in: Callable[[str], PageClient]) -> None:
    here, *others = (signed_in("anna") for _ in range(3))
    here.get("/account").submit("Alle anderen beenden")
    assert [other.get("/account").path for other in others] == ["/sign-in", "/sign-in"]
    assert here.get("/account").status == 200


def test_nobody_ends_the_session_of_somebody_else(signed_in: Callable[[str], PageClient]) -> None:
    anna, ben = signed_in("anna"), signed_in("ben")
    signed_in("anna")
    address = next(form.get("action") for form in anna.get("/account").forms() if "/end" in form.get("action", ""))
    ben.post(address)
    assert "Beenden" in anna.get("/account").text


def test_a_password_is_changed_and_other_sessions_end(signed_in: Callable[[str], PageClient], app: Flask) -> None:
    here, other = signed_in("anna"), signed_in("anna")
    form = here.get("/account/password")
    changed = form.submit("Passwort ändern", old_password=PASSWORD, new_password=NEW, again_password=NEW)
    assert "Passwort ist geändert" in changed.banner
    assert other.get("/account").path == "/sign-in"
    assert PageClient(app).sign_in("anna", NEW).status == 200


@pytest.mark.parametrize(
    ("said", "old", "new", "again"),
    [
        ("Das bisherige Passwort stimmt nicht", "falsch", NEW, NEW),
        ("mindestens 12 Zeichen", PASSWORD, "kurz", "kurz"),
        ("sind verschieden", PASSWORD, NEW, NEW + "x"),
        ("Wählen Sie ein anderes", PASSWORD, PASSWORD, PASSWORD),
    ],
)
def test_a_password_is_refused_with_a_sentence(
    signed_in: Callable[[str], PageClient], said: str, old: str, new: str, again: str
) -> None:
    form = signed_in("anna").get("/account/password")
    page = form.submit("Passwort ändern", old_password=old, new_password=new, again_password=again)
    assert page.status == 422
    assert said in page.errors[0]
    assert new not in page.response.text or new == "kurz"


def test_the_first_sign_in_asks_for_an_own_password(nobody: PageClient, house: SmallHouse) -> None:
    house.accounts.set_password(staff_id("anna"), "gesetzt von der Leitung", house.now(), must_change=True)
    page = nobody.sign_in("anna", "gesetzt von der Leitung")
    assert page.path == "/account/password"
    assert nobody.get("/account").path == "/account/password"
    done = page.submit("Passwort ändern", old_password="gesetzt von der Leitung", new_password=NEW, again_password=NEW)
    assert done.path == "/account"


def test_a_session_ends_by_itself(signed_in: Callable[[str], PageClient], house: SmallHouse) -> None:
    anna = signed_in("anna")
    house.later(hours=13)
    assert anna.get("/account").path == "/sign-in"
