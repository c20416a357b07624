"""Participation in the ESF Plus: asked by whoever carries the person, counted and listed for the funder."""

import csv
import json
from io import StringIO
from typing import Any
from uuid import UUID

import pytest

from referrals.consent import Scope
from referrals.participation import Answers, id_of
from referrals.participation_events import Disability, Employment, FunderListHandedOver, Housing, Migration
from referrals.person_events import RestrictionGround
from referrals.release import Given
from tests.cast import ANNA, CEM, EMIL
from tests.client import OUR_PAGES, PageClient
from tests.page_checks import words
from tests.real_house import Premises

ASKED: dict[str, Any] = {
    "employment": "unemployed",
    "age_group": "30_54",
    "sex": "female",
    "education": "isced_3_4",
    "household": "couple_with_children",
    "migration": "no_answer",
    "disability": "no_answer",
    "housing": "housed",
}


@pytest.fixture
def guel(premises: Premises) -> UUID:
    """Gül, whom Anna carries."""
    return premises.take_in().stream("person.")


def entered(browser: PageClient, person: UUID, **asked: Any) -> Any:
    """The form of entry, sent."""
    page = browser.get(f"/persons/{person}/participation/entry")
    return page.submit("Eintragen", entered_on="today", **asked)


def taking_part(premises: Premises, name: str, by: UUID = ANNA, **answers: Any) -> UUID:
    """Somebody who takes part; the person's id."""
    person = premises.take_in(name=name, by=by).stream("person.")
    premises.casework.participations.enter(premises.sent(by), person, Answers(**answers))
    return person


