"""The command that notes who outside holds a checkpoint."""

from referrals import custody
from referrals.casework.door import Door, Receipt, Sent
from referrals.custody import Holder


class CheckpointCommands:
    """Checkpoints that left the house."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def hand_over(self, sent: Sent, *, size: int, root: str, holder: Holder) -> Receipt:
        """Note that an office holds a checkpoint."""

        return self._door.carry(
            sent,
            lambda a: [custody.hand_over(self._door.new_id(), a.occasion, size=size, root=root, holder=holder)],
        )
