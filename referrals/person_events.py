"""The events of a person's stream: who she is, how she is reached, what she demanded of us. Names are for ever."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from referrals.closed_group import PersonClosed, PersonOpenedAgain
from referrals.consent import ConsentGiven, ConsentWithdrawn
from referrals.event import Event, topic
from referrals.referral.codes import Way
from referrals.sealing import Sealed


class RestrictionGround(StrEnum):
    """Why data may only be kept (Art. 18(1) GDPR, points a to d)."""

    ACCURACY_CONTESTED = "accuracy_contested"
    UNLAWFUL = "unlawful"
    NEEDED_FOR_CLAIMS = "needed_for_claims"
    OBJECTION_PENDING = "objection_pending"


class LiftReason(StrEnum):
    """Why the restriction ends."""

    FOUND_ACCURATE = "found_accurate"
    PUT_RIGHT = "put_right"
    CLAIMS_SETTLED = "claims_settled"
    OBJECTION_DECIDED = "objection_decided"
    PERSON_AGREES = "person_agrees"


class Fact(StrEnum):
    """What of a file a person can call wrong."""

    NAME = "name"
    CONTACT = "contact"
    BIRTH_YEAR = "birth_year"
    LANGUAGE = "language"
    QUARTER = "quarter"
    HOUSEHOLD = "household"
    NEED = "need"
    APPOINTMENT = "appointment"
    NOTE = "note"
    OTHER = "other"


class DisputeResult(StrEnum):
    """How a dispute ended; one that cannot be cleared up stays, with its note (§ 84(2) SGB X)."""

    PUT_RIGHT = "put_right"
    FOUND_ACCURATE = "found_accurate"
    TAKEN_BACK = "taken_back"


class HoldGround(StrEnum):
    """Why a file must not be erased yet."""

    YOUTH_WELFARE = "youth_welfare"
    LEGAL_CLAIM = "legal_claim"
    REQUEST_OF_AUTHORITY = "request_of_authority"
    ACCESS_REQUEST = "access_request"


class NoticeAbout(StrEnum):
    """Of what those who received data are told (Art. 19 GDPR)."""

    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"


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


@topic("person.restricted")
class PersonRestricted(Event, frozen=True, kw_only=True):
    """Her data is only kept from now on (Art. 18 GDPR)."""

    ground: RestrictionGround


@topic("person.restriction_lifted")
class RestrictionLifted(Event, frozen=True, kw_only=True):
    """Her data may be used again; she was told before (Art. 18(3) GDPR)."""

    reason: LiftReason


@topic("person.fact_disputed")
class FactDisputed(Event, frozen=True, kw_only=True):
    """She says that something is wrong; it is used only with a visible note (§ 84(2) SGB X)."""

    field: Fact
    note: Sealed


@topic("person.dispute_settled")
class DisputeSettled(Event, frozen=True, kw_only=True):
    """It is clear now what is right."""

    field: Fact
    result: DisputeResult


@topic("person.hold_placed")
class HoldPlaced(Event, frozen=True, kw_only=True):
    """The file must not be erased until the day has passed; None is until it is lifted."""

    ground: HoldGround
    until: date | None = None


@topic("person.hold_lifted")
class HoldLifted(Event, frozen=True, kw_only=True):
    """Nothing keeps the file any more on this ground."""

    ground: HoldGround


@topic("person.informed")
class PersonInformed(Event, frozen=True, kw_only=True):
    """She was told what is recorded about her (Art. 15 GDPR); `way` is how the answer went to her."""

    way: Way


@topic("person.recipient_notified")
class RecipientNotified(Event, frozen=True, kw_only=True):
    """An institution that had received her data was told what changed (Art. 19 GDPR)."""

    institution_id: UUID
    about: NoticeAbout
    way: Way


@topic("person.erased")
class DataErased(Event, frozen=True, kw_only=True):
    """The keys of everything sealed about her are destroyed (Art. 17 GDPR); the erasure says what follows."""

    erasure_id: UUID


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
    | PersonRestricted
    | RestrictionLifted
    | FactDisputed
    | DisputeSettled
    | HoldPlaced
    | HoldLifted
    | PersonInformed
    | RecipientNotified
    | PersonClosed
    | PersonOpenedAgain
    | DataErased
)
