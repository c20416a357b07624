"""Forwarding (Weiterleitung): the step with which data leaves us, and what stops it."""

from uuid import UUID

from referrals.event import head
from referrals.occasion import Occasion
from referrals.referral import events as e
from referrals.referral.codes import Ground, Way
from referrals.referral.refusals import CannotContinue, CannotForward
from referrals.referral.state import Referral
from referrals.referral.steps import check
from referrals.release import Release
from referrals.sealing import Sealed


def forward(
    referral: Referral,
    occasion: Occasion,
    *,
    institution_id: UUID,
    ground: Ground,
    release: Release | None,
    way: Way,
    shared: tuple[str, ...] = (),
    offer_id: UUID | None = None,
    message: Sealed | None = None,
) -> e.ReferralForwarded:
    """Pass the referral to an institution: nothing leaves us without a release or another recorded ground."""
    check(referral, e.ReferralForwarded, occasion)
    if ground is Ground.RELEASE:
        _check_release(referral, release, institution_id, occasion, shared)
    return e.ReferralForwarded(
        **head(referral.id, referral.version, occasion),
        institution_id=institution_id,
        offer_id=offer_id,
        ground=ground,
        release_id=release.id if release and ground is Ground.RELEASE else None,
        way=way,
        shared=shared,
        message=message,
    )


def _check_release(
    referral: Referral,
    release: Release | None,
    institution_id: UUID,
    occasion: Occasion,
    shared: tuple[str, ...],
) -> None:
    if release is None or release.person_id != referral.person_id:
        raise CannotForward.because_there_is_no_release(institution_id)
    if release.withdrawn_on is not None:
        raise CannotForward.because_the_release_was_withdrawn(release.withdrawn_on)
    if institution_id not in release.institution_ids:
        raise CannotForward.because_there_is_no_release(institution_id)
    if not release.allows(institution_id, occasion.occurred_on):
        raise CannotForward.because_the_release_does_not_hold_on(occasion.occurred_on)
    beyond = sorted(set(shared) - set(release.covers))
    if beyond:
        raise CannotForward.because_the_release_does_not_cover(beyond)


def stop_forwarding(referral: Referral, occasion: Occasion, *, release_id: UUID) -> e.ForwardingStopped:
    """The release behind the referral is gone."""
    return e.ForwardingStopped(**head(referral.id, referral.version, occasion), release_id=release_id)


def continue_without_data(referral: Referral, occasion: Occasion) -> e.ContinuedWithoutData:
    """Go on after a withdrawal, and pass nothing on."""
    check(referral, e.ContinuedWithoutData, occasion)
    if referral.stopped is None:
        raise CannotContinue.because_nothing_was_stopped()
    return e.ContinuedWithoutData(**head(referral.id, referral.version, occasion))
