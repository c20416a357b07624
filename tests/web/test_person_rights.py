"""Rights of a person on her page: restricted, disputed, held, informed, and whom somebody still has to tell."""

import json
from uuid import UUID

from projections.name_index import NameIndex
from projections.rebuild import rebuild
from referrals.person_events import Fact, HoldGround, NoticeAbout, RecipientNotified, RestrictionGround
from tests.cast import BEN, day
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.opening_cast import told
from tests.web.test_person import as_she_stands

RECORD = "Eintragen"
CONTESTED = RestrictionGround.ACCURACY_CONTESTED.value


def taken_in(premises: Premises) -> tuple[UUID, UUID]:
    """Person and referral."""
    receipt = premises.take_in(name="Gül Needle")
    return receipt.stream("person."), receipt.stream("referral.")


def at(person_id: UUID, right: str) -> str:
    """The address of one right of hers."""
    return f"/persons/{person_id}/rights/{right}"


def test_restricted_data_is_out_of_lists_and_search_and_marked_in_the_file(
    anna: PageClient, premises: Premises
) -> None:
    """And the step is refused with a sentence, until she was told and it is lifted."""
    person_id, referral_id = taken_in(premises)
    page = anna.get(at(person_id, "restriction")).submit(RECORD, ground=CONTESTED)
    assert "werden die Daten nur noch aufbewahrt" in page.text
    listed = anna.get("/caseload").text
    assert "Needle" not in listed
    assert "Sprache/Integrationskurs Volkshochschule" not in listed
    assert "eingeschränkt" in listed
    assert "Needle" not in anna.get("/caseload/search").submit("Suchen", term="Needle").text.replace("„Needle“", "")
    offered = anna.get(f"/referrals/{referral_id}").links()
    assert "Abschließen" in offered
    assert not {"Termin eintragen", "Zusage eintragen", "Notiz schreiben"} & set(offered)
    refused = anna.get(f"/referrals/{referral_id}/note").submit(RECORD, text="Sie rief an.")
    assert (refused.status, len(refused.errors)) == (422, 1)
    assert "eingeschränkt" in refused.errors[0]
    lifting = anna.get(at(person_id, "restriction-end"))
    assert len(lifting.submit(RECORD, reason="put_right").errors) == 1
    assert "Needle" in lifting.submit(RECORD, reason="put_right", told="1").text
    assert "Needle" in anna.get("/caseload").text


def test_a_dispute_stands_on_every_page_of_the_file_until_it_is_settled(anna: PageClient, premises: Premises) -> None:
    """On the person's and on the referral's, on paper too."""
    person_id, referral_id = taken_in(premises)
    anna.get(at(person_id, "dispute")).submit(RECORD, field="birth_year", note="Sie sei 1988 geboren.")
    for address in (f"/persons/{person_id}", f"/referrals/{referral_id}", at(person_id, "hold")):
        assert "Geburtsjahr seit 02.11.2026: Sie sei 1988 geboren." in anna.get(address).text
    settle = anna.get(at(person_id, "dispute-end") + "?field=birth_year")
    assert "bestreitet etwas" not in settle.submit(RECORD, result="put_right").text
    assert as_she_stands(premises, person_id).disputes == ()
    assert settle.submit(RECORD, result="taken_back").status == 409


def test_what_is_disputed_leaves_us_only_with_that_note(anna: PageClient, premises: Premises) -> None:
    """The institution reads it beside the value."""
    receipt = premises.take_in(forwarding=None)
    person_id, referral_id = receipt.stream("person."), receipt.stream("referral.")
    premises.casework.rights.dispute(premises.sent(), person_id, field=Fact.CONTACT, note="andere Nummer")
    page = anna.get(f"/referrals/{referral_id}/forwarding").submit("Weiter zur Prüfung", way="letter")
    assert "Telefon (von der Person bestritten): 02151 000000" in page.text
    assert "Name: Gül A." in page.text


def test_restricted_stays_restricted_when_everything_is_built_anew(premises: Premises) -> None:
    """As after a backup was put back: it is an event, and the names are read again from what is built."""
    person_id, _ = taken_in(premises)
    premises.casework.rights.restrict(premises.sent(), person_id, ground=RestrictionGround.UNLAWFUL)
    premises.house.catch_up()
    rebuild(premises.house.runner)
    names = NameIndex(premises.house.views, premises.house.vault).follow()
    assert (person_id in names, len(names)) == (False, 0)
    assert "Needle" not in premises.browser("anna").get("/caseload").text


