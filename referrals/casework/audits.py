"""Commands on audits: begun and ended by the auditor, and nothing else is written there."""

from uuid import UUID

from referrals import audit
from referrals.audit import AuditEvent
from referrals.casework.door import Attempt, Door, Receipt, Sent, found
from referrals.event import Event


class AuditCommands:
    """An auditor's beginning and end."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def begin(self, sent: Sent) -> Receipt:
        """An audit begins; its stream is new, so its pseudonyms are, too."""
        return self._door.carry(sent, lambda attempt: [audit.begin(self._door.new_id(), attempt.occasion)])

    def end(self, sent: Sent, audit_id: UUID) -> Receipt:
        """The auditor is done."""

        def decide(attempt: Attempt) -> list[Event]:
            return [audit.end(found(attempt, audit_id, "audit", AuditEvent, audit.fold), attempt.occasion)]

        return self._door.carry(sent, decide)
