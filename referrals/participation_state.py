"""A participation as it stands: a pure fold over its events. No guard stands here; replay never refuses."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.participation_events import (
    AgeGroup,
    Disability,
    Education,
    Employment,
    HouseholdKind,
    Housing,
    LeavingTakenBack,
    Migration,
    ParticipationEntered,
    ParticipationEvent,
    ParticipationFollowedUp,
    ParticipationLeft,
    ParticipationNoted,
    ParticipationReentered,
    ParticipationVoided,
    Sex,
)
from referrals.sealing import Sealed

FOLLOW_UP_WITHIN = timedelta(days=28)
"""Results count on leaving and in the four weeks after it (Regulation (EU) 2021/1057, Annex I)."""

QUESTIONS: Mapping[str, type[StrEnum]] = {
    "employment": Employment,
    "age_group": AgeGroup,
    "sex": Sex,
    "education": Education,
    "household": HouseholdKind,
    "migration": Migration,
    "disability": Disability,
    "housing": Housing,
}
"""What is asked on entry, in the order of the form; the names are the fields of the events."""

SENSITIVE = frozenset({"migration", "disability"})
"""Special categories (Art. 9 GDPR): noted and counted with the consent to statistics alone."""


class Missing(StrEnum):
    """What a participation lacks."""

    EMPLOYMENT = "employment"
    AGE_GROUP = "age_group"
    SEX = "sex"
    EDUCATION = "education"
    HOUSEHOLD = "household"
    MIGRATION = "migration"
    DISABILITY = "disability"
    HOUSING = "housing"
    RESULTS = "results"
    FOLLOW_UP = "follow_up"


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What the person answered; None is not asked yet."""

    employment: Employment | None = None
    age_group: AgeGroup | None = None
    sex: Sex | None = None
    education: Education | None = None
    household: HouseholdKind | None = None
    migration: Migration | None = None
    disability: Disability | None = None
    housing: Housing | None = None

    def __repr__(self) -> str:
        return f"Answers({len(self.given())} given)"

    def given(self) -> dict[str, StrEnum]:
        """The answers there are, by question."""
        return {name: answer for name in QUESTIONS if (answer := getattr(self, name)) is not None}


class Participation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A participation as it stands; the day of entry is that of the first one."""

    id: UUID
    version: int
    person_id: UUID
    entered_on: date
    since: date
    code: Sealed
    answers: dict[str, Sealed] = {}
    entries: int = 1
    left_on: date | None = None  # she takes part
    results: Sealed | None = None  # takes part, or not asked on leaving
    followed_up_on: date | None = None  # nobody asked after leaving
    later_results: Sealed | None = None  # likewise
    void: bool = False

    @property
    def last_day_of_results(self) -> date | None:
        """Until when a result counts; None while she takes part."""
        return self.left_on + FOLLOW_UP_WITHIN if self.left_on else None

    def missing(self, today: date) -> tuple[Missing, ...]:
        """What is still to be asked, in the order of the form."""
        if self.void:
            return ()
        lacks = [Missing(name) for name in QUESTIONS if name not in self.answers]
        if self.left_on is not None and self.results is None and self.later_results is None:
            lacks.append(Missing.RESULTS)
        last = self.last_day_of_results
        if last is not None and today <= last and self.followed_up_on is None:
            lacks.append(Missing.FOLLOW_UP)
        return tuple(lacks)


def evolve(participation: Participation | None, event: ParticipationEvent) -> Participation:
    """The participation after one more event."""
    if isinstance(event, ParticipationEntered):
        return _entered(event)
    assert participation is not None
    return replace(_after(participation, event), version=event.originator_version)


def fold(events: Iterable[ParticipationEvent]) -> Participation | None:
    """The participation behind its events."""
    return reduce(evolve, events, None)


def _entered(event: ParticipationEntered) -> Participation:
    return Participation(
        id=event.originator_id,
        version=event.originator_version,
        person_id=event.person_id,
        entered_on=event.occasion.occurred_on,
        since=event.occasion.occurred_on,
        code=event.code,
        answers=_answers(event),
    )


def _after(p: Participation, event: ParticipationEvent) -> Participation:
    day = event.occasion.occurred_on
    stays: dict[str, Any] = {"left_on": None, "results": None, "followed_up_on": None, "later_results": None}
    match event:
        case ParticipationNoted():
            return replace(p, answers={**p.answers, **_answers(event)})
        case ParticipationLeft():
            return replace(p, left_on=day, results=event.results)
        case ParticipationFollowedUp():
            return replace(p, followed_up_on=day, later_results=event.results)
        case ParticipationReentered():
            return replace(p, since=day, entries=p.entries + 1, **stays)
        case LeavingTakenBack():
            return replace(p, **stays)
        case ParticipationVoided():
            return replace(p, void=True)
        case _:
            return p


def _answers(event: ParticipationEntered | ParticipationNoted) -> dict[str, Sealed]:
    return {name: sealed for name in QUESTIONS if (sealed := getattr(event, name)) is not None}