def test_a_youth_welfare_file_is_held_until_the_law_says(anna: PageClient, premises: Premises) -> None:
    """70 years after the 30th birthday, from the year of birth."""
    person_id, _ = taken_in(premises)
    premises.casework.persons.note_birth_year(premises.sent(), person_id, birth_year="2008")
    page = anna.get(at(person_id, "hold")).submit(RECORD, ground=HoldGround.YOUTH_WELFARE.value)
    assert "bis 31.12.2108" in page.text
    page = anna.get(at(person_id, "hold-end") + "?ground=youth_welfare").submit(RECORD)
    assert as_she_stands(premises, person_id).holds == ()
    assert "31.12.2108" not in page.text.partition("Verlauf")[0]


def test_whoever_got_the_data_is_told_with_one_click(anna: PageClient, premises: Premises) -> None:
    """After the name was put right; a double click tells once."""
    person_id, _ = taken_in(premises)
    premises.casework.persons.rename(premises.sent(), person_id, name="Gül Nadel")
    page = anna.get(f"/persons/{person_id}")
    assert "Volkshochschule Berichtigung vom 02.11.2026" in page.text
    assert "Noch zu benachrichtigen" not in page.submit("Angerufen").text
    page.submit("Angerufen")
    notified = [event for event in told(premises) if isinstance(event, RecipientNotified)]
    assert [(each.about, each.way.value) for each in notified] == [(NoticeAbout.RECTIFICATION, "phone")]


def test_the_answer_holds_everything_but_what_is_not_hers(anna: PageClient, premises: Premises) -> None:
    """Recipients and looks are in it; names of staff, confided notes and the household's are not."""
    person_id, referral_id = taken_in(premises)
    steps = premises.casework.referrals
    steps.take_note(premises.sent(), referral_id, text="Sie sucht Arbeit.")
    steps.take_note(premises.sent(), referral_id, text="Streng vertraulich.", confided=True)
    premises.casework.rights.dispute(premises.sent(), person_id, field=Fact.NAME, note="Ich heiße Nadel.")
    neighbour = premises.take_in(name="Olena Nachbarin").stream("person.")
    premises.casework.persons.join_household(premises.sent(), person_id, other=neighbour)
    form = anna.get(f"/persons/{person_id}/information")
    letter = form.submit("Brief zum Ausdrucken", way="letter")
    file = form.submit("Datei (JSON) herunterladen", way="letter")
    data = json.loads(file.text)
    assert (data["schema"], data["person"]["name"]) == ("lotse/own-data/1", "Gül Needle")
    assert data["recipients"][0]["institution"] == "Volkshochschule"
    assert {each["role"] for each in data["looks"]} == {"Fallmanager:in"}
    assert data["left_out"]["confided_notes"] == 1
    for text in (letter.text, file.text):
        for words in ("Gül Needle", "Sie sucht Arbeit.", "Ich heiße Nadel.", "Volkshochschule", "Gül A., 02151 000000"):
            assert words in text
        for words in ("vertraulich", "Anna", "Yıldız", "Olena", "Nachbarin", str(person_id)):
            assert words not in text
    assert "Eine Notiz wurde einer Fachkraft anvertraut" in letter.text
    assert file.response.headers["Content-Disposition"].startswith("attachment")
    assert as_she_stands(premises, person_id).informed_on == day(0)
    assert sum(event.TOPIC == "person.informed" for event in told(premises)) == 1


def test_after_a_withdrawal_the_way_to_the_case_is_one_click(anna: PageClient, premises: Premises) -> None:
    receipt = premises.take_in()
    release_id, referral_id = receipt.stream("release."), receipt.stream("referral.")
    address = f"/persons/{receipt.stream('person.')}/releases/{release_id}/withdrawal"
    page = anna.get(address).submit("Widerruf eintragen")
    assert "Noch heute entscheiden" in page.text
    assert f"/referrals/{referral_id}" in page.links().values()


def test_a_colleague_who_does_not_carry_her_gets_at_nothing(premises: Premises) -> None:
    person_id, _ = taken_in(premises)
    ben = premises.browser("ben")
    assert {ben.get(at(person_id, each)).status for each in ("hold", "dispute", "notices")} <= {403, 405}
    assert ben.get(f"/persons/{person_id}/information").status == 403
    assert BEN not in {event.occasion.actor for event in told(premises)}
