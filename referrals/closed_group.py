"""Closed group (geschlossene Akte): the file of a colleague or her family, which only named staff see.

The events stand in the person's stream.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self
from uuid import UUID

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal

if TYPE_CHECKING:
    from referrals.person import Person


@topic("person.closed_to")
class PersonClosed(Event, frozen=True, kw_only=True):
    """Only these members of staff see the file from now on; said again it names another group."""

    staff: tuple[UUID, ...]


@topic("person.opened_again")
class PersonOpenedAgain(Event, frozen=True, kw_only=True):
    """The file is an ordinary one again."""


class CannotCloseFile(Refusal):
    """A file is not closed to this group."""

    @classmethod
    def because_the_group_is_empty(cls) -> Self:
        """Somebody has to see it."""
        return cls("empty_group")

    @classmethod
    def because_nobody_of_them_carries_it(cls) -> Self:
        """The group would not hold anybody who works with the person."""
        return cls("nobody_carries_it")

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """It is so already."""
        return cls("same_value")


def close(person: "Person", occasion: Occasion, *, staff: tuple[UUID, ...], carriers: Collection[UUID]) -> PersonClosed:
    """Only these see the file; `carriers` are those who carry it now."""
    if not staff:
        raise CannotCloseFile.because_the_group_is_empty()
    if frozenset(staff) == frozenset(person.closed_to):
        raise CannotCloseFile.because_nothing_would_change()
    if carriers and frozenset(staff).isdisjoint(carriers):
        raise CannotCloseFile.because_nobody_of_them_carries_it()
    return PersonClosed(**head(person.id, person.version, occasion), staff=tuple(sorted(set(staff))))


def open_again(person: "Person", occasion: Occasion) -> PersonOpenedAgain:
    """Whoever carries the file sees it again."""
    if not person.closed_to:
        raise CannotCloseFile.because_nothing_would_change()
    return PersonOpenedAgain(**head(person.id, person.version, occasion))
