"""The due list of coordination: codes and reasons, never names; the run suspended and resumed."""

from referrals.person_events import HoldGround
from referrals.referral.codes import Outcome, Party
from tests.real_house import Premises
from web.case_number import case_number

ADDRESS = "/team/retention"


def test_the_list_says_what_falls_due_when_and_why(premises: Premises) -> None:
    receipt = premises.take_in(name="Gül Needle")
    person_id, referral_id = receipt.stream("person."), receipt.stream("referral.")
    premises.casework.referrals.close(premises.sent(), referral_id, outcome=Outcome.NEED_MET, decided_by=Party.PERSON)
    emil = premises.browser("emil")
    assert "wird keine Akte fällig" in emil.get(ADDRESS).text
    premises.later(days=2 * 365 + 100)
    emil = premises.browser("emil")
    page = emil.get("/team").client.get(ADDRESS)
    assert "02.11.2029" in page.text
    assert case_number(person_id) in page.text
    assert "Needle" not in page.text
    premises.casework.rights.place_hold(premises.sent(), person_id, ground=HoldGround.LEGAL_CLAIM, until=None)
    assert "gesperrt Rechtsstreit" in emil.get(ADDRESS).text


def test_the_run_is_suspended_with_a_reason_and_goes_on(premises: Premises) -> None:
    emil = premises.browser("emil")
    page = emil.get(ADDRESS)
    assert page.submit("Aussetzen").status == 422
    page = page.submit("Aussetzen", reason="audit")
    assert "Ausgesetzt seit dem 02.11.2026: Prüfung" in page.text
    assert "Ausgesetzt" not in page.submit("Wieder aufnehmen").text
