"""Every phase offers exactly its steps, and every step that is offered really records."""

from typing import Any
from uuid import UUID

import pytest

from tests.client import Page, PageClient
from tests.real_house import Premises
from tests.web.referral_stories import PHASES, stopped, with_appointment

ALWAYS = {"note", "void"}
ACTIVE = ALWAYS | {"follow-up", "closing"}
OFFERED: dict[str, set[str]] = {
    "opened": ACTIVE | {"forwarding"},
    "forwarded": ACTIVE | {"acceptance", "waiting-list", "refusal", "appointment"},
    "accepted": ACTIVE | {"waiting-list", "refusal", "appointment", "service-start", "pause", "referring-on"},
    "waitlisted": ACTIVE | {"acceptance", "refusal", "appointment", "referring-on"},
    "declined": ACTIVE | {"forwarding", "referring-on"},
    "in_service": ACTIVE | {"appointment", "pause"},
    "paused": ACTIVE | {"resumption"},
    "closed": ALWAYS | {"reopening"},
    "void": set(),
}
FIRST = {
    "opened": "forwarding",
    "forwarded": "acceptance",
    "accepted": "appointment",
    "waitlisted": "acceptance",
    "declined": "referring-on",
    "in_service": "closing",
    "paused": "resumption",
    "closed": "reopening",
}
NOUNS = set().union(*OFFERED.values()) | {"continuation"}
TIME = {"on": "9.11.2026", "at": "9:30", "minutes": "60", "place": "Raum 114"}
FILLED: dict[str, dict[str, Any]] = {
    "forwarding": {"way": "phone"},
    "acceptance": {"source": "phone", "note": "bis Freitag"},
    "waiting-list": {"source": "letter", "review_on": "3.8.2027"},
    "refusal": {"source": "phone", "reason": "no_capacity"},
    "appointment": TIME,
    "service-start": {},
    "pause": {"reason": "illness", "resume_on": "1.12.2026"},
    "resumption": {},
    "referring-on": {"decided_by": "person"},
    "reopening": {"reason": "need_persists"},
    "follow-up": {"due_on": "1.12.2026", "note": "nach dem Sohn fragen"},
    "note": {"text": "Möchte abends lernen."},
    "closing": {"outcome": "NEED_MET", "decided_by": "person"},
    "void": {"reason": "test"},
    "continuation": {},
}
TOLD = {
    "forwarding": "weitergeleitet",
    "acceptance": "Zusage",
    "waiting-list": "Warteliste",
    "refusal": "Absage",
    "appointment": "09:30 Uhr, 60 Minuten",
    "service-start": "Hilfe begonnen",
    "pause": "ruhen",
    "resumption": "wieder aufgenommen",
    "referring-on": "weitervermittelt",
    "reopening": "wieder eröffnet",
    "follow-up": "Wiedervorlage",
    "note": "Notiz",
    "closing": "Hilfe erhalten",
    "void": "Fehleingabe",
    "continuation": "ohne",
}
TWO_PAGES = {"forwarding": "Weiterleiten", "closing": "Abschließen"}


def offered(page: Page, referral_id: UUID) -> list[str]:
    """The nouns that the page of a referral links to, in their order."""
    start = f"/referrals/{referral_id}/"
    return [href.removeprefix(start) for href in page.links().values() if href.removeprefix(start) in NOUNS]


def button(page: Page) -> str:
    """The name of the button that sends the step's form."""
    form = next(form for form in page.forms() if "fields" in form.get("class", ""))
    return "".join(next(form.iter("button")).itertext())


def take(anna: PageClient, referral_id: UUID, noun: str) -> Page:
    """Fill in the form of a step, and what comes after."""
    page = anna.get(f"/referrals/{referral_id}/{noun}")
    page = page.submit(button(page), **FILLED[noun])
    return page.submit(TWO_PAGES[noun]) if noun in TWO_PAGES else page


@pytest.mark.parametrize("phase", OFFERED)
def test_a_phase_offers_exactly_its_steps_the_likely_one_first(
    premises: Premises, anna: PageClient, phase: str
) -> None:
    """The step table of the domain, written down once more."""
    referral_id = PHASES[phase](premises)
    found = offered(anna.get(f"/referrals/{referral_id}"), referral_id)
    assert set(found) == OFFERED[phase]
    assert len(found) == len(OFFERED[phase])
    assert found[:1] == ([FIRST[phase]] if phase in FIRST else [])


@pytest.mark.parametrize("phase", OFFERED)
def test_a_step_that_is_not_offered_is_refused_with_a_sentence(
    premises: Premises, anna: PageClient, phase: str
) -> None:
    """An old bookmark leads to the reason, not to a form that cannot be sent."""
    referral_id = PHASES[phase](premises)
    for noun in sorted(NOUNS - OFFERED[phase]):
        page = anna.get(f"/referrals/{referral_id}/{noun}")
        assert (page.status, page.h1) == (409, "Das wurde nicht eingetragen"), noun


