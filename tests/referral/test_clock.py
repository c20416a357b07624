"""Whose turn it is, and until when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from referrals.calendar import days_after, is_working_day, working_days_after
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.clock import Task, due, is_overdue, turn
from referrals.referral.codes import Party, Phase
from tests.cast import RELEASE, Story, day, on
from tests.referral.test_every_step_of_the_table import STORIES


@pytest.mark.parametrize(
    ("phase", "task", "owner", "number"),
    [
        (Phase.OPENED, Task.FORWARD, Party.CASE_MANAGER, 7),
        (Phase.FORWARDED, Task.AWAIT_ANSWER, Party.INSTITUTION, 15),
        (Phase.ACCEPTED, Task.AGREE_APPOINTMENT, Party.CASE_MANAGER, 14),
        (Phase.WAITLISTED, Task.REVIEW_WAITLIST, Party.CASE_MANAGER, 30),
        (Phase.DECLINED, Task.DECIDE_AFTER_DECLINE, Party.CASE_MANAGER, 7),
        (Phase.IN_SERVICE, Task.FOLLOW_UP, Party.CASE_MANAGER, 17),
        (Phase.PAUSED, Task.RESUME, Party.CASE_MANAGER, 40),
    ],
)
def test_every_active_phase_names_a_next_owner_and_a_day(phase: Phase, task: Task, owner: Party, number: int) -> None:
    """Day 0 is Monday, 2 November 2026; weekends move a day on to Monday."""
    found = due(STORIES[phase]().referral)
    assert found is not None
    assert (found.task, found.owner, found.on) == (task, owner, day(number))


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.VOID])
def test_nothing_is_due_when_no_work_remains(phase: Phase) -> None:
    """Tasks are derived; nothing stays to tick off."""
    assert due(STORIES[phase]().referral) is None


def test_an_agreed_appointment_is_the_next_thing() -> None:
    """Whatever the phase waits for."""
    found = due(Story().opened().forwarded().agreed(3, for_day=10).referral)
    assert found is not None
    assert (found.task, found.on) == (Task.ATTEND_APPOINTMENT, day(10))


def test_two_days_after_a_missed_appointment_somebody_calls() -> None:
    """Day 10 is a Thursday; two days on is a Saturday, so Monday."""
    story = Story().opened().forwarded().agreed(3, for_day=10)
    story.then(e.AppointmentMissed, 10, appointment_id=story.referral.appointments[0].id, by=Party.PERSON)
    found = due(story.referral)
    assert found is not None
    assert (found.task, found.on) == (Task.CALL_AFTER_MISSED, day(14))


def test_fourteen_days_after_a_kept_appointment_is_a_follow_up() -> None:
    """And a follow-up of one's own choice replaces it."""
    story = Story().opened().forwarded().agreed(3, for_day=10).kept()
    found = due(story.referral)
    assert found is not None
    assert (found.task, found.on) == (Task.FOLLOW_UP, day(24))
    story.then(e.FollowUpSet, 11, due_on=day(50))
    again = due(story.referral)
    assert again is not None
    assert again.on == day(50)


def test_a_withdrawn_release_asks_on_the_same_day() -> None:
    """Before anything else."""
    story = Story().opened().forwarded().agreed().then(e.ForwardingStopped, 5, release_id=RELEASE)
    found = due(story.referral)
    assert found is not None
    assert (found.task, found.on) == (Task.DECIDE_AFTER_WITHDRAWAL, day(5))


def test_an_institution_that_does_not_answer_leaves_it_to_the_case_manager() -> None:
    """The receiving side never answers, and somebody sees it."""
    found = due(Story().opened().forwarded().referral)
    assert found is not None
    assert turn(found.task, found.owner, found.on, found.on).owner is Party.INSTITUTION
    late = turn(found.task, found.owner, found.on, found.on + timedelta(days=1))
    assert (late.owner, late.task) == (Party.CASE_MANAGER, Task.CHASE_ANSWER)


def test_overdue_begins_at_midnight() -> None:
    """Not before the day has passed."""
    assert not is_overdue(day(5), day(5))
    assert is_overdue(day(5), day(6))
    assert not is_overdue(None, day(6))


@pytest.mark.parametrize(
    "holiday",
    [date(2026, 1, 1), date(2026, 4, 3), date(2026, 6, 4), date(2026, 11, 1), date(2026, 12, 25), date(2027, 5, 6)],
    ids=["Neujahr", "Karfreitag", "Fronleichnam", "Allerheiligen", "Weihnachten", "Christi Himmelfahrt"],
)
def test_nobody_works_on_a_holiday_of_north_rhine_westphalia(holiday: date) -> None:
    """Corpus Christi and All Saints are holidays here and not everywhere."""
    assert not is_working_day(holiday)


def test_working_days_jump_over_weekend_and_holidays() -> None:
    """From Wednesday before Easter: Thursday, then Tuesday."""
    assert working_days_after(date(2026, 4, 1), 2) == date(2026, 4, 7)
    assert days_after(date(2026, 4, 1), 2) == date(2026, 4, 7)


@pytest.mark.parametrize("month", [3, 10])
def test_a_day_is_a_local_day_on_both_sides_of_summer_time(month: int) -> None:
    """Half past midnight in Krefeld is yesterday in UTC, by one hour in winter and by two in summer."""
    change = {3: date(2026, 3, 29), 10: date(2026, 10, 25)}[month]
    for before_or_after in (-1, 1):
        local = datetime.combine(change + timedelta(days=before_or_after), time(0, 30), LOCAL)
        occasion = replace(on(0), recorded_at=local.astimezone(UTC))
        assert occasion.recorded_at.date() == local.date() - timedelta(days=1)
        assert occasion.recorded_on == local.date()
