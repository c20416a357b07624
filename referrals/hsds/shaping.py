"""From descriptions to nested HSDS objects; the ids that HSDS wants for every part are derived, always the same."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from uuid import UUID, uuid5

from msgspec.structs import asdict

from referrals.description import (
    Address,
    Capacity,
    Contact,
    InstitutionDescription,
    LanguageSpoken,
    OfferDescription,
    OfferedAt,
    Phone,
    Place,
    Schedule,
)
from referrals.hsds.describing import TAXONOMY
from referrals.hsds.fields import NAMESPACE

Object = dict[str, object]
# The id under which a place of an institution is written; in a package a shared location needs two.
PlaceId = Callable[[UUID, UUID], UUID]

STATE, COUNTRY = "NW", "DE"
_SHAPED_APART = frozenset({"phones", "contacts", "languages", "schedules", "addresses", "accessibility", "id"})


def own_id(_institution_id: UUID, place_id: UUID) -> UUID:
    """In nested JSON a place keeps its id wherever it is written."""
    return place_id


def organization(institution_id: UUID, known: InstitutionDescription, place_id: PlaceId = own_id) -> Object:
    """The HSDS organization with its locations; HSDS demands a description, so a missing one repeats the name."""
    return {
        "id": str(institution_id),
        "name": known.name,
        "description": known.description or known.name,
        **_said(
            alternate_name=known.alternate_name,
            email=known.email,
            website=known.website,
            parent_organization_id=known.provider_id,
            lotse_provider=known.provider,
            lotse_external_id=known.external_id,
        ),
        **_parts(institution_id, phones=known.phones, contacts=known.contacts),
        **_list("locations", [_location(place_id(institution_id, entry.id), entry) for entry in known.places]),
    }


def service(
    institution_id: UUID,
    institution: InstitutionDescription,
    offer_id: UUID,
    offer: OfferDescription,
    place_id: PlaceId = own_id,
) -> Object:
    """The HSDS service without its organization, with the locations where it is offered."""
    places = {entry.id: entry for entry in institution.places}
    return {
        "id": str(offer_id),
        "organization_id": str(institution_id),
        "name": offer.name,
        "status": offer.status,
        **_said(
            alternate_name=offer.alternate_name,
            description=offer.description,
            url=offer.url,
            email=offer.email,
            alert=offer.alert,
            interpretation_services=offer.interpretation_services,
            application_process=offer.application_process,
            eligibility_description=offer.eligibility_description,
            minimum_age=offer.minimum_age,
            maximum_age=offer.maximum_age,
            fees_description=offer.fees_description,
            wait_time=offer.wait_time,
            assured_date=offer.assured_date,
            lotse_external_id=offer.external_id,
        ),
        **_parts(offer_id, phones=offer.phones, contacts=offer.contacts, languages=offer.languages),
        **_parts(offer_id, schedules=offer.schedules),
        **_list("service_areas", _numbered(offer_id, "service_area", ({"name": area} for area in offer.areas))),
        **_list(
            "required_documents",
            _numbered(offer_id, "required_document", (_said(**asdict(entry)) for entry in offer.required_documents)),
        ),
        **_list("capacities", _numbered(offer_id, "capacity", map(_capacity, offer.capacities))),
        **_list("attributes", [_attribute(offer_id, need) for need in offer.needs]),
        **_list(
            "service_at_locations",
            [
                _offered_at(
                    offer_id, entry, _location(place_id(institution_id, entry.place_id), places[entry.place_id])
                )
                for entry in offer.offered_at
                if entry.place_id in places
            ],
        ),
    }


def taxonomy_term(need: str) -> Object:
    """Our kind of need as a term of our own taxonomy."""
    return {
        "id": str(uuid5(NAMESPACE, f"taxonomy_term:{need}")),
        "code": need,
        "name": need,
        "description": f"Kind of need in Lotse: {need}",
        "taxonomy": TAXONOMY,
        "taxonomy_detail": {
            "id": str(uuid5(NAMESPACE, "taxonomy")),
            "name": TAXONOMY,
            "description": "Kinds of need in Lotse",
        },
    }


def _attribute(offer_id: UUID, need: str) -> Object:
    return {
        "id": str(uuid5(offer_id, f"attribute:{need}")),
        "link_id": str(offer_id),
        "link_type": "taxonomy_term",
        "link_entity": "service",
        "taxonomy_term": taxonomy_term(need),
    }


def _offered_at(offer_id: UUID, known: OfferedAt, location: Object) -> Object:
    link_id = uuid5(offer_id, f"service_at_location:{known.place_id}")
    return {
        "id": str(link_id),
        "service_id": str(offer_id),
        "location_id": location["id"],
        **_said(description=known.description),
        **_parts(link_id, phones=known.phones, contacts=known.contacts, schedules=known.schedules),
        "location": location,
    }


def _location(written_id: UUID, known: Place) -> Object:
    plain = {name: value for name, value in asdict(known).items() if name not in _SHAPED_APART}
    return {
        "id": str(written_id),
        **_said(**plain),
        **_said(lotse_place_id=None if written_id == known.id else known.id),
        **_list("addresses", _numbered(written_id, "address", map(_address, known.addresses))),
        **_parts(written_id, phones=known.phones, contacts=known.contacts, languages=known.languages),
        **_parts(written_id, schedules=known.schedules),
        **_list(
            "accessibility",
            _numbered(written_id, "accessibility", (_said(**asdict(entry)) for entry in known.accessibility)),
        ),
    }


def _address(known: Address) -> Object:
    """An address as HSDS demands it; what was not known is marked, so that it does not come back as known."""
    assumed = [name for name in ("state_province", "country") if getattr(known, name) is None]
    return {
        **_said(**asdict(known)),
        "state_province": known.state_province or STATE,
        "country": known.country or COUNTRY,
        **_said(lotse_assumed=" ".join(assumed) or None),
    }


def _capacity(known: Capacity) -> Object:
    unit = {"id": str(uuid5(NAMESPACE, f"unit:{known.unit}")), "name": known.unit} if known.unit else None
    shaped = _said(**{**asdict(known), "unit": None})
    return {**shaped, "unit": unit} if unit else shaped


def _parts(
    owner: UUID,
    *,
    phones: tuple[Phone, ...] = (),
    contacts: tuple[Contact, ...] = (),
    languages: tuple[LanguageSpoken, ...] = (),
    schedules: tuple[Schedule, ...] = (),
) -> Object:
    return {
        **_list("phones", [_phone(_part_id(owner, "phone", n), phone) for n, phone in enumerate(phones)]),
        **_list("contacts", [_contact(_part_id(owner, "contact", n), entry) for n, entry in enumerate(contacts)]),
        **_list("languages", _numbered(owner, "language", (_said(**asdict(entry)) for entry in languages))),
        **_list("schedules", _numbered(owner, "schedule", map(_schedule, schedules))),
    }


def _phone(phone_id: UUID, known: Phone) -> Object:
    plain = {name: value for name, value in asdict(known).items() if name not in _SHAPED_APART}
    return {"id": str(phone_id), **_said(**plain), **_parts(phone_id, languages=known.languages)}


def _contact(contact_id: UUID, known: Contact) -> Object:
    said = _said(title=known.title, department=known.department, email=known.email)
    return {"id": str(contact_id), **said, **_parts(contact_id, phones=known.phones)}


def _schedule(known: Schedule) -> Object:
    shaped = _said(**asdict(known))
    if "time_zone" in shaped:
        shaped["lotse_time_zone"] = shaped.pop("time_zone")
    return shaped


def _numbered(owner: UUID, kind: str, parts: Iterable[Object]) -> list[Object]:
    return [{"id": str(_part_id(owner, kind, number)), **part} for number, part in enumerate(parts)]


def _part_id(owner: UUID, kind: str, number: int) -> UUID:
    return uuid5(owner, f"{kind}:{number}")


def _list(name: str, entries: list[Object]) -> Object:
    return {name: entries} if entries else {}


def _said(**values: object) -> Object:
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
