"""Appointment (Termin): proposed, agreed, kept, missed, cancelled, rescheduled; a small machine of its own."""

from datetime import datetime
from uuid import UUID

from referrals.event import head
from referrals.occasion import LOCAL, Occasion
from referrals.referral import events as e
from referrals.referral.codes import Company, Party
from referrals.referral.refusals import CannotRecordAppointment
from referrals.referral.state import Appointment, AppointmentState, Referral
from referrals.referral.steps import check, check_day
from referrals.sealing import Sealed

LEAST_MINUTES, MOST_MINUTES = 5, 12 * 60
"""How long an appointment takes, where somebody says."""


def propose(
    referral: Referral,
    occasion: Occasion,
    *,
    appointment_id: UUID,
    starts_at: datetime,
    place: Sealed | None,
    language: str,
    company: Company,
    minutes: int | None = None,
) -> e.AppointmentProposed:
    """Offer a time."""
    check(referral, e.AppointmentProposed, occasion)
    _check_start(occasion, starts_at)
    check_length(minutes)
    return e.AppointmentProposed(
        **head(referral.id, referral.version, occasion),
        appointment_id=appointment_id,
        starts_at=starts_at,
        place=place,
        language=language,
        company=company,
        minutes=minutes,
    )


def agree(
    referral: Referral,
    occasion: Occasion,
    *,
    appointment_id: UUID,
    starts_at: datetime,
    place: Sealed | None,
    language: str,
    company: Company,
    minutes: int | None = None,
) -> e.AppointmentAgreed:
    """Settle a time, whether it was proposed before or not."""
    check(referral, e.AppointmentAgreed, occasion)
    _check_start(occasion, starts_at)
    check_length(minutes)
    known = referral.appointment(appointment_id)
    if known is not None and known.state is not AppointmentState.PROPOSED:
        raise CannotRecordAppointment.because_it_is_settled(known.state)
    return e.AppointmentAgreed(
        **head(referral.id, referral.version, occasion),
        appointment_id=appointment_id,
        starts_at=starts_at,
        place=place,
        language=language,
        company=company,
        minutes=minutes,
    )


def keep(
    referral: Referral, occasion: Occasion, *, appointment_id: UUID, note: Sealed | None = None
) -> e.AppointmentKept:
    """The person was there."""
    appointment = _agreed(referral, appointment_id)
    check(referral, e.AppointmentKept, occasion)
    check_day(occasion, appointment.made_on)
    if occasion.occurred_on < appointment.starts_on:
        raise CannotRecordAppointment.because_it_lies_ahead(appointment.starts_at)
    return e.AppointmentKept(**head(referral.id, referral.version, occasion), appointment_id=appointment_id, note=note)


def miss(
    referral: Referral, occasion: Occasion, *, appointment_id: UUID, by: Party, note: Sealed | None = None
) -> e.AppointmentMissed:
    """It is past, and did not take place."""
    appointment = _agreed(referral, appointment_id)
    check(referral, e.AppointmentMissed, occasion)
    check_day(occasion, appointment.made_on)
    if appointment.starts_at > occasion.recorded_at or occasion.occurred_on < appointment.starts_on:
        raise CannotRecordAppointment.because_it_lies_ahead(appointment.starts_at)
    return e.AppointmentMissed(
        **head(referral.id, referral.version, occasion), appointment_id=appointment_id, by=by, note=note
    )


def cancel(referral: Referral, occasion: Occasion, *, appointment_id: UUID, by: Party) -> e.AppointmentCancelled:
    """Call it off."""
    appointment = _open(referral, appointment_id)
    check(referral, e.AppointmentCancelled, occasion)
    check_day(occasion, appointment.made_on)
    return e.AppointmentCancelled(**head(referral.id, referral.version, occasion), appointment_id=appointment_id, by=by)


def reschedule(
    referral: Referral,
    occasion: Occasion,
    *,
    appointment_id: UUID,
    by: Party,
    new_appointment_id: UUID,
    starts_at: datetime,
    place: Sealed | None,
    language: str,
    company: Company,
    minutes: int | None = None,
) -> e.AppointmentRescheduled:
    """Move it to a new time."""
    appointment = _open(referral, appointment_id)
    check(referral, e.AppointmentRescheduled, occasion)
    check_day(occasion, appointment.made_on)
    _check_start(occasion, starts_at)
    check_length(minutes)
    return e.AppointmentRescheduled(
        **head(referral.id, referral.version, occasion),
        appointment_id=appointment_id,
        by=by,
        new_appointment_id=new_appointment_id,
        starts_at=starts_at,
        place=place,
        language=language,
        company=company,
        minutes=minutes,
    )


def check_length(minutes: int | None) -> None:
    """Whether an appointment can take so long."""
    if minutes is not None and not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise CannotRecordAppointment.because_it_cannot_take_so_long(LEAST_MINUTES, MOST_MINUTES)


def _open(referral: Referral, appointment_id: UUID) -> Appointment:
    appointment = referral.appointment(appointment_id)
    if appointment is None:
        raise CannotRecordAppointment.because_it_is_unknown()
    if not appointment.state.is_open:
        raise CannotRecordAppointment.because_it_is_settled(appointment.state)
    return appointment


def _agreed(referral: Referral, appointment_id: UUID) -> Appointment:
    appointment = _open(referral, appointment_id)
    if appointment.state is not AppointmentState.AGREED:
        raise CannotRecordAppointment.because_it_is_not_agreed()
    return appointment


def _check_start(occasion: Occasion, starts_at: datetime) -> None:
    if starts_at.astimezone(LOCAL).date() < occasion.occurred_on:
        raise CannotRecordAppointment.because_it_would_lie_before(occasion.occurred_on)
