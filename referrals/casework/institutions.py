"""Commands on the directory of institutions."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from referrals import institution
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.description import InstitutionDescription, OfferDescription
from referrals.event import Event
from referrals.institution import CannotDescribe, Institution, InstitutionEvent
from referrals.refusal import NotFound


class InstitutionCommands:
    """What changes about institutions and their offers."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def describe(
        self,
        sent: Sent,
        institution_id: UUID | None,
        *,
        description: InstitutionDescription | None = None,
        offers: Mapping[UUID | None, OfferDescription] | None = None,
        ended: Iterable[UUID] = (),
    ) -> Receipt:
        """List an institution, or say what is known about it and its offers now; unchanged parts record nothing."""

        def decide(attempt: Attempt) -> Sequence[Event]:
            stream = institution_id or self._door.new_id()
            known = self._known(attempt, stream)
            if known is None and description is None:
                raise NotFound.no_such("institution")
            told = self._events(attempt, stream, known, description, offers or {}, ended)
            if not told:
                raise CannotDescribe.because_nothing_would_change()
            return told

        return self._door.carry(sent, decide)

    def delist(self, sent: Sent, institution_id: UUID) -> Receipt:
        """Take it out of the directory."""
        return self._door.carry(sent, lambda a: [institution.delist(a.institution(institution_id), a.occasion)])

    def _known(self, attempt: Attempt, stream: UUID) -> Institution | None:
        try:
            return attempt.institution(stream)
        except NotFound:
            return None

    def _events(
        self,
        attempt: Attempt,
        stream: UUID,
        known: Institution | None,
        description: InstitutionDescription | None,
        offers: Mapping[UUID | None, OfferDescription],
        ended: Iterable[UUID],
    ) -> list[InstitutionEvent]:
        told: list[InstitutionEvent] = []

        def tell(event: InstitutionEvent) -> None:
            nonlocal known
            told.append(event)
            known = institution.evolve(known, event)

        if known is None:
            assert description is not None
            tell(institution.list_institution(stream, attempt.occasion, description=description))
        elif description is not None and description != known.description:
            tell(institution.describe(known, attempt.occasion, description=description))
        assert known is not None
        for offer_id, offer in offers.items():
            if offer_id is None or known.offers.get(offer_id) != offer:
                tell(
                    institution.list_offer(
                        known, attempt.occasion, offer_id=offer_id or self._door.new_id(), offer=offer
                    )
                )
        for offer_id in ended:
            tell(institution.end_offer(known, attempt.occasion, offer_id=offer_id))
        return told
