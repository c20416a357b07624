"""The course of a referral in the words of FHIR (Verlauf): its tasks, the state of its request, its appointments. Pure.

The table stands in the domain's specification (Gravity SDOH); where it is silent about an outcome, `ENDS` decides. No
edge leaves a final state of a task: whatever goes on after one is a new task on the same request.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.referral import events as e
from referrals.referral.codes import Outcome, Party, Phase
from referrals.referral.state import Appointment, AppointmentState, Referral, effective, evolve


class TaskStatus(StrEnum):
    """http://hl7.org/fhir/task-status, those that are used."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    FAILED = "failed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    IN_ERROR = "entered-in-error"

    @property
    def is_final(self) -> bool:
        """Whether nothing may follow."""
        return self in FINAL


FINAL = frozenset(
    {TaskStatus.REJECTED, TaskStatus.FAILED, TaskStatus.COMPLETED, TaskStatus.CANCELLED, TaskStatus.IN_ERROR}
)


class RequestStatus(StrEnum):
    """http://hl7.org/fhir/request-status, those that are used."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    REVOKED = "revoked"
    COMPLETED = "completed"
    IN_ERROR = "entered-in-error"


class End(NamedTuple):
    """How an outcome ends the task that is still open, and the request."""

    task: TaskStatus
    request: RequestStatus


REFUSED = End(TaskStatus.FAILED, RequestStatus.REVOKED)
"""The institution's no; a task that was never accepted reads rejected."""
WITHDRAWN = End(TaskStatus.CANCELLED, RequestStatus.REVOKED)
HELPED = End(TaskStatus.COMPLETED, RequestStatus.COMPLETED)

ENDS: Mapping[Outcome, End] = {
    Outcome.NEED_MET: HELPED,
    Outcome.PARTLY_MET: HELPED,
    Outcome.NOT_REACHED: End(TaskStatus.FAILED, RequestStatus.COMPLETED),
    Outcome.NO_LONGER_WANTED: WITHDRAWN,
    Outcome.RELEASE_WITHDRAWN: WITHDRAWN,
    Outcome.MOVED_AWAY: WITHDRAWN,
    Outcome.REFERRED_ON: WITHDRAWN,
    Outcome.NOT_ELIGIBLE: REFUSED,
    Outcome.NO_CAPACITY: REFUSED,
    Outcome.OFFER_ENDED: REFUSED,
    Outcome.OTHER: End(TaskStatus.CANCELLED, RequestStatus.COMPLETED),
}

WAITLIST = "waitlist"
APPOINTMENTS: Mapping[AppointmentState, str] = {
    AppointmentState.PROPOSED: "proposed",
    AppointmentState.AGREED: "booked",
    AppointmentState.KEPT: "fulfilled",
    AppointmentState.MISSED: "noshow",
    AppointmentState.CANCELLED: "cancelled",
    AppointmentState.RESCHEDULED: "cancelled",
}


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to have the request fulfilled; `phase` is ours when it last changed."""

    number: int
    status: TaskStatus
    phase: Phase
    reason: str | None = None  # only where a status wants one
    began_on: date
    changed_at: datetime
    ended_on: date | None = None  # until it is final


class Meeting(NamedTuple):
    """An appointment; `appointment` is None for the place on a waiting list, `by` while nobody called it off."""

    status: str
    appointment: Appointment | None
    by: Party | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A referral, told in the words of FHIR."""

    referral: Referral
    request: RequestStatus
    tasks: tuple[Task, ...]
    meetings: tuple[Meeting, ...]


