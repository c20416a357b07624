"""What the pages ask of the house, as small as a test can put it up, and who is at work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from flask import current_app, g

from referrals.occasion import LOCAL

CASE_MANAGER = "case_manager"
COORDINATOR = "coordinator"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"
ROLES = (CASE_MANAGER, COORDINATOR, AUDITOR, ADMINISTRATOR)


@dataclass(frozen=True)
class Worker:
    """Somebody of the staff who is signed in; `team` is None for staff outside the teams.

    `phone` and `email` are those of the office, empty where not told.
    """

    staff_id: UUID
    roles: frozenset[str]
    team: str | None
    name: str
    phone: str = ""
    email: str = ""

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
    if "now" not in g:
        g.now = the_house().now().astimezone(LOCAL)
    moment: datetime = g.now
    return moment


def today() -> date:
    """The local day."""
    return now().date()


def staff() -> Worker:
    """Who is signed in; only for routes that are not public."""
    worker: Worker = g.staff
    return worker
