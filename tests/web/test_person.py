"""The page of a person: who she is, and each small change."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from referrals import person
from referrals.person import Person
from tests.cast import ANNA, BEN
from tests.client import Page, PageClient
from tests.real_house import Premises
from tests.web.opening_cast import told

RECORD = "Eintragen"


def guel(premises: Premises, **changes: Any) -> UUID:
    """Gül, as Anna took her in."""
    return premises.take_in(**changes).stream("person.")


def as_she_stands(premises: Premises, person_id: UUID) -> Person:
    """The person, from the log."""
    found = person.fold(premises.house.log.events_of(person_id))  # type: ignore[arg-type]
    assert found is not None
    return found


def opened(premises: Premises, person_id: UUID, field: str) -> str:
    """A sealed value of hers."""
    sealed = getattr(as_she_stands(premises, person_id), field)
    return "" if sealed is None else premises.house.vault.reveal(sealed, person_id, field)


def change(page: Page, **filled: Any) -> Page:
    """Fill the small form in and send it."""
    return page.submit(RECORD, **filled)


def test_everything_about_her_on_one_page(both_premises: Premises) -> None:
    person_id = guel(both_premises)
    page = both_premises.browser("anna").get(f"/persons/{person_id}")
    for words in (
        "Gül A.",
        "02151 000000",
        "Türkisch",
        "Stephanplatz",
        "Volkshochschule",
        "gilt bis",
        "weitergeleitet",
    ):
        assert words in page.text, words
    assert "Anna Yıldız hat die ratsuchende Person aufgenommen" in page.text


def test_her_name_stands_in_no_title_and_no_address(anna: PageClient, premises: Premises) -> None:
    page = anna.get(f"/persons/{guel(premises)}")
    assert "Gül" not in page.title
    assert not any("Gül" in address or "G%C3%BCl" in address for address in page.links().values())


@pytest.mark.parametrize(
    ("what", "typed", "field", "value"),
    [
        ("name", {"name": "Gül Aydın"}, "name", "Gül Aydın"),
        ("contact", {"phone": "0151 1", "email": "g@example.org"}, "email", "g@example.org"),
        ("contact", {"phone": "", "address": "Weg 1\r\nKrefeld"}, "phone", ""),
        ("birth-year", {"birth_year": "1987"}, "birth_year", "1987"),
    ],
)
def test_a_small_change_is_recorded_and_said(
    anna: PageClient, premises: Premises, what: str, typed: dict[str, str], field: str, value: str
) -> None:
    person_id = guel(premises)
    page = change(anna.get(f"/persons/{person_id}/{what}"), **typed)
    assert (page.path, page.status) == (f"/persons/{person_id}", 200)
    assert page.banner.startswith("Anna Yıldız hat")
    assert opened(premises, person_id, field) == value


def test_she_moves_and_prefers_another_language(anna: PageClient, premises: Premises) -> None:
    person_id = guel(premises)
    change(anna.get(f"/persons/{person_id}/quarter"), quarter="alt_inrath")
    change(anna.get(f"/persons/{person_id}/language"), language="de")
    known = as_she_stands(premises, person_id)
    assert (known.quarter, known.language) == ("alt_inrath", "de")


def test_a_renamed_person_is_found_under_her_new_name(anna: PageClient, premises: Premises) -> None:
    person_id = guel(premises)
    change(anna.get(f"/persons/{person_id}/name"), name="Hatice Berg")
    page = anna.get("/referrals/new").submit("Suchen", name="hatice")
    assert "Hatice Berg" in page.text


@pytest.mark.parametrize("what", ["name", "contact", "quarter", "language"])
def test_nothing_changed_is_no_change(anna: PageClient, premises: Premises, what: str) -> None:
    person_id = guel(premises)
    before = len(told(premises))
    page = change(anna.get(f"/persons/{person_id}/{what}"))
    assert (page.status, page.errors) == (422, ["Das steht schon so da. Es gibt nichts zu ändern."])
    assert len(told(premises)) == before


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "Gül\x00"}),
        ("name", {"name": "G" * 201}),
        ("contact", {"email": "x" * 500}),
        ("quarter", {"quarter": "moon"}),
        ("language", {"language": ""}),
        ("birth-year", {"birth_year": "87"}),
        ("birth-year", {"birth_year": "2027"}),
        ("birth-year", {"birth_year": "1987-02-31"}),
        ("birth-year", {"birth_year": "=1+1"}),
    ],
    ids=str,
)
def test_what_does_not_fit_is_named_and_kept(
    anna: PageClient, premises: Premises, what: str, typed: dict[str, str]
) -> None:
    person_id = guel(premises)
    before = len(told(premises))
    page = change(anna.get(f"/persons/{person_id}/{what}"), **typed)
    assert (page.status, len(page.errors)) == (422, 1)
    (name, value), *_ = typed.items()
    if what not in ("quarter", "language"):
        assert page.fields(RECORD)[name] == value.replace("\x00", "�")
    assert len(told(premises)) == before


def test_sent_twice_is_recorded_once(both_premises: Premises) -> None:
    anna, person_id = both_premises.browser("anna"), guel(both_premises)
    form = anna.get(f"/persons/{person_id}/name")
    assert [change(form, name="Gül Aydın").status, change(form, name="Gül Aydın").status] == [200, 200]
    assert as_she_stands(both_premises, person_id).version == 2


def test_somebody_was_faster(both_premises: Premises) -> None:
    """What was typed is still there, and can be recorded all the same."""
    anna, person_id = both_premises.browser("anna"), guel(both_premises)
    form = anna.get(f"/persons/{person_id}/contact")
    both_premises.casework.persons.move(both_premises.sent(BEN), person_id, quarter="alt_inrath")
    page = change(form, phone="0151 Needle")
    assert page.status == 409
    assert "0151 Needle" in page.response.text
    assert "Ben Okafor" in page.text


def test_the_timeline_leaves_out_what_colleagues_carry(anna: PageClient, premises: Premises) -> None:
    """Ben's referral of the same person is a code and a phase."""
    person_id = guel(premises)
    premises.take_in(by=BEN, person=person_id, forwarded=False, wish=None)
    page = anna.get(f"/persons/{person_id}")
    assert "bei einer Kolleg:in" in page.text
    assert page.text.count("hat eine Vermittlung eröffnet") == 1
    assert page.text.count("hat ein Anliegen aufgenommen") == 1


