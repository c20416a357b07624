"""A report is made, noted in the log, and made again years later: the same bytes, or a sentence why not."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from projections import figures, gatherings, reports
from projections.day_ends import DayEnds
from projections.figures import periods, report
from projections.figures.definitions import DEFINITIONS
from projections.figures.panel import Asked, AsOf
from referrals.log.application import Log
from referrals.need import NeedKind
from referrals.referral import events as e
from referrals.referral.codes import Ground, Outcome, Party, Way
from referrals.refusal import NotFound, Refusal
from referrals.report import CannotMakeReport, CannotRepeatReport, ReportMade, Subject
from tests.cast import ANNA, EMIL, VHS, day, known, moment, on
from tests.projections.figures.conftest import AUTUMN, LATE, make
from tests.projections.histories import LANGUAGES, QUARTERS, History
from tests.real_house import Premises
from web import reporting

GOLDEN = "adc46bf093971bf187d90a8b6a26277c2af6441eaf52cddde05790072e61126e"
"""Of a report as they were before the group offers stood in it; such reports come out as they were, too."""
WITH_GROUP_OFFERS = "532466016e9332385f7a72204ee9c50e8a0c4176ff1cfa0e8d55b3f50749eefa"


def pour(log: Log, history: History) -> None:
    """A history into the log, as it is."""
    for start in range(0, len(history.events), 100):
        log.record(*history.events[start : start + 100])


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """The log of a history, on SQLite."""
    opened = Log.open(tmp_path / "events.sqlite", create=True)
    pour(opened, History(5, referrals=60))
    yield opened
    opened.close()


def test_a_hundred_events_later_it_is_the_same_bytes(later_on_both: Premises) -> None:
    """Even those that put right what the report had counted do not change it."""
    made = make(later_on_both)
    for _ in range(20):
        later_on_both.take_in()
    later_on_both.later(days=400)
    assert later_on_both.house.log.head() > made.report.position + 100
    again = reporting.again(later_on_both.house, reporting.find(later_on_both.house, made.report.id))
    assert again.bytes == made.document.bytes
    assert sha256(again.bytes).hexdigest() == made.report.sha256
    assert make(later_on_both).document.bytes != made.document.bytes


def test_it_comes_out_the_same_whether_tables_are_turned_back_or_the_log_is_counted(later_on_both: Premises) -> None:
    """On each database; whoever looks does not see which it was."""
    made = make(later_on_both)
    later_on_both.take_in()
    house = later_on_both.house
    told = reporting.find(house, made.report.id)
    for ends in (DayEnds(house.log, house.views), DayEnds(house.log)):
        house.day_ends.close()
        house.day_ends = ends
        assert reporting.again(house, told).bytes == made.document.bytes


def test_a_report_on_the_project_names_its_days(later: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that puts the days of its project right changes no report; one that named none means those of
    the time before they could be named."""
    made = make(later, Subject(period="project"))
    assert made.report.subject.period == "2021-01-01..2027-08-31"
    monkeypatch.setattr(periods, "PROJECT", periods.read("begins = 2026-11-10\nends = 2026-11-20"))
    assert reporting.again(later.house, made.report).bytes == made.document.bytes
    assert report.asked_of(Subject(period="project")) == report.asked_of(made.report.subject)
    shorter = make(later, Subject(period="project"))
    assert shorter.report.subject.period == "2026-11-10..2026-11-20"
    assert shorter.document.panels != made.document.panels


def test_it_stands_in_the_log_and_in_the_list(later_on_both: Premises) -> None:
    """What was asked, up to where it counted, by which definitions; no figure and no name."""
    subject = Subject(period="2026-11", need=NeedKind.LANGUAGE, quarter="stephanplatz", compare="previous")
    made = make(later_on_both, subject)
    (event,) = later_on_both.house.log.events_of(made.report.id)
    assert isinstance(event, ReportMade)
    assert (event.subject, event.position, event.day) == (subject, made.document.position, day(LATE - 1))
    told = {**DEFINITIONS, **gatherings.DEFINITIONS}
    assert event.definitions == {code: each.version for code, each in told.items() if code != "workload"}
    later_on_both.house.catch_up()
    with later_on_both.house.views.reading() as connection:
        assert reports.latest(connection)[0] == made.report
        assert reports.get(connection, made.report.id) == made.report
        assert reports.get(connection, uuid4()) is None


