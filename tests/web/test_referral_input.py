"""Bad input: a clear sentence, status 422, and the page keeps what was typed; strange input is stored as it is."""

import unicodedata
from typing import Any

import pytest

from tests.client import PageClient
from tests.real_house import Premises
from tests.web.referral_stories import accepted, forwarded, with_appointment

REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("note", "text", {"text": ""}, "Füllen Sie dieses Feld aus"),
    ("note", "text", {"text": "   \n  "}, "Füllen Sie dieses Feld aus"),
    ("note", "text", {"text": "x" * 2001}, "Kürzen Sie den Text auf 2000 Zeichen"),
    ("note", "text", {"text": "Klingel\x07"}, "Steuerzeichen"),
    ("note", "day", {"text": "a b c", "day": "other", "day_other": "31.2.2026"}, "Den Tag 31.2.2026 gibt es nicht"),
    ("note", "day", {"text": "a b c", "day": "other", "day_other": "24.12.2026"}, "liegt in der Zukunft"),
    ("note", "day", {"text": "a b c", "day": "other", "day_other": "1.1.1970"}, "vor dem Schritt, auf den er folgt"),
    ("note", "day", {"text": "a b c", "day": "other", "day_other": "übermorgen"}, "Geben Sie einen Tag ein"),
    ("note", "day", {"text": "a b c", "day": None}, "Geben Sie einen Tag ein"),
    ("follow-up", "due_on", {"due_on": "0.0.0000"}, "gibt es nicht"),
    ("follow-up", "due_on", {"due_on": "1.10.2026"}, "schon vorbei"),
    ("pause", "resume_on", {"reason": "illness", "resume_on": "2.11.2026"}, "Geben Sie einen späteren Tag an"),
    ("pause", "reason", {"reason": "'; DROP TABLE x;--", "resume_on": "1.12.2026"}, "angebotenen Antworten"),
    ("refusal", "reason", {"source": "phone"}, "Wählen Sie den Grund aus"),
    ("refusal", "source", {"reason": "other"}, "wie die Antwort kam"),
    ("appointment", "on", {"on": "30.2.2027", "at": "9:30"}, "gibt es nicht"),
    ("appointment", "on", {"on": "1.10.2026", "at": "9:30"}, "nicht vor dem Tag liegen"),
    ("appointment", "at", {"on": "9.11.2026", "at": "25:00"}, "Diese Uhrzeit gibt es nicht"),
    ("appointment", "place", {"on": "9.11.2026", "at": "9", "place": "\u202eab"}, "Schreibrichtung"),
]


@pytest.mark.parametrize("noun", sorted({case[0] for case in REFUSED}))
def test_what_does_not_fit_comes_back_with_a_sentence(premises: Premises, anna: PageClient, noun: str) -> None:
    """The problem stands at its field, everything typed is still there, nothing is recorded."""
    referral_id = accepted(premises)
    version = premises.referral(referral_id).version
    for field, filled, sentence in [case[1:] for case in REFUSED if case[0] == noun]:
        page = anna.get(f"/referrals/{referral_id}/{noun}").submit("Eintragen", **filled)
        assert page.status == 422, sentence
        assert [each for each in page.errors if sentence in each], page.errors
        target = f"#f-{field.replace('_', '-')}"
        assert any(href.startswith(target) for href in page.links().values()), sentence
        kept = page.fields("Eintragen")
        for name, value in filled.items():
            if value is not None and "DROP" not in str(value):
                typed = str(value).replace("\x07", "\ufffd")
                assert kept.get(name, "").replace("\r\n", "\n") == typed, (name, sentence)
    assert premises.referral(referral_id).version == version


STORED = [
    "<script>alert(1)</script>",
    "'; DROP TABLE events; --",
    '=HYPERLINK("http://example.org")',
    "@SUM(A1)",
    "Familie 👨‍👩‍👧‍👦 kommt",
    "أهلاً، موعد يوم الإثنين \u200f(9:30)",
    "e\u0301clair",
    "{{ 7 * 7 }} %(name)s %s",
    "Zeile eins\nZeile zwei",
]


def test_strange_words_are_kept_and_shown_as_words(premises: Premises, anna: PageClient) -> None:
    """Nothing is run, nothing is lost; on the page and on paper."""
    referral_id = forwarded(premises)
    for text in STORED:
        page = anna.get(f"/referrals/{referral_id}/note").submit("Eintragen", text=text)
        assert page.status == 200, page.errors
    for address in ("", "/print"):
        page = anna.get(f"/referrals/{referral_id}{address}")
        shown = {"".join(p.itertext()) for p in page.tree.iter("p") if p.get("class") == "typed"}
        assert {unicodedata.normalize("NFC", text) for text in STORED} <= shown
        assert list(page.tree.iter("script")) == []


def test_a_form_without_its_hidden_fields_records_nothing(premises: Premises, anna: PageClient) -> None:
    """A mangled request is refused with a sentence."""
    referral_id = forwarded(premises)
    version = premises.referral(referral_id).version
    for fields in ({}, {"text": "x y z", "day": "today"}, {"command_id": "none", "text": "x y z", "day": "today"}):
        page = anna.post(f"/referrals/{referral_id}/note", fields)
        assert (page.status, bool(page.errors)) == (422, True)
    page = anna.post(f"/referrals/{referral_id}/note", {"text": "x" * 5_000_000})
    assert page.status in (413, 422)
    assert premises.referral(referral_id).version == version


def test_an_appointment_of_another_referral_is_refused(premises: Premises, anna: PageClient) -> None:
    """Ids from elsewhere lead nowhere."""
    mine, other = with_appointment(premises), with_appointment(premises)
    appointment = premises.referral(other).open_appointments[0]
    page = anna.get(f"/referrals/{mine}/appointments/{appointment.id}/kept")
    assert page.status == 409
    assert "gibt es in der Vermittlung nicht mehr" in page.text
    assert anna.get(f"/referrals/{mine}/steps/99/correction").status == 409
    assert anna.get(f"/referrals/{mine}/steps/99/taking-back").status == 409
