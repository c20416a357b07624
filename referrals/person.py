"""Person (ratsuchende Person): the resident who asks; everything that names her is sealed."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.consent import ConsentGiven, ConsentWithdrawn, Scope
from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.release import Given
from referrals.sealing import Sealed

LANGUAGES = (
    *("de", "ar", "tr", "uk", "ta", "en", "ru", "fa"),
    *("ku", "pl", "ro", "bg", "fr", "so", "ti", "other"),
)


class Quarter(StrEnum):
    """The quarters of the project; ELSEWHERE is outside."""

    HARDENBERGVIERTEL = "hardenbergviertel"
    STEPHANPLATZ = "stephanplatz"
    ALT_INRATH = "alt_inrath"
    DIESELSTRASSE = "dieselstrasse"
    ELSEWHERE = "elsewhere"


@topic("person.registered")
class PersonRegistered(Event, frozen=True, kw_only=True):
    """A person asks for the first time; what she did not tell is None."""

    name: Sealed
    phone: Sealed | None = None
    email: Sealed | None = None
    birth_year: Sealed | None = None
    address: Sealed | None = None
    language: str
    quarter: str
    case_manager: UUID


@topic("person.renamed")
class PersonRenamed(Event, frozen=True, kw_only=True):
    """The name was wrong, or changed."""

    name: Sealed


@topic("person.contact_changed")
class ContactChanged(Event, frozen=True, kw_only=True):
    """How the person is reached now; None where she is not reached that way."""

    phone: Sealed | None = None
    email: Sealed | None = None
    address: Sealed | None = None


@topic("person.birth_year_noted")
class BirthYearNoted(Event, frozen=True, kw_only=True):
    """The year of birth became known."""

    birth_year: Sealed


@topic("person.moved")
class PersonMoved(Event, frozen=True, kw_only=True):
    """The person lives in another quarter."""

    quarter: str


@topic("person.language_noted")
class LanguageNoted(Event, frozen=True, kw_only=True):
    """The person prefers another language."""

    language: str


@topic("person.household_joined")
class HouseholdJoined(Event, frozen=True, kw_only=True):
    """The person lives with the others of this household."""

    household_id: UUID


@topic("person.household_left")
class HouseholdLeft(Event, frozen=True, kw_only=True):
    """The person does not live there any more."""

    household_id: UUID


PersonEvent = (
    PersonRegistered
    | PersonRenamed
    | ContactChanged
    | BirthYearNoted
    | PersonMoved
    | LanguageNoted
    | HouseholdJoined
    | HouseholdLeft
    | ConsentGiven
    | ConsentWithdrawn
)


class CannotChangePerson(Refusal):
    """A change to a person would say nothing, or does not fit."""

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """What is told stands there already."""
        return cls("same_value")

    @classmethod
    def because_there_is_no_consent(cls) -> Self:
        """No consent is in force."""
        return cls("no_consent")

    @classmethod
    def because_the_scope_is_empty(cls) -> Self:
        """A consent names what it allows."""
        return cls("empty_scope")


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


def register(
    person_id: UUID,
    occasion: Occasion,
    *,
    name: Sealed,
    language: str,
    quarter: str,
    case_manager: UUID,
    phone: Sealed | None = None,
    email: Sealed | None = None,
    birth_year: Sealed | None = None,
    address: Sealed | None = None,
) -> PersonRegistered:
    """A person asks for the first time."""
    return PersonRegistered(
        **head(person_id, 0, occasion),
        name=name,
        phone=phone,
        email=email,
        birth_year=birth_year,
        address=address,
        language=language,
        quarter=quarter,
        case_manager=case_manager,
    )


def rename(person: Person, occasion: Occasion, *, name: Sealed) -> PersonRenamed:
    """Put the name right."""
    return PersonRenamed(**head(person.id, person.version, occasion), name=name)


def change_contact(
    person: Person, occasion: Occasion, *, phone: Sealed | None, email: Sealed | None, address: Sealed | None
) -> ContactChanged:
    """Note how the person is reached now."""
    return ContactChanged(**head(person.id, person.version, occasion), phone=phone, email=email, address=address)


def note_birth_year(person: Person, occasion: Occasion, *, birth_year: Sealed) -> BirthYearNoted:
    """Note the year of birth."""
    return BirthYearNoted(**head(person.id, person.version, occasion), birth_year=birth_year)


def move(person: Person, occasion: Occasion, *, quarter: str) -> PersonMoved:
    """The person moved to another quarter."""
    if quarter == person.quarter:
        raise CannotChangePerson.because_nothing_would_change()
    return PersonMoved(**head(person.id, person.version, occasion), quarter=quarter)


def note_language(person: Person, occasion: Occasion, *, language: str) -> LanguageNoted:
    """The person prefers another language."""
    if language == person.language:
        raise CannotChangePerson.because_nothing_would_change()
    return LanguageNoted(**head(person.id, person.version, occasion), language=language)


def join_household(person: Person, occasion: Occasion, *, household_id: UUID) -> HouseholdJoined:
    """Say who lives together."""
    if person.household_id == household_id:
        raise CannotChangePerson.because_nothing_would_change()
    return HouseholdJoined(**head(person.id, person.version, occasion), household_id=household_id)


def leave_household(person: Person, occasion: Occasion) -> HouseholdLeft:
    """The person lives elsewhere now."""
    if person.household_id is None:
        raise CannotChangePerson.because_nothing_would_change()
    return HouseholdLeft(**head(person.id, person.version, occasion), household_id=person.household_id)


def give_consent(
    person: Person, occasion: Occasion, *, scope: tuple[Scope, ...], given: Given, language: str
) -> ConsentGiven:
    """The person consents to the processing of her data."""
    if not scope:
        raise CannotChangePerson.because_the_scope_is_empty()
    return ConsentGiven(**head(person.id, person.version, occasion), scope=scope, given=given, language=language)


def withdraw_consent(person: Person, occasion: Occasion, *, given: Given) -> ConsentWithdrawn:
    """The person takes the consent back."""
    if person.consent_on is None:
        raise CannotChangePerson.because_there_is_no_consent()
    return ConsentWithdrawn(**head(person.id, person.version, occasion), given=given)


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
            return person
