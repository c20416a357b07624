"""Still open (offene Termine): the appointments of a referral without an outcome, and what can become of each now."""

from typing import NamedTuple

from referrals.referral.clock import outcome_is_missing
from referrals.referral.state import Appointment, Referral
from web.language import _
from web.pages.referral import appointments
from web.pages.referral.steps import Step
from web.parts import now


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


def offer(step: Step, address: str) -> Offer:
    """The step as a link in the reader's language."""
    return Offer(step.endpoint, _(step.title), address)


def open_appointments(referral: Referral, back: str = "") -> list[OpenAppointment]:
    """Each open appointment with what can become of it now; `back` is where a step leads when it is recorded."""
    if not referral.phase.is_active:
        return []
    return [
        OpenAppointment(
            appointment,
            appointment.starts_at < now() and outcome_is_missing(referral, now()),
            [
                offer(step, step.address_for(referral, appointment, back))
                for step in appointments.OUTCOMES
                if step.is_open_for(referral, appointment)
            ],
        )
        for appointment in referral.open_appointments
    ]
