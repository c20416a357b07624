"""Erasure (Löschung, Art. 17 GDPR): requested, approved by a second person, waited for, carried out, certified.

Called „gelöscht“ only when certified; from the destruction of the keys until then it is „Schlüssel vernichtet“.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from referrals.erasure_events import (
    ErasureApproved,
    ErasureBegun,
    ErasureCancelled,
    ErasureCertified,
    ErasureEvent,
    ErasureGround,
    ErasureKeysDestroyed,
    ErasureRefused,
    ErasureRequested,
    Stage,
    StopReason,
)
from referrals.event import head
from referrals.occasion import Occasion
from referrals.person_events import DataErased
from referrals.person_state import Person
from referrals.refusal import Refusal
from referrals.staff import Role

NAMESPACE = UUID("b7c1f3de-6d0a-5c5e-9d5e-0f6a3f1f2a17")


class CannotErase(Refusal):
    """Something stands against an erasure, or against a step of it."""

    @classmethod
    def because_it_is_under_way(cls) -> Self:
        """There is an open request for this person."""
        return cls("under_way")

    @classmethod
    def because_it_is_held(cls, ground: StrEnum, until: date | None) -> Self:
        """The file must be kept."""
        return cls("held_until", ground=ground, day=until) if until else cls("held", ground=ground)

    @classmethod
    def because_referrals_are_open(cls, count: int) -> Self:
        """Somebody still works with the file."""
        return cls("open_referrals", count=count)

    @classmethod
    def because_it_takes_a_second_person(cls) -> Self:
        """Nobody decides about their own request."""
        return cls("own_request")

    @classmethod
    def because_that_is_for_coordination(cls) -> Self:
        """A coordinator decides."""
        return cls("not_coordination")

    @classmethod
    def because_it_is_not_due(cls, due_on: date | None) -> Self:
        """The waiting time runs."""
        return cls("not_due", day=due_on)

    @classmethod
    def because_of_its_stage(cls, stage: Stage) -> Self:
        """It has gone on, or has ended."""
        return cls("stage", stage=stage)


class Erasure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An erasure as it stands."""

    id: UUID
    version: int
    person_id: UUID
    ground: ErasureGround
    requested_by: UUID
    requested_on: date
    stage: Stage = Stage.REQUESTED
    approved_by: UUID | None = None  # nobody yet
    approved_on: date | None = None
    due_on: date | None = None  # not approved
    reason: StopReason | None = None  # neither refused nor cancelled
    stage_since: date | None = None
    owners: tuple[UUID, ...] = ()
    keys: int = 0
    blobs: int = 0
    kek_id: str = ""

    def is_due(self, today: date) -> bool:
        """Whether the waiting time is over, or it was begun already."""
        waited = self.stage is Stage.APPROVED and self.due_on is not None and self.due_on <= today
        return waited or self.stage in (Stage.BEGUN, Stage.KEYS_DESTROYED)


def id_of(person_id: UUID, number: int) -> UUID:
    """The stream of a person's request of that number, so that no two are made at once."""
    return uuid5(NAMESPACE, f"{person_id} {number}")


def request(
    erasure_id: UUID, person: Person, occasion: Occasion, *, ground: ErasureGround, open_referrals: int
) -> ErasureRequested:
    """Ask that a person be forgotten."""
    check_nothing_holds(person, occasion.recorded_on, open_referrals)
    return ErasureRequested(**head(erasure_id, 0, occasion), person_id=person.id, ground=ground)


def approve(
    erasure: Erasure, person: Person, occasion: Occasion, *, open_referrals: int, wait_days: int
) -> ErasureApproved:
    """A second person, of coordination, agrees; then the waiting time runs."""
    _decided_by_a_second_person(erasure, occasion)
    check_nothing_holds(person, occasion.recorded_on, open_referrals)
    due_on = occasion.recorded_on + timedelta(days=wait_days)
    return ErasureApproved(**head(erasure.id, erasure.version, occasion), due_on=due_on)


def refuse(erasure: Erasure, occasion: Occasion, *, reason: StopReason) -> ErasureRefused:
    """A second person, of coordination, does not agree."""
    _decided_by_a_second_person(erasure, occasion)
    return ErasureRefused(**head(erasure.id, erasure.version, occasion), reason=reason)


