"""Worker (Fachkraft): somebody of the staff who is signed in, and the roles there are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

CASE_MANAGER = "case_manager"
COORDINATOR = "coordinator"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"
ROLES = (CASE_MANAGER, COORDINATOR, AUDITOR, ADMINISTRATOR)


class Contact(NamedTuple):
    """How a member of staff is called and reached in the office; phone and e-mail are empty where not told."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Worker:
    """Somebody of the staff who is signed in; `team` is None for staff outside the teams.

    Name, phone and e-mail are sealed: they are opened when somebody asks for one of them.
    """

    staff_id: UUID
    roles: frozenset[str]
    team: str | None
    told: Callable[[], Contact] = field(compare=False)

    @cached_property
    def contact(self) -> Contact:
        """Opened once for a request."""
        return self.told()

    @property
    def name(self) -> str:
        """The name."""
        return self.contact.name

    @property
    def phone(self) -> str:
        """The phone in the office."""
        return self.contact.phone

    @property
    def email(self) -> str:
        """The e-mail address in the office."""
        return self.contact.email

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)
