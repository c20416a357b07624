"""From raw HSDS objects to descriptions: which field of the specification becomes which of ours."""

from referrals.description import (
    PLACE_KINDS,
    Accessibility,
    Address,
    Capacity,
    Contact,
    InstitutionDescription,
    LanguageSpoken,
    OfferDescription,
    OfferedAt,
    OfferStatus,
    Phone,
    Place,
    RequiredDocument,
    Schedule,
)
from referrals.hsds.fields import Fields, identity, is_uuid
from referrals.need import NeedKind

TAXONOMY = "lotse"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("WEEKLY", "MONTHLY")
NEEDS = tuple(kind.value for kind in NeedKind)


def institution(fields: Fields, name: str) -> InstitutionDescription:
    """The description of an organization; a description that only repeats the name says nothing."""
    description = fields.text("description")
    parent = fields.text("parent_organization_id")
    return InstitutionDescription(
        name=name,
        alternate_name=fields.text("alternate_name"),
        description=None if description == name else description,
        email=fields.email("email"),
        website=fields.url("website"),
        phones=phones(fields),
        contacts=contacts(fields),
        places=tuple(found for entry in fields.many("locations") if (found := place(entry))),
        provider=fields.text("lotse_provider"),
        provider_id=identity("organization", parent) if parent else None,
        external_id=external_id(fields),
    )


def offer(fields: Fields, name: str, status: OfferStatus, offered_at: tuple[OfferedAt, ...]) -> OfferDescription:
    """The description of a service."""
    fields.leave_out("assurer_email")
    return OfferDescription(
        name=name,
        status=status,
        alternate_name=fields.text("alternate_name"),
        description=fields.text("description"),
        url=fields.url("url"),
        email=fields.email("email"),
        alert=fields.text("alert"),
        interpretation_services=fields.text("interpretation_services"),
        application_process=fields.text("application_process"),
        eligibility_description=fields.text("eligibility_description"),
        minimum_age=fields.number("minimum_age"),
        maximum_age=fields.number("maximum_age"),
        fees_description=fields.text("fees_description") or fields.text("fees"),
        wait_time=fields.text("wait_time"),
        assured_date=fields.day("assured_date"),
        needs=needs(fields),
        areas=tuple(area for entry in fields.many("service_areas") if (area := _area(entry))),
        languages=languages(fields),
        required_documents=required_documents(fields),
        phones=phones(fields),
        contacts=contacts(fields),
        schedules=schedules(fields),
        capacities=capacities(fields),
        offered_at=offered_at,
        external_id=external_id(fields),
    )


def external_id(fields: Fields) -> str | None:
    """The id in the source, where that is no UUID."""
    raw_id = fields.text("id")
    return fields.text("lotse_external_id") if raw_id is None or is_uuid(raw_id) else raw_id


def place(fields: Fields) -> Place | None:
    """The description of a location; without an id it cannot be kept."""
    raw_id = fields.text("lotse_place_id") or fields.text("id")
    if raw_id is None:
        fields.remark("id", "incomplete")
        return None
    kind = fields.choice("location_type", PLACE_KINDS)
    if kind is None:
        fields.remark("location_type", "assumed")
    return Place(
        id=identity("location", raw_id),
        location_type=kind or "physical",
        name=fields.text("name"),
        alternate_name=fields.text("alternate_name"),
        description=fields.text("description"),
        transportation=fields.text("transportation"),
        url=fields.url("url"),
        latitude=fields.number("latitude"),
        longitude=fields.number("longitude"),
        external_identifier=fields.text("external_identifier"),
        external_identifier_type=fields.text("external_identifier_type"),
        addresses=tuple(found for entry in fields.many("addresses") if (found := address(entry))),
        languages=languages(fields),
        phones=phones(fields),
        contacts=contacts(fields),
        accessibility=accessibility(fields),
        schedules=schedules(fields),
    )


def offered_at(fields: Fields, found: Place) -> OfferedAt:
    """What a service_at_location says beyond its location."""
    return OfferedAt(
        place_id=found.id,
        description=fields.text("description"),
        phones=phones(fields),
        contacts=contacts(fields),
        schedules=schedules(fields),
    )


def address(fields: Fields) -> Address | None:
    """An address with street, city and postal code."""
    fields.leave_out("attention")
    street, city, code = fields.text("address_1"), fields.text("city"), fields.text("postal_code")
    if street is None or city is None or code is None:
        fields.remark("address_1, city, postal_code", "incomplete")
        return None
    assumed = (fields.text("lotse_assumed") or "").split()
    return Address(
        address_1=street,
        city=city,
        postal_code=code,
        address_type=fields.choice("address_type", PLACE_KINDS) or "physical",
        address_2=fields.text("address_2"),
        region=fields.text("region"),
        state_province=None if "state_province" in assumed else fields.text("state_province"),
        country=None if "country" in assumed else fields.text("country"),
    )


