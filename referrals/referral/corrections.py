"""Correction (Berichtigung), taking back, and voiding: new events that name the wrong ones; nothing is overwritten."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from referrals.event import head
from referrals.occasion import LOCAL, Occasion
from referrals.referral import events as e
from referrals.referral.appointments import check_length
from referrals.referral.codes import CorrectionReason, Outcome, Phase, VoidReason
from referrals.referral.refusals import (
    CannotClose,
    CannotCorrect,
    CannotForward,
    CannotRecordAppointment,
    CannotSetDay,
    CannotVoid,
)
from referrals.referral.state import Referral, corrected, effective, evolve
from referrals.referral.steps import ALLOWED_FROM
from referrals.refusal import WrongOrderOfTime
from referrals.release import Release
from referrals.sealing import Sealed

FIXED = frozenset(
    {
        "person_id",
        "need_id",
        "case_manager",
        "previous",
        "attempt",
        "release_id",
        "appointment_id",
        "confided",
    }
    | {
        "new_appointment_id",
        "next_referral",
        "giver",
        "receiver",
        "kept_back",
        "ground",
        "shared",
        "step",
        "field",
    }
    | {
        "institution_id",
        "offer_id",
        "message",
        "originator_id",
        "originator_version",
        "occasion",
        "requested_by",
    }
)
NOT_CORRECTED = (e.StepCorrected, e.StepTakenBack, e.VoidRequested, e.ReferralVoided, e.ForwardingStopped)
NOT_TAKEN_BACK = (e.ReferralVoided, e.ForwardingStopped)


def correct(
    told: Sequence[e.ReferralEvent],
    occasion: Occasion,
    *,
    step: int,
    field: str,
    value: str | None,
    sealed: Sealed | None,
    reason: CorrectionReason,
    release: Release | None = None,
) -> e.StepCorrected:
    """Put one field of an earlier step right; the order of time is checked again over the whole history.

    `release` is the one on which the step passed data on, for it has to hold on the corrected day too.
    """
    wrong = _step(told, step)
    if isinstance(wrong, NOT_CORRECTED) or field in FIXED:
        raise CannotCorrect.because_the_field_is_fixed(field)
    if field != "occurred_on" and field not in wrong.__struct_fields__:
        raise CannotCorrect.because_the_field_is_fixed(field)
    is_sealed = isinstance(getattr(wrong, field, None), Sealed) or field in ("note", "place", "text")
    if field == "text":
        _check_author(wrong, occasion)
    if is_sealed and value is not None:
        raise CannotCorrect.because_the_value_does_not_fit(field)
    correction = e.StepCorrected(
        **head(told[0].originator_id, told[-1].originator_version, occasion),
        step=step,
        field=field,
        value=value,
        sealed=sealed,
        reason=reason,
    )
    try:
        right = corrected(wrong, correction)
    except (ValueError, msgspec.ValidationError) as error:
        raise CannotCorrect.because_the_value_does_not_fit(field) from error
    if right == wrong:
        raise CannotCorrect.because_nothing_would_change()
    check_history([*told, correction], occasion.recorded_on)
    _check_step(right, field, release)
    return correction


def take_back(
    told: Sequence[e.ReferralEvent], occasion: Occasion, *, step: int, reason: CorrectionReason
) -> e.StepTakenBack:
    """Say that a step did not happen; what depends on it must be taken back first."""
    wrong = _step(told, step)
    if isinstance(wrong, e.ReferralOpened):
        raise CannotCorrect.because_it_begins_the_referral()
    _check_author(wrong, occasion)
    if isinstance(wrong, NOT_TAKEN_BACK):
        raise CannotCorrect.because_others_rely_on_it()
    if isinstance(wrong, e.ReferralClosed) and wrong.next_referral is not None:
        raise CannotCorrect.because_others_rely_on_it()
    back = e.StepTakenBack(
        **head(told[0].originator_id, told[-1].originator_version, occasion), step=step, reason=reason
    )
    check_history([*told, back], occasion.recorded_on)
    return back


def check_history(told: Sequence[e.ReferralEvent], today: date) -> None:
    """Whether the corrected history holds: every step allowed from its phase, in the order of time."""
    referral: Referral | None = None
    for event in effective(told):
        day = event.occasion.occurred_on
        if day > max(today, event.occasion.recorded_on):
            raise WrongOrderOfTime.because_it_lies_in_the_future()
        allowed = ALLOWED_FROM.get(type(event))
        if referral is not None and allowed is not None:
            if referral.phase not in allowed or not _appointment_fits(referral, event):
                raise CannotCorrect.because_the_history_would_not_hold(event.TOPIC)
            if day < referral.phase_since:
                raise WrongOrderOfTime.because_it_lies_before(referral.phase_since)
        referral = evolve(referral, event)


def request_void(referral: Referral, occasion: Occasion, *, reason: VoidReason) -> e.VoidRequested | e.ReferralVoided:
    """Void a referral; where data has left us already this only asks, and a second person agrees."""
    if referral.phase is Phase.VOID:
        raise CannotVoid.because_it_is_void()
    if referral.ever_forwarded:
        return e.VoidRequested(**head(referral.id, referral.version, occasion), reason=reason)
    return e.ReferralVoided(**head(referral.id, referral.version, occasion), reason=reason)


def agree_to_void(referral: Referral, occasion: Occasion, *, reason: VoidReason) -> e.ReferralVoided:
    """The second person agrees."""
    if referral.phase is Phase.VOID:
        raise CannotVoid.because_it_is_void()
    if referral.void_requested_by in (None, occasion.actor):
        raise CannotVoid.because_a_second_person_must_agree()
    return e.ReferralVoided(
        **head(referral.id, referral.version, occasion),
        reason=reason,
        requested_by=referral.void_requested_by,
    )


def correctable_fields(event: e.ReferralEvent) -> list[str]:
    """The fields of a step that a correction may change."""
    if isinstance(event, NOT_CORRECTED):
        return []
    return ["occurred_on", *(field for field in event.__struct_fields__ if field not in FIXED)]


def may_be_taken_back(told: Sequence[e.ReferralEvent], occasion: Occasion, step: int) -> bool:
    """Whether taking this step back would hold."""
    try:
        take_back(told, occasion, step=step, reason=CorrectionReason.TYPING_MISTAKE)
    except (CannotCorrect, WrongOrderOfTime):
        return False
    return True


def _check_author(wrong: e.ReferralEvent, occasion: Occasion) -> None:
    if isinstance(wrong, e.NoteTaken) and wrong.confided and wrong.occasion.actor != occasion.actor:
        raise CannotCorrect.because_it_was_confided_to_somebody_else()


def _check_step(right: e.ReferralEvent, field: str, release: Release | None) -> None:
    """What was asked of the step when it was taken is asked of its corrected field again."""
    day = right.occasion.occurred_on
    match right:
        case e.ReferralForwarded(release_id=UUID()) if field == "occurred_on":
            if release is None or not release.held_on(day):
                raise CannotForward.because_the_release_does_not_hold_on(day)
        case e.ReferralClosed(outcome=Outcome.OTHER, note=None) if field in ("outcome", "note"):
            raise CannotClose.because_other_needs_words()
        case e.ReferralWaitlisted() if field in ("review_on", "occurred_on") and right.review_on <= day:
            raise CannotSetDay.because_it_does_not_lie_ahead("review_on", day)
        case e.ReferralPaused() if field in ("resume_on", "occurred_on") and right.resume_on <= day:
            raise CannotSetDay.because_it_does_not_lie_ahead("resume_on", day)
        case e.FollowUpSet() if field in ("due_on", "occurred_on") and right.due_on < day:
            raise CannotSetDay.because_it_does_not_lie_ahead("due_on", day)
        case e.AppointmentProposed() | e.AppointmentAgreed() | e.AppointmentRescheduled():
            if field in ("starts_at", "occurred_on") and right.starts_at.astimezone(LOCAL).date() < day:
                raise CannotRecordAppointment.because_it_would_lie_before(day)
            if field == "minutes":
                check_length(right.minutes)


def _step(told: Sequence[e.ReferralEvent], step: int) -> e.ReferralEvent:
    for event in effective(told):
        if event.originator_version == step:
            return event
    raise CannotCorrect.because_there_is_no_such_step()


def _appointment_fits(referral: Referral, event: e.ReferralEvent) -> bool:
    match event:
        case e.AppointmentKept() | e.AppointmentMissed():
            appointment = referral.appointment(event.appointment_id)
            fits = appointment is not None and appointment.state.is_open
            return fits and appointment is not None and event.occasion.occurred_on >= appointment.starts_on
        case e.AppointmentCancelled() | e.AppointmentRescheduled():
            appointment = referral.appointment(event.appointment_id)
            return appointment is not None and appointment.state.is_open
        case e.ReferralClosed():
            return not referral.open_appointments
        case _:
            return True
