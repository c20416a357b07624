"""The caseload: what is to be done, every number the rows behind it, and nobody else's names."""

import re
from typing import Any
from uuid import UUID

import pytest

from referrals.need import NeedKind
from referrals.referral.codes import Company, Way
from referrals.release import Given
from tests.cast import ANNA, BEN, JOBCENTER, VHS, moment
from tests.client import Page, PageClient
from tests.real_house import Premises
from web.access_log import CannotLogAccess

FIGURES = ("überfällig", "heute fällig", "Termine heute", "Ergebnis fehlt")


def rows(page: Page) -> list[str]:
    """The names in the list."""
    lists = [table for table in page.tree.iter("table") if "caseload" in table.get("class", "")]
    heads = [th for table in lists for th in table.iter("th") if th.get("scope") == "row"]
    return ["".join(next(th.iter("bdi")).itertext()) for th in heads]


def figure(page: Page, label: str) -> tuple[int, str]:
    """The number with this label, and where it leads."""
    for words, address in page.links().items():
        if match := re.fullmatch(rf"([\d.]+)\s?{label}", words):
            return int(match[1].replace(".", "")), address
    raise AssertionError(f"no number for “{label}” in {list(page.links())}")


def with_appointment(premises: Premises, hour: int = 8, day: int = 0, **changes: Any) -> UUID:
    """A referral with an agreed appointment."""
    referral_id = premises.take_in(**changes).stream("referral")
    premises.casework.appointments.agree(
        premises.sent(),
        referral_id,
        starts_at=moment(day, hour),
        place="Raum 4",
        language="tr",
        company=Company.ALONE,
    )
    return referral_id


def test_an_empty_caseload_says_how_to_begin(anna: PageClient) -> None:
    page = anna.get("/caseload")
    assert page.h1 == "Meine Fälle"
    assert "Sie haben noch keine Vermittlung" in page.text
    assert page.links()["Neue Vermittlung"] == "/referrals/new"


def test_a_row_says_who_what_where_and_whose_turn_it_is(premises: Premises, anna: PageClient) -> None:
    premises.take_in()
    page = anna.get("/caseload")
    assert rows(page) == ["Gül A."]
    for said in ("Sprache/Integrationskurs", "Volkshochschule", "weitergeleitet", "Antwort abwarten"):
        assert said in page.text
    assert "1 laufende Vermittlung" in page.text
    assert "Stand: Ereignis" in "".join(page.tree.itertext())


def test_every_number_is_the_number_of_rows_behind_it(premises: Premises) -> None:
    with_appointment(premises, 8, name="Vormittag B.")
    with_appointment(premises, 15, name="Nachmittag C.")
    premises.take_in(name="Offen D.", forwarded=False)
    premises.later(days=1)
    with_appointment(premises, 15, 1, name="Heute E.")
    anna = premises.browser("anna")
    page = anna.get("/caseload")
    counted = {}
    for label in FIGURES:
        number, address = figure(page, label)
        counted[label] = number
        assert len(rows(anna.get(address))) == number, label
    assert counted == {"überfällig": 2, "heute fällig": 1, "Termine heute": 1, "Ergebnis fehlt": 2}


def test_who_has_not_answered_is_called_once_for_all(premises: Premises, anna: PageClient) -> None:
    """One line for each institution, not one reminder for each person."""
    for name in ("Gül A.", "Olena B.", "Meryem C."):
        premises.take_in(name=name)
    assert "anrufen" not in anna.get("/caseload").text
    premises.later(days=30)
    anna = premises.browser("anna")
    page = anna.get("/caseload")
    address = page.links()["Volkshochschule anrufen: 3"]
    assert len(rows(anna.get(address))) == 3


def test_the_next_page_goes_on_without_gaps(premises: Premises, anna: PageClient) -> None:
    for number in range(53):
        premises.take_in(name=f"Person {number:02}", forwarded=False)
    page = anna.get("/caseload")
    first = rows(page)
    assert "50 von 53" in page.text
    page = anna.get(page.links()["Weiter"])
    assert "3 von 53" in page.text
    assert "Weiter" not in page.links()
    assert sorted(first + rows(page)) == [f"Person {number:02}" for number in range(53)]
    assert len(rows(anna.get(page.links()["Zum Anfang"]))) == 50


def test_filters_narrow_the_list_and_say_so(premises: Premises, anna: PageClient) -> None:
    premises.take_in()
    premises.take_in(name="Olena B.", need=NeedKind.HOUSING, forwarded=False, institution_id=JOBCENTER)
    page = anna.get("/caseload").submit("Anzeigen", need="housing")
    assert rows(page) == ["Olena B."]
    assert "1 passend, 2 laufende insgesamt" in page.text
    assert rows(page.submit("Anzeigen", need="", institution=str(VHS))) == ["Gül A."]
    assert rows(page.submit("Anzeigen", need="", phase="opened")) == ["Olena B."]
    assert rows(page.submit("Anzeigen", quarter="alt_inrath")) == []
    assert len(rows(anna.get(page.links()["Filter aufheben"]))) == 2


@pytest.mark.parametrize(
    "query",
    ["phase=nonsense", "institution=1", "show=<script>", "need=%00", "after=xyz", "task=%F0%9F%98%80", "recorded=x"],
)
def test_a_filter_nobody_offered_never_breaks_the_page(premises: Premises, anna: PageClient, query: str) -> None:
    premises.take_in()
    page = anna.get(f"/caseload?{query}")
    assert (page.status, rows(page)) == (200, ["Gül A."])
    if "after" not in query and "recorded" not in query:
        assert "wurde übergangen" in page.text


