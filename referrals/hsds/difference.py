"""What an import has to record: the difference between the directory as it is known and a file; pure."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from referrals.description import InstitutionDescription, OfferDescription
from referrals.hsds.known import completed
from referrals.hsds.reading import InstitutionRead, Reading

Listed = tuple[InstitutionDescription, Mapping[UUID, OfferDescription]]
Directory = Mapping[UUID, Listed]


class NewInstitution(Struct, frozen=True):
    """An institution that the directory does not hold yet."""

    institution_id: UUID
    description: InstitutionDescription


class ChangedInstitution(Struct, frozen=True):
    """An institution that is now described differently."""

    institution_id: UUID
    description: InstitutionDescription


class NewOffer(Struct, frozen=True):
    """An offer that its institution does not have in the directory yet."""

    institution_id: UUID
    offer_id: UUID
    description: OfferDescription


class ChangedOffer(Struct, frozen=True):
    """An offer that is now described differently."""

    institution_id: UUID
    offer_id: UUID
    description: OfferDescription


class MovedOffer(Struct, frozen=True):
    """An offer that the directory has under this institution and the file under another: here it ends."""

    institution_id: UUID
    offer_id: UUID


Change = NewInstitution | ChangedInstitution | NewOffer | ChangedOffer | MovedOffer


def changes(current: Directory, reading: Reading) -> list[Change]:
    """What is new or different; nothing for a file that was imported before.

    What the file does not hold stays as it is: an import never ends an institution or an offer, except one that
    it holds under another institution.
    """
    after = _described(current, reading)
    owners = {offer_id: owner for owner, (_, offers) in current.items() for offer_id in offers}
    found: list[Change] = []
    for institution_id, description in after.items():
        listed = current.get(institution_id)
        if listed is None:
            found.append(NewInstitution(institution_id, description))
        elif listed[0] != description:
            found.append(ChangedInstitution(institution_id, description))
        read = reading.institutions.get(institution_id)
        if read is not None:
            found.extend(_offers(institution_id, listed[1] if listed else {}, read, owners))
    return found


def _described(current: Directory, reading: Reading) -> dict[UUID, InstitutionDescription]:
    """Every institution as it is after the import, with the name of its provider where that is known."""
    after = {institution_id: description for institution_id, (description, _) in current.items()}
    for institution_id, read in reading.institutions.items():
        known = after.get(institution_id)
        after[institution_id] = completed(known, read.description, read.cleared) if known else read.description
    for institution_id, description in after.items():
        provider = after.get(description.provider_id) if description.provider_id else None
        if provider is not None and description.provider is None:
            after[institution_id] = replace(description, provider=provider.name)
    return after


def _offers(
    institution_id: UUID, known: Mapping[UUID, OfferDescription], read: InstitutionRead, owners: Mapping[UUID, UUID]
) -> list[Change]:
    found: list[Change] = []
    for offer_id, offer in read.offers.items():
        earlier = known.get(offer_id)
        if earlier is None:
            owner = owners.get(offer_id, institution_id)
            if owner != institution_id:
                found.append(MovedOffer(owner, offer_id))
            found.append(NewOffer(institution_id, offer_id, offer.description))
        elif (described := completed(earlier, offer.description, offer.cleared)) != earlier:
            found.append(ChangedOffer(institution_id, offer_id, described))
    return found
