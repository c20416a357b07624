"""What the pages ask of the house, as small as a test can put it up, and who is at work."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from flask import current_app, g

from referrals.occasion import LOCAL
from web.worker import ADMINISTRATOR, AUDITOR, CASE_MANAGER, COORDINATOR, ROLES, Contact, Worker

__all__ = [
    "ADMINISTRATOR",
    "AUDITOR",
    "CASE_MANAGER",
    "COORDINATOR",
    "ROLES",
    "Contact",
    "House",
    "Worker",
    "now",
    "staff",
    "the_house",
    "today",
]


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
