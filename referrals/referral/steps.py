"""The steps of a referral: pure decisions. Each returns the event to record, or refuses with a reason."""

from datetime import date
from uuid import UUID

from referrals.event import head
from referrals.gathering import GroupOffer
from referrals.need import NeedKind
from referrals.occasion import Occasion
from referrals.referral import events as e
from referrals.referral.codes import (
    ACTIVE,
    DeclineReason,
    HandoverReason,
    Party,
    PauseReason,
    Phase,
    Way,
)
from referrals.referral.refusals import (
    CannotHandOver,
    CannotPause,
    CannotSetDay,
    CannotTakeStep,
)
from referrals.referral.state import Referral
from referrals.refusal import WrongOrderOfTime
from referrals.sealing import Sealed

ALLOWED_FROM: dict[type[e.ReferralEvent], frozenset[Phase]] = {
    e.ReferralForwarded: frozenset({Phase.OPENED, Phase.DECLINED}),
    e.ReferralAccepted: frozenset({Phase.FORWARDED, Phase.WAITLISTED}),
    e.ReferralWaitlisted: frozenset({Phase.FORWARDED, Phase.ACCEPTED}),
    e.ReferralDeclined: frozenset({Phase.FORWARDED, Phase.WAITLISTED, Phase.ACCEPTED}),
    e.AppointmentProposed: frozenset({Phase.FORWARDED, Phase.ACCEPTED, Phase.WAITLISTED, Phase.IN_SERVICE}),
    e.AppointmentAgreed: frozenset({Phase.FORWARDED, Phase.ACCEPTED, Phase.WAITLISTED, Phase.IN_SERVICE}),
    e.AppointmentKept: ACTIVE,
    e.AppointmentMissed: ACTIVE,
    e.AppointmentCancelled: ACTIVE,
    e.AppointmentRescheduled: ACTIVE,
    e.ServiceStarted: frozenset({Phase.ACCEPTED}),
    e.ReferralPaused: frozenset({Phase.ACCEPTED, Phase.IN_SERVICE}),
    e.ReferralResumed: frozenset({Phase.PAUSED}),
    e.ReferralClosed: ACTIVE,
    e.ReferralReopened: frozenset({Phase.CLOSED}),
    e.FollowUpSet: ACTIVE,
    e.NoteTaken: frozenset(Phase) - {Phase.VOID},
    e.ReferralHandedOver: ACTIVE,
    e.ForwardingStopped: ACTIVE,
    e.ContinuedWithoutData: ACTIVE,
}


def possible(referral: Referral, step: type[e.ReferralEvent]) -> bool:
    """Whether the phase allows this step."""
    return referral.phase in ALLOWED_FROM[step]


def check(referral: Referral, step: type[e.ReferralEvent], occasion: Occasion) -> None:
    """The guard of every step: the phase allows it, and the day fits between the phase and today."""
    if not possible(referral, step):
        raise CannotTakeStep.because_of_the_phase(step.TOPIC, referral.phase)
    check_day(occasion, referral.phase_since)


def check_day(occasion: Occasion, earliest: date) -> None:
    """A step happens on or before the day it is recorded, and not before the step it depends on."""
    if occasion.occurred_on > occasion.recorded_on:
        raise WrongOrderOfTime.because_it_lies_in_the_future()
    if occasion.occurred_on < earliest:
        raise WrongOrderOfTime.because_it_lies_before(earliest)


def open_referral(
    referral_id: UUID,
    occasion: Occasion,
    *,
    person_id: UUID,
    need_id: UUID,
    need: NeedKind,
    quarter: str,
    language: str,
    case_manager: UUID,
    institution_id: UUID | None = None,
    offer_id: UUID | None = None,
    attempt: int = 1,
    previous: UUID | None = None,
    origin: GroupOffer | None = None,
) -> e.ReferralOpened:
    """One need of one person becomes a referral."""
    check_day(occasion, date.min)
    return e.ReferralOpened(
        **head(referral_id, 0, occasion),
        person_id=person_id,
        need_id=need_id,
        need=need,
        quarter=quarter,
        language=language,
        case_manager=case_manager,
        institution_id=institution_id,
        offer_id=offer_id,
        attempt=attempt,
        previous=previous,
        origin=origin,
    )


