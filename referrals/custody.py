"""Custody (Verwahrung): who outside the house holds a checkpoint; each handing over in a stream of its own.

How often a checkpoint leaves the house is the security parameter of the ledger, so it is a fact of its own.
"""

from enum import StrEnum
from typing import Self
from uuid import UUID

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal


class Holder(StrEnum):
    """The office that keeps a checkpoint; no person is named."""

    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SUPERVISORY_AUTHORITY = "supervisory_authority"
    MUNICIPALITY = "municipality"
    EXTERNAL_AUDITOR = "external_auditor"
    OTHER = "other"


@topic("checkpoint.handed_over")
class CheckpointHandedOver(Event, frozen=True, kw_only=True):
    """An office outside holds the checkpoint over `size` events with this root (hex)."""

    size: int
    root: str
    holder: Holder


class CannotHandOverCheckpoint(Refusal):
    """There is nothing to hand over."""

    @classmethod
    def because_nothing_was_signed(cls) -> Self:
        """Sign a checkpoint first."""
        return cls("nothing_signed")


def hand_over(custody_id: UUID, occasion: Occasion, *, size: int, root: str, holder: Holder) -> CheckpointHandedOver:
    """Note who holds it."""
    if size < 1:
        raise CannotHandOverCheckpoint.because_nothing_was_signed()
    return CheckpointHandedOver(**head(custody_id, 0, occasion), size=size, root=root, holder=holder)
