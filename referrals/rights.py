"""Rights (Rechte der Person): what she may demand of us, and what follows from it (Art. 15 to 20 GDPR, § 84 SGB X)."""

from datetime import date
from typing import Self
from uuid import UUID

from referrals.event import head
from referrals.occasion import Occasion
from referrals.person import Person
from referrals.person_events import (
    DisputeResult,
    DisputeSettled,
    Fact,
    FactDisputed,
    HoldGround,
    HoldLifted,
    HoldPlaced,
    LiftReason,
    NoticeAbout,
    PersonInformed,
    PersonRestricted,
    RecipientNotified,
    RestrictionGround,
    RestrictionLifted,
)
from referrals.referral.codes import Way
from referrals.refusal import Refusal
from referrals.sealing import Sealed


class ProcessingRestricted(Refusal):
    """Her data is only kept: it is neither used nor passed on (Art. 18(2) GDPR)."""

    @classmethod
    def because_of(cls, person: Person) -> Self:
        """Lift the restriction first."""
        assert person.restricted is not None
        return cls("restricted", day=person.restricted.since)


class CannotRestrict(Refusal):
    """A restriction would change nothing."""

    @classmethod
    def because_it_is_restricted(cls) -> Self:
        """It is restricted already."""
        return cls("restricted_already")

    @classmethod
    def because_it_is_not_restricted(cls) -> Self:
        """There is no restriction to lift."""
        return cls("not_restricted")


class CannotDispute(Refusal):
    """A dispute would change nothing."""

    @classmethod
    def because_it_is_disputed(cls) -> Self:
        """The note stands there already; settle that one first."""
        return cls("disputed_already")

    @classmethod
    def because_it_is_not_disputed(cls) -> Self:
        """There is nothing to settle."""
        return cls("not_disputed")


class CannotHold(Refusal):
    """A hold would change nothing."""

    @classmethod
    def because_it_holds(cls) -> Self:
        """The file is held on this ground until this day already."""
        return cls("held_already")

    @classmethod
    def because_it_does_not_hold(cls) -> Self:
        """Nothing holds the file on this ground."""
        return cls("not_held")

    @classmethod
    def because_the_day_has_passed(cls) -> Self:
        """It would hold nothing."""
        return cls("day_has_passed")


def check_usable(person: Person) -> None:
    """Refuse what uses her data while it may only be kept."""
    if person.restricted is not None:
        raise ProcessingRestricted.because_of(person)


def restrict(person: Person, occasion: Occasion, *, ground: RestrictionGround) -> PersonRestricted:
    """From now on her data is only kept."""
    if person.restricted is not None:
        raise CannotRestrict.because_it_is_restricted()
    return PersonRestricted(**head(person.id, person.version, occasion), ground=ground)


def lift_restriction(person: Person, occasion: Occasion, *, reason: LiftReason) -> RestrictionLifted:
    """Her data may be used again."""
    if person.restricted is None:
        raise CannotRestrict.because_it_is_not_restricted()
    return RestrictionLifted(**head(person.id, person.version, occasion), reason=reason)


def dispute(person: Person, occasion: Occasion, *, field: Fact, note: Sealed) -> FactDisputed:
    """She says that something is wrong."""
    if any(each.field is field for each in person.disputes):
        raise CannotDispute.because_it_is_disputed()
    return FactDisputed(**head(person.id, person.version, occasion), field=field, note=note)


def settle_dispute(person: Person, occasion: Occasion, *, field: Fact, result: DisputeResult) -> DisputeSettled:
    """It is clear now what is right."""
    if all(each.field is not field for each in person.disputes):
        raise CannotDispute.because_it_is_not_disputed()
    return DisputeSettled(**head(person.id, person.version, occasion), field=field, result=result)


def place_hold(person: Person, occasion: Occasion, *, ground: HoldGround, until: date | None) -> HoldPlaced:
    """Keep the file from being erased, or until another day than before."""
    if until is not None and until < occasion.occurred_on:
        raise CannotHold.because_the_day_has_passed()
    if any((each.ground, each.until) == (ground, until) for each in person.holds):
        raise CannotHold.because_it_holds()
    return HoldPlaced(**head(person.id, person.version, occasion), ground=ground, until=until)


def lift_hold(person: Person, occasion: Occasion, *, ground: HoldGround) -> HoldLifted:
    """Nothing keeps the file any more on this ground."""
    if all(each.ground is not ground for each in person.holds):
        raise CannotHold.because_it_does_not_hold()
    return HoldLifted(**head(person.id, person.version, occasion), ground=ground)


def inform(person: Person, occasion: Occasion, *, way: Way) -> PersonInformed:
    """She was told what is recorded about her."""
    return PersonInformed(**head(person.id, person.version, occasion), way=way)


def notify_recipient(
    person: Person, occasion: Occasion, *, institution_id: UUID, about: NoticeAbout, way: Way
) -> RecipientNotified:
    """An institution was told what changed; that goes on when she is erased."""
    return RecipientNotified(
        **head(person.id, person.version, occasion), institution_id=institution_id, about=about, way=way
    )
