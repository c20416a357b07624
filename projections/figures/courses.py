"""Courses (Verläufe): what of a referral is counted: how far it came and on which days; its forwardings and visits.

A course is told in today's words: corrected steps count as corrected, steps taken back and wrong entries not at all.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.codes import DeclineReason, Outcome, Party, Phase
from referrals.referral.state import AppointmentState, effective


class Forwarding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One forwarding, and what came of it."""

    institution_id: UUID
    on: date
    answered_on: date | None = None  # until the institution has answered
    dropped_on: date | None = None  # while somebody waits for an answer
    reason: DeclineReason | None = None  # declined only
    declined_by: Party | None = None  # declined only


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One appointment, its local day, and the institution that it was with."""

    id: UUID
    on: date
    state: AppointmentState
    institution_id: UUID | None = None  # before an institution was chosen


class Course(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A referral as it is counted."""

    person_id: UUID
    need_id: UUID
    need: NeedKind
    quarter: str
    language: str
    case_manager: UUID
    opened_on: date
    phase: Phase
    since: date
    attempt: int = 1
    before: Phase | None = None  # paused or closed only
    institution_id: UUID | None = None  # until one is chosen
    accepted: bool = False
    started: bool = False
    kept_on: date | None = None  # the first kept appointment
    closed_on: date | None = None  # until closed
    outcome: Outcome | None = None  # until closed
    decided_by: Party | None = None  # until closed
    forwardings: tuple[Forwarding, ...] = ()
    visits: tuple[Visit, ...] = ()

    @property
    def stage(self) -> int:
        """How far it came on the way opened (0), forwarded, accepted, kept, need met (4), no stage left out."""
        helped = self.kept_on is not None or self.started
        met = self.outcome is Outcome.NEED_MET
        stage = 0
        for reached in (bool(self.forwardings), self.accepted or bool(self.visits) or helped, helped, met):
            if not reached:
                break
            stage += 1
        return stage


def fold(course: Course | None, event: e.ReferralEvent) -> Course:
    """The course after one more event, which corrects nothing."""
    if isinstance(event, e.ReferralOpened):
        return _opened(event)
    assert course is not None
    step = _STEPS.get(type(event))
    return course if step is None else step(course, event)


def refold(told: Sequence[e.ReferralEvent]) -> Course | None:
    """The course behind a corrected stream."""
    course: Course | None = None
    for event in effective(told):
        course = fold(course, event)
    return course


def _opened(event: e.ReferralOpened) -> Course:
    day = event.occasion.occurred_on
    return Course(
        person_id=event.person_id,
        need_id=event.need_id,
        need=event.need,
        quarter=event.quarter,
        language=event.language,
        case_manager=event.case_manager,
        opened_on=day,
        phase=Phase.OPENED,
        since=day,
        attempt=event.attempt,
        institution_id=event.institution_id,
    )


def _forwarded(c: Course, event: e.ReferralForwarded) -> Course:
    day = event.occasion.occurred_on
    new = Forwarding(institution_id=event.institution_id, on=day)
    return replace(
        c,
        phase=Phase.FORWARDED,
        since=day,
        institution_id=event.institution_id,
        forwardings=(*_dropped(c, day).forwardings, new),
    )


def _answered(c: Course, event: e.ReferralEvent) -> Course:
    """The institution's first answer: yes, later, no, or a time."""
    last = c.forwardings[-1] if c.forwardings else None
    if last is None or last.answered_on is not None:
        return c
    return _last(c, answered_on=event.occasion.occurred_on, dropped_on=None)


def _dropped(c: Course, day: date) -> Course:
    """Nobody waits for the answer any more."""
    last = c.forwardings[-1] if c.forwardings else None
    if last is None or last.answered_on is not None or last.dropped_on is not None:
        return c
    return _last(c, dropped_on=day)


def _last(c: Course, **changes: Any) -> Course:
    return replace(c, forwardings=(*c.forwardings[:-1], replace(c.forwardings[-1], **changes)))


def _accepted(c: Course, event: e.ReferralAccepted) -> Course:
    return replace(_answered(c, event), accepted=True, phase=Phase.ACCEPTED, since=event.occasion.occurred_on)


def _waitlisted(c: Course, event: e.ReferralWaitlisted) -> Course:
    return replace(_answered(c, event), phase=Phase.WAITLISTED, since=event.occasion.occurred_on)


def _declined(c: Course, event: e.ReferralDeclined) -> Course:
    day = event.occasion.occurred_on
    told = _answered(c, event) if event.decided_by is Party.INSTITUTION else _dropped(c, day)
    if told.forwardings:
        told = _last(told, reason=event.reason, declined_by=event.decided_by)
    return replace(told, phase=Phase.DECLINED, since=day)


