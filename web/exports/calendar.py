"""Appointments as an iCalendar file (RFC 5545): time and case code, no name, no place, no subject. Pure.

Where nobody said how long an appointment takes, it has a beginning and no end. Times are UTC: no zone has to be told.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from referrals.referral.state import AppointmentState

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Lotse//Lotse//DE"
REFRESH = timedelta(hours=1)
STATUS: Mapping[AppointmentState, str] = {
    AppointmentState.PROPOSED: "TENTATIVE",
    AppointmentState.AGREED: "CONFIRMED",
    AppointmentState.KEPT: "CONFIRMED",
    AppointmentState.MISSED: "CONFIRMED",
    AppointmentState.CANCELLED: "CANCELLED",
    AppointmentState.RESCHEDULED: "CANCELLED",
}


class Entry(NamedTuple):
    """An appointment as the calendar shows it; `version` grows whenever its referral changes."""

    id: UUID
    summary: str
    starts_at: datetime
    state: AppointmentState
    version: int
    ends_at: datetime | None = None  # nobody said how long


def calendar(entries: Iterable[Entry], title: str, made_at: datetime) -> bytes:
    """The bytes of the file."""
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("x-wr-calname", title)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for each in entries:
        found.add_component(_event(each, made_at))
    written: bytes = found.to_ical()
    return written


def _event(entry: Entry, made_at: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.id}@lotse")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    if entry.ends_at:
        event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("status", STATUS[entry.state])
    event.add("sequence", entry.version)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if STATUS[entry.state] == "CANCELLED" else "OPAQUE")
    return event
