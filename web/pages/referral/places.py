"""Places (Wohin): institutions and their offers as one choice, those that help with the need first."""

from uuid import UUID

from projections import directory
from projections.directory import Listing, active_offers
from referrals.referral.state import Referral
from web import desk

MOST = 400
"""Institutions in one choice; the one of the referral is always among them."""


def places(referral: Referral) -> dict[str, str]:
    """„Volkshochschule“, „Volkshochschule – Integrationskurs“, …: what a referral can be passed to."""
    fitting = directory.search(desk.views(), need=referral.need.value, limit=MOST)
    others = directory.search(desk.views(), limit=MOST)
    listings = {listing.id: listing for listing in [*fitting, *others]}
    if referral.institution_id is not None and referral.institution_id not in listings:
        known = directory.get(desk.views(), referral.institution_id)
        listings = {**({known.id: known} if known else {}), **listings}
    return {code: label for listing in listings.values() for code, label in _of(listing)}


def place_code(institution_id: UUID | None, offer_id: UUID | None) -> str | None:
    """The choice that stands for an institution, or for an offer of it."""
    if institution_id is None:
        return None
    return f"{institution_id}:{offer_id}" if offer_id else str(institution_id)


def chosen_place(code: str) -> tuple[UUID, UUID | None]:
    """(institution, offer) of a choice."""
    institution, _colon, offer = code.partition(":")
    return UUID(institution), UUID(offer) if offer else None


def _of(listing: Listing) -> list[tuple[str, str]]:
    offers = active_offers(listing.institution)
    return [
        (str(listing.id), listing.name),
        *((f"{listing.id}:{offer_id}", f"{listing.name} – {offer.name}") for offer_id, offer in offers.items()),
    ]
