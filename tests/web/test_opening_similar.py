"""Found or new: similar persons are suggested, and never merged silently."""

from projections.names import NameDirectory
from tests.cast import BEN, CEM
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.opening_cast import CHECK, GUEL, LATER, RECORD, SHORT, referral_at, registered


def test_a_search_offers_those_anna_carries(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    page = anna.get("/referrals/new").submit("Suchen", name="guel", wish="Arbeit")
    assert "Gül A. Stephanplatz · Türkisch" in page.text
    assert page.fields(LATER)["wish"] == "Arbeit"
    taken = page.submit("Auswahl übernehmen", known=str(person_id))
    assert taken.fields(LATER)["person"] == str(person_id)
    referral_id = referral_at(taken.submit(LATER, follow=False, need="employment"))
    assert premises.referral(referral_id).person_id == person_id


def test_another_person_after_all(anna: PageClient, premises: Premises) -> None:
    """The choice can be taken back, and what was typed is still there."""
    person_id = premises.take_in().stream("person.")
    page = anna.get("/referrals/new").submit("Suchen", name="Guel", phone="0151")
    page = page.submit("Auswahl übernehmen", known=str(person_id))
    assert "Die getippte Telefonnummer 0151 wird hier nicht übernommen." in page.text
    page = page.submit("Andere Person")
    assert (page.fields(LATER)["name"], page.fields(LATER)["phone"]) == ("Guel", "0151")


def test_a_search_that_finds_nobody_says_so(anna: PageClient) -> None:
    assert "kennen wir niemanden" in anna.get("/referrals/new").submit("Suchen", name="Xaver").text


def test_a_similar_person_is_asked_about_once(anna: PageClient, premises: Premises) -> None:
    premises.take_in()
    asked = anna.get("/referrals/new").submit(LATER, **{**GUEL, "name": "Guel A."})
    assert (asked.status, len(asked.errors), len(registered(premises))) == (422, 1, 1)
    assert "Meinen Sie eine dieser Personen?" in asked.text
    referral_at(asked.submit(LATER, follow=False, known="new"))
    assert len(registered(premises)) == 2


def test_without_an_answer_it_is_asked_again(anna: PageClient, premises: Premises) -> None:
    premises.take_in()
    asked = anna.get("/referrals/new").submit(CHECK, **SHORT)
    assert asked.submit(CHECK).status == 422
    assert len(registered(premises)) == 1


def test_the_same_person_is_taken_when_she_is_meant(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    asked = anna.get("/referrals/new").submit(CHECK, **SHORT)
    check = asked.submit(CHECK, known=str(person_id))
    referral_id = referral_at(check.submit(RECORD, follow=False))
    assert premises.referral(referral_id).person_id == person_id
    assert len(registered(premises)) == 1


def test_an_answer_for_another_name_does_not_count(anna: PageClient, premises: Premises) -> None:
    """„A new person“ was said about Gül; Olena is asked about by herself."""
    premises.take_in()
    premises.take_in(name="Olena Shevchenko")
    asked = anna.get("/referrals/new").submit(LATER, **GUEL)
    again = asked.submit(LATER, known="new", name="Олена Шевченко")
    assert (again.status, len(registered(premises))) == (422, 2)
    assert "Olena Shevchenko" in again.text


def test_a_person_of_a_colleague_is_a_code_and_nothing_else(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in(by=CEM, name="Gül Adamek").stream("person.")
    asked = anna.get("/referrals/new").submit(LATER, **{**GUEL, "name": "Guel Adamek"})
    assert "ähnliche Person bei einer Kolleg:in" in asked.errors[0]
    assert "Fallcode" in asked.text
    assert "Gül Adamek" not in asked.response.text
    assert str(person_id) not in asked.response.text
    referral_at(asked.submit(LATER, follow=False))
    assert len(registered(premises)) == 2


def test_whoever_is_not_hers_cannot_be_chosen(anna: PageClient, premises: Premises) -> None:
    """Neither as an answer, nor in the hidden field, nor in the address."""
    person_id = premises.take_in(by=BEN).stream("person.")
    fields = {**GUEL, "name": "Gül A.", "asked": "Gül A.", "known": str(person_id), "do": "later"}
    command = anna.get("/referrals/new").fields(LATER)["command_id"]
    page = anna.post("/referrals/new", {**fields, "command_id": command})
    assert page.status == 422
    assert anna.post("/referrals/new", {**fields, "person": str(person_id)}).status == 403
    assert anna.get(f"/referrals/new?person={person_id}").status == 403
    assert premises.house.access_log.of_person(person_id)[0].access.view == "finding.elsewhere"


def test_a_huge_name_is_searched_for_in_part_only(anna: PageClient) -> None:
    page = anna.get("/referrals/new").submit("Suchen", name="Gül " * 5000)
    assert (page.status, len(page.fields(LATER)["name"])) == (200, 20_000)


def test_an_empty_name_finds_nobody(anna: PageClient, premises: Premises) -> None:
    premises.take_in()
    page = anna.get("/referrals/new").submit("Suchen", name="   ")
    assert (page.status, "Meinen Sie" in page.text) == (200, False)
    assert isinstance(premises.house.names.follow(), NameDirectory)