def phones(fields: Fields) -> tuple[Phone, ...]:
    """The telephone numbers; quotation marks around a number are an accident of spreadsheets."""
    found = []
    for entry in fields.many("phones"):
        number = (entry.text("number") or "").strip('" ')
        if not number:
            entry.remark("number", "incomplete")
            continue
        found.append(
            Phone(
                number=number,
                extension=entry.whole("extension"),
                type=entry.text("type"),
                description=entry.text("description"),
                languages=languages(entry),
            )
        )
    return tuple(found)


def contacts(fields: Fields) -> tuple[Contact, ...]:
    """The functions one can turn to; the names of persons are left out and remarked."""
    found = []
    for entry in fields.many("contacts"):
        entry.leave_out("name")
        contact = Contact(
            title=entry.text("title"),
            department=entry.text("department"),
            email=entry.email("email"),
            phones=phones(entry),
        )
        if contact != Contact():
            found.append(contact)
    return tuple(found)


def languages(fields: Fields) -> tuple[LanguageSpoken, ...]:
    """The languages, by code or at least by name."""
    found = []
    for entry in fields.many("languages"):
        spoken = LanguageSpoken(code=entry.text("code"), name=entry.text("name"), note=entry.text("note"))
        if spoken.code is None and spoken.name is None:
            entry.remark("code", "incomplete")
            continue
        found.append(spoken)
    return tuple(found)


def schedules(fields: Fields) -> tuple[Schedule, ...]:
    """The opening hours."""
    found = (_schedule(entry) for entry in fields.many("schedules"))
    return tuple(schedule for schedule in found if schedule != Schedule())


def _schedule(entry: Fields) -> Schedule:
    return Schedule(
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        dtstart=entry.day("dtstart"),
        until=entry.day("until"),
        count=entry.whole("count"),
        wkst=entry.choice("wkst", WEEKDAYS),
        freq=entry.choice("freq", FREQUENCIES),
        interval=entry.whole("interval"),
        byday=entry.text("byday"),
        byweekno=entry.text("byweekno"),
        bymonthday=entry.text("bymonthday"),
        byyearday=entry.text("byyearday"),
        opens_at=entry.clock("opens_at"),
        closes_at=entry.clock("closes_at"),
        timezone=entry.number("timezone"),
        time_zone=entry.text("lotse_time_zone"),
        description=entry.text("description"),
        schedule_link=entry.url("schedule_link"),
        attending_type=entry.text("attending_type"),
        notes=entry.text("notes"),
    )


def accessibility(fields: Fields) -> tuple[Accessibility, ...]:
    """How the place is reached without barriers."""
    found = (
        Accessibility(description=entry.text("description"), details=entry.text("details"), url=entry.url("url"))
        for entry in fields.many("accessibility")
    )
    return tuple(entry for entry in found if entry != Accessibility())


def required_documents(fields: Fields) -> tuple[RequiredDocument, ...]:
    """What a person brings along."""
    found = []
    for entry in fields.many("required_documents"):
        document = entry.text("document")
        if document is None:
            entry.remark("document", "incomplete")
            continue
        found.append(RequiredDocument(document=document, uri=entry.url("uri")))
    return tuple(found)


def capacities(fields: Fields) -> tuple[Capacity, ...]:
    """How many places there are (HSDS 3.1)."""
    found = []
    for entry in fields.many("capacities"):
        unit = entry.one("unit")
        capacity = Capacity(
            available=entry.number("available"),
            maximum=entry.number("maximum"),
            unit=unit.text("name") if unit else None,
            description=entry.text("description"),
            updated=entry.moment("updated"),
        )
        if capacity != Capacity():
            found.append(capacity)
    return tuple(found)


def needs(fields: Fields) -> tuple[str, ...]:
    """Our kinds of need, from the attributes of our taxonomy; other taxonomies say nothing about them."""
    found: list[str] = []
    for entry in fields.many("attributes"):
        term = entry.one("taxonomy_term")
        if term is None or (term.text("taxonomy") or "").casefold() != TAXONOMY:
            continue
        code = term.choice("code", NEEDS)
        if code is not None and code not in found:
            found.append(code)
    return tuple(found)


def _area(fields: Fields) -> str | None:
    return fields.text("name") or fields.text("description")
