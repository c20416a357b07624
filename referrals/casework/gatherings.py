"""Commands on gatherings."""

from datetime import date
from uuid import UUID

from referrals import gathering
from referrals.casework.door import Attempt, Door, Receipt, Sent, found
from referrals.gathering import About, Gathering, GatheringEvent, GatheringVoidReason
from referrals.referral.codes import CorrectionReason


class GatheringCommands:
    """The dates of the group offers."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def hold(self, sent: Sent, about: About) -> Receipt:
        """People came together."""
        return self._door.carry(sent, lambda a: [gathering.hold(self._door.new_id(), a.occasion, about)])

    def correct(
        self, sent: Sent, gathering_id: UUID, about: About, *, held_on: date, reason: CorrectionReason
    ) -> Receipt:
        """Say how it was."""
        return self._door.carry(
            sent,
            lambda a: [gathering.correct(_known(a, gathering_id), a.occasion, about, held_on=held_on, reason=reason)],
        )

    def void(self, sent: Sent, gathering_id: UUID, *, reason: GatheringVoidReason) -> Receipt:
        """Say that it should not have been recorded."""
        return self._door.carry(sent, lambda a: [gathering.void(_known(a, gathering_id), a.occasion, reason=reason)])


def _known(attempt: Attempt, gathering_id: UUID) -> Gathering:
    return found(attempt, gathering_id, "gathering", GatheringEvent, gathering.fold)
