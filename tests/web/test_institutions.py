"""The directory: found, described, offered; what a form does not show is not lost."""

import pytest

from projections import directory
from referrals.description import Address, InstitutionDescription, Phone, Place
from tests.cast import BEN, JOBCENTER, VHS, known
from tests.client import PageClient
from tests.real_house import COURSE, Premises


def test_the_directory_finds_by_name_need_and_language(anna: PageClient) -> None:
    """The filters stand in the address: no person is in them."""
    assert "Volkshochschule" in anna.get("/institutions").text
    found = anna.get("/institutions?need=language&language=tr").text
    assert "Volkshochschule" in found
    assert "Jobcenter" not in found
    assert "Keine Institution passt" in anna.get("/institutions?text=Zirkus").text


def test_a_filter_nobody_knows_filters_nothing(anna: PageClient) -> None:
    """And a broken place to go on from begins at the top."""
    assert "Jobcenter" in anna.get("/institutions?need=%00&language=xx&after=~~~").text


def test_the_directory_goes_on_page_by_page_without_a_gap(premises: Premises) -> None:
    """Keyset paging: every institution once."""
    for number in range(60):
        premises.casework.institutions.describe(
            premises.sent(), known(f"i{number}"), description=InstitutionDescription(name=f"Ort {number:02}")
        )
    anna = premises.browser("anna")
    page, seen = anna.get("/institutions?text=Ort"), []
    while True:
        seen += [label for label in page.links() if label.startswith("Ort ")]
        if "Weiter" not in page.links():
            break
        page = anna.get(page.links()["Weiter"])
    assert seen == [f"Ort {number:02}" for number in range(60)]


def test_an_institution_is_entered_and_described(anna: PageClient) -> None:
    """And found at once."""
    page = anna.get("/institutions/new").submit(
        "Eintragen", name="Schuldnerberatung Süd", city="Krefeld", phone="02151 0"
    )
    assert page.h1 == "Schuldnerberatung Süd"
    assert "Krefeld" in page.text
    assert page.banner
    changed = anna.get(page.path + "/description").submit("Eintragen", name="Schuldnerberatung Nord")
    assert changed.h1 == "Schuldnerberatung Nord"
    assert "Krefeld" in changed.text


def test_an_offer_is_entered_changed_and_shown(anna: PageClient) -> None:
    """With what is to be brought along, one a line."""
    page = anna.get(f"/institutions/{JOBCENTER}/offers/new").submit(
        "Eintragen", name="Beratung", needs=["employment"], languages=["ar"], required_documents="Ausweis\nMietvertrag"
    )
    assert "Ausweis, Mietvertrag" in page.text
    assert "Arabisch" in page.text


def test_what_the_form_does_not_show_stays(premises: Premises) -> None:
    """A second phone, a second place: described elsewhere, kept here."""
    full = InstitutionDescription(
        name="Jobcenter",
        phones=(Phone(number="1"), Phone(number="2")),
        places=(
            Place(id=known("a"), addresses=(Address(address_1="Weg 1", city="Krefeld", postal_code="47798"),)),
            Place(id=known("b"), name="Außenstelle"),
        ),
    )
    premises.casework.institutions.describe(premises.sent(), JOBCENTER, description=full)
    premises.browser("anna").get(f"/institutions/{JOBCENTER}/description").submit("Eintragen", street="Weg 2")
    with premises.house.views.reading() as connection:
        found = directory.get(connection, JOBCENTER)
    assert found is not None
    described = found.institution.description
    assert [phone.number for phone in described.phones] == ["1", "2"]
    assert [place.name for place in described.places] == [None, "Außenstelle"]
    assert described.places[0].addresses[0].address_1 == "Weg 2"


def test_nothing_changed_is_said(anna: PageClient) -> None:
    """No event without a fact."""
    page = anna.get(f"/institutions/{VHS}/description").submit("Eintragen")
    assert page.status == 422
    assert page.errors


@pytest.mark.parametrize("name", ["", "x" * 201, "a\x00b", "\u202everkehrt"])
def test_bad_input_gets_a_clear_answer_and_stays(anna: PageClient, name: str) -> None:
    """And the other fields keep what was typed."""
    page = anna.get("/institutions/new").submit("Eintragen", name=name, city="Krefeld")
    assert page.status == 422
    assert page.fields("Eintragen")["city"] == "Krefeld"


def test_a_name_made_of_markup_is_shown_as_it_was_typed(anna: PageClient) -> None:
    """Nothing of it is executed."""
    page = anna.get("/institutions/new").submit("Eintragen", name="<script>alert(1)</script>=1+1")
    assert page.h1 == "<script>alert(1)</script>=1+1"


def test_anna_sees_her_own_cases_there_and_not_bens(premises: Premises) -> None:
    """Names only of those she carries, and the look is recorded."""
    premises.take_in(name="Gül A.")
    premises.take_in(by=BEN, name="Olena K.")
    page = premises.browser("anna").get(f"/institutions/{VHS}")
    assert "Gül A." in page.text
    assert "Olena K." not in page.text


def test_two_people_describe_the_same_institution_and_the_second_is_told(premises: Premises) -> None:
    """Nothing typed is lost."""
    anna, ben = premises.browser("anna"), premises.browser("ben")
    hers, his = anna.get(f"/institutions/{VHS}/description"), ben.get(f"/institutions/{VHS}/description")
    assert his.submit("Eintragen", city="Uerdingen").status == 200
    told = hers.submit("Eintragen", city="Fischeln")
    assert told.status == 409
    assert "Fischeln" in str(list(told.tree.itertext())) + str([e.attrib for e in told.tree.iter("input")])


def test_only_the_coordination_takes_an_institution_out(premises: Premises) -> None:
    """It is no longer found; its page says so."""
    emil = premises.browser("emil")
    page = emil.get(f"/institutions/{JOBCENTER}").submit("Aus dem Verzeichnis nehmen")
    assert "nicht mehr im Verzeichnis" in page.text
    assert "Jobcenter" not in emil.get("/institutions").text
    anna = premises.browser("anna")
    assert "Aus dem Verzeichnis nehmen" not in anna.get(f"/institutions/{VHS}").text
    assert anna.post(f"/institutions/{VHS}/delisting", {}).status == 403


@pytest.mark.parametrize("login", ["dora", "frida"])
def test_auditors_and_administrators_have_no_directory(premises: Premises, login: str) -> None:
    """It is no part of their work."""
    assert premises.browser(login).get("/institutions").status == 403


def test_an_unknown_institution_or_offer_is_not_found(anna: PageClient) -> None:
    """A stale link."""
    assert anna.get(f"/institutions/{known('x')}").status == 404
    assert anna.get(f"/institutions/{VHS}/offers/{known('x')}").status == 404
    assert anna.get(f"/institutions/{VHS}/offers/{COURSE}").status == 200
