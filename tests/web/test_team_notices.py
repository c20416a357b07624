"""Notices for coordination (Art. 19 GDPR): open and sent over all persons, by code; whoever carries records them."""

from typing import Any
from uuid import UUID

import pytest

from referrals.evidence import Finding
from referrals.person_events import NoticeAbout, RestrictionGround
from referrals.referral.codes import Way
from tests.cast import BEN, VHS
from tests.page_checks import words
from tests.real_house import Premises
from web.case_number import case_number
from web.selfcheck import look

HEADING = "Mitteilungen an Institutionen"


def renamed(premises: Premises, name: str = "Gül A.", **taken: Any) -> UUID:
    """Somebody whose name was put right after it had gone to the Volkshochschule."""
    person = premises.take_in(name=name, **taken).stream("person.")
    premises.casework.persons.rename(premises.sent(), person, name=f"{name} Yılmaz")
    return person


def table(premises: Premises, login: str, address: str = "/team/notices") -> list[str]:
    """The lines of the list."""
    page = premises.browser(login).get(address)
    assert page.h1 == HEADING
    return [words(row) for body in page.tree.iter("tbody") for row in body.iter("tr")]


def test_coordination_sees_what_is_open_by_code_and_who_has_to_tell_it(premises: Premises) -> None:
    person = renamed(premises, "Gül Needle")
    (line,) = table(premises, "emil")
    assert line.startswith(f"{case_number(person)} Volkshochschule Berichtigung")
    assert line.endswith("Anna Yıldız")
    page = premises.browser("emil").get("/team/notices")
    assert "Needle" not in page.response.get_data(as_text=True)
    assert not [button for button in page.tree.iter("button") if button.get("name") == "way"]


def test_whoever_carries_records_it_from_the_list_and_it_moves_to_what_was_told(premises: Premises) -> None:
    person = renamed(premises)
    page = premises.browser("anna").get("/team").links()
    assert page[f"{HEADING} (1)"] == "/team/notices"
    told = premises.browser("anna").get("/team/notices").submit("Brief geschickt")
    assert told.path == "/team/notices"
    assert "Zurzeit ist niemandem etwas mitzuteilen." in told.text
    for login in ("anna", "emil"):
        (line,) = table(premises, login, "/team/notices/sent")
        assert line.startswith(f"{case_number(person)} Volkshochschule Berichtigung")
        assert line.endswith("Brief Anna Yıldız")


def test_colleagues_see_nothing_of_cases_they_do_not_carry(premises: Premises) -> None:
    renamed(premises)
    assert table(premises, "ben") == []
    assert table(premises, "ben", "/team/notices/sent") == []


def test_what_waits_longer_than_two_weeks_is_overdue(premises: Premises) -> None:
    renamed(premises)
    premises.later(days=14)
    assert "überfällig" not in premises.browser("emil").get("/team/notices").text
    premises.later(days=4)
    page = premises.browser("emil").get("/team/notices")
    assert "1 Mitteilung ist überfällig." in page.text
    assert "überfällig" in table(premises, "emil")[0]


def test_the_self_check_says_that_notices_are_overdue(premises: Premises) -> None:
    """As it does for erasures and reviews; not while there is still time."""

    def found() -> bool:
        premises.house.catch_up()
        outcome = look(premises.house.settings, premises.moment)
        return Finding.NOTICE_OVERDUE in {each.finding for each in outcome.found}

    renamed(premises)
    premises.later(days=14)
    assert not found()
    premises.later(days=4)
    assert found()


def test_looking_at_the_names_in_the_list_is_recorded_for_whoever_sees_them(premises: Premises) -> None:
    person = renamed(premises)
    premises.browser("emil").get("/team/notices")
    assert not [each for each in premises.house.access_log.of_person(person) if each.access.view == "team.notices"]
    assert "Gül A. Yılmaz" in premises.browser("anna").get("/team/notices").text
    assert [each for each in premises.house.access_log.of_person(person) if each.access.view == "team.notices"]


def test_the_list_goes_on_behind_its_first_page(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is lost between two pages, of what is open and of what was told."""
    monkeypatch.setattr("web.pages.team_notices.ROWS", 1)
    first, second = renamed(premises, "Eins A."), renamed(premises, "Zwei B.", by=BEN)
    emil = premises.browser("emil")
    page = emil.get("/team/notices")
    assert (case_number(first) in page.text, case_number(second) in page.text) == (True, False)
    page = emil.get(page.links()["Weiter"])
    assert (case_number(first) in page.text, case_number(second) in page.text) == (False, True)
    assert "Weiter" not in page.links()
    for person in (first, second):
        premises.casework.rights.notify_recipient(
            premises.sent(), person, institution_id=VHS, about=NoticeAbout.RECTIFICATION, way=Way.PHONE
        )
    page = emil.get("/team/notices/sent")
    assert case_number(second) in page.text
    assert case_number(first) in emil.get(page.links()["Weiter"]).text


def test_a_place_that_no_page_gave_out_is_the_beginning(premises: Premises) -> None:
    person = renamed(premises)
    premises.casework.rights.restrict(premises.sent(), person, ground=RestrictionGround.ACCURACY_CONTESTED)
    assert len(table(premises, "emil", "/team/notices?after=nonsense")) == 2
