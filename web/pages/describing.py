"""Describing an institution: the two forms, and how they become descriptions without losing what they do not show."""

from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from projections.directory import Listing
from projections.words import language_name
from referrals.description import (
    Address,
    InstitutionDescription,
    LanguageSpoken,
    OfferDescription,
    Phone,
    Place,
    RequiredDocument,
)
from web.fields import Choice, Day, Line, Several, Text
from web.forms import StepForm
from web.language import N_

STATUSES = {
    "active": N_("läuft"),
    "temporarily closed": N_("vorübergehend geschlossen"),
    "inactive": N_("ruht"),
    "defunct": N_("eingestellt"),
}


class About(StepForm):
    """What one needs to know to send somebody there."""

    name = Line(N_("Name der Institution"), max=200)
    provider = Line(N_("Träger"), max=200, optional=True)
    description = Text(N_("Wofür ist sie da?"), max=4000, optional=True)
    phone = Line(N_("Telefon"), max=60, kind="tel", optional=True)
    email = Line(N_("E-Mail"), max=200, kind="email", optional=True)
    website = Line(N_("Internetseite"), max=300, optional=True, hint=N_("Zum Beispiel https://www.example.org"))
    street = Line(N_("Straße und Hausnummer"), max=200, optional=True)
    postal_code = Line(N_("Postleitzahl"), max=20, optional=True)
    city = Line(N_("Ort"), max=100, optional=True)


class Offering(StepForm):
    """An offer: for which need, in which languages, and what to bring along."""

    name = Line(N_("Name des Angebots"), max=200)
    needs = Several(N_("Bei welchen Anliegen hilft es?"), optional=True)
    languages = Several(N_("In welchen Sprachen?"), optional=True)
    description = Text(N_("Was wird angeboten?"), max=4000, optional=True)
    eligibility_description = Text(N_("Wer kann kommen?"), max=2000, optional=True, rows=2)
    required_documents = Text(
        N_("Was ist mitzubringen?"), max=2000, optional=True, rows=3, hint=N_("Eine Unterlage je Zeile.")
    )
    fees_description = Line(N_("Kosten"), max=500, optional=True)
    assured_date = Day(N_("Zuletzt geprüft am"), optional=True)
    status = Choice(N_("Zustand"), STATUSES, kind="select")


def about(listing: Listing) -> dict[str, Any]:
    """What the first form starts with."""
    known, address = listing.institution.description, listing.address
    return {
        "name": known.name,
        "provider": known.provider,
        "description": known.description,
        "phone": known.phones[0].number if known.phones else None,
        "email": known.email,
        "website": known.website,
        "street": address.address_1 if address else None,
        "postal_code": address.postal_code if address else None,
        "city": address.city if address else None,
    }


def as_described(values: dict[str, Any], known: InstitutionDescription | None) -> InstitutionDescription:
    """The description a form gives; what the form does not show stays as it was."""
    before = known or InstitutionDescription(name=values["name"])
    return replace(
        before,
        name=values["name"],
        provider=values["provider"],
        description=values["description"],
        email=values["email"],
        website=values["website"],
        phones=_phones(values["phone"], before.phones),
        places=_places(values, before.places),
    )


def offering(known: OfferDescription) -> dict[str, Any]:
    """What the second form starts with."""
    return {
        "name": known.name,
        "needs": known.needs,
        "languages": [spoken.code for spoken in known.languages if spoken.code],
        "description": known.description,
        "eligibility_description": known.eligibility_description,
        "required_documents": "\n".join(each.document for each in known.required_documents) or None,
        "fees_description": known.fees_description,
        "assured_date": known.assured_date,
        "status": known.status,
    }


def as_offered(values: dict[str, Any], known: OfferDescription | None) -> OfferDescription:
    """The offer a form gives; what the form does not show stays as it was."""
    before = known or OfferDescription(name=values["name"])
    spoken = {each.code: each for each in before.languages if each.code}
    unlisted = tuple(each for each in before.languages if not each.code)
    documents = {each.document: each for each in before.required_documents}
    lines = [line.strip() for line in (values["required_documents"] or "").splitlines() if line.strip()]
    return replace(
        before,
        name=values["name"],
        needs=values["needs"],
        languages=tuple(spoken.get(code, _language(code)) for code in values["languages"]) + unlisted,
        description=values["description"],
        eligibility_description=values["eligibility_description"],
        required_documents=tuple(documents.get(line, RequiredDocument(document=line)) for line in lines),
        fees_description=values["fees_description"],
        assured_date=values["assured_date"],
        status=values["status"],
    )


def _language(code: str) -> LanguageSpoken:
    return LanguageSpoken(code=code, name=language_name(code))


def _phones(number: str | None, before: tuple[Phone, ...]) -> tuple[Phone, ...]:
    if number is None:
        return before[1:]
    if before:
        return (replace(before[0], number=number), *before[1:])
    return (Phone(number=number),)


def _places(values: dict[str, Any], before: tuple[Place, ...]) -> tuple[Place, ...]:
    """The first physical address is the one on the form."""
    street, postal_code, city = values["street"], values["postal_code"], values["city"]
    for place_number, place in enumerate(before):
        for number, address in enumerate(place.addresses):
            if address.address_type == "physical":
                told = replace(address, address_1=street or "", postal_code=postal_code or "", city=city or "")
                kept = (told,) if street or postal_code or city else ()
                addresses = (*place.addresses[:number], *kept, *place.addresses[number + 1 :])
                return (*before[:place_number], replace(place, addresses=addresses), *before[place_number + 1 :])
    if not (street or postal_code or city):
        return before
    address = Address(address_1=street or "", postal_code=postal_code or "", city=city or "")
    return (*before, Place(id=uuid4(), addresses=(address,)))
