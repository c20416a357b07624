"""Retention (Aufbewahrung): how long what is kept and on which ground, and which files fall due when; a hold wins."""

import tomllib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache, reduce
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.person_state import Hold
from referrals.refusal import Refusal

FILE = Path(__file__).with_name("retention.toml")
STREAM = UUID("5a3b2f0e-1f0c-5f6b-8a62-2f7c6d0e9b11")
"""The one stream that says whether the automatic run is suspended."""
BIRTHDAY = 30


class SuspendReason(StrEnum):
    """Why nothing is requested for erasure by itself for a time."""

    AUDIT = "audit"
    LEGAL_DISPUTE = "legal_dispute"
    RULES_CHANGE = "rules_change"
    TECHNICAL = "technical"


class Start(StrEnum):
    """From what a period counts."""

    LAST_REFERRAL_ENDED = "last_referral_ended"
    REGISTERED = "registered"
    THIRTIETH_BIRTHDAY = "thirtieth_birthday"
    LOOKED = "looked"


class Kind(StrEnum):
    """Of what a class speaks: a person's whole file, a hold on it, or the access log."""

    PERSON = "person"
    HOLD = "hold"
    ACCESS_LOG = "access_log"


class RetentionClass(msgspec.Struct, frozen=True):
    """One line of the configuration; `title` and `ground` are German, as the officer wrote them."""

    code: str
    of: Kind
    title: str
    ground: str
    months: int
    start: Start


class File(NamedTuple):
    """What matters of a person's file; `ended_on` is None where she never had a referral."""

    person_id: UUID
    registered_on: date
    ended_on: date | None
    holds: tuple[Hold, ...] = ()


class Due(NamedTuple):
    """A file that falls due: since when it counts, on which day, and what holds it on that day or today."""

    person_id: UUID
    kind: RetentionClass
    since: date
    on: date
    holds: tuple[Hold, ...] = ()


@topic("retention.suspended")
class RetentionSuspended(Event, frozen=True, kw_only=True):
    """Nothing is requested for erasure by itself until it is resumed."""

    reason: SuspendReason


@topic("retention.resumed")
class RetentionResumed(Event, frozen=True, kw_only=True):
    """Files that fall due are requested for erasure again."""


RetentionEvent = RetentionSuspended | RetentionResumed


class CannotSuspend(Refusal):
    """It would change nothing."""

    @classmethod
    def because_it_is_suspended(cls) -> Self:
        """It is suspended already."""
        return cls("suspended_already")

    @classmethod
    def because_it_is_not_suspended(cls) -> Self:
        """It runs."""
        return cls("not_suspended")


class Standing(msgspec.Struct, frozen=True):
    """Whether the automatic run is suspended, since when and why."""

    version: int = 0
    suspended: SuspendReason | None = None
    since: date | None = None


@cache
def classes() -> tuple[RetentionClass, ...]:
    """The configuration; a msgspec error names what is wrong in it."""
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8"))["class"], tuple[RetentionClass, ...])


def period(code: str) -> RetentionClass:
    """One class of the configuration."""
    return next(each for each in classes() if each.code == code)


def of_files(start: Start) -> RetentionClass:
    """The class of the files whose period counts from there."""
    return next(each for each in classes() if each.of is Kind.PERSON and each.start is start)


def due(file: File, today: date) -> Due:
    """When a file without open referrals falls due; the holds named are those that stand then."""
    kind = of_files(Start.REGISTERED if file.ended_on is None else Start.LAST_REFERRAL_ENDED)
    since = file.ended_on or file.registered_on
    on = months_after(since, kind.months)
    day = max(on, today)
    return Due(file.person_id, kind, since, on, tuple(hold for hold in file.holds if hold.holds_on(day)))


def due_within(files: Iterable[File], today: date, months: int) -> list[Due]:
    """What falls due until then, the earliest first; what is held on its day stays in the list and says so."""
    last = months_after(today, months)
    found = [due(file, today) for file in files]
    return sorted((each for each in found if each.on <= last), key=lambda each: (each.on, each.person_id))


def kept_until(birth_year: int) -> date:
    """Until when a youth welfare file is kept; it counts from the end of the year of the 30th birthday."""
    return months_after(date(birth_year + BIRTHDAY, 12, 31), period("youth_welfare").months)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def suspend(standing: Standing, occasion: Occasion, *, reason: SuspendReason) -> RetentionSuspended:
    """Request nothing by itself from now on."""
    if standing.suspended is not None:
        raise CannotSuspend.because_it_is_suspended()
    return RetentionSuspended(**head(STREAM, standing.version, occasion), reason=reason)


def resume(standing: Standing, occasion: Occasion) -> RetentionResumed:
    """Go on."""
    if standing.suspended is None:
        raise CannotSuspend.because_it_is_not_suspended()
    return RetentionResumed(**head(STREAM, standing.version, occasion))


def evolve(standing: Standing, event: RetentionEvent) -> Standing:
    """The standing after one more event."""
    match event:
        case RetentionSuspended():
            return replace(
                standing,
                version=event.originator_version,
                suspended=event.reason,
                since=event.occasion.occurred_on,
            )
        case RetentionResumed():
            return Standing(version=event.originator_version)


def fold(events: Iterable[RetentionEvent]) -> Standing:
    """Whether it runs; without events it does."""
    return reduce(evolve, events, Standing())
