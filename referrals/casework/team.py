"""Commands on accounts, roles, teams and substitutions."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from referrals import roles as role_rules
from referrals import staff
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.event import Event
from referrals.roles import GUARDED, Role, RolesChanged
from referrals.sealing import Group
from referrals.staff import StaffAdded, evolve


class TeamCommands:
    """What changes about the staff."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add(
        self, sent: Sent, *, name: str, team: str, roles: tuple[Role, ...], staff_id: UUID | None = None
    ) -> Receipt:
        """Somebody joins; the name is sealed under the member's own id. A guarded role is proposed with it."""

        def decide(attempt: Attempt) -> list[Event]:
            stream = staff_id or self._door.new_id()
            role_rules.check_roles(roles)
            ever_held = self._ever_held(roles)
            waits = role_rules.needs_two((), roles, ever_held, sent.actor)
            at_once = tuple(role for role in roles if role not in GUARDED) if waits else roles
            sealed = attempt.sealer.seal(stream, Group.CONTACT, stream, "name", name)
            added = staff.add(stream, attempt.occasion, name=sealed, team=team, roles=at_once)
            if not waits:
                return [added]
            member = evolve(None, added)
            return [added, role_rules.change_roles(member, attempt.occasion, roles=roles, ever_held=ever_held)]

        return self._door.carry(sent, decide)

    def rename(self, sent: Sent, staff_id: UUID, *, name: str) -> Receipt:
        """Put the name right."""

        def decide(attempt: Attempt) -> list[Event]:
            member = attempt.member(staff_id)
            sealed = attempt.sealer.seal(staff_id, Group.CONTACT, staff_id, "name", name)
            return [staff.rename(member, attempt.occasion, name=sealed)]

        return self._door.carry(sent, decide)

    def change_contact(self, sent: Sent, staff_id: UUID, *, phone: str | None, email: str | None) -> Receipt:
        """Note how the member is reached at work; sealed under the member's own id."""
        return self._door.carry(
            sent,
            lambda a: [
                staff.change_contact(
                    a.member(staff_id),
                    a.occasion,
                    phone=a.seal(staff_id, Group.CONTACT, staff_id, "phone", phone),
                    email=a.seal(staff_id, Group.CONTACT, staff_id, "email", email),
                )
            ],
        )

    def change_roles(self, sent: Sent, staff_id: UUID, *, roles: tuple[Role, ...]) -> Receipt:
        """Give and take roles; where auditor or administrator is given or taken, propose it."""

        def decide(attempt: Attempt) -> list[Event]:
            member = attempt.member(staff_id)
            ever_held = self._ever_held((*roles, *member.roles))
            return [role_rules.change_roles(member, attempt.occasion, roles=roles, ever_held=ever_held)]

        return self._door.carry(sent, decide)

    def confirm_roles(self, sent: Sent, staff_id: UUID) -> Receipt:
        """Agree to the roles somebody else proposed; they change at once."""
        return self._door.carry(
            sent, lambda a: role_rules.confirm(a.member(staff_id), a.occasion, decider=a.member(sent.actor))
        )

    def decline_roles(self, sent: Sent, staff_id: UUID) -> Receipt:
        """Do not agree; whoever proposed them takes it back."""
        return self._door.carry(
            sent, lambda a: [role_rules.decline(a.member(staff_id), a.occasion, decider=a.member(sent.actor))]
        )

    def change_team(self, sent: Sent, staff_id: UUID, *, team: str) -> Receipt:
        """Move to another team."""
        return self._door.carry(sent, lambda a: [staff.change_team(a.member(staff_id), a.occasion, team=team)])

    def disable(self, sent: Sent, staff_id: UUID, *, open_cases: int) -> Receipt:
        """Close the account; `open_cases` is the caseload that still stands on it."""
        return self._door.carry(sent, lambda a: [staff.disable(a.member(staff_id), a.occasion, open_cases=open_cases)])

    def enable(self, sent: Sent, staff_id: UUID) -> Receipt:
        """Open the account again."""
        return self._door.carry(sent, lambda a: [staff.enable(a.member(staff_id), a.occasion)])

    def give_start_password(self, sent: Sent, staff_id: UUID) -> Receipt:
        """Note that somebody's password was replaced."""
        return self._door.carry(sent, lambda a: [staff.give_start_password(a.member(staff_id), a.occasion)])

    def arrange_substitution(
        self, sent: Sent, staff_id: UUID, *, substitute: UUID, first_day: date, last_day: date
    ) -> Receipt:
        """Let somebody stand in for a period."""
        return self._door.carry(
            sent,
            lambda a: [
                staff.arrange_substitution(
                    a.member(staff_id),
                    a.occasion,
                    substitution_id=self._door.new_id(),
                    substitute=a.member(substitute),
                    first_day=first_day,
                    last_day=last_day,
                )
            ],
        )

    def end_substitution(self, sent: Sent, staff_id: UUID, *, substitution_id: UUID) -> Receipt:
        """End it early."""
        return self._door.carry(
            sent,
            lambda a: [staff.end_substitution(a.member(staff_id), a.occasion, substitution_id=substitution_id)],
        )

    def _ever_held(self, asked: Iterable[Role]) -> frozenset[Role]:
        """The guarded roles somebody was ever given; the log is read only where one of them is asked for."""
        if GUARDED.isdisjoint(asked):
            return frozenset()
        told = self._door.log.told(StaffAdded.TOPIC, RolesChanged.TOPIC)
        return GUARDED & {role for event in told for role in event.roles}  # type: ignore[attr-defined]
