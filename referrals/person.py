"""Person (ratsuchende Person): the resident who asks; everything that names her is sealed."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from referrals.consent import ConsentGiven, ConsentWithdrawn, Scope
from referrals.event import head
from referrals.occasion import Occasion
from referrals.person_events import (
    BirthYearNoted,
    ContactChanged,
    HouseholdJoined,
    HouseholdLeft,
    LanguageNoted,
    PersonEvent,
    PersonMoved,
    PersonRegistered,
    PersonRenamed,
)
from referrals.person_state import Dispute, Hold, Person, Restriction, evolve, fold
from referrals.refusal import Refusal
from referrals.release import Given
from referrals.sealing import Sealed

__all__ = [
    "LANGUAGES",
    "BirthYearNoted",
    "CannotChangePerson",
    "ContactChanged",
    "Dispute",
    "Hold",
    "HouseholdJoined",
    "HouseholdLeft",
    "LanguageNoted",
    "Person",
    "PersonEvent",
    "PersonMoved",
    "PersonRegistered",
    "PersonRenamed",
    "Quarter",
    "Restriction",
    "change_contact",
    "evolve",
    "fold",
    "give_consent",
    "join_household",
    "leave_household",
    "move",
    "note_birth_year",
    "note_language",
    "register",
    "rename",
    "withdraw_consent",
]

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
