"""What the pages ask of the house, as small as a test can put it up, and who is at work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from flask import current_app, g

from referrals.occasion import LOCAL

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


class House(Protocol):
    """Everything one process holds; the real one is built from the settings."""

    @property
    def settings(self) -> Any:
        """The settings (`web.settings.Settings`)."""

    @property
    def accounts(self) -> Any:
        """Sign-in and sessions (`web.accounts.Accounts`)."""

    def now(self) -> datetime:
        """The moment, with its zone."""

    def worker(self, staff_id: UUID) -> Worker | None:
        """Who this is; None when the account no longer belongs to anybody active."""

    def not_ready(self) -> Sequence[str]:
        """Why this process cannot answer, one sentence each; empty when it can."""

    def close(self) -> None:
        """Let go of every connection."""


def the_house() -> House:
    """The house of this process."""
    house: House = current_app.extensions["lotse"]
    return house


def now() -> datetime:
    """The moment in local time; the same within one request."""
    moment: datetime | None = g.get("now")
    if moment is None:
        moment = g.now = the_house().now().astimezone(LOCAL)
    return moment


def today() -> date:
    """The local day."""
    return now().date()


def staff() -> Worker:
    """Who is signed in; only for routes that are not public."""
    worker: Worker = g.staff
    return worker
