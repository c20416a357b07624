"""The journal: filters in the address, pages without an end, one event with its leaf, and the same to take away."""

import csv
import json
import sqlite3
from contextlib import closing
from io import StringIO

import pytest

from referrals.casework import Receipt
from referrals.need import NeedKind
from referrals.referral.codes import CorrectionReason, Way
from tests.cast import ANNA, BEN, VHS, day
from tests.client import Page, PageClient
from tests.real_house import Premises
from web.exports.table import defused
from web.pages.audit import journal, journal_export


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Anna takes Gül in, and the VHS answers two days later than it is written down; Ben takes in Olena."""
    taken = premises.take_in()
    premises.later(days=3)
    premises.casework.referrals.accept(premises.sent(occurred_on=day(1)), taken.stream("referral."), source=Way.PHONE)
    premises.take_in(by=BEN, name="Olena B.", forwarded=False, need=NeedKind.HOUSING)
    return taken


@pytest.fixture
def dora(premises: Premises, taken: Receipt) -> PageClient:
    """Dora at an audit."""
    browser = premises.browser("dora")
    browser.get("/audit").submit("Prüfung beginnen")
    return browser


def numbers(page: Page) -> list[int]:
    """The positions of the events on a page, in its order."""
    heads = [th for th in page.tree.iter("th") if th.get("scope") == "row"]
    return [int(next(th.iter("a")).get("href").rpartition("/")[2]) for th in heads]


def test_a_late_entry_says_so(dora: PageClient) -> None:
    """When it happened beside when it was written down."""
    page = dora.get("/audit/journal?kind=referral.accepted")
    assert "Anna Yıldız hat die Zusage der Institution eingetragen" in page.text
    assert "nachgetragen" in page.text
    assert "geschehen am 03.11.2026" in page.text


def test_the_filters_are_combined_and_named(dora: PageClient) -> None:
    """Codes and ids in the address, words on the page, and a way out."""
    page = dora.get("/audit/journal").submit("Anzeigen", kind="referral", actor=str(BEN), first_day="4.11.2026")
    assert len(numbers(page)) == 1
    assert "1 Ereignis" in page.text
    assert "Was: Vermittlung · Wer: Ben Okafor · Eingetragen ab: 04.11.2026" in page.text
    everything = dora.get(page.links()["Filter aufheben"])
    assert len(numbers(everything)) > 15
    named = dora.get(f"/audit/journal?institution={VHS}&quarter=stephanplatz&channel=worker&last=1000&first=2")
    assert "Institution: Volkshochschule · Quartier: Stephanplatz" in named.text
    assert numbers(named)


def test_a_filter_that_does_not_hold_is_said_and_filters_nothing(dora: PageClient) -> None:
    """The address was typed, or is old."""
    page = dora.get("/audit/journal?first_day=gestern+abend&actor=niemand")
    assert page.status == 200
    assert len(page.errors) == 2
    assert numbers(page) == numbers(dora.get("/audit/journal"))


def test_the_pages_have_no_end_and_lose_nothing(dora: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Down to the first event, and up again."""
    monkeypatch.setattr(journal, "ROWS", 4)
    page, down = dora.get("/audit/journal"), []
    head = numbers(page)[0]
    down += numbers(page)
    while "Ältere" in page.links():
        page = dora.get(page.links()["Ältere"])
        down += numbers(page)
    assert down == list(range(head, 0, -1))
    up = numbers(page)
    while "Neuere" in page.links():
        page = dora.get(page.links()["Neuere"])
        up = numbers(page) + up
    assert sorted(set(up)) == sorted(down)
    assert numbers(dora.get(page.links().get("Zum Neuesten", "/audit/journal"))) == down[:4]


def test_an_event_has_a_page_with_its_leaf(premises: Premises, taken: Receipt, dora: PageClient) -> None:
    """Who, when, on which ground, how, what for; the bytes and their hash; before and after in the same file."""
    forwarded = next(ref for ref in taken.recorded if ref.topic == "referral.forwarded")
    page = dora.get(f"/audit/events/{forwarded.position}")
    for said in ("Grundlage Schweigepflichtentbindung", "Auf welchem Weg im Programm eingetragen", "Zweck Fallarbeit"):
        assert said in page.text
    found = premises.house.log.recorder.find_leaf(str(forwarded.originator_id), forwarded.originator_version)
    assert found is not None
    assert found.hash.hex() in page.text
    assert "ergibt genau den Fingerabdruck" in page.text
    later = dora.get(page.links()["Das danach"])
    assert "Zusage" in later.text
    assert "(2 Tage später nachgetragen)" in later.text
    assert dora.get("/audit/events/999999").status == 404


def test_an_event_that_was_changed_says_so(premises: Premises, taken: Receipt, dora: PageClient) -> None:
    """Not the verification of the log, but nobody reads a changed event without a warning."""
    page = dora.get("/audit/events/3")
    assert "ergibt genau" in page.text
    path = premises.house.settings.data / "events.sqlite"
    with closing(sqlite3.connect(path)) as log, log:
        for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            log.execute(f"DROP TRIGGER {name}")
        log.execute("UPDATE events SET state = CAST(replace(state, 'Nord', 'Sued') AS BLOB) WHERE position = 3")
    assert "nachträglich verändert" in dora.get("/audit/events/3").text


def test_the_table_to_take_away_holds_what_the_page_holds(
    premises: Premises, taken: Receipt, dora: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamed in small pieces, with who took it away and by which filter."""
    monkeypatch.setattr(journal_export, "CHUNK", 3)
    answer = dora.get("/audit/journal.csv?quarter=stephanplatz").response
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][0].endswith("von Dora Lindner")
    assert rows[0][1:] == ["Filter: Quartier: Stephanplatz", f"Stand: Ereignis {premises.house.log.head()}"]
    shown = numbers(dora.get("/audit/journal?quarter=stephanplatz"))
    assert [int(row[0]) for row in rows[2:]] == shown[::-1]


def test_a_cell_is_never_a_formula() -> None:
    assert [defused(cell) for cell in ("=1+1", "+49", "-1", "@x", "\tx", "Anna", "")] == [
        "'=1+1", "'+49", "'-1", "'@x", "'\tx", "Anna", ""
    ]  # fmt: skip


def test_the_json_lines_hold_the_state_byte_for_byte(premises: Premises, taken: Receipt, dora: PageClient) -> None:
    """Whoever computes the leaf from such a line gets the one that is kept."""
    answer = dora.get(f"/audit/journal.jsonl?actor={ANNA}&kind=referral").response.get_data(as_text=True)
    filtered, *lines = [json.loads(line) for line in answer.splitlines()]
    assert filtered["filter"] == {"actor": str(ANNA), "kind": "referral"}
    assert filtered["as_of"] == {"event": premises.house.log.head(), "behind": 0, "complete": True}
    stored = premises.house.log.at([line["position"] for line in lines])
    assert [line["state"].encode() for line in lines] == [each.stored.state for each in stored]
    assert {line["topic"].partition(".")[0] for line in lines} == {"referral"}


def test_what_a_correction_says_of_earlier_steps_is_told(premises: Premises, taken: Receipt, dora: PageClient) -> None:
    """From what to what, on every page."""
    premises.casework.corrections.correct(
        premises.sent(), taken.stream("referral."), step=3, field="source", value="letter", text=None,
        reason=CorrectionReason.TYPING_MISTAKE,
    )  # fmt: skip
    assert "per Telefon → per Brief" in dora.get("/audit/journal?kind=referral.step_corrected").text
