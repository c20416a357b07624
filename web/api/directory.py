"""Directory (Verzeichnis) through the API: institutions with their offers, filtered as on the page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from flask import abort
from msgspec import to_builtins

from projections import directory as listings
from projections import words
from projections.directory import Listing, languages_of
from referrals.need import NeedKind
from web import desk
from web.api import shapes
from web.api.blueprint import read_at
from web.api.caseload import CODES
from web.api.problems import Unfit
from web.api.resource import AT_ONCE, Paged, asked, resource
from web.fields import Choice, Line
from web.forms import read_json
from web.language import N_
from web.scopes import Scope


class Query(Paged):
    """What an institution helps with, in which language."""

    text = Line(N_("Name"), max=200, optional=True)
    need = Choice(N_("Anliegen"), kind="select", optional=True)
    language = Choice(N_("Sprache"), kind="select", optional=True)


@read_at("/institutions")
@resource(Scope.DIRECTORY, shapes.DirectoryPage, asks=Query, codes=CODES)
def institutions() -> dict[str, Any]:
    """The institutions that fit, by name."""
    offered = {"need": dict(words.choices(NeedKind)), "language": dict(words.language_choices())}
    query = asked(Query, offered)
    limit, after = query["limit"] or AT_ONCE, query["after"]
    found = listings.search(
        desk.views(),
        query["text"] or "",
        need=query["need"],
        language=query["language"],
        after=_place(after) if after else None,
        limit=limit + 1,
    )
    shown = found[:limit]
    return {
        "institutions": [_told(each) for each in shown],
        "after": _cursor(shown[-1]) if len(found) > limit else None,
    }


@read_at("/institutions/<uuid:institution_id>")
@resource(Scope.DIRECTORY, shapes.Institution, problems=(404,))
def institution(institution_id: UUID) -> dict[str, Any]:
    """One institution, also one that is not listed any more."""
    found = listings.get(desk.views(), institution_id)
    if found is None:
        abort(404)
    return _told(found)


def _told(listing: Listing) -> dict[str, Any]:
    known, described = listing.institution, listing.institution.description
    address = listing.address
    return {
        "id": listing.id,
        "name": listing.name,
        "listed": known.listed,
        "version": known.version,
        "description": described.description,
        "website": described.website,
        "phone": listing.phone,
        "email": listing.email,
        "address": None if address is None else {"address_2": None, **to_builtins(address)},
        "needs": listing.needs,
        "languages": listing.languages,
        "offers": [
            {
                "id": offer_id,
                "name": offer.name,
                "status": offer.status,
                "description": offer.description,
                "needs": offer.needs,
                "areas": offer.areas,
                "languages": languages_of(known, offer),
                "assured_date": offer.assured_date,
            }
            for offer_id, offer in known.offers.items()
        ],
    }


def _cursor(listing: Listing) -> str:
    return urlsafe_b64encode(listing.id.bytes + listing.sort_key.encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[str, UUID]:
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return told[16:].decode(), UUID(bytes=told[:16])
    except ValueError:
        refused = read_json(Query, {})
        refused.refuse("after", "not_offered")
        raise Unfit(refused) from None
