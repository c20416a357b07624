"""Audit (Prüfung): from when to when an auditor looks into the log; its id makes the pseudonyms of that audit."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal


@topic("audit.begun")
class AuditBegun(Event, frozen=True, kw_only=True):
    """An auditor begins to look; whoever it is stands in the occasion."""


@topic("audit.ended")
class AuditEnded(Event, frozen=True, kw_only=True):
    """The auditor is done; the pseudonyms of this audit are not used again."""


AuditEvent = AuditBegun | AuditEnded


class CannotEndAudit(Refusal):
    """An audit cannot be ended by this person, or any more."""

    @classmethod
    def because_it_is_another_auditors(cls) -> Self:
        """Whoever began it ends it."""
        return cls("not_yours")

    @classmethod
    def because_it_has_ended(cls) -> Self:
        """It is over already."""
        return cls("ended")


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """An audit as it stands."""

    id: UUID
    version: int
    auditor: UUID
    begun_on: date
    ended_on: date | None = None  # while it goes on


def begin(audit_id: UUID, occasion: Occasion) -> AuditBegun:
    """An auditor begins to look."""
    return AuditBegun(**head(audit_id, 0, occasion))


def end(audit: Audit, occasion: Occasion) -> AuditEnded:
    """The auditor is done."""
    if occasion.actor != audit.auditor:
        raise CannotEndAudit.because_it_is_another_auditors()
    if audit.ended_on is not None:
        raise CannotEndAudit.because_it_has_ended()
    return AuditEnded(**head(audit.id, audit.version, occasion))


def evolve(audit: Audit | None, event: AuditEvent) -> Audit:
    """The audit after one more event."""
    occasion = event.occasion
    if isinstance(event, AuditBegun):
        return Audit(
            id=event.originator_id,
            version=event.originator_version,
            auditor=occasion.actor,
            begun_on=occasion.occurred_on,
        )
    assert audit is not None
    return replace(audit, version=event.originator_version, ended_on=occasion.occurred_on)


def fold(events: Iterable[AuditEvent]) -> Audit | None:
    """The audit behind its events."""
    return reduce(evolve, events, None)