def test_sent_twice_it_is_made_once(later: Premises) -> None:
    """The second answer is the first report."""
    command_id = uuid4()
    first = make(later, command_id=command_id)
    head = later.house.log.head()
    second = make(later, command_id=command_id)
    assert second.receipt.again
    assert (second.report, second.document.bytes) == (first.report, first.document.bytes)
    assert later.house.log.head() == head


def test_it_counts_to_the_end_of_yesterday(later: Premises) -> None:
    """What is recorded today comes into the report of tomorrow."""
    before = make(later).document
    for _ in range(12):
        later.take_in()
    assert make(later).document.panels == before.panels
    later.later(days=1)
    tomorrow = make(later).document
    assert tomorrow.day == before.day + timedelta(days=1)
    assert tomorrow.panels != before.panels


def test_it_holds_rounded_numbers_and_nobodys_workload(later: Premises) -> None:
    """Every count is a multiple of five; offers are public."""
    document = json.loads(make(later, Subject(period="2026-Q4", compare="quarters")).document.bytes)
    counts = [
        cell[0]
        for panel in document["panels"]
        for code, cells in panel["lines"]
        for cell in cells
        if panel["unit"] not in ("percent", "days") and code != "offers"
    ]
    assert len(counts) > 100
    assert any(counts)
    assert {count % 5 for count in counts} == {0}
    assert "workload" not in {panel["code"] for panel in document["panels"]}
    assert not any(panel["exact"] for panel in document["panels"])


def refusal(act: Callable[[], Any]) -> Refusal:
    """What stands against it."""
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


