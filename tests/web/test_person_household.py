"""Who lives together: found by name, named only where Anna carries both."""

from tests.cast import BEN
from tests.client import PageClient
from tests.real_house import Premises

JOIN = "Zum Haushalt hinzufügen"


def test_two_persons_live_together(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    other = premises.take_in(name="Emre A.").stream("person.")
    found = anna.get(f"/persons/{one}/household").submit("Suchen", name="emre")
    page = found.submit(JOIN, other=str(other))
    assert "Emre A." in page.text
    assert "Gül A." in anna.get(f"/persons/{other}").text


def test_sent_twice_is_recorded_once(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    other = premises.take_in(name="Emre A.").stream("person.")
    found = anna.get(f"/persons/{one}/household").submit("Suchen", name="Emre")
    assert [found.submit(JOIN, other=str(other)).status for _ in range(2)] == [200, 200]
    assert len(premises.house.log.events_of(one)) == 2


def test_the_person_leaves(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    other = premises.take_in(name="Emre A.").stream("person.")
    premises.casework.persons.join_household(premises.sent(), one, other=other)
    page = anna.get(f"/persons/{one}/household").submit("Gehört nicht mehr zum Haushalt")
    assert "Niemand eingetragen." in page.text
    assert "Emre A." not in page.text


def test_a_colleagues_person_is_a_code(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    other = premises.take_in(by=BEN, name="Emre A.").stream("person.")
    premises.casework.persons.join_household(premises.sent(), one, other=other)
    page = anna.get(f"/persons/{one}")
    assert "bei einer Kolleg:in" in page.text
    assert "Emre" not in page.response.text
    assert str(other) not in page.response.text
    assert premises.house.access_log.of_person(other) == []


def test_only_those_she_carries_can_be_found(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    other = premises.take_in(by=BEN, name="Emre A.").stream("person.")
    page = anna.get(f"/persons/{one}/household").submit("Suchen", name="Emre")
    assert "Unter diesem Namen ist Ihnen niemand zugeordnet." in page.text
    command = page.fields("Suchen")["command_id"]
    refused = anna.post(f"/persons/{one}/household", {"command_id": command, "name": "Emre", "other": str(other)})
    assert (refused.status, len(refused.errors)) == (422, 1)


def test_without_a_choice_nothing_is_recorded(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    premises.take_in(name="Emre A.")
    found = anna.get(f"/persons/{one}/household").submit("Suchen", name="Emre")
    page = found.submit(JOIN)
    assert page.errors == ["Wählen Sie die Person aus."]
    assert page.fields(JOIN)["name"] == "Emre"


def test_she_herself_is_not_offered(anna: PageClient, premises: Premises) -> None:
    one = premises.take_in().stream("person.")
    page = anna.get(f"/persons/{one}/household").submit("Suchen", name="Gül A.")
    assert "niemand zugeordnet" in page.text
