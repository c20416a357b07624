"""The worklist: in order of urgency, page by page without gaps, with counts that are the rows behind them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from projections import caseload, worklist
from projections.selection import Filters, Only
from projections.worklist import BadCursor, Counts
from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.clock import Task
from referrals.referral.codes import Company, Outcome, Party, Phase
from tests.cast import ANNA, BEN, CEM, NEXT, SPACE, VHS, Story, day, moment, on
from tests.projections.conftest import Desk
from tests.projections.histories import History

EVERYTHING = 10_000


@pytest.fixture
def busy(desk: Desk) -> tuple[Desk, History]:
    """Forty referrals in every phase."""
    history = _forty()
    desk.record(history.events)
    desk.runner.catch_up()
    return desk, history


@cache
def _forty() -> History:
    return History(41, referrals=40)


def _pages(desk: Desk, now: datetime, filters: Filters, limit: int) -> list[caseload.Entry]:
    entries: list[caseload.Entry] = []
    after: str | None = None
    while True:
        with desk.views.reading() as connection:
            page = worklist.page(connection, now, (ANNA, BEN, CEM), filters, after, limit)
        assert len(page.entries) <= limit
        entries += page.entries
        if page.after is None:
            return entries
        after = page.after


@pytest.mark.parametrize("limit", [1, 7, 50])
@pytest.mark.parametrize("only", [None, Only.CLOSED])
def test_pages_have_no_gaps_and_no_repeats(busy: tuple[Desk, History], limit: int, only: Only | None) -> None:
    """Whatever the size of a page, together they are the one long list, in its order."""
    desk, history = busy
    now, filters = moment(history.today), Filters(only=only)
    entries = _pages(desk, now, filters, limit)
    assert entries == _pages(desk, now, filters, EVERYTHING)
    assert len(entries) == len({entry.id for entry in entries})
    wanted = {Phase.CLOSED} if only else set(Phase) - {Phase.CLOSED, Phase.VOID}
    with desk.views.reading() as connection:
        states = [caseload.get(connection, stream) for stream in history.told]
    assert {entry.id for entry in entries} == {state.id for state in states if state and state.phase in wanted}
    places = [(entry.ended_on or (entry.due.on if entry.due else date.min), entry.id) for entry in entries]
    assert places == sorted(places, reverse=only is not None)


def test_what_is_recorded_between_two_pages_loses_no_other_row(busy: tuple[Desk, History]) -> None:
    """The rows that nobody touched appear exactly once."""
    desk, history = busy
    now = moment(history.today)
    before = {entry.id for entry in _pages(desk, now, Filters(), EVERYTHING)}
    with desk.views.reading() as connection:
        first = worklist.page(connection, now, None, limit=10)
    touched = {first.entries[0].id, first.entries[-1].id}
    for stream in touched:
        version = len(history.told[stream]) + 1
        head: dict[str, Any] = {"originator_id": stream, "originator_version": version, "occasion": on(history.today)}
        desk.record([e.FollowUpSet(**head, due_on=day(history.today + 30))])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        rest = worklist.page(connection, now, None, after=first.after, limit=EVERYTHING)
    seen = [entry.id for entry in (*first.entries, *rest.entries) if entry.id not in touched]
    assert sorted(seen) == sorted(before - touched)


@pytest.mark.parametrize("managers", [None, (ANNA,), (BEN, CEM), ()])
def test_every_count_is_the_number_of_rows_behind_it(
    busy: tuple[Desk, History], managers: tuple[UUID, ...] | None
) -> None:
    """Seen on every day of the history and after it, with and without filters."""
    desk, history = busy
    some = [Filters(), Filters(need=NeedKind.LANGUAGE), Filters(phase=Phase.FORWARDED), Filters(phase=Phase.CLOSED)]
    for at, filters in product((0, 5, 12, history.today, history.today + 40), some):
        with desk.views.reading() as connection:
            counts = worklist.counts(connection, moment(at), managers, filters)
            for only in Only:
                if filters.phase is Phase.CLOSED and only is not Only.CLOSED:
                    continue
                rows = worklist.page(connection, moment(at), managers, replace(filters, only=only), limit=EVERYTHING)
                assert len(rows.entries) == getattr(counts, only.value), (only, filters)
            if filters.phase is not Phase.CLOSED:
                active = worklist.page(connection, moment(at), managers, filters, limit=EVERYTHING)
                assert len(active.entries) == counts.active
                assert sum(entry.overdue for entry in active.entries) == counts.overdue
                assert sum(entry.due_today for entry in active.entries) == counts.due_today
                assert sum(entry.outcome_missing for entry in active.entries) == counts.open_outcomes


@pytest.mark.parametrize("days_later", [-30, 0, 40])
def test_a_filter_finds_what_the_entries_say(busy: tuple[Desk, History], days_later: int) -> None:
    """Each filter on its own gives exactly the entries that show its value."""
    desk, history = busy
    now = moment(history.today + days_later)
    entries = _pages(desk, now, Filters(), EVERYTHING)
    somebody = frozenset(entry.person_id for entry in entries[:3])
    for phase in Phase:
        assert all(entry.phase is phase for entry in _pages(desk, now, Filters(phase=phase), 9))
    checks: list[tuple[Filters, Any]] = [
        (Filters(need=NeedKind.DEBT), lambda entry: entry.need is NeedKind.DEBT),
        (Filters(quarter="alt_inrath"), lambda entry: entry.quarter == "alt_inrath"),
        (Filters(language="tr"), lambda entry: entry.language == "tr"),
        (Filters(institution=VHS), lambda entry: entry.institution_id == VHS),
        (Filters(persons=somebody), lambda entry: entry.person_id in somebody),
        (Filters(persons=frozenset()), lambda entry: False),
        *((Filters(task=task), lambda entry, task=task: entry.due.task is task) for task in Task),
    ]
    for filters, fits in checks:
        assert _pages(desk, now, filters, 9) == [entry for entry in entries if fits(entry)], filters


@pytest.mark.parametrize(
    ("at", "hour", "task", "others"),
    [
        (15, 12, Task.AWAIT_ANSWER, Task.CHASE_ANSWER),
        (16, 12, Task.CHASE_ANSWER, Task.AWAIT_ANSWER),
        (20, 8, Task.ATTEND_APPOINTMENT, Task.RECORD_OUTCOME),
        (20, 10, Task.RECORD_OUTCOME, Task.ATTEND_APPOINTMENT),
    ],
)
def test_a_task_that_turns_into_another_is_found_under_the_new_one_only(
    desk: Desk, at: int, hour: int, task: Task, others: Task
) -> None:
    """Nothing was recorded meanwhile: the clock moved on."""
    story = Story().opened(0).forwarded(1)
    desk.record((story if at < 20 else story.agreed(3, for_day=20)).told)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        found = worklist.page(connection, moment(at, hour), (ANNA,), Filters(task=task)).entries
        assert worklist.page(connection, moment(at, hour), (ANNA,), Filters(task=others)).entries == []
    assert [entry.due.task for entry in found if entry.due] == [task]


def test_the_load_of_a_team_adds_up(busy: tuple[Desk, History]) -> None:
    desk, history = busy
    now = moment(history.today)
    with desk.views.reading() as connection:
        loads = worklist.loads(connection, now)
        for who, load in loads.items():
            counts = worklist.counts(connection, now, (who,))
            assert load == (counts.active, counts.overdue, counts.due_today)
        assert sum(load.active for load in loads.values()) == worklist.counts(connection, now, None).active
        assert set(worklist.loads(connection, now, (ANNA,))) == {ANNA}


@pytest.mark.parametrize("cursor", ["", "x", "????", "bnVsbA", "WzEsMl0", "WyIyMDI2LTEzLTAxIiwiMDAiXQ"])
def test_a_made_up_place_in_the_list_is_refused(desk: Desk, cursor: str) -> None:
    with desk.views.reading() as connection, pytest.raises(BadCursor):
        worklist.page(connection, moment(0), (ANNA,), after=cursor)


def test_overdue_begins_at_midnight_in_the_office(desk: Desk) -> None:
    """Not at midnight in Greenwich."""
    desk.record(Story().opened(0).told)
    desk.runner.catch_up()
    last_minute = datetime(2026, 11, 9, 23, 59, tzinfo=LOCAL)
    assert last_minute.date() == day(7)
    with desk.views.reading() as connection:
        counted = [worklist.counts(connection, last_minute + timedelta(minutes=m), (ANNA,))[:3] for m in (0, 1)]
        in_greenwich = worklist.counts(connection, datetime(2026, 11, 9, 22, 59, tzinfo=UTC), (ANNA,))
    assert counted == [(1, 0, 1), (1, 1, 0)]
    assert in_greenwich.overdue == 0


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_day_on_which_the_clocks_change_is_one_day(desk: Desk, change: date) -> None:
    """Its appointments lie on it, from its first minute to its last, though it has 23 or 25 hours."""
    times = [
        datetime.combine(change, datetime.min.time(), LOCAL),
        datetime.combine(change, datetime.min.time(), LOCAL).replace(hour=23, minute=59),
        datetime.combine(change + timedelta(days=1), datetime.min.time(), LOCAL),
        datetime.combine(change, datetime.min.time(), LOCAL).astimezone(UTC) - timedelta(minutes=1),
    ]
    story = Story().opened(0)
    for number, starts_at in enumerate(times):
        story.then(
            e.AppointmentAgreed,
            0,
            appointment_id=uuid5(SPACE, str(number)),
            starts_at=starts_at.astimezone(UTC),
            language="de",
            company=Company.ALONE,
        )
    desk.record(story.told)
    desk.runner.catch_up()
    noon = datetime.combine(change, datetime.min.time(), LOCAL).replace(hour=12)
    with desk.views.reading() as connection:
        found = worklist.appointments_on(connection, change, noon, (ANNA,))
        begun = worklist.open_outcomes(connection, noon, (ANNA,))
    assert [each.starts_at for each in found] == [times[0], times[1]]
    assert [each.starts_at for each in begun] == [times[3], times[0]]


def test_an_appointment_that_ended_is_no_appointment_of_today(desk: Desk) -> None:
    """Kept, or left behind by a closed referral: neither list shows it."""
    story = Story().opened(0).forwarded(1).agreed(3, for_day=10)
    other = [replace(event, originator_id=NEXT) for event in story.told]
    other.append(
        e.ReferralClosed(
            originator_id=NEXT,
            originator_version=4,
            occasion=on(4),
            outcome=Outcome.MOVED_AWAY,
            decided_by=Party.PERSON,
        )
    )
    desk.record([*story.told, *other])
    desk.runner.catch_up()
    now = moment(10, 8)
    with desk.views.reading() as connection:
        assert [each.entry.id for each in worklist.appointments_on(connection, day(10), now, None)] == [
            story.referral.id
        ]
        assert worklist.counts(connection, now, None) == Counts(1, 0, 1, 1, 0, 0, 1)
    desk.record(story.kept(10).told[-1:])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert worklist.appointments_on(connection, day(10), now, None) == []
        assert worklist.counts(connection, now, None).appointments_today == 0
