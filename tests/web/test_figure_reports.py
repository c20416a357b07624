"""Reports for whoever has no account: rounded, noted in the log, printed with a checkpoint, and the same once more."""

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from projections import day_ends
from referrals.checkpoint import Checkpoints
from referrals.report import ReportMade, Subject
from tests.cast import EMIL
from tests.client import Page, PageClient
from tests.page_checks import words
from tests.real_house import Premises
from web.ordered import Order, Orders, Standing


@pytest.fixture
def emil(premises: Premises) -> PageClient:
    """The coordinator's browser, a day after three referrals were opened."""
    take_in(premises, 3)
    premises.later(days=1)
    return premises.browser("emil")


def take_in(premises: Premises, number: int) -> None:
    """So many at the door."""
    for each in range(number):
        premises.take_in(name=f"Person {each}")


def make(emil: PageClient, period: str = "2026-11", **chosen: Any) -> Page:
    """A report, on November unless another period is named."""
    return emil.get("/figures/reports").submit("Bericht erstellen", period=period, **chosen)


def noted(premises: Premises) -> list[ReportMade]:
    """What the log says about reports."""
    return [each for each in premises.house.log.told("report.") if isinstance(each, ReportMade)]


def test_a_report_is_noted_and_listed(premises: Premises, emil: PageClient) -> None:
    page = make(emil)
    assert page.h1 == "Bericht: November 2026"
    (told,) = noted(premises)
    assert told.sha256 in page.text
    listed = emil.get("/figures/reports")
    assert "November 2026" in listed.links()
    assert "Emil Petrov" in listed.text


def test_a_report_sent_twice_is_made_once(premises: Premises, emil: PageClient) -> None:
    form = emil.get("/figures/reports")
    first = form.submit("Bericht erstellen", period="2026-11")
    assert form.submit("Bericht erstellen", period="2026-11").path == first.path
    assert len(noted(premises)) == 1


def test_a_report_needs_a_period_that_has_begun(premises: Premises, emil: PageClient) -> None:
    page = emil.get("/figures/reports").submit("Bericht erstellen", quarter="stephanplatz")
    assert (page.status, len(page.errors)) == (422, 1)
    assert page.fields("Bericht erstellen")["quarter"] == "stephanplatz"
    premises.later(days=28)
    page = make(premises.browser("emil"), period="2026-12")
    assert (page.status, "noch nicht begonnen" in page.errors[0]) == (422, True)
    assert noted(premises) == []


def test_paper_holds_rounded_numbers_their_table_and_no_way_behind_them(premises: Premises) -> None:
    take_in(premises, 23)
    premises.later(days=1)
    emil = premises.browser("emil")
    page = emil.get(make(emil).links()["Ansehen und drucken"])
    assert "Offen: 25 Vermittlungen. Am häufigsten: weitergeleitet (25)." in page.text
    assert "unter 3" in page.text
    assert "Anna Yıldız" not in page.text
    assert "/figures/rows" not in page.response.text
    numbers = [int(number) for number in re.findall(r"\d+", " ".join(map(words, page.tree.iter("td"))))]
    assert {number % 5 for number in numbers if number not in (1, 3, 100)} == {0}
    assert not list(page.tree.iter("details")), "paper cannot be unfolded"
    assert "So wird gezählt: Vermittlungen, an denen am Stichtag noch etwas zu tun ist" in page.text


def test_paper_carries_the_newest_checkpoint(premises: Premises, emil: PageClient) -> None:
    paper = make(emil).links()["Ansehen und drucken"]
    assert "Es gibt noch keinen Prüfpunkt" in emil.get(paper).text
    settings = premises.house.settings
    signed = Checkpoints(settings.checkpoints).sign(premises.house.log.recorder, settings.signing_key_file)
    page = emil.get(paper)
    assert signed.checkpoint.root.hex() in page.text
    codes = [each for each in page.tree.iter("div") if each.get("class") == "code"]
    assert len(list(codes[0].iter("path"))) == 2


