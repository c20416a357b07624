"""Participation (Teilnahme am ESF Plus): one per person and project, however often she leaves and comes back.

What is asked is sealed in the key group `funding`: an erasure of the person forgets it like everything else.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self
from uuid import UUID, uuid5

from referrals.consent import Scope
from referrals.event import head
from referrals.occasion import Occasion
from referrals.participation_events import (
    FunderListHandedOver,
    LeavingResult,
    LeavingTakenBack,
    ParticipationEntered,
    ParticipationFollowedUp,
    ParticipationLeft,
    ParticipationNoted,
    ParticipationReentered,
    ParticipationVoided,
)
from referrals.participation_state import (
    FOLLOW_UP_WITHIN,
    QUESTIONS,
    SENSITIVE,
    Answers,
    Missing,
    Participation,
    evolve,
    fold,
)
from referrals.person import Person
from referrals.referral.codes import CorrectionReason, VoidReason
from referrals.refusal import Refusal, WrongOrderOfTime
from referrals.sealing import Sealed

__all__ = [
    "FOLLOW_UP_WITHIN",
    "QUESTIONS",
    "Answers",
    "CannotRecordParticipation",
    "Missing",
    "Participation",
    "check_consent",
    "enter",
    "evolve",
    "fold",
    "follow_up",
    "hand_over",
    "id_of",
    "joined",
    "leave",
    "note",
    "reenter",
    "take_leaving_back",
    "void",
]

NAMESPACE = UUID("5b1a1c0e-9f0f-5d3b-8a52-2c8f4a0f7e61")
NO_ANSWER = "no_answer"
"""The code with which every question can be answered."""
ALONE = frozenset({LeavingResult.NOTHING, LeavingResult.NO_ANSWER})
"""Results that stand beside no other."""


class CannotRecordParticipation(Refusal):
    """A step of a participation does not fit."""

    @classmethod
    def because_she_takes_part(cls) -> Self:
        """It is entered already."""
        return cls("takes_part")

    @classmethod
    def because_she_has_left(cls) -> Self:
        """It ended."""
        return cls("has_left")

    @classmethod
    def because_she_has_not_left(cls) -> Self:
        """It goes on."""
        return cls("has_not_left")

    @classmethod
    def because_it_is_void(cls) -> Self:
        """It was recorded in error."""
        return cls("void")

    @classmethod
    def because_nothing_is_said(cls) -> Self:
        """There is nothing to note."""
        return cls("nothing_said")

    @classmethod
    def because_there_is_no_consent(cls) -> Self:
        """Origin and disability are noted with the consent to statistics alone (Art. 9(2)(a) GDPR)."""
        return cls("no_consent")

    @classmethod
    def because_the_four_weeks_are_over(cls, last: date) -> Self:
        """What is true later is no result of this participation."""
        return cls("four_weeks_over", last=last)

    @classmethod
    def because_the_results_contradict(cls) -> Self:
        """Something and nothing at once."""
        return cls("contradiction")


def id_of(person_id: UUID) -> UUID:
    """The one participation of a person: two who enter her at once collide, and who comes back is found."""
    return uuid5(NAMESPACE, str(person_id))


def check_consent(person: Person, answers: Answers) -> None:
    """Origin and disability are told voluntarily: without the consent to statistics only "no answer" is noted."""
    told = any(answers.given().get(name, NO_ANSWER) != NO_ANSWER for name in SENSITIVE)
    if told and Scope.STATISTICS not in person.consent:
        raise CannotRecordParticipation.because_there_is_no_consent()


def joined(results: Iterable[LeavingResult]) -> str | None:
    """Results as they are sealed; nothing chosen is not asked yet."""
    chosen = [each for each in LeavingResult if each in set(results)]
    if len(chosen) > 1 and not ALONE.isdisjoint(chosen):
        raise CannotRecordParticipation.because_the_results_contradict()
    return ",".join(chosen) or None


def enter(
    person: Person, before: Participation | None, occasion: Occasion, *, code: Sealed, answers: Mapping[str, Sealed]
) -> ParticipationEntered:
    """The person takes part from now on; after a void one it begins anew."""
    if before is not None and not before.void:
        raise (
            CannotRecordParticipation.because_she_has_left()
            if before.left_on
            else CannotRecordParticipation.because_she_takes_part()
        )
    _check_day(occasion, date.min)
    version = before.version if before else 0
    values: dict[str, Any] = dict(answers)
    return ParticipationEntered(**head(id_of(person.id), version, occasion), person_id=person.id, code=code, **values)


def note(participation: Participation, occasion: Occasion, *, answers: Mapping[str, Sealed]) -> ParticipationNoted:
    """Something about the day of entry became known."""
    _check_stands(participation)
    if not answers:
        raise CannotRecordParticipation.because_nothing_is_said()
    values: dict[str, Any] = dict(answers)
    return ParticipationNoted(**head(participation.id, participation.version, occasion), **values)


def leave(participation: Participation, occasion: Occasion, *, results: Sealed | None) -> ParticipationLeft:
    """The person leaves the project."""
    _check_stands(participation)
    if participation.left_on is not None:
        raise CannotRecordParticipation.because_she_has_left()
    _check_day(occasion, participation.since)
    return ParticipationLeft(**head(participation.id, participation.version, occasion), results=results)


def follow_up(participation: Participation, occasion: Occasion, *, results: Sealed | None) -> ParticipationFollowedUp:
    """Ask again, up to four weeks after leaving."""
    left_on = _left(participation)
    if results is None:
        raise CannotRecordParticipation.because_nothing_is_said()
    _check_day(occasion, left_on)
    if occasion.occurred_on > left_on + FOLLOW_UP_WITHIN:
        raise CannotRecordParticipation.because_the_four_weeks_are_over(left_on + FOLLOW_UP_WITHIN)
    return ParticipationFollowedUp(**head(participation.id, participation.version, occasion), results=results)


def reenter(participation: Participation, occasion: Occasion) -> ParticipationReentered:
    """The person comes back."""
    _check_day(occasion, _left(participation))
    return ParticipationReentered(**head(participation.id, participation.version, occasion))


def take_leaving_back(
    participation: Participation, occasion: Occasion, *, reason: CorrectionReason
) -> LeavingTakenBack:
    """The person had not left."""
    _left(participation)
    return LeavingTakenBack(**head(participation.id, participation.version, occasion), reason=reason)


def void(participation: Participation, occasion: Occasion, *, reason: VoidReason) -> ParticipationVoided:
    """It should never have been recorded."""
    _check_stands(participation)
    return ParticipationVoided(**head(participation.id, participation.version, occasion), reason=reason)


def hand_over(list_id: UUID, occasion: Occasion, *, participations: tuple[UUID, ...]) -> FunderListHandedOver:
    """The pseudonymised list goes to the funder."""
    if not participations:
        raise CannotRecordParticipation.because_nothing_is_said()
    return FunderListHandedOver(**head(list_id, 0, occasion), participations=participations)


def _check_stands(participation: Participation) -> None:
    if participation.void:
        raise CannotRecordParticipation.because_it_is_void()


def _left(participation: Participation) -> date:
    _check_stands(participation)
    if participation.left_on is None:
        raise CannotRecordParticipation.because_she_has_not_left()
    return participation.left_on


def _check_day(occasion: Occasion, earliest: date) -> None:
    if occasion.occurred_on > occasion.recorded_on:
        raise WrongOrderOfTime.because_it_lies_in_the_future()
    if occasion.occurred_on < earliest:
        raise WrongOrderOfTime.because_it_lies_before(earliest)
