"""Announced need (angekündigtes Anliegen): told by a third party, nameless, for 14 days."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.need import NeedKind
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.sealing import Sealed

LIFETIME = timedelta(days=14)


class DropReason(StrEnum):
    """Why an announced need came to nothing."""

    NOBODY_CAME = "nobody_came"
    SETTLED = "settled"
    MISTAKE = "mistake"


@topic("announcement.made")
class NeedAnnounced(Event, frozen=True, kw_only=True):
    """Someone needs help; no name. `note` is sealed under the announcement's own id, for it may hold one."""

    kind: NeedKind
    quarter: str | None = None
    institution_id: UUID | None = None
    note: Sealed | None = None


@topic("announcement.taken")
class AnnouncementTaken(Event, frozen=True, kw_only=True):
    """The person was there: the announced need became a referral."""

    need_id: UUID
    referral_id: UUID


@topic("announcement.dropped")
class AnnouncementDropped(Event, frozen=True, kw_only=True):
    """The announced need came to nothing."""

    reason: DropReason


AnnouncementEvent = NeedAnnounced | AnnouncementTaken | AnnouncementDropped


class CannotTakeAnnouncement(Refusal):
    """An announced need cannot become a referral any more."""

    @classmethod
    def because_it_is_settled(cls) -> Self:
        """Somebody took or dropped it before."""
        return cls("settled")

    @classmethod
    def because_it_has_expired(cls) -> Self:
        """It is older than 14 days."""
        return cls("expired")


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """An announced need as it stands."""

    id: UUID
    version: int
    kind: NeedKind
    quarter: str | None
    institution_id: UUID | None
    note: Sealed | None
    announced_on: date
    settled: bool = False
    referral_id: UUID | None = None

    @property
    def expires_on(self) -> date:
        """The last day on which it can become a referral."""
        return self.announced_on + LIFETIME

    def is_open(self, today: date) -> bool:
        """Whether it still waits for the person."""
        return not self.settled and today <= self.expires_on


def announce(
    announcement_id: UUID,
    occasion: Occasion,
    *,
    kind: NeedKind,
    quarter: str | None,
    institution_id: UUID | None,
    note: Sealed | None,
) -> NeedAnnounced:
    """A third party announces a need."""
    return NeedAnnounced(
        **head(announcement_id, 0, occasion),
        kind=kind,
        quarter=quarter,
        institution_id=institution_id,
        note=note,
    )


def take(announcement: Announcement, occasion: Occasion, *, need_id: UUID, referral_id: UUID) -> AnnouncementTaken:
    """The person is here, and the announced need becomes a referral."""
    if announcement.settled:
        raise CannotTakeAnnouncement.because_it_is_settled()
    if not announcement.is_open(occasion.recorded_on):
        raise CannotTakeAnnouncement.because_it_has_expired()
    return AnnouncementTaken(
        **head(announcement.id, announcement.version, occasion), need_id=need_id, referral_id=referral_id
    )


def drop(announcement: Announcement, occasion: Occasion, *, reason: DropReason) -> AnnouncementDropped:
    """The announced need comes to nothing."""
    if announcement.settled:
        raise CannotTakeAnnouncement.because_it_is_settled()
    return AnnouncementDropped(**head(announcement.id, announcement.version, occasion), reason=reason)


def evolve(announcement: Announcement | None, event: AnnouncementEvent) -> Announcement:
    """The announced need after one more event."""
    match event:
        case NeedAnnounced():
            return Announcement(
                id=event.originator_id,
                version=event.originator_version,
                kind=event.kind,
                quarter=event.quarter,
                institution_id=event.institution_id,
                note=event.note,
                announced_on=event.occasion.occurred_on,
            )
        case AnnouncementTaken():
            assert announcement is not None
            return replace(announcement, version=event.originator_version, settled=True, referral_id=event.referral_id)
        case AnnouncementDropped():
            assert announcement is not None
            return replace(announcement, version=event.originator_version, settled=True)


def fold(events: Iterable[AnnouncementEvent]) -> Announcement | None:
    """The announced need behind its events."""
    return reduce(evolve, events, None)
