"""Commands on accounts, roles, teams and substitutions."""

from datetime import date
from uuid import UUID

from referrals import staff
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.event import Event
from referrals.sealing import Group
from referrals.staff import Role


class TeamCommands:
    """What changes about the staff."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add(
        self, sent: Sent, *, name: str, team: str, roles: tuple[Role, ...], staff_id: UUID | None = None
    ) -> Receipt:
        """Somebody joins; the name is sealed under the member's own id."""

        def decide(attempt: Attempt) -> list[Event]:
            stream = staff_id or self._door.new_id()
            staff.check_roles(roles)
            sealed = attempt.sealer.seal(stream, Group.CONTACT, stream, "name", name)
            return [staff.add(stream, attempt.occasion, name=sealed, team=team, roles=roles)]

        return self._door.carry(sent, decide)

    def rename(self, sent: Sent, staff_id: UUID, *, name: str) -> Receipt:
        """Put the name right."""

        def decide(attempt: Attempt) -> list[Event]:
            member = attempt.member(staff_id)
            sealed = attempt.sealer.seal(staff_id, Group.CONTACT, staff_id, "name", name)
            return [staff.rename(member, attempt.occasion, name=sealed)]

        return self._door.carry(sent, decide)

    def change_roles(self, sent: Sent, staff_id: UUID, *, roles: tuple[Role, ...]) -> Receipt:
        """Give and take roles."""
        return self._door.carry(sent, lambda a: [staff.change_roles(a.member(staff_id), a.occasion, roles=roles)])

    def change_team(self, sent: Sent, staff_id: UUID, *, team: str) -> Receipt:
        """Move to another team."""
        return self._door.carry(sent, lambda a: [staff.change_team(a.member(staff_id), a.occasion, team=team)])

    def disable(self, sent: Sent, staff_id: UUID, *, open_cases: int) -> Receipt:
        """Close the account; `open_cases` is the caseload that still stands on it."""
        return self._door.carry(sent, lambda a: [staff.disable(a.member(staff_id), a.occasion, open_cases=open_cases)])

    def enable(self, sent: Sent, staff_id: UUID) -> Receipt:
        """Open the account again."""
        return self._door.carry(sent, lambda a: [staff.enable(a.member(staff_id), a.occasion)])

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
