"""Commands on announced needs."""

from uuid import UUID

from referrals import announcement
from referrals.announcement import DropReason
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.event import Event
from referrals.need import NeedKind
from referrals.sealing import Group


class AnnouncementCommands:
    """What third parties announce."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def announce(
        self,
        sent: Sent,
        *,
        kind: NeedKind,
        quarter: str | None = None,
        institution_id: UUID | None = None,
        note: str | None = None,
    ) -> Receipt:
        """Someone needs help; the note is sealed under the announcement's own id."""

        def decide(attempt: Attempt) -> list[Event]:
            stream = self._door.new_id()
            sealed = attempt.seal(stream, Group.CASE, stream, "note", note)
            return [
                announcement.announce(
                    stream, attempt.occasion, kind=kind, quarter=quarter, institution_id=institution_id, note=sealed
                )
            ]

        return self._door.carry(sent, decide)

    def drop(self, sent: Sent, announcement_id: UUID, *, reason: DropReason) -> Receipt:
        """It came to nothing."""
        return self._door.carry(
            sent, lambda a: [announcement.drop(a.announcement(announcement_id), a.occasion, reason=reason)]
        )
