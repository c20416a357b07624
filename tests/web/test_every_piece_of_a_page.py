"""The gallery: every macro on one page, by the checks every page goes through."""

from typing import Any

import pytest
from flask import Flask

from tests.client import PageClient
from tests.small_house import PASSWORD, SmallHouse
from tests.web.gallery import gallery_app


@pytest.fixture
def app(house: SmallHouse) -> Flask:
    application = gallery_app(house)
    application.testing = True
    return application


@pytest.fixture
def anna(app: Flask) -> PageClient:
    client = PageClient(app)
    client.sign_in("anna", PASSWORD)
    return client


def test_every_piece_is_sound(anna: PageClient) -> None:
    page = anna.get("/gallery")
    assert page.fields("Weiterleiten")["occurred_on"] == "today"
    assert page.fields("Weiterleiten")["expected_version"] == "4"
    assert "(optional)" in page.text


def test_every_problem_leads_to_its_field(anna: PageClient) -> None:
    page = anna.get("/gallery").submit("Weiterleiten", channel=None, occurred_on=None)
    assert (page.status, page.title) == (422, "Fehler: Alle Bausteine – Lotse")
    assert len(page.errors) == 8
    assert "Wählen Sie den Weg aus." in page.errors
    assert page.links()["Wählen Sie den Weg aus."] == "#f-channel-1"


def test_what_was_typed_is_still_in_every_field(anna: PageClient) -> None:
    typed: dict[str, Any] = {
        "surname": '<script>"Gül"</script>',
        "wish": "\r\nArbeit & Kinder",
        "quarter": "stephanplatz",
        "passing": ["name", "need"],
        "occurred_on": "other",
        "occurred_on_other": "31.2.2026",
        "appointment_on": "gestern",
        "appointment_at": "25:00",
        "children": "viele",
        "released": "1",
    }
    page = anna.get("/gallery").submit("Weiterleiten", **typed)
    again = page.fields("Weiterleiten")
    for name, value in typed.items():
        assert again.getlist(name) == (value if isinstance(value, list) else [value]), name


def test_a_form_without_its_command_id_says_so_without_a_link(anna: PageClient) -> None:
    page = anna.get("/gallery").submit("Weiterleiten", command_id="kaputt")
    sentence = "Das Formular ist unvollständig angekommen. Senden Sie es noch einmal ab."
    assert sentence in page.errors
    assert sentence not in page.links()
