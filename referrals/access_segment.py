"""Access segment (Tagesabschnitt der Einsichtnahmen): one day of the access log, its root in the ledger.

All segments stand in one stream. The root is the RFC 6962 tree over the rows of the local day in the order of their
numbers; `web/access_leaves.py` says what the bytes of a row are.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.retention import months_after, period

ACCESS_LOG = UUID("00000000-0000-4000-8000-0000acce5500")
"""The stream of all segments."""


class DropGround(StrEnum):
    """Why the rows of a segment are no longer there."""

    EXPIRED = "expired"
    LOST = "lost"


@topic("access_segment.closed")
class SegmentClosed(Event, frozen=True, kw_only=True):
    """A day is over: so many looks were recorded, with this root (hex)."""

    day: date
    entries: int
    root: str


@topic("access_segment.dropped")
class SegmentDropped(Event, frozen=True, kw_only=True):
    """The looks of a day are no longer kept, or are known to be lost."""

    day: date
    ground: DropGround


@topic("access_segment.thinned")
class SegmentThinned(Event, frozen=True, kw_only=True):
    """The looks of institutions on that day are no longer kept, so many; of each its leaf stays with the day."""

    day: date
    entries: int


SegmentEvent = SegmentClosed | SegmentDropped | SegmentThinned


class CannotChangeSegment(Refusal):
    """A segment is not closed, or not dropped."""

    @classmethod
    def because_the_day_is_not_over(cls, day: date) -> Self:
        """More may be recorded."""
        return cls("day_not_over", day=day)

    @classmethod
    def because_it_was_closed(cls, day: date) -> Self:
        """A day is closed once, and the days in their order."""
        return cls("closed_before", day=day)

    @classmethod
    def because_it_is_not_there(cls, day: date) -> Self:
        """Never closed, or dropped before."""
        return cls("not_there", day=day)

    @classmethod
    def because_it_is_still_kept(cls, day: date) -> Self:
        """Its time has not come."""
        return cls("still_kept", day=day)


class Segment(msgspec.Struct, frozen=True):
    """A closed day; `dropped` is None while its rows are kept, `withheld` counts those of institutions that are not."""

    day: date
    entries: int
    root: str
    dropped: DropGround | None = None
    withheld: int = 0


class Segments(msgspec.Struct, frozen=True):
    """Every closed day."""

    version: int = 0
    by_day: dict[date, Segment] = {}

    @property
    def last(self) -> date | None:
        """The last day that was closed."""
        return max(self.by_day, default=None)

    @property
    def kept(self) -> list[Segment]:
        """The segments whose rows must be there, the oldest first."""
        return [self.by_day[day] for day in sorted(self.by_day) if self.by_day[day].dropped is None]


def kept_from(today: date) -> date:
    """The first day whose looks are still kept: so many months before as `retention.toml` says."""
    return months_after(today, -period("access_log").months)


def institutions_kept_from(today: date) -> date:
    """The first day on which the looks of institutions through a link are still kept."""
    return months_after(today, -period("access_log_of_institutions").months)


def close(segments: Segments, occasion: Occasion, *, day: date, entries: int, root: str) -> SegmentClosed:
    """The day is over."""
    if day >= occasion.recorded_on:
        raise CannotChangeSegment.because_the_day_is_not_over(day)
    if segments.last is not None and day <= segments.last:
        raise CannotChangeSegment.because_it_was_closed(day)
    return SegmentClosed(**head(ACCESS_LOG, segments.version, occasion), day=day, entries=entries, root=root)


def drop(segments: Segments, occasion: Occasion, *, day: date, ground: DropGround) -> SegmentDropped:
    """Its time has come; or the rows are gone for ever, and somebody says so."""
    segment = segments.by_day.get(day)
    if segment is None or segment.dropped is not None:
        raise CannotChangeSegment.because_it_is_not_there(day)
    if ground is DropGround.EXPIRED and day >= kept_from(occasion.recorded_on):
        raise CannotChangeSegment.because_it_is_still_kept(day)
    return SegmentDropped(**head(ACCESS_LOG, segments.version, occasion), day=day, ground=ground)


def thin(segments: Segments, occasion: Occasion, *, day: date, entries: int) -> SegmentThinned:
    """The time of the looks of institutions has come, before that of the day."""
    segment = segments.by_day.get(day)
    if segment is None or segment.dropped is not None or segment.withheld:
        raise CannotChangeSegment.because_it_is_not_there(day)
    if day >= institutions_kept_from(occasion.recorded_on):
        raise CannotChangeSegment.because_it_is_still_kept(day)
    return SegmentThinned(**head(ACCESS_LOG, segments.version, occasion), day=day, entries=entries)


def fold(events: Iterable[SegmentEvent]) -> Segments:
    """The segments behind the events."""
    by_day: dict[date, Segment] = {}
    version = 0
    for event in events:
        by_day[event.day], version = _after(by_day, event), event.originator_version
    return Segments(version, by_day)


def _after(by_day: dict[date, Segment], event: SegmentEvent) -> Segment:
    if isinstance(event, SegmentClosed):
        return Segment(event.day, event.entries, event.root)
    if isinstance(event, SegmentThinned):
        return replace(by_day[event.day], withheld=event.entries)
    return replace(by_day[event.day], dropped=event.ground)