def cancel(erasure: Erasure, occasion: Occasion, *, reason: StopReason) -> ErasureCancelled:
    """Call it off while nothing is lost."""
    _at(erasure, Stage.REQUESTED, Stage.APPROVED)
    return ErasureCancelled(**head(erasure.id, erasure.version, occasion), reason=reason)


def begin(
    erasure: Erasure, person: Person, occasion: Occasion, *, owners: Iterable[UUID], keys: int, open_referrals: int
) -> ErasureBegun:
    """Go on from where there is no way back, unless something holds by now."""
    _at(erasure, Stage.APPROVED)
    if not erasure.is_due(occasion.recorded_on):
        raise CannotErase.because_it_is_not_due(erasure.due_on)
    check_nothing_holds(person, occasion.recorded_on, open_referrals)
    all_owners = tuple(dict.fromkeys([person.id, *owners]))
    return ErasureBegun(**head(erasure.id, erasure.version, occasion), owners=all_owners, keys=keys)


def destroyed(erasure: Erasure, occasion: Occasion, *, keys: int, blobs: int) -> ErasureKeysDestroyed:
    """The keys are destroyed; cut off before this was recorded, the keys counted at the beginning are named."""
    _at(erasure, Stage.BEGUN)
    counted = max(keys, erasure.keys)
    return ErasureKeysDestroyed(
        **head(erasure.id, erasure.version, occasion), owners=erasure.owners, keys=counted, blobs=blobs
    )


def say_so(person: Person, occasion: Occasion, *, erasure_id: UUID) -> DataErased:
    """In the person's own stream: from now on she is somebody without a name."""
    return DataErased(**head(person.id, person.version, occasion), erasure_id=erasure_id)


def certify(erasure: Erasure, occasion: Occasion, *, kek_id: str) -> ErasureCertified:
    """Say that everything is done."""
    _at(erasure, Stage.KEYS_DESTROYED)
    return ErasureCertified(
        **head(erasure.id, erasure.version, occasion), keys=erasure.keys, blobs=erasure.blobs, kek_id=kek_id
    )


def check_nothing_holds(person: Person, today: date, open_referrals: int) -> None:
    """Refuse while the file must be kept, or is being worked with."""
    for hold in person.held_on(today):
        raise CannotErase.because_it_is_held(hold.ground, hold.until)
    if open_referrals:
        raise CannotErase.because_referrals_are_open(open_referrals)


def evolve(erasure: Erasure | None, event: ErasureEvent) -> Erasure:
    """The erasure after one more event."""
    on = event.occasion.recorded_on
    if isinstance(event, ErasureRequested):
        return Erasure(
            id=event.originator_id,
            version=event.originator_version,
            person_id=event.person_id,
            ground=event.ground,
            requested_by=event.occasion.actor,
            requested_on=on,
            stage_since=on,
        )
    assert erasure is not None
    return replace(_after(erasure, event), version=event.originator_version, stage_since=on)


def fold(events: Iterable[ErasureEvent]) -> Erasure | None:
    """The erasure behind its events."""
    return reduce(evolve, events, None)


def _after(erasure: Erasure, event: ErasureEvent) -> Erasure:
    match event:
        case ErasureApproved():
            by, on = event.occasion.actor, event.occasion.recorded_on
            return replace(erasure, stage=Stage.APPROVED, approved_by=by, approved_on=on, due_on=event.due_on)
        case ErasureRefused():
            return replace(erasure, stage=Stage.REFUSED, reason=event.reason)
        case ErasureCancelled():
            return replace(erasure, stage=Stage.CANCELLED, reason=event.reason)
        case ErasureBegun():
            return replace(erasure, stage=Stage.BEGUN, owners=event.owners, keys=event.keys)
        case ErasureKeysDestroyed():
            return replace(erasure, stage=Stage.KEYS_DESTROYED, keys=event.keys, blobs=event.blobs)
        case ErasureCertified():
            return replace(erasure, stage=Stage.CERTIFIED, kek_id=event.kek_id)
        case _:
            return erasure


def _decided_by_a_second_person(erasure: Erasure, occasion: Occasion) -> None:
    _at(erasure, Stage.REQUESTED)
    if occasion.actor == erasure.requested_by:
        raise CannotErase.because_it_takes_a_second_person()
    if occasion.role != Role.COORDINATOR:
        raise CannotErase.because_that_is_for_coordination()


def _at(erasure: Erasure, *stages: Stage) -> None:
    if erasure.stage not in stages:
        raise CannotErase.because_of_its_stage(erasure.stage)
