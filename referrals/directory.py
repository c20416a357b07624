"""Directory (Verzeichnis): every institution with its offers, as the log tells it; for import and export."""

from uuid import UUID

from referrals.institution import Institution, InstitutionEvent, evolve
from referrals.log.application import Log


def of(log: Log) -> dict[UUID, Institution]:
    """All institutions by id, those taken out of the directory included."""
    known: dict[UUID, Institution] = {}
    for event in log.told("institution.", "offer."):
        assert isinstance(event, InstitutionEvent)
        known[event.originator_id] = evolve(known.get(event.originator_id), event)
    return known
