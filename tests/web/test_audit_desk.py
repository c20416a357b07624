"""The auditor's desk: an audit begins, persons have pseudonyms made for it, and it ends."""

import re
from uuid import UUID

import pytest

from referrals.casework import Receipt
from tests.cast import DORA
from tests.client import PageClient
from tests.real_house import Premises
from web.case_number import case_number

PSEUDONYM = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Anna's Gül."""
    return premises.take_in(name="Gül Needle", forwarded=True)


@pytest.fixture
def dora(premises: Premises, taken: Receipt) -> PageClient:
    """Dora at an audit."""
    browser = premises.browser("dora")
    browser.get("/audit").submit("Prüfung beginnen")
    return browser


def everything(taken: Receipt) -> list[str]:
    """Every page on which Gül could be met."""
    referral, person = taken.stream("referral."), taken.stream("person.")
    return [
        "/audit",
        "/audit/journal",
        "/audit/journal.csv",
        "/audit/journal.jsonl",
        *(f"/audit/events/{ref.position}" for ref in taken.recorded),
        *(f"/audit/referrals/{referral}/replay?step={step}" for step in range(1, 5)),
        f"/audit/persons/{person}/replay",
        "/audit/referrals",
        f"/audit/referrals/{referral}?recorded_on=2026-11-02",
        "/audit/figures",
    ]


def test_without_an_audit_there_is_nothing_to_see_and_the_way_leads_back(premises: Premises, taken: Receipt) -> None:
    """The page that was asked for comes after the beginning."""
    dora = premises.browser("dora")
    page = dora.get("/audit/journal?kind=referral")
    assert page.path == "/audit"
    assert "Beginnen Sie zuerst eine Prüfung" in page.text
    begun = page.submit("Prüfung beginnen")
    assert (begun.path, begun.response.request.query_string) == ("/audit/journal", b"kind=referral")
    assert "Dora Lindner hat eine Prüfung begonnen." in dora.get("/audit/journal?kind=audit").text
    dora.get("/audit").submit("Prüfung beenden")
    assert dora.get("/audit?target=//elsewhere.example/").submit("Prüfung beginnen").path == "/audit"


def test_no_page_names_a_person_or_a_case_code(premises: Premises, taken: Receipt, dora: PageClient) -> None:
    """Neither name nor number nor wish, nor the code by which the staff speaks of a file."""
    codes = {case_number(ref.originator_id) for ref in taken.recorded}
    for address in everything(taken):
        page = dora.get(address)
        assert page.status == 200, address
        shown = page.response.get_data(as_text=True)
        for secret in ("Needle", "02151 000000", "Deutsch lernen", *codes):
            assert secret not in shown, f"{secret} on {address}"


def test_a_pseudonym_holds_in_one_audit_and_not_in_the_next(premises: Premises, dora: PageClient) -> None:
    """The same person reads the same on every page of an audit, and differently afterwards."""

    def seen() -> set[str]:
        return set(PSEUDONYM.findall(dora.get("/audit/journal?kind=person").text))

    first = seen()
    assert len(first) == 1
    assert seen() == first
    ended = dora.get("/audit").submit("Prüfung beenden")
    assert "Beginnen Sie zuerst eine Prüfung" in ended.text
    assert dora.get("/audit/journal").path == "/audit"
    dora.get("/audit").submit("Prüfung beginnen")
    assert len(seen()) == 1
    assert seen().isdisjoint(first)


def test_every_look_of_an_auditor_is_recorded(premises: Premises, taken: Receipt, dora: PageClient) -> None:
    """Whose file, in which view, for the audit."""
    person = taken.stream("person.")
    dora.get(f"/audit/referrals/{taken.stream('referral.')}/replay")
    looked = premises.house.access_log.of_person(person)[0].access
    assert (looked.staff_id, looked.view, looked.purpose) == (DORA, "audit.replay", "audit")
    assert looked.referral_id == taken.stream("referral.")


def test_what_cannot_be_recorded_is_not_shown(
    premises: Premises, taken: Receipt, dora: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The access store is gone: not a single row."""
    store = premises.house.stores["access"]
    assert store.path is not None
    store.dispose()
    store.path.rename(store.path.with_suffix(".gone"))
    premises.app.testing = False
    for address in everything(taken)[1:-1]:
        page = dora.get(address)
        assert page.status == 503, address
        assert not PSEUDONYM.findall(page.text)


def test_a_begun_audit_is_not_begun_twice(premises: Premises, dora: PageClient) -> None:
    """Two windows at once: the second stays at the audit of the first."""
    form = {"command_id": str(UUID(int=7))}
    head = premises.house.log.head()
    assert dora.post("/audit/beginning", form).path == "/audit"
    assert premises.house.log.head() == head
    assert dora.post("/audit/beginning", {}).status == 422
