"""Nothing that waits goes unsaid: a page whose content a view could not take in is not shown as if it were all."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as alchemy
from sqlalchemy.engine import Engine

from projections import caseload, directory, parking, persons
from referrals.need import NeedKind
from referrals.referral.codes import Company
from tests.broken import broken
from tests.cast import BEN, VHS, moment
from tests.client import Page
from tests.real_house import Premises

FILE, PAGE = "In dieser Akte fehlt etwas", "Auf dieser Seite kann etwas fehlen"


def said(page: Page) -> str:
    """What a page says about what it leaves out."""
    assert page.status == 200
    return "file" if FILE in page.text else "page" if PAGE in page.text else ""


@pytest.fixture
def guel(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, UUID]:
    """(referral, person): an appointment of Gül's was agreed, and the caseload could not take it in."""
    taken = premises.take_in(name="Gül Needle")
    referral = taken.stream("referral.")
    premises.house.catch_up()
    with broken(monkeypatch, caseload.PROJECTION):
        premises.casework.appointments.agree(
            premises.sent(), referral, starts_at=moment(3, 8), place=None, language="tr", company=Company.ALONE
        )
        premises.house.catch_up()
    return referral, taken.stream("person.")


def test_the_file_says_that_something_is_missing(premises: Premises, guel: tuple[UUID, UUID]) -> None:
    """Referral, print, person, and every form of theirs; in English too."""
    referral, person = guel
    anna = premises.browser("anna")
    for address in (
        *(f"/referrals/{referral}", f"/referrals/{referral}/print", f"/referrals/{referral}/closing"),
        *(f"/persons/{person}", f"/persons/{person}/name"),
    ):
        assert said(anna.get(address)) == "file", address
    english = premises.browser("anna", language="en").get(f"/referrals/{referral}").text
    assert "Something is missing in this file" in english


def test_the_lists_of_whoever_carries_it_say_so_and_nobody_else_is_alarmed(
    premises: Premises, guel: tuple[UUID, UUID]
) -> None:
    """Anna and coordination, but not Ben; and not Anna's other files, nor her own account."""
    other = premises.take_in(name="Hasan Needle", need=NeedKind.DEBT)
    anna, ben, emil = (premises.browser(login) for login in ("anna", "ben", "emil"))
    assert said(anna.get("/caseload")) == "page"
    assert said(ben.get("/caseload")) == ""
    assert said(emil.get("/team/referrals")) == "page"
    assert said(anna.get(f"/referrals/{other.stream('referral.')}")) == ""
    assert said(anna.get("/account")) == ""


def test_a_list_that_is_taken_away_says_so_in_its_head(premises: Premises, guel: tuple[UUID, UUID]) -> None:
    """A file outlives the page."""
    anna = premises.browser("anna")
    assert "nicht auf dem neuesten Stand" in anna.get("/caseload.csv").text.splitlines()[0]
    assert '"complete":false' in anna.get("/caseload.jsonl").text.splitlines()[0]
    assert '"complete":true' in premises.browser("ben").get("/caseload.jsonl").text.splitlines()[0]


def test_it_is_gone_once_the_events_are_taken_in(premises: Premises, guel: tuple[UUID, UUID]) -> None:
    """Tried again after the repair, though nothing new was recorded."""
    referral, _person = guel
    anna = premises.browser("anna")
    assert said(anna.get(f"/referrals/{referral}")) == "file"
    assert parking.retry(premises.house.runner) == 1
    assert said(anna.get(f"/referrals/{referral}")) == ""
    assert said(anna.get("/caseload")) == ""


def test_what_everybody_reads_is_said_to_everybody(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """An institution whose new offer the directory could not take in."""
    premises.house.catch_up()
    with broken(monkeypatch, directory.PROJECTION):
        premises.casework.institutions.delist(premises.sent(), VHS)
        premises.house.catch_up()
    assert said(premises.browser("ben").get("/institutions")) == "page"
    assert said(premises.browser("cem").get("/caseload")) == "page"


def test_a_person_whom_the_view_could_not_take_in_is_missing_on_her_carriers_lists(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The id of who carries her stands in the event that waits."""
    premises.house.catch_up()
    with broken(monkeypatch, persons.PROJECTION):
        premises.take_in(by=BEN, name="Olena Needle", forwarded=False)
        premises.house.catch_up()
    assert said(premises.browser("ben").get("/team")) == "page"
    assert said(premises.browser("anna").get("/team")) == ""


def test_nothing_is_asked_while_nothing_waits(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the second page without a new event between: not one statement more; which files are closed asks both."""
    premises.take_in(name="Gül Needle")
    anna, asked = premises.browser("anna"), list[str]()
    anna.get("/caseload")

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    alchemy.listen(Engine, "before_cursor_execute", note)
    try:
        assert said(anna.get("/caseload")) == ""
    finally:
        alchemy.remove(Engine, "before_cursor_execute", note)
    assert asked
    assert not [statement for statement in asked if "parked" in statement and "closed_files" not in statement]