def test_the_file_is_what_the_log_knows(premises: Premises, emil: PageClient) -> None:
    page = make(emil, compare="previous", language="tr")
    saved = emil.http.get(page.links()["Als Datei speichern (JSON)"])
    assert hashlib.sha256(saved.data).hexdigest() == noted(premises)[0].sha256
    assert saved.headers["Content-Disposition"] == 'attachment; filename="lotse-bericht-2026-11-2026-11-02.json"'
    assert json.loads(saved.data)["subject"]["language"] == "tr"
    assert b"Person 1" not in saved.data


def test_a_report_comes_out_the_same_whatever_was_recorded_since(premises: Premises, emil: PageClient) -> None:
    page = make(emil)
    take_in(premises, 5)
    again = emil.get(page.links()["Noch einmal zählen und vergleichen"])
    assert "Es sind dieselben Bytes" in again.text
    assert noted(premises)[0].sha256 in again.text


def test_a_report_that_cannot_be_made_again_says_why(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make(emil)
    monkeypatch.setattr("projections.figures.report.LAYOUT", 99)
    again = emil.get(page.links()["Noch einmal zählen und vergleichen"])
    assert "Dieser Bericht hat die Form 1" in again.text
    assert emil.get(page.links()["Ansehen und drucken"]).status == 409


def test_a_choice_of_the_overview_goes_into_the_report(premises: Premises, emil: PageClient) -> None:
    page = emil.get("/figures?period=2026-11&language=tr&compare=previous")
    fields = emil.get(page.links()["Bericht über diese Auswahl"]).fields("Bericht erstellen")
    assert (fields["period"], fields["language"], fields["compare"]) == ("2026-11", "tr", "previous")


def test_what_stands_as_it_is_today_is_not_told_twice(premises: Premises, emil: PageClient) -> None:
    page = emil.get(make(emil, compare="previous").links()["Ansehen und drucken"])
    headings = [words(each) for each in page.tree.iter("h3")]
    assert len(headings) == len(set(headings))
    assert "Auf wen gewartet wird, und wie lange schon" in headings


def test_a_report_nobody_made_is_not_found(premises: Premises, emil: PageClient) -> None:
    address = make(emil).path.rsplit("/", 1)[0]
    for page in ("", "/paper", "/file", "/repetition"):
        assert emil.get(f"{address}/00000000-0000-4000-8000-000000000000{page}").status == 404


def long_log(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """As if it were long: what is done behind the answer, to be done by hand."""
    monkeypatch.setattr(day_ends, "SHORT", 0)
    jobs: list[Callable[[], None]] = []
    premises.house.behind_the_answer = jobs.append
    return jobs


def test_nobody_waits_for_a_report_on_a_long_log(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page answers at once, and leads to the report as soon as it is made; it is the same report."""
    at_once = json.loads(emil.get(f"{make(emil).path}/file").response.get_data())
    premises.house.day_ends.close()
    jobs = long_log(premises, monkeypatch)
    page = make(emil)
    assert (page.h1, page.response.headers["Refresh"]) == ("Der Bericht wird erstellt", "3")
    assert emil.get(page.path).h1 == "Der Bericht wird erstellt"
    assert len(noted(premises)) == 1
    jobs.pop()()
    done = emil.get(page.path)
    assert done.h1 == "Bericht: November 2026"
    assert json.loads(emil.get(f"{done.path}/file").response.get_data()) == at_once
    assert [each.occasion.actor for each in noted(premises)] == [EMIL, EMIL]
    assert jobs == []


def test_an_old_report_is_counted_behind_the_answer(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paper from the tables turned back; for comparing, the log alone is believed."""
    report = make(emil)
    premises.house.day_ends.close()
    jobs = long_log(premises, monkeypatch)
    for link, found in (
        ("Ansehen und drucken", "Prüfsumme des Berichts"),
        ("Noch einmal zählen und vergleichen", "Es sind dieselben Bytes"),
    ):
        assert emil.get(report.links()[link]).h1 == "Der Bericht wird ausgezählt"
        jobs.pop()()
        assert found in emil.get(report.links()[link]).text
    assert jobs == []


def test_what_cannot_be_reported_is_said_at_once(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = long_log(premises, monkeypatch)
    premises.later(days=28)
    page = make(premises.browser("emil"), period="2026-12")
    assert (page.status, "noch nicht begonnen" in page.errors[0], jobs) == (422, True, [])


def test_a_report_left_behind_by_a_process_that_ended_is_carried_on(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whoever looks next: at the page that waits, or at the list. It is the command that was sent, once."""
    for looks_at in ("the page", "the list"):
        before = len(noted(premises))
        jobs = long_log(premises, monkeypatch)
        page = make(emil, language="tr")
        jobs.clear()  # the process ends
        listed = emil.get("/figures/reports")
        assert listed.links()["November 2026 · Türkisch"] == page.path
        assert jobs == [], "somebody may still be at it"
        premises.moment += timedelta(seconds=31)
        emil.get(page.path if looks_at == "the page" else "/figures/reports")
        emil.get(page.path)
        (job,) = jobs
        job()
        assert len(noted(premises)) == before + 1
        assert emil.get(page.path).h1 == "Bericht: November 2026"
        assert "Wird gerade erstellt" not in emil.get("/figures/reports").text
        premises.house.day_ends.close()


def test_who_makes_a_report_beats_until_it_is_noted(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it takes: nobody else begins with it."""
    premises.house.orders = Orders(premises.house.stores["accounts"], lambda: premises.moment, timedelta(seconds=0.01))
    jobs = long_log(premises, monkeypatch)
    page = make(emil)
    beaten = threading.Event()

    def slow(*_given: Any) -> None:
        premises.moment += timedelta(minutes=5)
        for _ in range(200):
            found = premises.house.orders.find(UUID(page.path.rsplit("/", 1)[1]))
            if found and found[1] is Standing.MAKING:
                beaten.set()
                return
            time.sleep(0.01)

    monkeypatch.setattr("web.reporting.make", slow)
    jobs.pop()()
    assert beaten.is_set()
    assert premises.house.orders.waiting() == []


def test_a_report_that_breaks_off_again_and_again_is_given_up_and_says_what_to_do(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form holds what was chosen; and an order nobody knows is no page to wait on."""
    jobs = long_log(premises, monkeypatch)
    page = make(emil, language="tr", quarter="stephanplatz")
    for _ in range(3):
        premises.moment += timedelta(seconds=31)
        emil.get(page.path)
    assert len(jobs) == 3
    given_up = emil.get(page.path)
    assert (given_up.h1, len(jobs), noted(premises)) == ("Der Bericht wurde nicht erstellt", 3, [])
    fields = emil.get(given_up.links()["Noch einmal erstellen"]).fields("Bericht erstellen")
    assert (fields["period"], fields["language"], fields["quarter"]) == ("2026-11", "tr", "stephanplatz")
    assert premises.house.orders.tidy(premises.moment) == 0
    assert premises.house.orders.tidy(premises.moment + timedelta(days=2)) == 1
    assert emil.get(page.path).status == 404


def test_of_two_who_find_an_order_left_behind_one_takes_it_up(both_premises: Premises) -> None:
    """On each database; and the same command twice is one order."""
    orders, sent = both_premises.house.orders, both_premises.sent(EMIL)
    order = Order(sent=sent, subject=Subject(period="2026-11"))
    assert [orders.place(order), orders.place(order)] == [True, False]
    assert orders.find(sent.command_id) == (order, Standing.MAKING)
    assert not orders.take_up(sent.command_id)
    both_premises.moment += timedelta(seconds=30)
    assert orders.find(sent.command_id) == (order, Standing.LEFT)
    assert [orders.take_up(sent.command_id), orders.take_up(sent.command_id)] == [True, False]


def test_a_report_that_fails_is_not_waited_for(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stopped it: the page does not load itself anew for ever, and the same form may be sent again."""
    jobs = long_log(premises, monkeypatch)
    form = emil.get("/figures/reports")
    page = form.submit("Bericht erstellen", period="2026-11")
    job = jobs.pop()
    with monkeypatch.context() as broken:
        broken.setattr("web.reporting.make", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            job()
    assert emil.get(page.path).h1 == "Der Bericht wurde nicht erstellt"
    assert form.submit("Bericht erstellen", period="2026-11").path == page.path
    jobs.pop()()
    assert emil.get(page.path).h1 == "Bericht: November 2026"
