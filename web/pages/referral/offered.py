"""Offered (Was jetzt geht): the steps that are possible now, the most likely one first."""

from referrals.referral.clock import Task, due
from referrals.referral.codes import Phase
from referrals.referral.state import Referral
from web import desk
from web.pages.referral import answers, appointments, closing, forwarding, resting, voiding
from web.pages.referral.steps import Step
from web.pages.referral.still_open import Offer, offer, open_appointments
from web.parts import now, staff

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
WHILE_RESTRICTED = (closing.CLOSING, voiding.VOID)
"""What ends the matter while the data may only be kept (Art. 18 GDPR)."""
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
BEFORE_AN_APPOINTMENT: dict[Phase, Step] = {
    Phase.FORWARDED: answers.ACCEPTANCE,
    Phase.WAITLISTED: answers.ACCEPTANCE,
}
"""What is still open while an appointment lies ahead; else there is only something to note."""


def steps_now(referral: Referral, back: str = "") -> list[Offer]:
    """Every step the state allows; the first one is what is to be done next."""
    if desk.restricted_among([referral.person_id]):
        ending = [step for step in WHILE_RESTRICTED if step.is_possible(referral)]
        return [offer(step, step.address(referral, back)) for step in ending]
    found = [step for step in ORDER if step.is_possible(referral)]
    first = _likely(referral)
    if first in found:
        found.remove(first)
        found.insert(0, first)
    listed = [offer(step, step.address(referral, back)) for step in found]
    pressing = _about_an_appointment(referral, first, back)
    return [pressing, *listed] if pressing else listed


def _about_an_appointment(referral: Referral, likely: Step | None, back: str) -> Offer | None:
    """An appointment that has begun has an outcome; before another is made, the proposed one is confirmed."""
    opened = open_appointments(referral, back)
    begun = [each for each in opened if each.appointment.starts_at <= now()]
    wanted = [(each, appointments.KEPT) for each in begun]
    if likely is appointments.APPOINTMENT:
        wanted += [(each, appointments.AGREEMENT) for each in opened]
    pairs = ((found, step) for each, step in wanted for found in each.offers)
    return next((found for found, step in pairs if found.endpoint == step.endpoint), None)


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
    if found.task is Task.ATTEND_APPOINTMENT:
        return BEFORE_AN_APPOINTMENT.get(referral.phase, resting.NOTE)
    return LIKELY.get(found.task)