def listed(browser: PageClient) -> list[list[str]]:
    """The list as the funder gets it."""
    page = browser.get("/participations/funder")
    sent = page.fields("Liste ausgeben (CSV)")
    response = browser.http.post("/participations/funder/list", data=sent, headers=OUR_PAGES)
    assert response.mimetype == "text/csv"
    return list(csv.reader(StringIO(response.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))


def test_a_person_enters_and_what_she_answers_stands_on_her_page(anna: PageClient, guel: UUID) -> None:
    page = entered(anna, guel, **ASKED)
    assert page.path == f"/persons/{guel}/participation"
    assert "hat die Teilnahme am ESF Plus eingetragen" in page.banner
    for said in ("Gül A.", "arbeitslos", "30 bis 54 Jahre", "weiblich", "Paar mit Kindern", "keine Angabe"):
        assert said in page.text
    assert "Es fehlt noch" not in page.text


def test_what_is_missing_is_named_and_added(anna: PageClient, guel: UUID) -> None:
    entered(anna, guel, sex="female")
    page = anna.get(f"/persons/{guel}/participation")
    missing = next(words(each) for each in page.tree.iter("ul") if "Altersgruppe" in words(each))
    assert missing.startswith("Erwerbsstatus")
    assert "Geschlecht" not in missing
    form = anna.get(f"/persons/{guel}/participation/answers")
    assert form.fields("Eintragen")["sex"] == "female"
    after = form.submit("Eintragen", **{**ASKED, "sex": "female"})
    assert "Es fehlt noch" not in after.text
    assert "Angaben fehlen" not in anna.get(f"/persons/{guel}").text


def test_the_page_of_the_person_says_how_much_is_missing_and_nothing_of_what_was_answered(
    anna: PageClient, guel: UUID
) -> None:
    entered(anna, guel, employment="unemployed")
    page = anna.get(f"/persons/{guel}")
    assert "7 Angaben fehlen" in page.text
    assert "arbeitslos" not in page.text


def test_origin_asks_for_the_consent_to_statistics(premises: Premises, anna: PageClient, guel: UUID) -> None:
    """The refusal keeps what was chosen."""
    refused = entered(anna, guel, sex="female", migration="third_country_national")
    assert refused.status == 422
    assert "nur mit Einwilligung in die Statistik" in refused.text
    assert refused.fields("Eintragen")["migration"] == "third_country_national"
    premises.casework.persons.give_consent(
        premises.sent(), guel, scope=(Scope.STATISTICS,), given=Given.WRITTEN, language="tr"
    )
    assert "Drittstaats" in refused.submit("Eintragen").text


def test_leaving_following_up_and_coming_back(premises: Premises, anna: PageClient, guel: UUID) -> None:
    entered(anna, guel, **ASKED)
    page = anna.get(f"/persons/{guel}/participation/leaving").submit("Eintragen", left_on="today")
    assert "Nachfragen zählt bis zum 30.11.2026." in page.text
    premises.later(days=10)
    anna = premises.browser("anna")
    page = anna.get(f"/persons/{guel}/participation/follow-up").submit(
        "Eintragen", asked_on="today", results=["in_employment"]
    )
    assert "hat Arbeit, auch selbstständig" in page.text
    back = anna.get(f"/persons/{guel}/participation/re-entry").submit("Eintragen", came_on="today")
    assert "Zuletzt eingetreten" in back.text
    assert "Austritt zurücknehmen" not in back.text
    assert anna.get(f"/persons/{guel}/participation/follow-up").status == 404


def test_two_results_that_contradict_each_other_are_said(anna: PageClient, guel: UUID) -> None:
    entered(anna, guel)
    page = anna.get(f"/persons/{guel}/participation/leaving").submit(
        "Eintragen", left_on="today", results=["qualification", "nothing"]
    )
    assert (page.status, bool(page.errors)) == (422, True)


def test_whoever_was_slower_sees_what_changed(premises: Premises, anna: PageClient, guel: UUID) -> None:
    entered(anna, guel)
    slow = anna.get(f"/persons/{guel}/participation/answers")
    premises.casework.participations.note(premises.sent(), id_of(guel), Answers(employment=Employment.EMPLOYED))
    assert slow.submit("Eintragen", sex="female").status == 409


def test_who_does_not_carry_the_person_does_not_see_it(premises: Premises, anna: PageClient, guel: UUID) -> None:
    entered(anna, guel, **ASKED)
    for login in ("cem", "emil", "frida"):
        for address in (f"/persons/{guel}/participation", f"/persons/{guel}/participation/answers"):
            assert premises.browser(login).get(address).status == 403


def test_every_look_at_the_answers_is_recorded_for_this_purpose(
    premises: Premises, anna: PageClient, guel: UUID
) -> None:
    entered(anna, guel, **ASKED)
    looks = premises.house.access_log.of_person(guel)
    assert {look.access.purpose for look in looks if look.access.view == "person.participation"} == {"funding"}


def test_the_list_of_what_is_missing_names_whom_one_carries_and_codes_to_coordination(premises: Premises) -> None:
    taking_part(premises, "Gül A.")
    taking_part(premises, "Olena B.", by=CEM)
    anna, emil = (premises.browser(login).get("/participations/incomplete") for login in ("anna", "emil"))
    assert "Gül A." in anna.text
    assert "Olena" not in anna.text
    assert "Gül" not in emil.text
    assert emil.text.count("Erwerbsstatus") == 2


def test_the_funder_sees_rounded_figures(premises: Premises) -> None:
    """Seven of them read five at the end of their day, and an eighth changes nothing before the next; the sentence
    says it, and the page says how it is counted."""
    for number in range(7):
        taking_part(premises, f"Person {number}", employment=Employment.UNEMPLOYED)
    assert "arbeitslos (5)" not in premises.browser("emil").get("/participations/funder").text
    premises.later(days=1)
    taking_part(premises, "Person 8", employment=Employment.UNEMPLOYED)
    emil = premises.browser("emil")
    page = emil.get("/participations/funder")
    assert page.status == 200
    assert "02.11.2026 23:59" in page.text
    assert "arbeitslos (5)" in page.text
    assert "7 Teilnehmer" not in page.text
    assert "Wer wiederkommt, zählt als eine Teilnahme" in page.text
    assert premises.browser("anna").get("/participations/funder").status == 403
    assert emil.get("/participations/funder?period=2026-11").status == 200
    assert emil.get("/participations/funder?period=nonsense").status == 200


def test_the_list_names_nobody_and_keeps_its_pseudonyms(premises: Premises) -> None:
    """The same person reads the same in every list; a second entry is the same line."""
    guel = taking_part(premises, "Gül A.", employment=Employment.UNEMPLOYED)
    emil = premises.browser("emil")
    told, heads, first = listed(emil)
    assert "Emil Petrov" in told[0]
    assert heads[:3] == ["Pseudonym", "Eintritt", "Austritt"]
    assert first[0].startswith("TN-")
    assert first[4] == "arbeitslos"
    assert not {"Gül", str(guel), "A."} & set(" ".join(first).split())
    participations = premises.casework.participations
    participations.leave(premises.sent(), id_of(guel))
    participations.reenter(premises.sent(), id_of(guel))
    again = listed(emil)[2:]
    assert [(row[0], row[3]) for row in again] == [(first[0], "1")]


def test_the_list_is_handed_over_for_programs_too(premises: Premises) -> None:
    """The same lines in codes, as of the same event; the page offers both, and knows no other."""
    taking_part(premises, "Gül A.", employment=Employment.UNEMPLOYED)
    emil = premises.browser("emil")
    _told, heads, row = listed(emil)
    sent = emil.get("/participations/funder").fields("Für Programme (JSON-Zeilen)")
    sent["kind"] = "jsonl"
    answer = emil.http.post("/participations/funder/list", data=sent, headers=OUR_PAGES)
    head, line = [json.loads(each) for each in answer.get_data(as_text=True).splitlines()]
    assert (head["list"], head["filter"]) == ("esf_plus", {"left_out": 0})
    before_it_was_recorded = premises.house.log.head() - 1
    assert head["as_of"] == {"event": before_it_was_recorded, "behind": 0, "complete": True}
    assert (line["pseudonym"], line["employment"], line["left_on"]) == (row[0], "unemployed", None)
    assert dict(zip(heads, row, strict=True))["Erwerbsstatus"] == "arbeitslos"
    sent["kind"] = "xlsx"
    assert emil.http.post("/participations/funder/list", data=sent, headers=OUR_PAGES).status_code == 422


def test_handing_the_list_over_is_an_event_and_a_look_at_everybody_on_it(premises: Premises) -> None:
    guel = taking_part(premises, "Gül A.")
    listed(premises.browser("emil"))
    events = [each.event for each in premises.house.log.read(0, 1000)]
    handed = [event for event in events if isinstance(event, FunderListHandedOver)]
    assert [event.participations for event in handed] == [(id_of(guel),)]
    looks = premises.house.access_log.of_person(guel)
    assert [(look.access.staff_id, look.access.purpose) for look in looks if look.access.view == "funder.list"] == [
        (EMIL, "funding")
    ]


def test_no_list_leaves_the_house_when_nobody_would_stand_on_it(premises: Premises) -> None:
    emil = premises.browser("emil")
    page = emil.get("/participations/funder").submit("Liste ausgeben (CSV)")
    assert (page.status, bool(page.errors)) == (422, True)


def test_whose_data_is_only_kept_stands_on_no_list_and_in_no_characteristic(premises: Premises) -> None:
    """Art. 18 GDPR: she counts as a participant, and no more."""
    guel = taking_part(premises, "Gül A.", employment=Employment.UNEMPLOYED)
    taking_part(premises, "Olena B.", employment=Employment.EMPLOYED)
    premises.casework.rights.restrict(premises.sent(), guel, ground=RestrictionGround.OBJECTION_PENDING)
    told, _heads, *rows = listed(premises.browser("emil"))
    assert told[3].endswith(": 1")
    assert [row[4] for row in rows] == ["beschäftigt"]
    assert "Gül" not in premises.browser("anna").get("/participations/incomplete").text


def test_origin_and_disability_are_not_counted_after_the_consent_was_taken_back(premises: Premises) -> None:
    """Where she lives still is."""
    guel = premises.take_in().stream("person.")
    persons = premises.casework.persons
    persons.give_consent(premises.sent(), guel, scope=(Scope.STATISTICS,), given=Given.WRITTEN, language="tr")
    asked = Answers(
        migration=Migration.THIRD_COUNTRY_NATIONAL, disability=Disability.DISABLED, housing=Housing.EXCLUDED
    )
    premises.casework.participations.enter(premises.sent(), guel, asked)
    emil = premises.browser("emil")
    _told, heads, row = listed(emil)
    assert heads[9:12] == ["Staatsangehörigkeit und Herkunft", "Behinderung", "Wohnsituation"]
    assert "Drittstaats" in row[9]
    assert row[10:12] == ["mit Behinderung", "wohnungslos oder in unsicherer oder unzumutbarer Wohnung"]
    persons.withdraw_consent(premises.sent(), guel, given=Given.ORAL)
    assert listed(emil)[2][9:12] == ["keine Angabe", "keine Angabe", row[11]]