@pytest.mark.parametrize("phase", [phase for phase in OFFERED if phase != "void"])
def test_every_offered_step_is_recorded_and_told(premises: Premises, anna: PageClient, phase: str) -> None:
    """One event more, and the banner says its sentence."""
    for noun in sorted(OFFERED[phase]):
        referral_id = PHASES[phase](premises)
        before = premises.referral(referral_id).version
        page = take(anna, referral_id, noun)
        assert page.status == 200, (noun, page.errors)
        assert TOLD[noun] in page.banner, noun
        assert premises.referral(referral_id).version == before + 1, noun


def test_after_a_withdrawal_the_decision_comes_first(premises: Premises, anna: PageClient) -> None:
    """Go on without passing data, or close."""
    referral_id = stopped(premises)
    page = anna.get(f"/referrals/{referral_id}")
    assert "widerrufen" in page.text
    assert offered(page, referral_id)[0] == "continuation"
    assert take(anna, referral_id, "continuation").status == 200
    assert premises.referral(referral_id).stopped is None


OUTCOMES: dict[str, dict[str, Any]] = {
    "kept": {"note": "War pünktlich."},
    "missed": {"by": "person"},
    "cancellation": {"by": "institution"},
    "rescheduling": {**TIME, "by": "person"},
}


@pytest.mark.parametrize("noun", OUTCOMES)
def test_what_became_of_an_appointment_is_recorded(premises: Premises, anna: PageClient, noun: str) -> None:
    """Kept, missed, cancelled, moved: each a small form."""
    referral_id = with_appointment(premises)
    page = anna.get(f"/referrals/{referral_id}")
    href = next(href for href in page.links().values() if href.endswith(f"/{noun}"))
    form = anna.get(href)
    done = form.submit(button(form), **OUTCOMES[noun])
    assert (done.status, done.path) == (200, f"/referrals/{referral_id}"), done.errors
    states = {each.state.value for each in premises.referral(referral_id).appointments}
    expected = {"kept": "kept", "missed": "missed", "cancellation": "cancelled", "rescheduling": "rescheduled"}
    assert expected[noun] in states


def test_a_proposed_appointment_is_confirmed_or_called_off(premises: Premises, anna: PageClient) -> None:
    """It cannot be kept before it is agreed; confirming shows its time and place."""
    referral_id = with_appointment(premises, for_day=3, proposed=True)
    page = anna.get(f"/referrals/{referral_id}")
    nouns = {href.rsplit("/", 1)[1] for href in page.links().values() if "/appointments/" in href}
    assert nouns == {"agreement", "rescheduling", "cancellation"}
    form = anna.get(next(href for href in page.links().values() if href.endswith("/agreement")))
    assert form.fields("Eintragen")["place"] == "Von-der-Leyen-Platz 2"
    assert form.submit("Eintragen").status == 200
    assert premises.referral(referral_id).next_agreed is not None


def test_an_appointment_ahead_has_no_outcome_yet(premises: Premises, anna: PageClient) -> None:
    """Neither kept nor missed before its day."""
    referral_id = with_appointment(premises, for_day=3)
    page = anna.get(f"/referrals/{referral_id}")
    nouns = {href.rsplit("/", 1)[1] for href in page.links().values() if "/appointments/" in href}
    assert nouns == {"rescheduling", "cancellation"}
    appointment = premises.referral(referral_id).open_appointments[0]
    refused = anna.get(f"/referrals/{referral_id}/appointments/{appointment.id}/kept")
    assert refused.status == 409
    assert "erst am 05.11.2026" in refused.text


def test_kept_is_three_clicks_from_the_caseload(premises: Premises) -> None:
    """The row, the first button, and „Eintragen“; the day is the day of the appointment."""
    referral_id = with_appointment(premises)
    premises.later(days=3)
    anna = premises.browser("anna")
    assert f"/referrals/{referral_id}" in anna.get("/caseload").links().values()
    page = anna.get(f"/referrals/{referral_id}")
    first = page.links()["Termin wahrgenommen"]
    done = anna.get(first).submit("Eintragen")
    assert "wahrgenommen" in done.banner
    assert premises.referral(referral_id).phase_since.isoformat() == "2026-11-02"


def test_a_step_may_lead_back_to_where_it_began(premises: Premises, anna: PageClient) -> None:
    """A list asks with its own address; another host is never led to."""
    referral_id = PHASES["forwarded"](premises)
    there = anna.get(f"/referrals/{referral_id}/note?back=/account").submit("Eintragen", text="a b c")
    assert there.path == "/account"
    assert "Notiz" in there.banner
    page = anna.get(f"/referrals/{referral_id}/note?back=//example.org/")
    assert page.submit("Eintragen", text="d e f").path == f"/referrals/{referral_id}"
