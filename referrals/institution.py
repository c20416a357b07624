"""Institution: the place that helps, with its offers (Angebote), as publicly described."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.description import InstitutionDescription, OfferDescription
from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal


@topic("institution.listed")
class InstitutionListed(Event, frozen=True, kw_only=True):
    """An institution entered the directory."""

    description: InstitutionDescription


@topic("institution.described")
class InstitutionDescribed(Event, frozen=True, kw_only=True):
    """What is known about it from now on."""

    description: InstitutionDescription


@topic("institution.delisted")
class InstitutionDelisted(Event, frozen=True, kw_only=True):
    """It helps nobody any more; what was forwarded there stays."""


@topic("offer.listed")
class OfferListed(Event, frozen=True, kw_only=True):
    """The institution offers something."""

    offer_id: UUID
    offer: OfferDescription


@topic("offer.described")
class OfferDescribed(Event, frozen=True, kw_only=True):
    """What is known about the offer from now on."""

    offer_id: UUID
    offer: OfferDescription


@topic("offer.ended")
class OfferEnded(Event, frozen=True, kw_only=True):
    """The offer ended."""

    offer_id: UUID


InstitutionEvent = (
    InstitutionListed | InstitutionDescribed | InstitutionDelisted | OfferListed | OfferDescribed | OfferEnded
)


class CannotDescribe(Refusal):
    """A description does not hold."""

    @classmethod
    def because_it_has_no_name(cls) -> Self:
        """People look for a name."""
        return cls("no_name")

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """It stands there already."""
        return cls("same_value")

    @classmethod
    def because_there_is_no_such_offer(cls) -> Self:
        """The offer is unknown, or has ended."""
        return cls("no_such_offer")


class Institution(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An institution as of now."""

    id: UUID
    version: int
    description: InstitutionDescription
    offers: dict[UUID, OfferDescription] = {}
    listed: bool = True


def list_institution(
    institution_id: UUID, occasion: Occasion, *, description: InstitutionDescription
) -> InstitutionListed:
    """Enter it into the directory."""
    if not description.name.strip():
        raise CannotDescribe.because_it_has_no_name()
    return InstitutionListed(**head(institution_id, 0, occasion), description=description)


def describe(
    institution: Institution, occasion: Occasion, *, description: InstitutionDescription
) -> InstitutionDescribed:
    """Say what is known about it now."""
    if not description.name.strip():
        raise CannotDescribe.because_it_has_no_name()
    if description == institution.description:
        raise CannotDescribe.because_nothing_would_change()
    return InstitutionDescribed(**head(institution.id, institution.version, occasion), description=description)


def delist(institution: Institution, occasion: Occasion) -> InstitutionDelisted:
    """Take it out of the directory."""
    if not institution.listed:
        raise CannotDescribe.because_nothing_would_change()
    return InstitutionDelisted(**head(institution.id, institution.version, occasion))


def list_offer(
    institution: Institution, occasion: Occasion, *, offer_id: UUID, offer: OfferDescription
) -> OfferListed | OfferDescribed:
    """Say what it offers: new, or differently from now on."""
    if not offer.name.strip():
        raise CannotDescribe.because_it_has_no_name()
    known = institution.offers.get(offer_id)
    if known == offer:
        raise CannotDescribe.because_nothing_would_change()
    event = OfferListed if known is None else OfferDescribed
    return event(**head(institution.id, institution.version, occasion), offer_id=offer_id, offer=offer)


def end_offer(institution: Institution, occasion: Occasion, *, offer_id: UUID) -> OfferEnded:
    """The offer ends."""
    if offer_id not in institution.offers:
        raise CannotDescribe.because_there_is_no_such_offer()
    return OfferEnded(**head(institution.id, institution.version, occasion), offer_id=offer_id)


def evolve(institution: Institution | None, event: InstitutionEvent) -> Institution:
    """The institution after one more event."""
    if isinstance(event, InstitutionListed):
        return Institution(id=event.originator_id, version=event.originator_version, description=event.description)
    assert institution is not None
    return replace(_after(institution, event), version=event.originator_version)


def fold(events: Iterable[InstitutionEvent]) -> Institution | None:
    """The institution behind its events."""
    return reduce(evolve, events, None)


def _after(institution: Institution, event: InstitutionEvent) -> Institution:
    match event:
        case InstitutionDescribed():
            return replace(institution, description=event.description, listed=True)
        case InstitutionDelisted():
            return replace(institution, listed=False)
        case OfferListed() | OfferDescribed():
            return replace(institution, offers={**institution.offers, event.offer_id: event.offer})
        case OfferEnded():
            return replace(institution, offers=_without(institution.offers, event.offer_id))
        case _:
            return institution


def _without(offers: Mapping[UUID, OfferDescription], offer_id: UUID) -> dict[UUID, OfferDescription]:
    return {known: offer for known, offer in offers.items() if known != offer_id}
