"""Commands on retention: suspend the automatic run, and let it go on."""

from typing import cast

from referrals import retention
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.retention import STREAM, RetentionEvent, Standing, SuspendReason


class RetentionCommands:
    """Whether files that fall due are requested for erasure by themselves."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def suspend(self, sent: Sent, *, reason: SuspendReason) -> Receipt:
        """Request nothing by itself from now on."""
        return self._door.carry(sent, lambda a: [retention.suspend(_standing(a), a.occasion, reason=reason)])

    def resume(self, sent: Sent) -> Receipt:
        """Go on."""
        return self._door.carry(sent, lambda a: [retention.resume(_standing(a), a.occasion)])


def _standing(attempt: Attempt) -> Standing:
    return retention.fold(cast(list[RetentionEvent], attempt.events(STREAM)))
