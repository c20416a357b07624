"""An ended session, a lost database, a refusal: a sentence each time, and what was typed comes back."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, Response, request
from sqlalchemy.exc import OperationalError

from referrals.refusal import Refusal
from tests.client import PageClient
from tests.small_house import PASSWORD, SmallHouse, frame_app
from web.audience import SIGNED_IN, audience

pages = Blueprint("sample", __name__)
ID = "2f1a8f6e-5a1c-4c56-9b0e-1f2d3c4b5a69"
TYPED = {"command_id": ID, "expected_version": "4", "note": "Kommt am Montag,\r\nmit dem Sohn.", "tick": ["a", "b"]}
received: list[dict[str, list[str]]] = []


class CannotTest(Refusal):
    """A refusal without a sentence of its own."""


@pages.post("/sample/step")
@audience(SIGNED_IN)
def step() -> Response:
    """Records what arrives, or fails as it is told."""
    match request.args.get("fail"):
        case "database":
            raise OperationalError("INSERT …", {}, Exception("server closed the connection"))
        case "refusal":
            raise CannotTest.because("of_the_test")
        case "bug":
            raise ZeroDivisionError(request.form["note"])
    received.append({name: request.form.getlist(name) for name in request.form})
    return Response("recorded", mimetype="text/plain")


@pytest.fixture
def app(house: SmallHouse) -> Flask:
    received.clear()
    return frame_app(house, pages)


def test_an_ended_session_keeps_the_form(signed_in: Callable[[str], PageClient], house: SmallHouse) -> None:
    anna = signed_in("anna")
    house.later(hours=13)
    asked = anna.post("/sample/step?x=1", {**TYPED, "old_password": "geheim"})
    assert asked.status == 401
    assert "noch da" in asked.banner
    assert "geheim" not in asked.response.text
    wrong = asked.submit("Anmelden", login="anna", password="falsch")
    assert (wrong.status, len(wrong.errors), received) == (422, 1, [])
    back = wrong.submit("Anmelden", login="anna", password=PASSWORD)
    assert back.h1 == "Sie sind wieder angemeldet"
    assert "Kommt am Montag, mit dem Sohn." in back.text
    assert received == []
    sent = back.submit("Eingaben absenden")
    assert (sent.text, sent.path) == ("recorded", "/sample/step")
    assert received == [{name: value if isinstance(value, list) else [value] for name, value in TYPED.items()}]


def test_what_anna_typed_is_not_shown_to_ben(signed_in: Callable[[str], PageClient], house: SmallHouse) -> None:
    anna = signed_in("anna")
    house.later(hours=13)
    page = anna.post("/sample/step", TYPED).submit("Anmelden", login="ben", password=PASSWORD)
    assert "Kommt am Montag" not in page.response.text
    assert "verworfen" in page.banner


def test_kept_fields_go_to_our_own_pages_only(nobody: PageClient) -> None:
    for target in ("https://example.org/x", "//example.org/x", "/nix", "/account"):
        fields = {"login": "anna", "password": PASSWORD, "target": target, "kept.note": "x"}
        page = nobody.post("/sign-in", fields, follow=False)
        assert (page.status, "example.org" in page.location) == (303, False), target
        nobody.post("/sign-out")


def test_a_lost_database_shows_the_form_again_with_the_same_command_id(
    signed_in: Callable[[str], PageClient],
) -> None:
    anna = signed_in("anna")
    page = anna.post("/sample/step?fail=database", TYPED)
    assert (page.status, page.h1) == (503, "Die Datenbank antwortet gerade nicht")
    assert page.fields("Noch einmal absenden").to_dict(flat=False) == {
        name: value if isinstance(value, list) else [value] for name, value in TYPED.items()
    }
    again = page.submit("Noch einmal absenden")
    assert again.status == 503


def test_a_lost_database_at_sign_in_says_so(house: SmallHouse, nobody: PageClient) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT …", {}, Exception("gone"))

    house.accounts.sign_in = lost  # type: ignore[method-assign, assignment]
    page = nobody.post("/sign-in", {"login": "anna", "password": PASSWORD})
    assert page.status == 503
    assert PASSWORD not in page.response.text


def test_a_refusal_is_a_sentence_and_the_words_are_still_there(signed_in: Callable[[str], PageClient]) -> None:
    page = signed_in("anna").post("/sample/step?fail=refusal", TYPED)
    assert (page.status, page.h1) == (409, "Das wurde nicht eingetragen")
    assert "CannotTest.of_the_test" in page.text
    assert "Kommt am Montag" in page.text


def test_a_bug_gives_a_number_and_the_log_no_words(
    app: Flask, signed_in: Callable[[str], PageClient], caplog: pytest.LogCaptureFixture
) -> None:
    anna = signed_in("anna")
    app.testing = False
    page = anna.post("/sample/step?fail=bug", TYPED)
    assert page.status == 500
    assert "Nummer des Fehlers" in page.text
    assert "ZeroDivisionError in sample.step" in caplog.text
    assert "Montag" not in caplog.text


def test_every_error_page_names_the_cure(nobody: PageClient) -> None:
    text = nobody.get("/nix").text
    assert "Beginnen Sie auf der Startseite. Nummer der Anfrage: " in text
    assert text.endswith(" Zur Startseite")
    refused = nobody.get("/sign-out")
    assert (refused.status, refused.response.headers["Allow"]) == (405, "OPTIONS, POST")


def test_control_characters_come_back_visible(nobody: PageClient) -> None:
    page = nobody.post("/sign-in", {"login": "an\x00na\x1b", "password": "x"})
    assert page.status == 422
    assert page.fields("Anmelden")["login"] == "an�na�"


def test_a_database_lost_while_signing_in_asks_for_the_password_again(house: SmallHouse, nobody: PageClient) -> None:
    """A form without its password is not offered to be sent once more."""

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT …", {}, Exception("server closed the connection"))

    house.accounts.sign_in = lost  # type: ignore[assignment]
    page = nobody.post("/sign-in", {"login": "anna", "password": PASSWORD})
    assert page.status == 503
    assert "Melden Sie sich in einem Augenblick noch einmal an." in page.text
    assert "anna" not in page.text
