"""Whatever is typed, whatever goes wrong: a clear sentence, and everything still there."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tests.client import PageClient
from tests.real_house import PASSWORD, Premises
from tests.web.opening_cast import CHECK, GUEL, LATER, SHORT, name_of, referral_at, registered, told
from web.access_log import CannotLogAccess

STORABLE = {
    "emoji": "Gül 👩‍👧 A.",
    "script": "<script>alert(1)</script>",
    "sql": "Robert'); DROP TABLE events;--",
    "formula": '=HYPERLINK("http://example.org","x")',
    "percent": "100 %(name)s {{ 7*7 }} %s",
    "quotes": "\"Gül\" & 'A.' <b>",
    "arabic": "غُل أحمد",
    "accents": "Ã¼ Zoë Ňguyễn ẞ",
}
REFUSED = {
    "empty": ("", "Geben Sie den Namen der Person ein."),
    "blank": ("   ", "Geben Sie den Namen der Person ein."),
    "huge": ("Gül " * 2000, "„Name der Person“: Kürzen Sie den Text auf 200 Zeichen, jetzt sind es 7999."),
    "control": (
        "Gül\x07 A.",
        "„Name der Person“: Der Text enthält unsichtbare Steuerzeichen. Tippen Sie ihn neu ein.",
    ),
    "right-to-left": (
        "Gül \u202eA.",
        "„Name der Person“: Der Text enthält unsichtbare Zeichen für die Schreibrichtung. Tippen Sie ihn neu ein.",
    ),
}


@pytest.mark.parametrize("name", STORABLE.values(), ids=STORABLE.keys())
def test_what_can_be_stored_is_stored_as_typed(anna: PageClient, premises: Premises, name: str) -> None:
    """And shown as text on the check page."""
    check = anna.get("/referrals/new").submit(CHECK, **{**SHORT, "name": name})
    assert check.h1 == "Prüfen und weiterleiten", check.errors
    assert f"Name: {name}" in check.text
    referral_at(check.submit("Jetzt weiterleiten", follow=False))
    assert [name_of(premises, person) for person in registered(premises)] == [name]


@pytest.mark.parametrize(("name", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_is_named_and_everything_else_stays(
    anna: PageClient, premises: Premises, name: str, sentence: str
) -> None:
    before = len(told(premises))
    typed = {**SHORT, "phone": "+49 (0)151 / 555-0", "wish": "Ein Wunsch\r\n<i>mit</i> Zeilen"}
    page = anna.get("/referrals/new").submit(CHECK, **{**typed, "name": name})
    assert (page.status, page.errors) == (422, [sentence])
    sent = page.fields(CHECK)
    for field, value in typed.items():
        if field != "name":
            assert sent.getlist(field) == (value if isinstance(value, list) else [value]), field
    assert len(told(premises)) == before


@pytest.mark.parametrize(
    "tampered",
    [
        {"need": "wizardry"},
        {"language": "xx"},
        {"quarter": "<script>"},
        {"institution": "not-an-id"},
        {"institution": "00000000-0000-4000-8000-000000000000"},
        {"covers": ["everything"]},
        {"months": "9999999999"},
        {"given": ""},
        {"way": "pigeon"},
        {"command_id": "x"},
        {"announcement": "x"},
        {"release_language": "klingon"},
        {"known": "x"},
        {"wish": "w" * 5000},
        {"phone": "1" * 500},
    ],
    ids=str,
)
def test_what_was_never_offered_is_refused_with_a_sentence(
    anna: PageClient, premises: Premises, tampered: dict[str, Any]
) -> None:
    before = len(told(premises))
    page = anna.get("/referrals/new").submit(CHECK, **{**SHORT, **tampered})
    if tampered == {"known": "x"}:  # an answer nobody asked for is passed over
        assert page.status == 200
    else:
        assert (page.status, len(page.errors)) == (422, 1), page.errors
    assert len(told(premises)) == before


def test_a_form_without_anything_is_a_form_again(anna: PageClient) -> None:
    for do in ("", "forward", "record", "later", "search", "take", "other", "offers", "change", "nonsense"):
        page = anna.post("/referrals/new", {"do": do})
        assert page.h1 == "Neue Vermittlung"
        assert page.status in (200, 422)


def test_an_ended_session_keeps_the_form(anna: PageClient, premises: Premises) -> None:
    """Between opening the form and sending it, the night passed."""
    form = anna.get("/referrals/new")
    premises.later(hours=13)
    page = form.submit(LATER, **GUEL, wish="Arbeit finden")
    assert page.status == 401
    back = page.submit("Anmelden", login="anna", password=PASSWORD)
    assert "Arbeit finden" in back.text
    referral_at(back.submit("Eingaben absenden", follow=False))
    assert len(registered(premises)) == 1


def test_a_lost_database_keeps_the_form(anna: PageClient, premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    form = anna.get("/referrals/new")

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(premises.casework.intake, "take_in", lost)
        page = form.submit(LATER, **GUEL)
        assert page.status == 503
    referral_at(page.submit("Noch einmal absenden", follow=False))
    assert len(registered(premises)) == 1


def test_a_look_that_cannot_be_recorded_shows_nothing(
    anna: PageClient, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises.take_in()

    def refuse(*looks: object) -> None:
        if looks:
            raise CannotLogAccess.because_the_store_refused("OperationalError")

    form = anna.get("/referrals/new")
    monkeypatch.setattr(premises.house.access_log, "record", refuse)
    page = form.submit("Suchen", name="Guel")
    assert (page.status, "Gül A." in page.response.text) == (503, False)
