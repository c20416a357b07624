"""Announced (Angekündigtes): what becomes of announced needs; without the note, and kept when they are settled."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.announcement import LIFETIME, AnnouncementEvent, AnnouncementTaken, NeedAnnounced
from referrals.need import NeedKind


class Fate(StrEnum):
    """What became of an announced need; the last two follow from the day."""

    TAKEN = "taken"
    DROPPED = "dropped"
    EXPIRED = "expired"
    WAITING = "waiting"


class Announced(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An announced need as it is counted."""

    need: NeedKind
    announced_on: date
    quarter: str | None = None  # nobody said it
    institution_id: UUID | None = None  # nobody said it
    fate: Fate | None = None  # until somebody takes or drops it

    @property
    def expires_on(self) -> date:
        """The last day on which it could become a referral."""
        return self.announced_on + LIFETIME


def fold(announced: Announced | None, event: AnnouncementEvent) -> Announced:
    """The announced need after one more event."""
    if isinstance(event, NeedAnnounced):
        return Announced(
            need=event.kind,
            announced_on=event.occasion.occurred_on,
            quarter=event.quarter,
            institution_id=event.institution_id,
        )
    assert announced is not None
    return replace(announced, fate=Fate.TAKEN if isinstance(event, AnnouncementTaken) else Fate.DROPPED)