def accept(referral: Referral, occasion: Occasion, *, source: Way, note: Sealed | None = None) -> e.ReferralAccepted:
    """The institution says yes."""
    check(referral, e.ReferralAccepted, occasion)
    return e.ReferralAccepted(**head(referral.id, referral.version, occasion), source=source, note=note)


def waitlist(
    referral: Referral, occasion: Occasion, *, source: Way, review_on: date, note: Sealed | None = None
) -> e.ReferralWaitlisted:
    """The institution says later."""
    check(referral, e.ReferralWaitlisted, occasion)
    if review_on <= occasion.occurred_on:
        raise CannotSetDay.because_it_does_not_lie_ahead("review_on", occasion.occurred_on)
    return e.ReferralWaitlisted(
        **head(referral.id, referral.version, occasion), source=source, review_on=review_on, note=note
    )


def decline(
    referral: Referral,
    occasion: Occasion,
    *,
    reason: DeclineReason,
    decided_by: Party,
    source: Way,
    note: Sealed | None = None,
) -> e.ReferralDeclined:
    """The institution, or the person, says no."""
    check(referral, e.ReferralDeclined, occasion)
    return e.ReferralDeclined(
        **head(referral.id, referral.version, occasion),
        reason=reason,
        decided_by=decided_by,
        source=source,
        note=note,
    )


def start_service(referral: Referral, occasion: Occasion) -> e.ServiceStarted:
    """Help begins without an appointment."""
    check(referral, e.ServiceStarted, occasion)
    return e.ServiceStarted(**head(referral.id, referral.version, occasion))


def pause(referral: Referral, occasion: Occasion, *, reason: PauseReason, resume_on: date) -> e.ReferralPaused:
    """The referral rests until a day."""
    check(referral, e.ReferralPaused, occasion)
    if referral.open_appointments:
        raise CannotPause.because_an_appointment_is_open()
    if resume_on <= occasion.occurred_on:
        raise CannotSetDay.because_it_does_not_lie_ahead("resume_on", occasion.occurred_on)
    return e.ReferralPaused(**head(referral.id, referral.version, occasion), reason=reason, resume_on=resume_on)


def resume(referral: Referral, occasion: Occasion) -> e.ReferralResumed:
    """The referral goes on."""
    check(referral, e.ReferralResumed, occasion)
    return e.ReferralResumed(**head(referral.id, referral.version, occasion))


def set_follow_up(referral: Referral, occasion: Occasion, *, due_on: date, note: Sealed | None = None) -> e.FollowUpSet:
    """Look at it again on a day."""
    check(referral, e.FollowUpSet, occasion)
    if due_on < occasion.recorded_on:
        raise CannotSetDay.because_it_does_not_lie_ahead("due_on", occasion.recorded_on)
    return e.FollowUpSet(**head(referral.id, referral.version, occasion), due_on=due_on, note=note)


def take_note(referral: Referral, occasion: Occasion, *, text: Sealed, confided: bool) -> e.NoteTaken:
    """Write something down."""
    check(referral, e.NoteTaken, occasion)
    return e.NoteTaken(**head(referral.id, referral.version, occasion), text=text, confided=confided)


def hand_over(
    referral: Referral, occasion: Occasion, *, receiver: UUID, reason: HandoverReason, receiver_may: bool
) -> e.ReferralHandedOver:
    """Responsibility moves; confided notes stay with their authors (§ 65 SGB VIII)."""
    check(referral, e.ReferralHandedOver, occasion)
    if receiver == referral.case_manager:
        raise CannotHandOver.because_it_is_theirs_already()
    if not receiver_may:
        raise CannotHandOver.because_the_receiver_carries_no_cases()
    kept_back = sum(1 for author in referral.confided if author != receiver)
    return e.ReferralHandedOver(
        **head(referral.id, referral.version, occasion),
        giver=referral.case_manager,
        receiver=receiver,
        reason=reason,
        kept_back=kept_back,
    )