class _Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known of the steps so far."""

    referral: Referral
    tasks: tuple[Task, ...]
    accepted: bool = False  # this task was, at some time
    reopened: bool = False  # nothing new was decided since
    waited: bool = False  # the last active phase was a waiting list
    off: tuple[tuple[UUID, Party], ...] = ()


def course(told: Sequence[e.ReferralEvent]) -> Course:
    """The course behind the events of one referral, corrections applied."""
    followed: _Followed | None = None
    for event in effective(told):
        followed = _opened(event) if followed is None else _followed(followed, event)
    assert followed is not None
    return Course(
        referral=followed.referral,
        request=_request(followed),
        tasks=followed.tasks,
        meetings=tuple(_meetings(followed)),
    )


def _opened(event: e.ReferralEvent) -> _Followed:
    referral = evolve(None, event)
    return _Followed(referral=referral, tasks=(_begun(1, TaskStatus.DRAFT, referral, event),))


def _followed(before: _Followed, event: e.ReferralEvent) -> _Followed:
    referral = evolve(before.referral, event)
    after = replace(before, referral=referral)
    match event:
        case e.AppointmentMissed() | e.AppointmentCancelled() | e.AppointmentRescheduled():
            after = replace(after, off=(*after.off, (event.appointment_id, event.by)))
        case e.ReferralForwarded():
            after = replace(after, accepted=False)
        case _:
            pass
    if referral.phase is before.referral.phase and not isinstance(event, e.ReferralForwarded):
        return after
    reopened = isinstance(event, e.ReferralReopened)
    accepted = after.accepted or referral.phase in (Phase.ACCEPTED, Phase.IN_SERVICE)
    waited = referral.phase is Phase.WAITLISTED or (after.waited and not referral.phase.is_active)
    after = replace(after, accepted=accepted, reopened=reopened, waited=waited)
    return replace(after, tasks=_tasks(after, event, anew=reopened))


def _tasks(followed: _Followed, event: e.ReferralEvent, *, anew: bool) -> tuple[Task, ...]:
    """The last task moves; after a final one, and after a reopening, a new one begins."""
    referral, (*earlier, last) = followed.referral, followed.tasks
    if referral.phase is Phase.VOID:
        return tuple(_moved(each, TaskStatus.IN_ERROR, None, referral, event) for each in followed.tasks)
    status, reason = _status(followed)
    if anew or (last.status.is_final and not status.is_final):
        return (*followed.tasks, replace(_begun(last.number + 1, status, referral, event), reason=reason))
    if last.status.is_final:
        return followed.tasks
    return (*earlier, _moved(last, status, reason, referral, event))


def _status(followed: _Followed) -> tuple[TaskStatus, str | None]:
    """What the task reads in the phase of the referral, and why where that has to be said."""
    referral = followed.referral
    match referral.phase:
        case Phase.OPENED:
            return TaskStatus.DRAFT, None
        case Phase.FORWARDED:
            return TaskStatus.REQUESTED, None
        case Phase.ACCEPTED:
            return TaskStatus.ACCEPTED, None
        case Phase.WAITLISTED:
            return (TaskStatus.ON_HOLD if followed.accepted else TaskStatus.REQUESTED), WAITLIST
        case Phase.IN_SERVICE:
            return TaskStatus.IN_PROGRESS, None
        case Phase.PAUSED:
            return TaskStatus.ON_HOLD, "paused"
        case Phase.DECLINED if followed.reopened:
            return TaskStatus.DRAFT, None
        case Phase.DECLINED:
            return (TaskStatus.FAILED if followed.accepted else TaskStatus.REJECTED), "declined"
        case _:
            assert referral.outcome is not None
            end = ENDS[referral.outcome].task
            refused = ENDS[referral.outcome] is REFUSED and not followed.accepted
            return (TaskStatus.REJECTED if refused else end), referral.outcome.value


def _request(followed: _Followed) -> RequestStatus:
    referral = followed.referral
    match referral.phase:
        case Phase.PAUSED:
            return RequestStatus.ON_HOLD
        case Phase.DECLINED if not followed.reopened:
            return RequestStatus.REVOKED
        case Phase.CLOSED:
            assert referral.outcome is not None
            return ENDS[referral.outcome].request
        case Phase.VOID:
            return RequestStatus.IN_ERROR
        case _:
            return RequestStatus.ACTIVE


def _meetings(followed: _Followed) -> Iterable[Meeting]:
    phase, off = followed.referral.phase, dict(followed.off)
    for each in followed.referral.appointments:
        status = APPOINTMENTS[each.state]
        if phase is Phase.CLOSED and each.state.is_open:
            status = "cancelled"
        yield Meeting(TaskStatus.IN_ERROR.value if phase is Phase.VOID else status, each, off.get(each.id))
    if followed.waited:
        ended = {Phase.CLOSED: "cancelled", Phase.VOID: TaskStatus.IN_ERROR.value}
        yield Meeting(ended.get(phase, WAITLIST), None)


def _begun(number: int, status: TaskStatus, referral: Referral, event: e.ReferralEvent) -> Task:
    return Task(
        number=number,
        status=status,
        phase=referral.phase,
        began_on=event.occasion.occurred_on,
        changed_at=event.occasion.recorded_at,
    )


def _moved(task: Task, status: TaskStatus, reason: str | None, referral: Referral, event: e.ReferralEvent) -> Task:
    return replace(
        task,
        status=status,
        reason=reason,
        phase=referral.phase,
        changed_at=event.occasion.recorded_at,
        ended_on=(task.ended_on or event.occasion.occurred_on) if status.is_final else None,
    )