def test_a_changed_definition_is_said_with_its_versions(later: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new Lotse counts the funnel otherwise, and has dropped the persons."""
    told = make(later).report
    monkeypatch.setitem(DEFINITIONS, "funnel", msgspec.structs.replace(DEFINITIONS["funnel"], version=2))
    refused = refusal(lambda: reporting.again(later.house, told))
    assert refused.code == "CannotRepeatReport.definition_changed"
    assert refused.params == {"figure": "funnel", "then": 1, "now": 2}
    monkeypatch.setitem(DEFINITIONS, "funnel", msgspec.structs.replace(DEFINITIONS["funnel"], version=1))
    monkeypatch.delitem(DEFINITIONS, "persons")
    assert refusal(lambda: reporting.again(later.house, told)).params == {"figure": "persons", "then": 1, "now": 0}


def test_a_changed_layout_is_said(later: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another form of the same numbers would be other bytes."""
    told = make(later).report
    monkeypatch.setattr(report, "LAYOUT", 2)
    refused = refusal(lambda: reporting.again(later.house, told))
    assert refused.code == "CannotRepeatReport.layout_changed"


def test_a_log_that_is_not_what_it_was_is_said(later: Premises) -> None:
    """Shorter than the report, or with other events than those that it counted."""
    told = make(later).report
    beyond = msgspec.structs.replace(told, position=told.position + 1_000)
    assert refusal(lambda: reporting.again(later.house, beyond)).code == "CannotRepeatReport.log_ends_before"
    other = msgspec.structs.replace(told, position=told.position - 200)
    assert refusal(lambda: reporting.again(later.house, other)).code == "CannotRepeatReport.came_out_differently"


def test_what_has_not_begun_and_where_nothing_is_recorded_there_is_no_report(premises: Premises) -> None:
    """And none under an unknown id."""
    assert refusal(lambda: make(premises)).code == "CannotMakeReport.nothing_recorded"
    premises.later(days=2)
    assert refusal(lambda: make(premises, Subject(period="2027-01"))).code == "CannotMakeReport.not_begun"
    with pytest.raises(NotFound):
        reporting.find(premises.house, uuid4())
    with pytest.raises(NotFound):
        reporting.find(premises.house, EMIL)


def test_no_report_counts_a_day_that_is_not_over(premises: Premises) -> None:
    """The door itself refuses it."""
    today = premises.moment.date()
    fields: dict[str, Any] = {"definitions": {}, "layout": 1, "sha256": "", "position": 3}
    with pytest.raises(CannotMakeReport, match="day_not_over"):
        premises.casework.reports.make(premises.sent(EMIL), AUTUMN, day=today, **fields)
    assert issubclass(CannotRepeatReport, Refusal)


def test_a_store_that_is_carried_on_holds_what_a_new_one_holds(log: Log) -> None:
    """Forward from the newest, backward with a new one, the same again: no number differs."""
    asked = Asked(period=periods.parse("project"))
    ends, told = DayEnds(log), {}
    order = (300, 450, 400)
    for position in order:
        fresh = DayEnds(log)
        with ends.at(position) as carried, fresh.at(position) as new:
            as_of = AsOf(position, moment(LATE))
            told[position] = figures.panels(carried, asked, as_of, exact=True)
            assert told[position] == figures.panels(new, asked, as_of, exact=True)
        fresh.close()
    ends.close()
    assert len({str(panels) for panels in told.values()}) == len(told) == 3


def test_the_end_of_a_day_is_its_last_event(tmp_path: Path) -> None:
    """Found without reading the whole log."""
    log = Log.open(tmp_path / "events.sqlite", create=True)
    events = [event for number in range(60) for event in plain(number)]
    log.record(*sorted(events, key=lambda event: event.occasion.recorded_at))
    everything = log.read(0, 10_000)
    for number in (0, 3, 7, 30, 300):
        expected = [each.position for each in everything if each.event.occasion.recorded_on <= day(number)]
        assert DayEnds(log).end_of(day(number)).position == max(expected)
    assert DayEnds(log).end_of(day(-1)).position == 0
    log.close()


def plain(number: int) -> list[e.ReferralEvent]:
    """One of some referrals that are all different, and the same in every run."""
    stream = known(f"plain {number}")

    def told(version: int, at: int, kind: type[Any], **fields: Any) -> Any:
        return kind(originator_id=stream, originator_version=version, occasion=on(at), **fields)

    need, quarter, language = (list(some)[number % len(some)] for some in (NeedKind, QUARTERS, LANGUAGES))
    who: dict[str, Any] = {"person_id": known(f"person {number % 40}"), "need_id": stream, "case_manager": ANNA}
    begun = number % 20
    events = [
        told(1, begun, e.ReferralOpened, need=need, quarter=quarter, language=language, **who),
        told(2, begun + 1, e.ReferralForwarded, institution_id=VHS, ground=Ground.EMERGENCY, way=Way.PHONE),
        told(3, begun + 2 + number % 17, e.ReferralAccepted, source=Way.LETTER),
        told(4, begun + 30, e.ServiceStarted),
        told(5, begun + 31 + number % 11, e.ReferralClosed, outcome=Outcome.NEED_MET, decided_by=Party.PERSON),
    ]
    return events[: 1 + number % 6]


def test_the_bytes_of_a_report_do_not_change_unnoticed(tmp_path: Path) -> None:
    """Whoever changes them changes LAYOUT, or the version of a definition, and this fingerprint."""
    log = Log.open(tmp_path / "events.sqlite", create=True)
    for number in range(120):
        log.record(*plain(number))
    ends = DayEnds(log)
    subject, as_of = Subject(period="2026-Q4", compare="quarters"), AsOf(log.head(), moment(LATE))
    with ends.at(log.head()) as connection:
        told = report.written(connection, subject, as_of)
        early = report.written(connection, subject, as_of, with_group_offers=False)
    ends.close()
    log.close()
    assert report.read(told.bytes) == told
    assert (early.sha256, told.sha256) == (GOLDEN, WITH_GROUP_OFFERS)
