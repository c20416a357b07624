"""Release (Schweigepflichtentbindung, § 203 StGB): to whom, what, for how long; it can be withdrawn at any time."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.sealing import Sealed


class Covers(StrEnum):
    """What may be passed on."""

    CONTACT = "contact"
    NEED = "need"
    WISH = "wish"
    BIRTH_YEAR = "birth_year"
    APPOINTMENTS = "appointments"
    PROGRESS = "progress"


class Given(StrEnum):
    """How a release or a consent was given."""

    WRITTEN = "written"
    ORAL = "oral"
    ELECTRONIC = "electronic"


@topic("release.given")
class ReleaseGiven(Event, frozen=True, kw_only=True):
    """The person releases us from secrecy towards the institutions named, until the last day."""

    person_id: UUID
    institution_ids: tuple[UUID, ...]
    covers: tuple[Covers, ...]
    valid_until: date
    given: Given
    language: str
    note: Sealed | None = None


@topic("release.withdrawn")
class ReleaseWithdrawn(Event, frozen=True, kw_only=True):
    """The person took it back; from this moment nothing is passed on."""

    given: Given


ReleaseEvent = ReleaseGiven | ReleaseWithdrawn


class CannotGiveRelease(Refusal):
    """A release would have no effect as given."""

    @classmethod
    def because_it_names_no_institution(cls) -> Self:
        """A blanket release is void."""
        return cls("no_institution")

    @classmethod
    def because_it_covers_nothing(cls) -> Self:
        """Nothing is ticked."""
        return cls("covers_nothing")

    @classmethod
    def because_it_would_be_over(cls) -> Self:
        """Its last day lies before the day it was given."""
        return cls("already_over")


class CannotWithdrawRelease(Refusal):
    """There is nothing left to withdraw."""

    @classmethod
    def because_it_was_withdrawn(cls) -> Self:
        """It is withdrawn already."""
        return cls("already_withdrawn")


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release as it stands; `withdrawn_on` is None while it holds."""

    id: UUID
    version: int
    person_id: UUID
    institution_ids: tuple[UUID, ...]
    covers: tuple[Covers, ...]
    given_on: date
    valid_until: date
    given: Given
    language: str
    withdrawn_on: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether it held on a day that is past; what was withdrawn later held until then."""
        return self.given_on <= day <= min(self.valid_until, self.withdrawn_on or self.valid_until)

    def allows(self, institution_id: UUID, day: date) -> bool:
        """Whether data may go to this institution on this day."""
        return (
            self.withdrawn_on is None
            and institution_id in self.institution_ids
            and self.given_on <= day <= self.valid_until
        )


def give(
    release_id: UUID,
    occasion: Occasion,
    *,
    person_id: UUID,
    institution_ids: tuple[UUID, ...],
    covers: tuple[Covers, ...],
    valid_until: date,
    given: Given,
    language: str,
    note: Sealed | None = None,
) -> ReleaseGiven:
    """The person gives a release."""
    if not institution_ids:
        raise CannotGiveRelease.because_it_names_no_institution()
    if not covers:
        raise CannotGiveRelease.because_it_covers_nothing()
    if valid_until < occasion.occurred_on:
        raise CannotGiveRelease.because_it_would_be_over()
    return ReleaseGiven(
        **head(release_id, 0, occasion),
        person_id=person_id,
        institution_ids=institution_ids,
        covers=covers,
        valid_until=valid_until,
        given=given,
        language=language,
        note=note,
    )


def withdraw(release: Release, occasion: Occasion, *, given: Given) -> ReleaseWithdrawn:
    """The person takes the release back."""
    if release.withdrawn_on is not None:
        raise CannotWithdrawRelease.because_it_was_withdrawn()
    return ReleaseWithdrawn(**head(release.id, release.version, occasion), given=given)


def evolve(release: Release | None, event: ReleaseEvent) -> Release:
    """The release after one more event."""
    match event:
        case ReleaseGiven():
            return Release(
                id=event.originator_id,
                version=event.originator_version,
                person_id=event.person_id,
                institution_ids=event.institution_ids,
                covers=event.covers,
                given_on=event.occasion.occurred_on,
                valid_until=event.valid_until,
                given=event.given,
                language=event.language,
            )
        case ReleaseWithdrawn():
            assert release is not None
            return replace(release, version=event.originator_version, withdrawn_on=event.occasion.occurred_on)


def fold(events: Iterable[ReleaseEvent]) -> Release | None:
    """The release behind its events."""
    return reduce(evolve, events, None)
