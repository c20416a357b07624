"""Roles (Rollen): who may do what, which do not go together, and the two persons that auditor and administrator take.

Giving or taking one of the guarded roles is proposed by one and confirmed by another; nothing changes in between.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, Self
from uuid import UUID

import msgspec

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal

SYSTEM = UUID("00000000-0000-4000-8000-000000000001")
"""The actor of what the installation itself does: commands at its keyboard, imports."""


class Role(StrEnum):
    """In which role somebody acts; the last two are held by no member of staff (see `HELD_BY_STAFF`)."""

    CASE_MANAGER = "case_manager"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    INSTITUTION = "institution"


HELD_BY_STAFF = (Role.CASE_MANAGER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
"""What an account can be given; the installation itself and an institution with a link act without one."""
GUARDED = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Given and taken by two persons."""
DECIDING = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
"""Who may be the second person."""
CONFLICTING = (
    frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    frozenset({Role.AUDITOR, Role.CASE_MANAGER}),
    frozenset({Role.AUDITOR, Role.COORDINATOR}),
    frozenset({Role.ADMINISTRATOR, Role.CASE_MANAGER}),
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
)


@topic("staff.roles_changed")
class RolesChanged(Event, frozen=True, kw_only=True):
    """The roles from now on."""

    roles: tuple[Role, ...]


@topic("staff.roles_proposed")
class RolesProposed(Event, frozen=True, kw_only=True):
    """Somebody asks for these roles, auditor or administrator given or taken; a second person decides."""

    roles: tuple[Role, ...]


@topic("staff.roles_confirmed")
class RolesConfirmed(Event, frozen=True, kw_only=True):
    """The second person agreed; the change follows in the same transaction."""

    requested_by: UUID


@topic("staff.roles_declined")
class RolesDeclined(Event, frozen=True, kw_only=True):
    """The second person did not agree, or whoever asked took it back."""

    requested_by: UUID


RolesEvent = RolesChanged | RolesProposed | RolesConfirmed | RolesDeclined


class CannotGiveRoles(Refusal):
    """Roles cannot be given, taken or decided on like this."""

    @classmethod
    def because_there_is_no_role(cls) -> Self:
        """An account without a role can do nothing."""
        return cls("no_role")

    @classmethod
    def because_the_roles_conflict(cls, roles: Iterable[str]) -> Self:
        """Whoever audits does not do what is audited, and whoever administers sees no files."""
        return cls("conflicting_roles", roles=tuple(sorted(roles)))

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """It is so already."""
        return cls("same_value")

    @classmethod
    def because_they_are_your_own(cls) -> Self:
        """Nobody gives roles to themselves, nor decides on them."""
        return cls("own_roles")

    @classmethod
    def because_a_proposal_waits(cls) -> Self:
        """One after the other: the proposal that waits is decided first."""
        return cls("proposal_waits")

    @classmethod
    def because_nothing_waits(cls) -> Self:
        """Somebody decided already."""
        return cls("nothing_waits")

    @classmethod
    def because_a_second_person_decides(cls) -> Self:
        """Whoever asked does not also agree."""
        return cls("second_person")

    @classmethod
    def because_the_role_does_not_fit(cls) -> Self:
        """Administration and coordination decide."""
        return cls("may_not_decide")


class Proposal(msgspec.Struct, frozen=True):
    """Roles that wait for a second person."""

    roles: tuple[Role, ...]
    requested_by: UUID


class Holder(Protocol):
    """What a decision looks at in a member of staff."""

    @property
    def id(self) -> UUID:
        """Whose roles."""

    @property
    def version(self) -> int:
        """As of which event."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles held."""

    @property
    def disabled(self) -> bool:
        """Whether the account is closed."""

    @property
    def proposal(self) -> Proposal | None:
        """What waits for a second person."""


def check_roles(roles: Iterable[Role]) -> None:
    """Roles that may stand together."""
    held = frozenset(roles)
    if not held:
        raise CannotGiveRoles.because_there_is_no_role()
    for pair in CONFLICTING:
        if pair <= held:
            raise CannotGiveRoles.because_the_roles_conflict(pair)


def needs_two(before: Iterable[Role], after: Iterable[Role], ever_held: frozenset[Role], actor: UUID) -> bool:
    """Whether a second person decides: a guarded role is given or taken.

    The founding of an installation is the exception: at its keyboard, a guarded role that nobody ever held is given
    by one person, for there is nobody to ask.
    """
    given, taken = GUARDED & (set(after) - set(before)), GUARDED & (set(before) - set(after))
    founding = actor == SYSTEM and not taken and given.isdisjoint(ever_held)
    return bool(given | taken) and not founding


def change_roles(
    member: Holder, occasion: Occasion, *, roles: tuple[Role, ...], ever_held: frozenset[Role]
) -> RolesChanged | RolesProposed:
    """Give and take roles, or propose it where two persons are needed."""
    check_roles(roles)
    if occasion.actor == member.id:
        raise CannotGiveRoles.because_they_are_your_own()
    if member.proposal is not None:
        raise CannotGiveRoles.because_a_proposal_waits()
    if frozenset(roles) == frozenset(member.roles):
        raise CannotGiveRoles.because_nothing_would_change()
    kind = RolesProposed if needs_two(member.roles, roles, ever_held, occasion.actor) else RolesChanged
    return kind(**head(member.id, member.version, occasion), roles=roles)


def confirm(member: Holder, occasion: Occasion, *, decider: Holder) -> list[Event]:
    """Agree: the roles change with it."""
    proposal = _waiting(member)
    check_roles(proposal.roles)
    if decider.id == proposal.requested_by:
        raise CannotGiveRoles.because_a_second_person_decides()
    _check_decider(member, decider)
    confirmed = RolesConfirmed(**head(member.id, member.version, occasion), requested_by=proposal.requested_by)
    return [confirmed, RolesChanged(**head(member.id, member.version + 1, occasion), roles=proposal.roles)]


def decline(member: Holder, occasion: Occasion, *, decider: Holder) -> RolesDeclined:
    """Do not agree; whoever asked takes it back this way."""
    proposal = _waiting(member)
    if decider.id != proposal.requested_by:
        _check_decider(member, decider)
    return RolesDeclined(**head(member.id, member.version, occasion), requested_by=proposal.requested_by)


def may_confirm(member: Holder, decider: UUID) -> bool:
    """Whether this administrator or coordinator is the second person for what waits."""
    waits = member.proposal
    return waits is not None and decider not in (member.id, waits.requested_by)


def _waiting(member: Holder) -> Proposal:
    if member.proposal is None:
        raise CannotGiveRoles.because_nothing_waits()
    return member.proposal


def _check_decider(member: Holder, decider: Holder) -> None:
    if decider.id == member.id:
        raise CannotGiveRoles.because_they_are_your_own()
    if decider.disabled or DECIDING.isdisjoint(decider.roles):
        raise CannotGiveRoles.because_the_role_does_not_fit()
