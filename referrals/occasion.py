"""Occasion (Anlass): who acted, in which role, through which channel, for what, and when it happened."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

LOCAL = ZoneInfo("Europe/Berlin")


class Channel(StrEnum):
    """How the fact reached the log."""

    WORKER = "worker"
    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"
    IMPORT = "import"
    COMMAND = "command"
    API = "api"


class Purpose(StrEnum):
    """For what personal data is processed (Art. 5(1)(b) GDPR)."""

    CASE_MANAGEMENT = "case_management"
    DIRECTORY = "directory"
    ADMINISTRATION = "administration"
    ACCESS_CONTROL = "access_control"
    DATA_SUBJECT_RIGHTS = "data_subject_rights"
    AUDIT = "audit"
    GROUP_OFFERS = "group_offers"
    FUNDING = "funding"
    STATISTICS = "statistics"


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of one event: ids only, never names.

    `occurred_on` is the local day it happened, `recorded_at` the moment it was written down (UTC, aware).
    """

    actor: UUID
    role: str
    command_id: UUID
    correlation_id: UUID
    channel: Channel
    purpose: Purpose
    occurred_on: date
    recorded_at: datetime

    @property
    def recorded_on(self) -> date:
        """The local day on which it was recorded."""
        return self.recorded_at.astimezone(LOCAL).date()


def midnight(day: date) -> datetime:
    """The first moment of a local day; it ends at that of the next, 23, 24 or 25 hours later."""
    return datetime.combine(day, time(), LOCAL)