def test_a_person_nobody_knows(anna: PageClient) -> None:
    for address in (f"/persons/{ANNA}", f"/persons/{ANNA}/name", f"/persons/{ANNA}/household"):
        assert anna.get(address).status == 404


def test_a_change_nobody_offers(anna: PageClient, premises: Premises) -> None:
    assert anna.get(f"/persons/{guel(premises)}/shoe-size").status == 404


def test_consent_is_given_and_withdrawn(anna: PageClient, premises: Premises) -> None:
    person_id = guel(premises)
    page = change(anna.get(f"/persons/{person_id}/consent"), scope=["case_file", "statistics"])
    assert "Fallakte, Statistik" in page.text
    assert as_she_stands(premises, person_id).consent_on == date(2026, 11, 2)
    page = anna.get(f"/persons/{person_id}/consent/withdrawal").submit("Widerruf eintragen")
    assert as_she_stands(premises, person_id).consent == ()
    again = anna.get(f"/persons/{person_id}/consent/withdrawal").submit("Widerruf eintragen")
    assert again.errors == ["Es liegt keine Einwilligung vor, die widerrufen werden könnte."]


def test_a_consent_to_nothing_is_none(anna: PageClient, premises: Premises) -> None:
    page = change(anna.get(f"/persons/{guel(premises)}/consent"), scope=None)
    assert page.errors == ["Kreuzen Sie an, wofür die Einwilligung gilt."]


def test_the_pages_in_english(premises: Premises) -> None:
    person_id = guel(premises)
    anna = premises.browser("anna", "en")
    assert anna.get(f"/persons/{person_id}/releases").h1 == "New release"
    assert "holds until" in anna.get(f"/persons/{person_id}").text
