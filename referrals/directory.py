"""Directory (Verzeichnis): every institution with its offers, as the log tells it; for import and export."""

from collections.abc import Iterator
from uuid import UUID

from referrals.event import Event
from referrals.institution import Institution, InstitutionEvent, evolve
from referrals.log.application import Log


def of(log: Log) -> dict[UUID, Institution]:
    """All institutions by id, those taken out of the directory included."""
    known: dict[UUID, Institution] = {}
    for event in told(log, "institution.", "offer."):
        assert isinstance(event, InstitutionEvent)
        known[event.originator_id] = evolve(known.get(event.originator_id), event)
    return known


def told(log: Log, *prefixes: str) -> Iterator[Event]:
    """The events whose topic starts with one of these, in the order in which they were recorded."""
    return log.told(*prefixes)