def _started(c: Course, event: e.ServiceStarted) -> Course:
    return replace(c, started=True, phase=Phase.IN_SERVICE, since=event.occasion.occurred_on)


def _paused(c: Course, event: e.ReferralPaused) -> Course:
    return replace(c, before=c.phase, phase=Phase.PAUSED, since=event.occasion.occurred_on)


def _resumed(c: Course, event: e.ReferralResumed) -> Course:
    return replace(c, phase=c.before or Phase.ACCEPTED, before=None, since=event.occasion.occurred_on)


def _closed(c: Course, event: e.ReferralClosed) -> Course:
    day = event.occasion.occurred_on
    return replace(
        _dropped(c, day),
        phase=Phase.CLOSED,
        since=day,
        before=c.before if c.phase is Phase.PAUSED else c.phase,
        closed_on=day,
        outcome=event.outcome,
        decided_by=event.decided_by,
    )


def _reopened(c: Course, event: e.ReferralReopened) -> Course:
    """It counts as if it had never been closed; whoever had not answered then is waited for again."""
    phase = c.before or Phase.OPENED
    waits = phase is Phase.FORWARDED and c.forwardings and c.forwardings[-1].dropped_on is not None
    told = _last(c, dropped_on=None) if waits else c
    ended: dict[str, Any] = {"closed_on": None, "outcome": None, "decided_by": None}
    return replace(told, phase=phase, since=event.occasion.occurred_on, before=None, **ended)


def _voided(c: Course, event: e.ReferralVoided) -> Course:
    return replace(c, phase=Phase.VOID, since=event.occasion.occurred_on)


def _handed_over(c: Course, event: e.ReferralHandedOver) -> Course:
    return replace(c, case_manager=event.receiver)


def _proposed(c: Course, event: e.AppointmentProposed) -> Course:
    return _made(_answered(c, event), event, event.appointment_id, AppointmentState.PROPOSED)


def _agreed(c: Course, event: e.AppointmentAgreed) -> Course:
    return _made(_answered(c, event), event, event.appointment_id, AppointmentState.AGREED)


def _rescheduled(c: Course, event: e.AppointmentRescheduled) -> Course:
    moved = _moved(c, event.appointment_id, AppointmentState.RESCHEDULED)
    return _made(moved, event, event.new_appointment_id, AppointmentState.AGREED)


def _kept(c: Course, event: e.AppointmentKept) -> Course:
    day = event.occasion.occurred_on
    first = day if c.kept_on is None else min(c.kept_on, day)
    moved = _moved(c, event.appointment_id, AppointmentState.KEPT)
    return replace(moved, kept_on=first, phase=Phase.IN_SERVICE, since=day)


def _missed(c: Course, event: e.AppointmentMissed) -> Course:
    return _moved(c, event.appointment_id, AppointmentState.MISSED)


def _cancelled(c: Course, event: e.AppointmentCancelled) -> Course:
    return _moved(c, event.appointment_id, AppointmentState.CANCELLED)


def _made(
    c: Course,
    event: e.AppointmentProposed | e.AppointmentAgreed | e.AppointmentRescheduled,
    appointment_id: UUID,
    state: AppointmentState,
) -> Course:
    on = event.starts_at.astimezone(LOCAL).date()
    made = Visit(id=appointment_id, on=on, state=state, institution_id=c.institution_id)
    return replace(c, visits=(*(visit for visit in c.visits if visit.id != appointment_id), made))


def _moved(c: Course, appointment_id: UUID, state: AppointmentState) -> Course:
    visits: Iterable[Visit] = (replace(v, state=state) if v.id == appointment_id else v for v in c.visits)
    return replace(c, visits=tuple(visits))


_STEPS: dict[type[Any], Callable[[Course, Any], Course]] = {
    e.ReferralForwarded: _forwarded,
    e.ReferralAccepted: _accepted,
    e.ReferralWaitlisted: _waitlisted,
    e.ReferralDeclined: _declined,
    e.ServiceStarted: _started,
    e.ReferralPaused: _paused,
    e.ReferralResumed: _resumed,
    e.ReferralClosed: _closed,
    e.ReferralReopened: _reopened,
    e.ReferralVoided: _voided,
    e.ReferralHandedOver: _handed_over,
    e.AppointmentProposed: _proposed,
    e.AppointmentAgreed: _agreed,
    e.AppointmentRescheduled: _rescheduled,
    e.AppointmentKept: _kept,
    e.AppointmentMissed: _missed,
    e.AppointmentCancelled: _cancelled,
}
COUNTED: tuple[type[e.ReferralEvent], ...] = (e.ReferralOpened, *_STEPS)
