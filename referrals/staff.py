"""Staff (Mitarbeitende): who has an account, in which roles and team, and who stands in for whom until when."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.roles import (
    SYSTEM,
    Proposal,
    Role,
    RolesChanged,
    RolesConfirmed,
    RolesDeclined,
    RolesEvent,
    RolesProposed,
)
from referrals.sealing import Sealed
from referrals.staff_contact import StaffContactChanged
from referrals.substitution import CannotSubstitute, Substitution, SubstitutionArranged, SubstitutionEnded

__all__ = ["SYSTEM", "Member", "Role", "RolesChanged", "StaffAdded", "StaffEvent"]


@topic("staff.added")
class StaffAdded(Event, frozen=True, kw_only=True):
    """Somebody joined; the name is sealed under the member's own id."""

    name: Sealed
    team: str
    roles: tuple[Role, ...]


@topic("staff.renamed")
class StaffRenamed(Event, frozen=True, kw_only=True):
    """The name was wrong, or changed."""

    name: Sealed


@topic("staff.team_changed")
class TeamChanged(Event, frozen=True, kw_only=True):
    """The team from now on."""

    team: str


@topic("staff.disabled")
class StaffDisabled(Event, frozen=True, kw_only=True):
    """The account is closed; what the member did stays."""


@topic("staff.enabled")
class StaffEnabled(Event, frozen=True, kw_only=True):
    """The account is open again."""


@topic("staff.start_password_given")
class StartPasswordGiven(Event, frozen=True, kw_only=True):
    """Somebody of the administration replaced the password; whoever does could sign in as this member."""


StaffEvent = (
    StaffAdded
    | StaffRenamed
    | StaffContactChanged
    | RolesEvent
    | TeamChanged
    | StaffDisabled
    | StaffEnabled
    | StartPasswordGiven
    | SubstitutionArranged
    | SubstitutionEnded
)


class CannotChangeStaff(Refusal):
    """A change to an account does not hold."""

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """It is so already."""
        return cls("same_value")

    @classmethod
    def because_it_is_not_your_own_contact(cls) -> Self:
        """Everybody says for themselves how they are reached."""
        return cls("not_own_contact")

    @classmethod
    def because_cases_remain(cls, count: int) -> Self:
        """Hand the caseload over first."""
        return cls("cases_remain", count=count)


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of staff as of now."""

    id: UUID
    version: int
    name: Sealed
    team: str
    roles: tuple[Role, ...]
    phone: Sealed | None = None
    email: Sealed | None = None
    disabled: bool = False
    proposal: Proposal | None = None
    substitutions: tuple[Substitution, ...] = ()

    @property
    def carries_cases(self) -> bool:
        """Whether referrals may be assigned."""
        return not self.disabled and Role.CASE_MANAGER in self.roles


def add(staff_id: UUID, occasion: Occasion, *, name: Sealed, team: str, roles: tuple[Role, ...]) -> StaffAdded:
    """Somebody joins."""
    return StaffAdded(**head(staff_id, 0, occasion), name=name, team=team, roles=roles)


def rename(member: Member, occasion: Occasion, *, name: Sealed) -> StaffRenamed:
    """Put the name right."""
    return StaffRenamed(**head(member.id, member.version, occasion), name=name)


def change_contact(
    member: Member, occasion: Occasion, *, phone: Sealed | None, email: Sealed | None
) -> StaffContactChanged:
    """Say how one is reached at work; everybody for themselves."""
    if occasion.actor != member.id:
        raise CannotChangeStaff.because_it_is_not_your_own_contact()
    return StaffContactChanged(**head(member.id, member.version, occasion), phone=phone, email=email)


def change_team(member: Member, occasion: Occasion, *, team: str) -> TeamChanged:
    """Move to another team."""
    if team == member.team:
        raise CannotChangeStaff.because_nothing_would_change()
    return TeamChanged(**head(member.id, member.version, occasion), team=team)


def disable(member: Member, occasion: Occasion, *, open_cases: int) -> StaffDisabled:
    """Close the account; the caseload must have been handed over."""
    if member.disabled:
        raise CannotChangeStaff.because_nothing_would_change()
    if open_cases:
        raise CannotChangeStaff.because_cases_remain(open_cases)
    return StaffDisabled(**head(member.id, member.version, occasion))


def enable(member: Member, occasion: Occasion) -> StaffEnabled:
    """Open the account again."""
    if not member.disabled:
        raise CannotChangeStaff.because_nothing_would_change()
    return StaffEnabled(**head(member.id, member.version, occasion))


def give_start_password(member: Member, occasion: Occasion) -> StartPasswordGiven:
    """Say that the password was replaced; the password itself stands in no log."""
    return StartPasswordGiven(**head(member.id, member.version, occasion))


def arrange_substitution(
    member: Member,
    occasion: Occasion,
    *,
    substitution_id: UUID,
    substitute: Member,
    first_day: date,
    last_day: date,
) -> SubstitutionArranged:
    """Let somebody stand in for a period."""
    if substitute.id == member.id:
        raise CannotSubstitute.because_it_is_the_same_person()
    if not substitute.carries_cases:
        raise CannotSubstitute.because_the_substitute_carries_no_cases()
    if last_day < first_day or last_day < occasion.recorded_on:
        raise CannotSubstitute.because_the_days_are_in_the_wrong_order()
    return SubstitutionArranged(
        **head(member.id, member.version, occasion),
        substitution_id=substitution_id,
        substitute=substitute.id,
        first_day=first_day,
        last_day=last_day,
    )


def end_substitution(member: Member, occasion: Occasion, *, substitution_id: UUID) -> SubstitutionEnded:
    """End it early."""
    if all(s.id != substitution_id for s in member.substitutions):
        raise CannotSubstitute.because_it_is_over()
    return SubstitutionEnded(**head(member.id, member.version, occasion), substitution_id=substitution_id)


def evolve(member: Member | None, event: StaffEvent) -> Member:
    """The member after one more event."""
    if isinstance(event, StaffAdded):
        return Member(
            id=event.originator_id,
            version=event.originator_version,
            name=event.name,
            team=event.team,
            roles=event.roles,
        )
    assert member is not None
    return replace(_after(member, event), version=event.originator_version)


def fold(events: Iterable[StaffEvent]) -> Member | None:
    """The member behind the events."""
    return reduce(evolve, events, None)


def _after(member: Member, event: StaffEvent) -> Member:
    match event:
        case StaffRenamed():
            return replace(member, name=event.name)
        case StaffContactChanged():
            return replace(member, phone=event.phone, email=event.email)
        case RolesChanged():
            return replace(member, roles=event.roles)
        case RolesProposed():
            return replace(member, proposal=Proposal(event.roles, event.occasion.actor))
        case RolesConfirmed() | RolesDeclined():
            return replace(member, proposal=None)
        case TeamChanged():
            return replace(member, team=event.team)
        case StaffDisabled():
            return replace(member, disabled=True)
        case StaffEnabled():
            return replace(member, disabled=False)
        case SubstitutionArranged():
            new = Substitution(event.substitution_id, event.substitute, event.first_day, event.last_day)
            return replace(member, substitutions=(*member.substitutions, new))
        case SubstitutionEnded():
            kept = tuple(s for s in member.substitutions if s.id != event.substitution_id)
            return replace(member, substitutions=kept)
        case _:
            return member
