"""Whose turn it is, and until when: a pure function of the referral and the calendar; overdue is never stored."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from referrals.calendar import days_after, working_days_after
from referrals.referral.codes import Party, Phase
from referrals.referral.state import Referral


class Task(StrEnum):
    """What is to be done next."""

    FORWARD = "forward"
    AWAIT_ANSWER = "await_answer"
    CHASE_ANSWER = "chase_answer"
    AGREE_APPOINTMENT = "agree_appointment"
    REVIEW_WAITLIST = "review_waitlist"
    DECIDE_AFTER_DECLINE = "decide_after_decline"
    ATTEND_APPOINTMENT = "attend_appointment"
    RECORD_OUTCOME = "record_outcome"
    CALL_AFTER_MISSED = "call_after_missed"
    FOLLOW_UP = "follow_up"
    RESUME = "resume"
    DECIDE_AFTER_WITHDRAWAL = "decide_after_withdrawal"


class Due(msgspec.Struct, frozen=True):
    """The next task, its owner until the day, and the day."""

    task: Task
    owner: Party
    on: date


def due(referral: Referral) -> Due | None:
    """The next task of a referral; None when no work remains."""
    if not referral.phase.is_active:
        return None
    if referral.stopped is not None:
        return Due(Task.DECIDE_AFTER_WITHDRAWAL, Party.CASE_MANAGER, referral.last_visible_on or referral.phase_since)
    agreed = referral.next_agreed
    if agreed is not None:
        return Due(Task.ATTEND_APPOINTMENT, Party.CASE_MANAGER, agreed.starts_on)
    if referral.follow_up_on is not None:
        return Due(Task.FOLLOW_UP, Party.CASE_MANAGER, referral.follow_up_on)
    if referral.missed_on is not None:
        return Due(Task.CALL_AFTER_MISSED, Party.CASE_MANAGER, days_after(referral.missed_on, 2))
    return _by_phase(referral)


def _by_phase(referral: Referral) -> Due:
    since = referral.phase_since
    match referral.phase:
        case Phase.FORWARDED:
            return Due(Task.AWAIT_ANSWER, Party.INSTITUTION, working_days_after(since, 10))
        case Phase.ACCEPTED:
            return Due(Task.AGREE_APPOINTMENT, Party.CASE_MANAGER, days_after(since, 10))
        case Phase.WAITLISTED:
            return Due(Task.REVIEW_WAITLIST, Party.CASE_MANAGER, referral.review_on or days_after(since, 10))
        case Phase.DECLINED:
            return Due(Task.DECIDE_AFTER_DECLINE, Party.CASE_MANAGER, days_after(since, 3))
        case Phase.IN_SERVICE:
            return Due(Task.FOLLOW_UP, Party.CASE_MANAGER, days_after(since, 14))
        case Phase.PAUSED:
            return Due(Task.RESUME, Party.CASE_MANAGER, referral.resume_on or days_after(since, 14))
        case _:
            return Due(Task.FORWARD, Party.CASE_MANAGER, working_days_after(since, 5))


def turn(task: Task, owner: Party, on: date, today: date) -> Due:
    """Whose turn it is today: an institution that has not answered in time leaves it to the case manager."""
    if owner is Party.INSTITUTION and today > on:
        return Due(Task.CHASE_ANSWER, Party.CASE_MANAGER, on)
    return Due(task, owner, on)


def is_overdue(on: date | None, today: date) -> bool:
    """Whether the day has passed."""
    return on is not None and on < today


def outcome_is_missing(referral: Referral, now: datetime) -> bool:
    """An agreed appointment lies in the past without an outcome: derived, never an automatic no-show."""
    agreed = referral.next_agreed
    return referral.phase.is_active and agreed is not None and agreed.starts_at < now
