"""A person as she stands: a pure fold over her events. No guard stands here; replay never refuses."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.closed_group import PersonClosed, PersonOpenedAgain
from referrals.consent import ConsentGiven, ConsentWithdrawn, Scope
from referrals.person_events import (
    BirthYearNoted,
    ContactChanged,
    DataErased,
    DisputeSettled,
    Fact,
    FactDisputed,
    HoldGround,
    HoldLifted,
    HoldPlaced,
    HouseholdJoined,
    HouseholdLeft,
    LanguageNoted,
    PersonEvent,
    PersonInformed,
    PersonMoved,
    PersonRegistered,
    PersonRenamed,
    PersonRestricted,
    RestrictionGround,
    RestrictionLifted,
)
from referrals.sealing import Sealed


class Restriction(msgspec.Struct, frozen=True):
    """Her data is only kept, since a day, on a ground."""

    ground: RestrictionGround
    since: date


class Dispute(msgspec.Struct, frozen=True):
    """What she calls wrong; `note` says what she says instead."""

    field: Fact
    since: date
    note: Sealed


class Hold(msgspec.Struct, frozen=True):
    """What keeps the file from being erased; `until` None is until it is lifted."""

    ground: HoldGround
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it still stands on a day."""
        return self.until is None or day <= self.until


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person as she stands; the sealed values carry the version of the event that sealed them."""

    id: UUID
    version: int
    name: Sealed
    language: str
    quarter: str
    case_manager: UUID
    registered_on: date
    phone: Sealed | None = None  # not told
    email: Sealed | None = None  # not told
    birth_year: Sealed | None = None  # not told
    address: Sealed | None = None  # not told
    household_id: UUID | None = None  # lives alone, or unknown
    consent: tuple[Scope, ...] = ()
    consent_on: date | None = None  # no consent in force
    restricted: Restriction | None = None  # her data may be used
    disputes: tuple[Dispute, ...] = ()
    holds: tuple[Hold, ...] = ()  # those whose day has passed too: ask `held_on`
    informed_on: date | None = None  # nobody asked yet what is recorded
    erased_on: date | None = None  # what is sealed about her can be opened
    closed_to: tuple[UUID, ...] = ()  # an ordinary file: whoever carries it sees it

    def held_on(self, day: date) -> tuple[Hold, ...]:
        """What keeps her file from being erased on a day."""
        return tuple(hold for hold in self.holds if hold.holds_on(day))


def evolve(person: Person | None, event: PersonEvent) -> Person:
    """The person after one more event."""
    if isinstance(event, PersonRegistered):
        return _registered(event)
    assert person is not None
    return replace(_after(person, event), version=event.originator_version)


def fold(events: Iterable[PersonEvent]) -> Person | None:
    """The person behind her events."""
    return reduce(evolve, events, None)


def _registered(event: PersonRegistered) -> Person:
    return Person(
        id=event.originator_id,
        version=event.originator_version,
        name=event.name,
        phone=event.phone,
        email=event.email,
        birth_year=event.birth_year,
        address=event.address,
        language=event.language,
        quarter=event.quarter,
        case_manager=event.case_manager,
        registered_on=event.occasion.occurred_on,
    )


def _after(person: Person, event: PersonEvent) -> Person:
    match event:
        case PersonRenamed():
            return replace(person, name=event.name)
        case ContactChanged():
            return replace(person, phone=event.phone, email=event.email, address=event.address)
        case BirthYearNoted():
            return replace(person, birth_year=event.birth_year)
        case PersonMoved():
            return replace(person, quarter=event.quarter)
        case LanguageNoted():
            return replace(person, language=event.language)
        case HouseholdJoined():
            return replace(person, household_id=event.household_id)
        case HouseholdLeft():
            return replace(person, household_id=None)
        case ConsentGiven():
            return replace(person, consent=event.scope, consent_on=event.occasion.occurred_on)
        case ConsentWithdrawn():
            return replace(person, consent=(), consent_on=None)
        case _:
            return _after_right(person, event)


def _after_right(person: Person, event: PersonEvent) -> Person:
    day = event.occasion.occurred_on
    match event:
        case PersonRestricted():
            return replace(person, restricted=Restriction(event.ground, day))
        case RestrictionLifted():
            return replace(person, restricted=None)
        case FactDisputed():
            return replace(person, disputes=(*person.disputes, Dispute(event.field, day, event.note)))
        case DisputeSettled():
            return replace(person, disputes=tuple(each for each in person.disputes if each.field is not event.field))
        case HoldPlaced():
            return replace(person, holds=(*_other_holds(person, event), Hold(event.ground, day, event.until)))
        case HoldLifted():
            return replace(person, holds=_other_holds(person, event))
        case PersonInformed():
            return replace(person, informed_on=day)
        case PersonClosed():
            return replace(person, closed_to=event.staff)
        case PersonOpenedAgain():
            return replace(person, closed_to=())
        case DataErased():
            return replace(person, erased_on=event.occasion.recorded_on)
        case _:
            return person


def _other_holds(person: Person, event: HoldPlaced | HoldLifted) -> tuple[Hold, ...]:
    return tuple(each for each in person.holds if each.ground is not event.ground)
