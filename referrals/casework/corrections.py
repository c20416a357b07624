"""Commands that put a referral right: correct, take back, void."""

from collections.abc import Sequence
from uuid import UUID

from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.casework.referrals import step as take_step
from referrals.event import Event
from referrals.referral import corrections
from referrals.referral.codes import CorrectionReason, VoidReason
from referrals.referral.events import ReferralEvent, ReferralForwarded
from referrals.release import Release
from referrals.sealing import Group, Sealed


class CorrectionCommands:
    """New events that name the wrong ones."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def correct(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        step: int,
        field: str,
        value: str | None,
        text: str | None,
        reason: CorrectionReason,
    ) -> Receipt:
        """Put one field of a step right; `text` is a personal value, `value` a code or a date."""

        def decide(attempt: Attempt) -> list[Event]:
            told = attempt.steps(referral_id)
            person_id = attempt.referral(referral_id).person_id
            group = _group_of(told, step)
            sealed = attempt.seal(person_id, group, referral_id, field, text)
            return [
                corrections.correct(
                    told,
                    attempt.occasion,
                    step=step,
                    field=field,
                    value=value,
                    sealed=sealed,
                    reason=reason,
                    release=_release_of(attempt, told, step),
                )
            ]

        return self._door.carry(sent, decide)

    def take_back(self, sent: Sent, referral_id: UUID, *, step: int, reason: CorrectionReason) -> Receipt:
        """Say that a step did not happen."""

        def decide(attempt: Attempt) -> list[Event]:
            attempt.referral(referral_id)
            return [corrections.take_back(attempt.steps(referral_id), attempt.occasion, step=step, reason=reason)]

        return self._door.carry(sent, decide)

    def void(self, sent: Sent, referral_id: UUID, *, reason: VoidReason) -> Receipt:
        """Void a referral, or ask a second person to, where data has left us."""
        return take_step(
            self._door,
            sent,
            referral_id,
            lambda a, r: corrections.request_void(r, a.occasion, reason=reason),
            restricted_too=True,
        )

    def agree_to_void(self, sent: Sent, referral_id: UUID, *, reason: VoidReason) -> Receipt:
        """The second person agrees."""
        return take_step(
            self._door,
            sent,
            referral_id,
            lambda a, r: corrections.agree_to_void(r, a.occasion, reason=reason),
            restricted_too=True,
        )


def _release_of(attempt: Attempt, told: Sequence[ReferralEvent], step: int) -> Release | None:
    """The release on which this step passed data on."""
    for event in told:
        if isinstance(event, ReferralForwarded) and event.originator_version == step and event.release_id is not None:
            return attempt.release(event.release_id)
    return None


def _group_of(told: Sequence[ReferralEvent], step: int) -> Group:
    for event in told:
        text = getattr(event, "text", None)
        if event.originator_version == step and isinstance(text, Sealed):
            return text.group
    return Group.CASE
