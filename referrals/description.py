"""What is publicly known about an institution and its offers (Beschreibung), as it lies in the log for ever.

The field names are those of the Human Services Data Specification 3 (organization, service, location …), so
that a reader of the log finds them explained in an open standard. Ours are `needs`, `areas`, `provider`,
`provider_id`, `external_id`, `time_zone` and `offered_at`.

Names of contact persons (`contacts[].name`, `addresses[].attention`, `assurer_email`) are personal data of
employees. The log cannot forget what lies in it in clear, so these types have no place for them: a contact is
a function with a department, a telephone number and an e-mail address.

None and the empty tuple mean "not known". A new field needs a default; a name once stored is never renamed or
reused. Nothing is checked here: what lies in the log must load for ever.
"""

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from msgspec import Struct

OfferStatus = Literal["active", "inactive", "defunct", "temporarily closed"]
PlaceKind = Literal["physical", "postal", "virtual"]

OFFER_STATUSES: tuple[OfferStatus, ...] = ("active", "inactive", "defunct", "temporarily closed")
PLACE_KINDS: tuple[PlaceKind, ...] = ("physical", "postal", "virtual")


class LanguageSpoken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A language in which one can speak there (Sprache); `code` is ISO 639."""

    code: str | None = None
    name: str | None = None
    note: str | None = None


class Phone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A telephone number (Telefon); `type` as in RFC 6350: voice, fax, cell, text …"""

    number: str
    extension: int | None = None
    type: str | None = None
    description: str | None = None
    languages: tuple[LanguageSpoken, ...] = ()


class Contact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A function one can turn to (Ansprechstelle), never a person by name."""

    title: str | None = None
    department: str | None = None
    email: str | None = None
    phones: tuple[Phone, ...] = ()


class Address(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A postal address (Anschrift)."""

    address_1: str
    city: str
    postal_code: str
    address_type: PlaceKind = "physical"
    address_2: str | None = None
    region: str | None = None
    state_province: str | None = None
    country: str | None = None


class Accessibility(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a place can be reached and used without barriers (Barrierefreiheit)."""

    description: str | None = None
    details: str | None = None
    url: str | None = None


class Schedule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Opening hours (Öffnungszeiten) as a recurrence rule, RFC 5545.

    `timezone` is hours from UTC as in HSDS, `time_zone` the IANA name (Europe/Berlin).
    """

    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    wkst: str | None = None
    freq: str | None = None
    interval: int | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    timezone: float | None = None
    time_zone: str | None = None
    description: str | None = None
    schedule_link: str | None = None
    attending_type: str | None = None
    notes: str | None = None


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an institution can be found (Ort): an HSDS location, with its id; coordinates in WGS 84."""

    id: UUID
    location_type: PlaceKind = "physical"
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    transportation: str | None = None
    url: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    addresses: tuple[Address, ...] = ()
    languages: tuple[LanguageSpoken, ...] = ()
    phones: tuple[Phone, ...] = ()
    contacts: tuple[Contact, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    schedules: tuple[Schedule, ...] = ()


class RequiredDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person has to bring along (mitzubringen)."""

    document: str
    uri: str | None = None


class Capacity(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many places an offer has (Plätze), HSDS 3.1; `unit` is what is counted."""

    available: float | None = None
    maximum: float | None = None
    unit: str | None = None
    description: str | None = None
    updated: datetime | None = None


class OfferedAt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An offer at one place of its institution, with what holds only there; `place_id` is `Place.id`."""

    place_id: UUID
    description: str | None = None
    phones: tuple[Phone, ...] = ()
    contacts: tuple[Contact, ...] = ()
    schedules: tuple[Schedule, ...] = ()


class InstitutionDescription(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An institution: an HSDS organization with its places.

    `provider` is the body behind it (Träger), `external_id` its id in the source where that is no UUID.
    """

    name: str
    alternate_name: str | None = None
    description: str | None = None
    email: str | None = None
    website: str | None = None
    phones: tuple[Phone, ...] = ()
    contacts: tuple[Contact, ...] = ()
    places: tuple[Place, ...] = ()
    provider: str | None = None
    provider_id: UUID | None = None
    external_id: str | None = None


class OfferDescription(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An offer (Angebot): an HSDS service.

    Ages in years; `needs` are codes of `NeedKind`, `assured_date` is the day it was last checked.
    """

    name: str
    status: OfferStatus = "active"
    alternate_name: str | None = None
    description: str | None = None
    url: str | None = None
    email: str | None = None
    alert: str | None = None
    interpretation_services: str | None = None
    application_process: str | None = None
    eligibility_description: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    fees_description: str | None = None
    wait_time: str | None = None
    assured_date: date | None = None
    needs: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    languages: tuple[LanguageSpoken, ...] = ()
    required_documents: tuple[RequiredDocument, ...] = ()
    phones: tuple[Phone, ...] = ()
    contacts: tuple[Contact, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    offered_at: tuple[OfferedAt, ...] = ()
    external_id: str | None = None
