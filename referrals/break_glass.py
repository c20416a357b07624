"""Break-glass (Notfallzugriff): a file that is not one's own, opened for three hours, with a reason and a review."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.access_review import CannotReview, Verdict, check_review, review_by
from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.person import Person
from referrals.refusal import Refusal
from referrals.sealing import Sealed

LASTS = timedelta(hours=3)


class Emergency(StrEnum):
    """Why it could not wait."""

    DANGER = "danger"
    CARRIER_AWAY = "carrier_away"
    PERSON_WAITS = "person_waits"
    AUTHORITY_ASKS = "authority_asks"
    OTHER = "other"


@topic("break_glass.opened")
class BreakGlassOpened(Event, frozen=True, kw_only=True):
    """Somebody opened the file of one person in an emergency; the text is sealed under that person."""

    person_id: UUID
    reason: Emergency
    text: Sealed
    until: datetime


@topic("break_glass.ended")
class BreakGlassEnded(Event, frozen=True, kw_only=True):
    """Whoever opened it was done before the time was over."""


@topic("break_glass.reviewed")
class BreakGlassReviewed(Event, frozen=True, kw_only=True):
    """A second person said whether it was right."""

    verdict: Verdict
    remark: Sealed | None = None


BreakGlassEvent = BreakGlassOpened | BreakGlassEnded | BreakGlassReviewed


class CannotBreakGlass(Refusal):
    """A file does not open in this way."""

    @classmethod
    def because_the_file_is_closed(cls) -> Self:
        """Only the named group sees it; coordination can name one more."""
        return cls("closed_file")

    @classmethod
    def because_it_is_over(cls) -> Self:
        """The time has run out, or it was ended before."""
        return cls("over")

    @classmethod
    def because_it_is_not_yours(cls) -> Self:
        """Only whoever opened it ends it."""
        return cls("not_yours")


class BreakGlass(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An emergency access as it stands."""

    id: UUID
    version: int
    staff_id: UUID
    person_id: UUID
    reason: Emergency
    text: Sealed
    opened_at: datetime
    opened_on: date
    until: datetime
    ended_at: datetime | None = None  # runs to its end
    verdict: Verdict | None = None  # not reviewed yet
    remark: Sealed | None = None
    reviewed_by: UUID | None = None
    reviewed_on: date | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the file is open."""
        return self.ended_at is None and now < self.until

    @property
    def review_by(self) -> date:
        """The last day for the review."""
        return review_by(self.opened_on)


def open_file(
    break_glass_id: UUID, occasion: Occasion, person: Person, *, reason: Emergency, text: Sealed
) -> BreakGlassOpened:
    """Open the file of one person in an emergency."""
    if person.closed_to:
        raise CannotBreakGlass.because_the_file_is_closed()
    until = occasion.recorded_at + LASTS
    return BreakGlassOpened(
        **head(break_glass_id, 0, occasion), person_id=person.id, reason=reason, text=text, until=until
    )


def end(broken: BreakGlass, occasion: Occasion) -> BreakGlassEnded:
    """Done before the time is over."""
    if occasion.actor != broken.staff_id:
        raise CannotBreakGlass.because_it_is_not_yours()
    if not broken.holds(occasion.recorded_at):
        raise CannotBreakGlass.because_it_is_over()
    return BreakGlassEnded(**head(broken.id, broken.version, occasion))


def review(broken: BreakGlass, occasion: Occasion, *, verdict: Verdict, remark: Sealed | None) -> BreakGlassReviewed:
    """A second person says whether it was right."""
    if broken.verdict is not None:
        raise CannotReview.because_it_was_done()
    if broken.holds(occasion.recorded_at):
        raise CannotReview.because_it_still_runs()
    check_review(occasion, {broken.staff_id}, verdict, remark is not None)
    return BreakGlassReviewed(**head(broken.id, broken.version, occasion), verdict=verdict, remark=remark)


def evolve(broken: BreakGlass | None, event: BreakGlassEvent) -> BreakGlass:
    """The emergency access after one more event."""
    if isinstance(event, BreakGlassOpened):
        return BreakGlass(
            id=event.originator_id,
            version=event.originator_version,
            staff_id=event.occasion.actor,
            person_id=event.person_id,
            reason=event.reason,
            text=event.text,
            opened_at=event.occasion.recorded_at,
            opened_on=event.occasion.recorded_on,
            until=event.until,
        )
    assert broken is not None
    version = event.originator_version
    match event:
        case BreakGlassEnded():
            return replace(broken, version=version, ended_at=event.occasion.recorded_at)
        case BreakGlassReviewed():
            return replace(
                broken,
                version=version,
                verdict=event.verdict,
                remark=event.remark,
                reviewed_by=event.occasion.actor,
                reviewed_on=event.occasion.recorded_on,
            )


def fold(events: Iterable[BreakGlassEvent]) -> BreakGlass | None:
    """The emergency access behind its events."""
    return reduce(evolve, events, None)
