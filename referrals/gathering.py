"""Gathering (Gruppentermin): one date of a group offer. A head-count and codes; there is no place to put a person.

No field of its events is text, sealed, or an id, but for the staff who held it: what cannot be said, cannot leak.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Any, Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.need import NeedKind
from referrals.occasion import Occasion
from referrals.person import Quarter
from referrals.referral.codes import CorrectionReason
from referrals.refusal import Refusal, WrongOrderOfTime

MOST_HEADS = 500
"""More than ever fitted into a room of the project: a slip of the finger."""


class GroupOffer(StrEnum):
    """The group offers of the project (Gruppenangebote)."""

    WOMENS_CAFE = "womens_cafe"
    PARENTS_BREAKFAST = "parents_breakfast"
    OFFICE_HOUR = "office_hour"
    LANGUAGE_CAFE = "language_cafe"
    INFORMATION_EVENT = "information_event"
    NEIGHBOURHOOD_MEETING = "neighbourhood_meeting"
    OUTING = "outing"
    OTHER = "other"


class Place(StrEnum):
    """Where a gathering takes place; the quarter stands beside it."""

    QUARTER_OFFICE = "quarter_office"
    KITA = "kita"
    SCHOOL = "school"
    COMMUNITY_CENTRE = "community_centre"
    OUTDOORS = "outdoors"
    ELSEWHERE = "elsewhere"


class Spoken(StrEnum):
    """A language that was spoken at a gathering (ISO 639-1), one of those of the project."""

    DE = "de"
    AR = "ar"
    TR = "tr"
    UK = "uk"
    TA = "ta"
    EN = "en"
    RU = "ru"
    FA = "fa"
    KU = "ku"
    PL = "pl"
    RO = "ro"
    BG = "bg"
    FR = "fr"
    SO = "so"
    TI = "ti"
    OTHER = "other"


class GatheringVoidReason(StrEnum):
    """Why a gathering should not have been recorded."""

    DID_NOT_TAKE_PLACE = "did_not_take_place"
    RECORDED_TWICE = "recorded_twice"
    MISTAKE = "mistake"


@topic("gathering.held")
class GatheringHeld(Event, frozen=True, kw_only=True):
    """People came together; `needs` are the topics they talked about, `headcount` is without the staff."""

    group_offer: GroupOffer
    quarter: Quarter
    place: Place
    headcount: int
    languages: tuple[Spoken, ...] = ()
    needs: tuple[NeedKind, ...] = ()
    held_by: tuple[UUID, ...]


@topic("gathering.corrected")
class GatheringCorrected(Event, frozen=True, kw_only=True):
    """Something was recorded wrongly: so it was, all of it."""

    held_on: date
    group_offer: GroupOffer
    quarter: Quarter
    place: Place
    headcount: int
    languages: tuple[Spoken, ...] = ()
    needs: tuple[NeedKind, ...] = ()
    held_by: tuple[UUID, ...]
    reason: CorrectionReason


@topic("gathering.voided")
class GatheringVoided(Event, frozen=True, kw_only=True):
    """It should never have been recorded."""

    reason: GatheringVoidReason


GatheringEvent = GatheringHeld | GatheringCorrected | GatheringVoided


class CannotRecordGathering(Refusal):
    """A gathering is not recorded like this."""

    @classmethod
    def because_the_headcount_cannot_be(cls, most: int) -> Self:
        """Fewer than nobody, or more than any room holds."""
        return cls("headcount", most=most)

    @classmethod
    def because_nobody_held_it(cls) -> Self:
        """Somebody of the staff was there."""
        return cls("nobody_held_it")

    @classmethod
    def because_it_is_void(cls) -> Self:
        """It was recorded in error, and stays so."""
        return cls("void")

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """It stands there like this already."""
        return cls("same_value")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a gathering."""

    group_offer: GroupOffer
    quarter: Quarter
    place: Place
    headcount: int
    languages: tuple[Spoken, ...] = ()
    needs: tuple[NeedKind, ...] = ()
    held_by: tuple[UUID, ...]


class Gathering(msgspec.Struct, frozen=True, kw_only=True):
    """A gathering as it stands."""

    id: UUID
    version: int
    held_on: date
    about: About
    recorded_by: UUID
    void: bool = False


def hold(gathering_id: UUID, occasion: Occasion, about: About) -> GatheringHeld:
    """People came together on the day of the occasion."""
    _check(occasion.occurred_on, occasion, about)
    return GatheringHeld(**head(gathering_id, 0, occasion), **_fields(about))


def correct(
    gathering: Gathering, occasion: Occasion, about: About, *, held_on: date, reason: CorrectionReason
) -> GatheringCorrected:
    """Say how it was."""
    if gathering.void:
        raise CannotRecordGathering.because_it_is_void()
    _check(held_on, occasion, about)
    if (held_on, about) == (gathering.held_on, gathering.about):
        raise CannotRecordGathering.because_nothing_would_change()
    return GatheringCorrected(
        **head(gathering.id, gathering.version, occasion), held_on=held_on, reason=reason, **_fields(about)
    )


def void(gathering: Gathering, occasion: Occasion, *, reason: GatheringVoidReason) -> GatheringVoided:
    """Say that it should not have been recorded."""
    if gathering.void:
        raise CannotRecordGathering.because_it_is_void()
    return GatheringVoided(**head(gathering.id, gathering.version, occasion), reason=reason)


def evolve(gathering: Gathering | None, event: GatheringEvent) -> Gathering:
    """The gathering after one more event."""
    match event:
        case GatheringHeld():
            return Gathering(
                id=event.originator_id,
                version=event.originator_version,
                held_on=event.occasion.occurred_on,
                about=_about(event),
                recorded_by=event.occasion.actor,
            )
        case GatheringCorrected():
            assert gathering is not None
            return replace(gathering, version=event.originator_version, held_on=event.held_on, about=_about(event))
        case GatheringVoided():
            assert gathering is not None
            return replace(gathering, version=event.originator_version, void=True)


def fold(events: Iterable[GatheringEvent]) -> Gathering | None:
    """The gathering behind its events."""
    return reduce(evolve, events, None)


def _check(held_on: date, occasion: Occasion, about: About) -> None:
    if held_on > occasion.recorded_on:
        raise WrongOrderOfTime.because_it_lies_in_the_future()
    if not 0 <= about.headcount <= MOST_HEADS:
        raise CannotRecordGathering.because_the_headcount_cannot_be(MOST_HEADS)
    if not about.held_by:
        raise CannotRecordGathering.because_nobody_held_it()


def _about(event: GatheringHeld | GatheringCorrected) -> About:
    return About(**{name: getattr(event, name) for name in About.__struct_fields__})


def _fields(about: About) -> dict[str, Any]:
    return {name: getattr(about, name) for name in about.__struct_fields__}
