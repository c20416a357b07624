"""Every list of a page as a file: for whom the page is, by its filter, under codes, and recorded for its purpose."""

import csv
import json
from io import StringIO
from typing import Any

import pytest

from referrals.access_review import Verdict
from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from referrals.casework import Receipt
from referrals.erasure_events import ErasureGround
from referrals.gathering import GroupOffer
from referrals.need import NeedKind
from referrals.participation import Answers
from referrals.participation_events import Sex
from referrals.person_events import LiftReason, NoticeAbout, RestrictionGround
from referrals.referral.codes import Outcome, Party, Way
from tests.casework.gathering_cases import CAFE
from tests.cast import ANNA, CEM, DORA, VHS
from tests.client import PageClient
from tests.real_house import Premises
from web.access_log import Filters
from web.case_number import case_number
from web.pages.exports import audit, gatherings

CSV, JSON_LINES = "Als Tabelle (CSV)", "Für Programme (JSON-Zeilen)"


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Anna carries Gül, forwarded to the Volkshochschule, who has to be told that her data are restricted."""
    taken = premises.take_in(name="Gül Needle")
    premises.casework.rights.restrict(
        premises.sent(), taken.stream("person."), ground=RestrictionGround.ACCURACY_CONTESTED
    )
    return taken


def table(browser: PageClient, address: str) -> tuple[list[str], list[dict[str, str]]]:
    """What a table says about itself, and its rows by the heads."""
    answer = browser.get(address).response
    assert answer.status_code == 200, address
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    text = answer.get_data(as_text=True)
    assert "Needle" not in text
    about, heads, *rows = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    return about, [dict(zip(heads, cells, strict=True)) for cells in rows]


def objects(browser: PageClient, address: str) -> list[dict[str, Any]]:
    """The objects of JSON lines; the first is about the file."""
    text = browser.get(address).response.get_data(as_text=True)
    assert "Needle" not in text
    return [json.loads(line) for line in text.splitlines()]


def both(browser: PageClient, page: str) -> tuple[list[str], list[dict[str, str]], list[dict[str, Any]]]:
    """The list of a page by its two links: what it says about itself, the rows for people, and those for programs."""
    links = browser.get(page).links()
    about, rows = table(browser, links[CSV])
    _head, *plain = objects(browser, links[JSON_LINES])
    assert len(rows) == len(plain) > 0, page
    return about, rows, plain


def auditor(premises: Premises) -> PageClient:
    """Dora, at an audit."""
    browser = premises.browser("dora")
    browser.get("/audit").submit("Prüfung beginnen")
    return browser


def test_gatherings_are_counted_and_nobody_is_named(premises: Premises) -> None:
    """The same quarter as on the page; coordination takes away which referrals began there."""
    premises.casework.gatherings.hold(premises.sent(), CAFE)
    anna = premises.browser("anna")
    page = f"/gatherings?quarter={CAFE.quarter.value}"
    about, (row,), (plain,) = both(anna, page)
    assert about[1].startswith("Filter: ")
    assert about[1] != "Filter: keiner"
    assert (row["Besuche"], row["Gehalten von"]) == (str(CAFE.headcount), "Anna Yıldız")
    assert (plain["visits"], plain["held_by"]) == (CAFE.headcount, [str(ANNA)])
    assert plain["group_offer"] == CAFE.group_offer.value
    head, *none = objects(anna, "/gatherings.jsonl?quarter=nowhere")
    assert (head["filter"], len(none)) == ({}, 1)


def test_the_referrals_behind_a_number_are_taken_away_by_case_number(premises: Premises, taken: Receipt) -> None:
    """By the link on the page of the number, with the question that led there."""
    emil = premises.browser("emil")
    rows_of = "/figures/rows?figure=open_by_phase&label=forwarded&line=all"
    about, (row,), (plain,) = both(emil, rows_of)
    assert "weitergeleitet" in about[0]
    assert "Quartal" in about[1]
    assert row["Stand"] == "weitergeleitet"
    assert (plain["referral"], plain["withheld"]) == (str(taken.stream("referral.")), "restricted")
    assert premises.browser("anna").get(rows_of.replace("/rows", "/rows.csv")).status == 403


def test_the_referrals_that_began_at_a_group_offer(premises: Premises) -> None:
    """The same rows as behind the figure."""
    begun = premises.take_in(name="Hasan Needle", origin=GroupOffer.WOMENS_CAFE)
    emil = premises.browser("emil")
    about, _rows, (plain,) = both(emil, "/gatherings/figures/referrals?label=womens_cafe&line=")
    assert "Frauencafé" in about[0]
    assert plain["referral"] == str(begun.stream("referral."))
    assert emil.get("/gatherings/figures/referrals.csv?label=nothing").status == 404


def test_what_else_was_counted_is_taken_away_with_the_question(premises: Premises) -> None:
    """The dates behind a number of visits, and the announced needs, which never named anybody."""
    premises.casework.gatherings.hold(premises.sent(), CAFE)
    premises.casework.announcements.announce(premises.sent(), kind=NeedKind.DEBT, note="Frau Needle kommt.")
    emil = premises.browser("emil")
    dates = "/gatherings/figures/dates?figure=visits_by_offer&label=womens_cafe&line=all"
    about, (row,), (plain,) = both(emil, dates)
    assert ("Frauencafé" in about[0], row["Besuche"], plain["visits"]) == (True, "12", 12)
    about, (row,), (plain,) = both(emil, "/figures/announced?label=waiting&line=all&period=2026-q4")
    assert ("wartet noch" in about[0], row["Anliegen"], plain["need"]) == (True, "Schulden", "debt")
    assert emil.get("/figures/announced.csv?label=nothing").status == 404


def test_notices_open_and_sent_are_taken_away_by_whoever_sees_them(premises: Premises, taken: Receipt) -> None:
    """Anna those of her files, each of which is recorded; coordination all of them; Cem none."""
    anna, emil = premises.browser("anna"), premises.browser("emil")
    about, (row,), (plain,) = both(anna, "/team/notices")
    assert about[1] == "Filter: eigene Fälle und Vertretungen"
    assert (row["Institution"], row["Wer es mitteilt"]) == ("Volkshochschule", "Anna Yıldız")
    assert (plain["institution"], plain["about"]) == (str(VHS), NoticeAbout.RESTRICTION.value)
    assert both(emil, "/team/notices")[1] == [row]
    assert table(premises.browser("cem"), "/team/notices.csv")[1] == []
    looks = [each.access for each in premises.house.access_log.of_person(taken.stream("person."))]
    assert [look.staff_id for look in looks if look.view == "exports.notices"] == [ANNA, ANNA]
    premises.casework.rights.notify_recipient(
        premises.sent(), taken.stream("person."), institution_id=VHS, about=NoticeAbout.RESTRICTION, way=Way.PHONE
    )
    assert table(anna, "/team/notices.csv")[1] == []
    _about, (told,), _plain = both(emil, "/team/notices/sent")
    assert (told["Institution"], told["Mitgeteilt von"]) == ("Volkshochschule", "Anna Yıldız")


def test_coordination_takes_its_lists_away_by_case_code(premises: Premises, taken: Receipt) -> None:
    """What falls due, what is asked for, what is closed, who carries how much: codes, words, names of staff."""
    person = taken.stream("person.")
    never_helped = premises.take_in(name="Hasan Needle", forwarded=False)
    steps = premises.casework
    steps.referrals.close(
        premises.sent(), never_helped.stream("referral."), outcome=Outcome.MOVED_AWAY, decided_by=Party.PERSON
    )
    steps.erasures.request(
        premises.sent(), never_helped.stream("person."), ground=ErasureGround.OBJECTION, open_referrals=0
    )
    steps.closed_groups.close(premises.sent(), person, staff=(ANNA,), carriers=(ANNA,))
    steps.audit_files.request(premises.sent(DORA), person, reason=AuditReason.COMPLAINT, text="Needle")
    premises.later(days=365 * 3 - 30)
    emil = premises.browser("emil")
    code = case_number(never_helped.stream("person."))
    about, (falling,), (due,) = both(emil, "/team/retention")
    assert about[1].startswith("Filter: bis ")
    assert (falling["Fallcode"], due["erasure"]) == (code, "requested")
    _about, (asked,), (plain,) = both(emil, "/team/erasures")
    assert (asked["Fallcode"], asked["Beantragt von"], plain["ground"]) == (code, "Anna Yıldız", "objection")
    _about, (closed,), _plain = both(emil, "/team/closed-files")
    assert closed == {"Fallcode": case_number(person), "Sichtbar für": "Anna Yıldız"}
    _about, (file,), _plain = both(emil, "/team/audit-files")
    assert (file["Wer"], file["Grund"]) == ("Dora Lindner", "Beschwerde oder Auskunftsverlangen")
    _about, carried, _plain = both(emil, "/team")
    assert {row["Fallmanager:in"]: row["Laufend"] for row in carried}["Anna Yıldız"] == "1"


def test_auditors_take_pseudonyms_away_and_no_id(premises: Premises, taken: Receipt) -> None:
    """Persons, referrals, looks, requests, a breach: nothing in a file leads to a person outside of this audit."""
    person, referral = taken.stream("person."), taken.stream("referral.")
    premises.browser("anna").get(f"/persons/{person}")
    dora = auditor(premises)
    dora.get(f"/audit/files/{person}").submit("Um Einsicht bitten", reason="complaint", text="Beschwerde")
    for page in (
        "/audit/persons?quarter=stephanplatz",
        "/audit/referrals?phase=forwarded",
        "/audit/referrals?as_of=2026-11-02",
        f"/audit/accesses?person={person}",
        "/audit/files",
        f"/audit/breach?since=1.11.2026&staff={ANNA}",
    ):
        about, rows, plain = both(dora, page)
        told = json.dumps([about, rows, plain])
        assert "Person " in told, page
        assert not {str(person), str(referral), case_number(person), case_number(referral)} & set(told.split('"')), page
    (head, *_rows) = objects(dora, f"/audit/accesses.jsonl?person={person}")
    assert head["filter"]["person"].startswith("Person ")
    about, _rows = table(dora, "/audit/referrals.csv?recorded_on=2026-11-02&need=language")
    assert about[1] == "Filter: Was am 02.11.2026 eingetragen war. · Sprache/Integrationskurs"
    assert dora.get("/audit/breach.csv?since=1.11.2026").status == 404


def test_every_file_of_a_list_under_pseudonyms_is_recorded_as_on_the_page(premises: Premises, taken: Receipt) -> None:
    """Each person and referral in it, for the purpose of the page."""
    dora = auditor(premises)
    for page in ("/audit/persons", "/audit/referrals", "/audit/reviews?show=approved"):
        assert dora.get(page.replace("?", ".csv?") if "?" in page else f"{page}.csv").status == 200
    looks = [each.access for each in premises.house.access_log.page(Filters(staff_id=DORA))]
    seen = {(look.view, look.purpose, look.person_id is None) for look in looks if look.view.startswith("exports.")}
    assert seen == {
        ("exports.audit_persons.csv", "audit", True),
        ("exports.audit_persons", "audit", False),
        ("exports.audit_referrals.csv", "audit", True),
        ("exports.audit_referrals", "audit", False),
        ("exports.audit_reviews.csv", "review", True),
    }


def test_reviews_are_taken_away_as_they_wait_and_as_they_were_decided(premises: Premises, taken: Receipt) -> None:
    """Who, whose file under its pseudonym, until when; then by whom."""
    opened = premises.casework.break_glass.open(
        premises.sent(CEM), taken.stream("person."), reason=Emergency.PERSON_WAITS, text="Frau Needle wartet."
    )
    premises.later(days=1)
    dora = auditor(premises)
    _about, (row,), (plain,) = both(dora, "/audit/reviews")
    assert (row["Was"], row["Wer"], plain["kind"]) == ("Notfallzugriff", "Cem Arslan", "break_glass")
    premises.casework.break_glass.review(
        premises.sent(DORA, role="auditor"), opened.stream("break_glass."), verdict=Verdict.APPROVED, remark=None
    )
    about, (done,), _plain = both(dora, "/audit/reviews?show=approved")
    assert about[1] == "Filter: in Ordnung"
    assert (done["Geprüft von"], done["Wessen Akte"]) == ("Dora Lindner", row["Wessen Akte"])
    assert dora.get("/audit/reviews.csv?show=nothing").status == 404


def test_what_the_funder_still_needs_is_taken_away_without_names(premises: Premises, taken: Receipt) -> None:
    """By case code for the case manager too, and recorded for the funding."""
    premises.casework.rights.lift_restriction(premises.sent(), taken.stream("person."), reason=LiftReason.PUT_RIGHT)
    premises.casework.participations.enter(premises.sent(), taken.stream("person."), Answers(sex=Sex.FEMALE))
    _about, (row,), _plain = both(premises.browser("anna"), "/participations/incomplete")
    assert row["Fallcode"] == case_number(taken.stream("person."))
    assert "Erwerbsstatus" in row["Es fehlt"]
    looks = [each.access for each in premises.house.access_log.of_person(taken.stream("person."))]
    assert {look.purpose for look in looks if look.view == "exports.incomplete"} == {"funding"}
    assert both(premises.browser("emil"), "/participations/incomplete")[1] == [row]


def test_accounts_and_roles_are_taken_away_by_the_administration(premises: Premises) -> None:
    """Who may do what, for whoever reviews it."""
    _about, rows, plain = both(premises.browser("frida"), "/administration")
    assert {row["Benutzername"]: row["Rollen"] for row in rows}["emil"] == "Koordination"
    assert {each["login"]: each["roles"] for each in plain}["dora"] == ["auditor"]


def test_long_lists_follow_page_by_page_and_lose_nothing(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row at a time, or all at once: the same rows."""
    for number in range(3):
        premises.take_in(name=f"Needle {number}", forwarded=number == 0)
        premises.casework.gatherings.hold(premises.sent(), CAFE)
    lists = {"anna": ["/gatherings.csv"], "dora": ["/audit/persons.csv", "/audit/referrals.csv"]}
    browsers = {"anna": premises.browser("anna"), "dora": auditor(premises)}
    at_once = {each: table(browsers[who], each) for who, found in lists.items() for each in found}
    for module in (audit, gatherings):
        monkeypatch.setattr(module, "CHUNK", 1)
    assert {len(rows) for _about, rows in at_once.values()} == {3}
    assert {each: table(browsers[who], each) for who, found in lists.items() for each in found} == at_once
