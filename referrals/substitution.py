"""Substitution (Vertretung): somebody stands in for a period, and it ends by itself. In the absent member's stream."""

from datetime import date
from typing import Self
from uuid import UUID

import msgspec

from referrals.event import Event, topic
from referrals.refusal import Refusal


@topic("staff.substitution_arranged")
class SubstitutionArranged(Event, frozen=True, kw_only=True):
    """Somebody stands in for this member, from the first to the last day, and it ends by itself."""

    substitution_id: UUID
    substitute: UUID
    first_day: date
    last_day: date


@topic("staff.substitution_ended")
class SubstitutionEnded(Event, frozen=True, kw_only=True):
    """It ended before its last day."""

    substitution_id: UUID


class CannotSubstitute(Refusal):
    """A substitution does not hold."""

    @classmethod
    def because_it_is_the_same_person(cls) -> Self:
        """Nobody stands in for themselves."""
        return cls("same_person")

    @classmethod
    def because_the_days_are_in_the_wrong_order(cls) -> Self:
        """The last day lies before the first, or in the past."""
        return cls("wrong_days")

    @classmethod
    def because_the_substitute_carries_no_cases(cls) -> Self:
        """Disabled, or no case manager."""
        return cls("substitute_carries_no_cases")

    @classmethod
    def because_it_is_over(cls) -> Self:
        """It ended already."""
        return cls("over")


class Substitution(msgspec.Struct, frozen=True):
    """A period in which somebody stands in."""

    id: UUID
    substitute: UUID
    first_day: date
    last_day: date

    def holds(self, today: date) -> bool:
        """Whether it is in force."""
        return self.first_day <= today <= self.last_day