def test_a_place_that_is_gone_begins_at_the_first_page(premises: Premises, anna: PageClient) -> None:
    premises.take_in()
    assert "beginnt hier wieder von vorn" in anna.get("/caseload?after=bm9uc2Vuc2U").text


def test_flags_say_what_needs_a_decision(premises: Premises, anna: PageClient) -> None:
    receipt = premises.take_in()
    premises.casework.persons.withdraw_release(premises.sent(), receipt.stream("release"), given=Given.ORAL)
    assert "Entbindung widerrufen" in anna.get("/caseload").text


def test_what_others_recorded_since_the_last_visit_is_told(premises: Premises, anna: PageClient) -> None:
    referral_id = premises.take_in().stream("referral")
    anna.get("/caseload")
    premises.later(hours=3)
    premises.casework.referrals.accept(premises.sent(BEN), referral_id, source=Way.PHONE)
    anna = premises.browser("anna")
    page = anna.get("/caseload")
    assert "1 Änderung durch andere seit Ihrem letzten Besuch" in page.text
    assert "Ben Okafor" in page.text
    assert page.links()["Gül A."] == f"/referrals/{referral_id}"
    assert "1 von 1 Änderungen" in anna.get("/caseload/changes").text


def test_the_first_visit_has_no_changes(premises: Premises, anna: PageClient) -> None:
    premises.take_in()
    assert "Änderung" not in anna.get("/caseload").text
    assert anna.get("/caseload/changes").status == 200
    assert anna.get("/caseload/changes?before=-1").status == 200


def test_colleagues_do_not_see_each_others_names(both_premises: Premises) -> None:
    """Ben sees Anna's cases by number, and no way into the file."""
    receipt = both_premises.take_in()
    ben = both_premises.browser("ben")
    assert "Gül" not in ben.get("/caseload").text
    page = ben.get("/team/referrals")
    assert "Gül" not in page.text
    assert "Anna Yıldız" in page.text
    assert len(rows(page)) == 1
    assert re.fullmatch(r"[0-9A-Z]{3}-[0-9A-Z]{4}", rows(page)[0])
    assert str(receipt.stream("referral")) not in page.response.get_data(as_text=True)


def test_another_team_is_not_seen_at_all(premises: Premises) -> None:
    premises.take_in()
    cem = premises.browser("cem")
    assert rows(cem.get("/team/referrals")) == []
    assert cem.get(f"/team/referrals?case_manager={ANNA}").status == 404


def test_everybody_shown_is_in_the_access_log(both_premises: Premises) -> None:
    receipt = both_premises.take_in()
    anna = both_premises.browser("anna")
    before = both_premises.house.access_log.of_person(receipt.stream("person"))
    anna.get("/caseload")
    looks = both_premises.house.access_log.of_person(receipt.stream("person"))
    assert len(looks) == len(before) + 1
    assert {(look.access.staff_id, look.access.view, look.access.referral_id) for look in looks} == {
        (ANNA, "caseload.mine", receipt.stream("referral"))
    }


def test_a_list_that_cannot_be_logged_is_not_shown(
    premises: Premises, anna: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises.take_in()

    def refuse(*_accesses: object) -> None:
        raise CannotLogAccess.because_the_store_refused("disk full")

    monkeypatch.setattr(premises.house.access_log, "record", refuse)
    page = anna.get("/caseload")
    assert (page.status, "Gül" in page.text) == (503, False)
    found = anna.post("/caseload/search", {"term": "Gül"})
    assert (found.status, "Gül" in found.text) == (503, False)


def test_a_name_is_found_in_any_spelling_and_stands_in_no_address(premises: Premises, anna: PageClient) -> None:
    receipt = premises.take_in(name="Gül Aydın")
    page = anna.get("/caseload").submit("Suchen", term="guel aydin")
    assert (page.path, page.response.request.query_string) == ("/caseload/search", b"")
    assert page.links()["Gül Aydın"] == f"/persons/{receipt.stream('person')}"
    assert "1 Person in Ihren Fällen passt." in page.text
    assert page.links()["Neue Vermittlung"] == "/referrals/new"


def test_a_search_finds_only_whom_the_worker_carries(premises: Premises) -> None:
    premises.take_in()
    page = premises.browser("ben").post("/caseload/search", {"term": "Gül"})
    assert "In Ihren Fällen heißt niemand so" in page.text


@pytest.mark.parametrize("term", ["", "   ", "x" * 201, "\x00", "a\u202eb", "<script>alert(1)</script>", "' OR 1=1 --"])
def test_a_search_takes_anything(premises: Premises, anna: PageClient, term: str) -> None:
    premises.take_in()
    page = anna.post("/caseload/search", {"term": term})
    assert page.status in (200, 422)
    assert "Gül" not in page.text


def test_the_cover_sees_the_covered_cases_in_the_same_request_and_only_so_long(both_premises: Premises) -> None:
    from tests.cast import day

    both_premises.take_in()
    ben = both_premises.browser("ben")
    assert "Vertretung" not in ben.get("/caseload").links()
    both_premises.casework.team.arrange_substitution(
        both_premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(2)
    )
    page = ben.get(ben.get("/caseload").links()["Vertretung"])
    assert rows(page) == ["Gül A."]
    assert "Fall von Anna Yıldız" in page.text
    both_premises.later(days=3)
    ben = both_premises.browser("ben")
    assert "Vertretung" not in ben.get("/caseload").links()
    assert rows(ben.get("/caseload/covered")) == []
