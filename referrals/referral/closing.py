"""Closing (Abschluss), reopening, and referring on: how a referral ends, and how its need goes on."""

from uuid import UUID

from referrals.event import head
from referrals.occasion import Occasion
from referrals.referral import events as e
from referrals.referral.codes import Outcome, Party, Phase, ReopenReason
from referrals.referral.refusals import CannotClose, CannotReopen, CannotTakeStep
from referrals.referral.state import Referral
from referrals.referral.steps import check, open_referral
from referrals.release import Release
from referrals.sealing import Sealed

CAN_BE_REFERRED_ON = frozenset({Phase.DECLINED, Phase.WAITLISTED, Phase.ACCEPTED})
WITHDRAWN = frozenset({Outcome.NO_LONGER_WANTED, Outcome.RELEASE_WITHDRAWN})


def close(
    referral: Referral,
    occasion: Occasion,
    *,
    outcome: Outcome,
    decided_by: Party,
    note: Sealed | None = None,
    next_referral: UUID | None = None,
) -> list[e.ReferralEvent]:
    """It ends. A withdrawal cancels what is open; any other outcome wants the appointments resolved first."""
    check(referral, e.ReferralClosed, occasion)
    if outcome is Outcome.OTHER and note is None:
        raise CannotClose.because_other_needs_words()
    if outcome is Outcome.REFERRED_ON and next_referral is None:
        raise CannotClose.because_referring_on_names_the_next()
    told: list[e.ReferralEvent] = []
    if referral.open_appointments and outcome not in WITHDRAWN:
        raise CannotClose.because_an_appointment_is_open(referral.open_appointments[0].starts_at)
    for appointment in referral.open_appointments:
        told.append(
            e.AppointmentCancelled(
                **head(referral.id, referral.version + len(told), occasion),
                appointment_id=appointment.id,
                by=Party.PERSON,
            )
        )
    told.append(
        e.ReferralClosed(
            **head(referral.id, referral.version + len(told), occasion),
            outcome=outcome,
            decided_by=decided_by,
            note=note,
            next_referral=next_referral,
        )
    )
    return told


def reopen(
    referral: Referral, occasion: Occasion, *, reason: ReopenReason, release: Release | None
) -> e.ReferralReopened:
    """A closed referral is taken up again; where data was passed on a release, that must still hold."""
    check(referral, e.ReferralReopened, occasion)
    if referral.next_referral is not None:
        raise CannotReopen.because_it_was_referred_on(referral.next_referral)
    passed_on = referral.institution_id if referral.release_id is not None else None
    if passed_on is not None and (release is None or not release.allows(passed_on, occasion.recorded_on)):
        raise CannotReopen.because_the_release_no_longer_holds()
    return e.ReferralReopened(**head(referral.id, referral.version, occasion), reason=reason)


def refer_on(
    referral: Referral,
    occasion: Occasion,
    *,
    next_referral: UUID,
    institution_id: UUID | None,
    offer_id: UUID | None,
    decided_by: Party,
    note: Sealed | None = None,
) -> list[e.ReferralEvent]:
    """The need goes to another place: closes with REFERRED_ON and opens the next attempt."""
    if referral.phase not in CAN_BE_REFERRED_ON:
        raise CannotTakeStep.because_of_the_phase("referral.referred_on", referral.phase)
    closing = close(
        referral,
        occasion,
        outcome=Outcome.REFERRED_ON,
        decided_by=decided_by,
        note=note,
        next_referral=next_referral,
    )
    opening = open_referral(
        next_referral,
        occasion,
        person_id=referral.person_id,
        need_id=referral.need_id,
        need=referral.need,
        quarter=referral.quarter,
        language=referral.language,
        case_manager=referral.case_manager,
        institution_id=institution_id,
        offer_id=offer_id,
        attempt=referral.attempt + 1,
        previous=referral.id,
    )
    return [*closing, opening]
