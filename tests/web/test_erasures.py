"""Forgetting on the pages: Anna asks, Emil decides by code, everybody sees how far it is and nobody the name."""

from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from referrals.erasure import id_of
from referrals.verify import verify
from tests.cast import VHS
from tests.client import PageClient
from tests.erasure.conftest import approved, closed
from tests.real_house import Premises
from web.case_number import case_number
from web.forgetting import carry_out

ASK = "Löschung beantragen"


def closed_file(premises: Premises) -> tuple[UUID, UUID]:
    """Gül's file, with nothing left to do."""
    receipt = closed(premises, name="Gül Needle")
    return receipt.stream("person."), receipt.stream("referral.")


def test_two_persons_and_a_week_lie_between_the_request_and_the_certificate(
    anna: PageClient, premises: Premises
) -> None:
    """The name is in no page of Emil's; the certificate holds no name and can be printed."""
    person, _ = closed_file(premises)
    asked = anna.get(f"/persons/{person}").links()[ASK]
    page = anna.get(asked).submit(ASK, ground="consent_withdrawn")
    assert "beantragt" in page.text
    emil = premises.browser("emil")
    waiting = emil.get("/team").links()["Löschungen"]
    page = emil.get(waiting)
    assert "Needle" not in page.text
    page = page.submit(f"Löschung genehmigen {case_number(person)}")
    assert "genehmigt, Wartezeit läuft" in page.text
    told = anna.get(f"/persons/{person}")
    assert "Gelöscht wird ab dem 09.11." in told.text
    assert "Volkshochschule" in told.text
    told = told.submit("Angerufen: Volkshochschule, Löschung", way="phone")
    assert "solange der Name noch zu lesen ist" not in told.text
    premises.later(days=7)
    carry_out(premises.house)
    anna = premises.browser("anna")
    page = anna.get(f"/persons/{person}")
    assert "gelöscht" in page.text
    certificate = anna.get(page.links()["Bescheinigung ansehen"])
    assert certificate.h1 == "Löschbescheinigung"
    assert "Needle" not in certificate.text
    assert "Gül" not in certificate.text
    assert str(person) in certificate.text
    assert "Löschbescheinigung" in premises.browser("dora").get(f"/erasures/{id_of(person, 1)}/certificate").text
    assert verify(premises.house.log.recorder).intact


def test_emil_can_refuse_and_anna_can_call_it_off(anna: PageClient, premises: Premises) -> None:
    """With a reason; and both may ask again."""
    person, _ = closed_file(premises)
    anna.get(f"/persons/{person}/erasure").submit(ASK, ground="objection")
    emil = premises.browser("emil")
    page = emil.get("/team/erasures").submit(f"Nicht löschen {case_number(person)}", reason="legal_duty")
    assert "abgelehnt" in page.text
    assert "die Daten müssen aufbewahrt werden" in anna.get(f"/persons/{person}").text
    anna.get(f"/persons/{person}/erasure").submit(ASK, ground="objection")
    cancelled = anna.get(f"/persons/{person}/erasure/cancellation").submit("Eintragen", reason="person_withdrew")
    assert "abgebrochen" in cancelled.text


def test_who_still_works_with_the_file_is_told_to_close_it_first(anna: PageClient, premises: Premises) -> None:
    person = premises.take_in().stream("person.")
    page = anna.get(f"/persons/{person}/erasure").submit(ASK, ground="objection")
    assert page.status == 422
    assert "laufende Vermittlungen: 1" in page.errors[0]


def test_every_page_of_an_erased_person_still_opens_and_says_so(anna: PageClient, premises: Premises) -> None:
    """The file, the lists, what is printed; what would write is refused with a sentence."""
    person, referral = closed_file(premises)
    household = premises.take_in(name="Olena K.", forwarded=False).stream("person.")
    premises.casework.persons.join_household(premises.sent(), person, other=household)
    move = anna.get(f"/persons/{person}/quarter")
    approved(premises, person, 0)
    carry_out(premises.house)
    addresses = (
        f"/persons/{person}",
        f"/persons/{person}/household",
        f"/persons/{person}/information",
        f"/persons/{household}",
        f"/referrals/{referral}",
        "/caseload",
        "/caseload?show=closed",
        "/announcements",
        f"/institutions/{VHS}",
        "/team",
        "/team/referrals",
    )
    for address in addresses:
        page = anna.get(address)
        assert page.status == 200, address
        assert "Needle" not in page.text, address
    assert "gelöscht" in anna.get(f"/persons/{person}").text
    assert "gelöscht" in anna.get(f"/referrals/{referral}").text
    assert "Needle" not in anna.get("/caseload/search").submit("Suchen", term="Needl").text
    refused = move.submit("Eintragen", quarter="alt_inrath", expected_version=None)
    assert "sind gelöscht" in refused.errors[0]


def test_it_is_called_erased_only_when_everything_is_done(
    anna: PageClient, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off before the key-encryption key is turned, every page says how far it is."""
    person, referral = closed_file(premises)
    approved(premises, person, 0)
    with monkeypatch.context() as patch:
        patch.setattr(premises.house.keys, "turn", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            carry_out(premises.house)
    for address in (f"/persons/{person}", f"/referrals/{referral}", "/caseload?show=closed"):
        text = anna.get(address).text
        assert "Schlüssel vernichtet" in text, address
    certificate = f"/erasures/{id_of(person, 1)}/certificate"
    assert anna.get(certificate).h1 == "Stand der Löschung"
    carry_out(premises.house)
    assert anna.get(certificate).h1 == "Löschbescheinigung"
    assert "Schlüssel vernichtet" not in anna.get("/caseload?show=closed").text


def test_a_list_asks_once_how_far_the_erasures_are(anna: PageClient, premises: Premises) -> None:
    """However many of its persons are gone."""
    for name in ("Gül Needle", "Ayla Needle", "Zofia Needle"):
        approved(premises, closed(premises, name=name).stream("person."), 0)
    carry_out(premises.house)
    premises.house.catch_up()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        page = anna.get("/caseload?show=closed")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert page.text.count("gelöscht") >= 3
    assert len([statement for statement in asked if "FROM erasures" in statement]) == 1


def test_the_pages_of_an_erased_person_are_only_read(premises: Premises) -> None:
    """No step, no correction, no form: a form that was bookmarked leads back, what is sent is refused in a sentence."""
    person, referral = closed_file(premises)
    anna = premises.browser("anna")
    form = anna.get(f"/referrals/{referral}/reopening")
    assert form.status == 200
    approved(premises, person)
    premises.later(days=7)
    carry_out(premises.house)
    anna = premises.browser("anna")
    page = anna.get(f"/referrals/{referral}")
    assert "Die Person wurde gelöscht" in page.text
    assert "Was jetzt geht" not in page.text
    steps = [link for link in page.links().values() if link.startswith(f"/referrals/{referral}/")]
    assert steps == [f"/referrals/{referral}/print"]
    for step in ("reopening", "note", "steps/1/correction", "void"):
        led = anna.get(f"/referrals/{referral}/{step}", follow=False)
        assert (led.status, led.location) == (303, f"/referrals/{referral}"), step
    for form_of_hers in ("consent", "name", "household", "information", "rights/hold", "erasure", "releases"):
        led = anna.get(f"/persons/{person}/{form_of_hers}", follow=False)
        assert (led.status, led.location) == (303, f"/persons/{person}"), form_of_hers
    assert anna.post(f"/referrals/{referral}/reopening", form.fields("Eintragen")).status == 422
    assert [link for link in anna.get(f"/persons/{person}").links().values() if f"/persons/{person}/" in link] == []
