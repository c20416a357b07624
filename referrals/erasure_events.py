"""The events of an erasure (Löschung), and their codes. Names are for ever."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from referrals.event import Event, topic


class ErasureGround(StrEnum):
    """Why a person is to be forgotten (Art. 17(1) GDPR)."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_LONGER_NEEDED = "no_longer_needed"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    LEGAL_OBLIGATION = "legal_obligation"
    RETENTION_OVER = "retention_over"


class StopReason(StrEnum):
    """Why an erasure is not carried out (Art. 17(3) GDPR)."""

    PERSON_WITHDREW = "person_withdrew"
    IDENTITY_UNCLEAR = "identity_unclear"
    LEGAL_DUTY = "legal_duty"
    LEGAL_CLAIMS = "legal_claims"
    STILL_NEEDED = "still_needed"
    MISTAKE = "mistake"


class Stage(StrEnum):
    """How far an erasure is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    BEGUN = "begun"
    KEYS_DESTROYED = "keys_destroyed"
    CERTIFIED = "certified"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self not in (Stage.REFUSED, Stage.CANCELLED, Stage.CERTIFIED)


@topic("erasure.requested")
class ErasureRequested(Event, frozen=True, kw_only=True):
    """Somebody asks that a person be forgotten."""

    person_id: UUID
    ground: ErasureGround


@topic("erasure.approved")
class ErasureApproved(Event, frozen=True, kw_only=True):
    """A second person agrees; from this day on it is carried out."""

    due_on: date


@topic("erasure.refused")
class ErasureRefused(Event, frozen=True, kw_only=True):
    """A second person does not agree."""

    reason: StopReason


@topic("erasure.cancelled")
class ErasureCancelled(Event, frozen=True, kw_only=True):
    """It was called off before it was carried out."""

    reason: StopReason


@topic("erasure.begun")
class ErasureBegun(Event, frozen=True, kw_only=True):
    """The point of no return. `owners` are those under whose id the values are sealed: the person, and the announced
    needs that became hers."""

    owners: tuple[UUID, ...]
    keys: int


@topic("erasure.keys_destroyed")
class ErasureKeysDestroyed(Event, frozen=True, kw_only=True):
    """Nobody can open what was sealed; from here on the sealed values may be gone."""

    owners: tuple[UUID, ...]
    keys: int
    blobs: int


@topic("erasure.certified")
class ErasureCertified(Event, frozen=True, kw_only=True):
    """Everything is done: the sealed values are gone, the key-encryption key is another one."""

    keys: int
    blobs: int
    kek_id: str


ErasureEvent = (
    ErasureRequested
    | ErasureApproved
    | ErasureRefused
    | ErasureCancelled
    | ErasureBegun
    | ErasureKeysDestroyed
    | ErasureCertified
)
