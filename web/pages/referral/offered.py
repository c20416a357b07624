"""Offered (Was jetzt geht): the steps that are possible now, the most likely one first."""

from typing import NamedTuple

from referrals.referral.clock import Task, due, outcome_is_missing
from referrals.referral.codes import Phase
from referrals.referral.state import Appointment, Referral
from web.language import _
from web.pages.referral import answers, appointments, closing, forwarding, resting, voiding
from web.pages.referral.steps import Step
from web.parts import now, staff, today


class Offer(NamedTuple):
    """A step as a link; `endpoint` names it."""

    endpoint: str
    label: str
    address: str


class OpenAppointment(NamedTuple):
    """An appointment without an outcome, and what can be recorded about it."""

    appointment: Appointment
    outcome_missing: bool
    offers: list[Offer]


ORDER: tuple[Step, ...] = (
    forwarding.FORWARDING,
    answers.ACCEPTANCE,
    answers.WAITING_LIST,
    answers.REFUSAL,
    appointments.APPOINTMENT,
    resting.SERVICE_START,
    resting.RESUMPTION,
    resting.CONTINUATION,
    closing.REFERRING_ON,
    closing.REOPENING,
    resting.FOLLOW_UP,
    resting.NOTE,
    resting.PAUSE,
    closing.CLOSING,
    voiding.VOID,
)
LIKELY: dict[Task, Step] = {
    Task.FORWARD: forwarding.FORWARDING,
    Task.AWAIT_ANSWER: answers.ACCEPTANCE,
    Task.CHASE_ANSWER: answers.ACCEPTANCE,
    Task.AGREE_APPOINTMENT: appointments.APPOINTMENT,
    Task.REVIEW_WAITLIST: answers.ACCEPTANCE,
    Task.DECIDE_AFTER_DECLINE: closing.REFERRING_ON,
    Task.CALL_AFTER_MISSED: appointments.APPOINTMENT,
    Task.FOLLOW_UP: closing.CLOSING,
    Task.RESUME: resting.RESUMPTION,
    Task.DECIDE_AFTER_WITHDRAWAL: resting.CONTINUATION,
}
AFTER_A_FOLLOW_UP: dict[Phase, Step] = {
    Phase.OPENED: forwarding.FORWARDING,
    Phase.FORWARDED: answers.ACCEPTANCE,
    Phase.WAITLISTED: answers.ACCEPTANCE,
    Phase.ACCEPTED: appointments.APPOINTMENT,
    Phase.DECLINED: closing.REFERRING_ON,
    Phase.PAUSED: resting.RESUMPTION,
}


def steps_now(referral: Referral) -> list[Offer]:
    """Every step the state allows; the first one is the most likely."""
    found = [step for step in ORDER if step.is_possible(referral)]
    first = _likely(referral)
    if first in found:
        found.remove(first)
        found.insert(0, first)
    listed = [Offer(step.endpoint, _(step.title), step.address(referral)) for step in found]
    due_now = [o for each in open_appointments(referral) for o in each.offers if o.endpoint == "kept"]
    return [*due_now, *listed]


def open_appointments(referral: Referral) -> list[OpenAppointment]:
    """Each open appointment with what can become of it now."""
    if not referral.phase.is_active:
        return []
    return [
        OpenAppointment(
            appointment,
            appointment.starts_at < now() and outcome_is_missing(referral, now()),
            [
                Offer(step.endpoint, _(step.title), step.address_for(referral, appointment))
                for step in appointments.OUTCOMES
                if step.is_open_for(referral, appointment)
            ],
        )
        for appointment in referral.open_appointments
    ]


def waits_for_a_second_person(referral: Referral) -> bool:
    """Whether somebody asked to void it, and it is still open."""
    return referral.void_requested_by is not None and referral.phase is not Phase.VOID


def may_agree(referral: Referral) -> bool:
    """Whether this worker can be the second person."""
    return waits_for_a_second_person(referral) and referral.void_requested_by != staff().staff_id


def _likely(referral: Referral) -> Step | None:
    found = due(referral)
    if found is None:
        return closing.REOPENING
    if found.task is Task.FOLLOW_UP and referral.phase in AFTER_A_FOLLOW_UP:
        return AFTER_A_FOLLOW_UP[referral.phase]
    if found.task is Task.ATTEND_APPOINTMENT and found.on > today():
        return resting.FOLLOW_UP
    return LIKELY.get(found.task)
