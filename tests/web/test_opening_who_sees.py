"""Who may take a referral in, and what is recorded about looking."""

import pytest

from tests.cast import ANNA, CEM
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.opening_cast import CHECK, SHORT


@pytest.mark.parametrize("login", ["dora", "emil", "frida"])
def test_only_case_managers_take_referrals_in(premises: Premises, login: str) -> None:
    browser = premises.browser(login)
    assert browser.get("/referrals/new").status == 403
    assert browser.post("/referrals/new", {"do": "search", "name": "Gül"}).status == 403


def test_whoever_is_not_signed_in_is_asked_to(premises: Premises) -> None:
    assert premises.browser().get("/referrals/new").h1 == "Anmelden"


def test_every_name_on_the_page_was_recorded_as_a_look(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    anna.get("/referrals/new").submit("Suchen", name="Guel")
    looks = [entry.access for entry in premises.house.access_log.of_person(person_id)]
    assert [(look.view, look.staff_id) for look in looks] == [("finding", ANNA)]


def test_a_known_person_in_the_form_and_in_the_check_is_a_look(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    page = anna.get(f"/referrals/new?person={person_id}")
    page.submit(CHECK, need="employment", institution=SHORT["institution"])
    views = [entry.access.view for entry in premises.house.access_log.of_person(person_id)]
    assert views == ["opening.check", "opening"]


def test_asking_for_names_of_colleagues_persons_leaves_a_trace(anna: PageClient, premises: Premises) -> None:
    """Trying out names is looking too."""
    person_id = premises.take_in(by=CEM).stream("person.")
    anna.get("/referrals/new").submit("Suchen", name="Gül A.")
    assert [e.access.view for e in premises.house.access_log.of_person(person_id)] == ["finding.elsewhere"]


def test_whoever_is_not_shown_was_not_looked_at(anna: PageClient, premises: Premises) -> None:
    """The check page of somebody new shows no other person."""
    person_id = premises.take_in(name="Emre A.").stream("person.")
    anna.get("/referrals/new").submit(CHECK, **{**SHORT, "name": "Emil Anders"})
    assert premises.house.access_log.of_person(person_id) == []
