"""Worklist (Arbeitsliste): the caseload in order of urgency, page by page, and how much there is of what."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Select

from projections import selection
from projections.caseload import Entry, entries_of, of_ids
from projections.selection import Filters, Managers, Only, Shape
from referrals.referral.codes import Phase


class Page(NamedTuple):
    """Entries, and where the next page begins; `after` is None on the last one."""

    entries: list[Entry]
    after: str | None


class Counts(NamedTuple):
    """How many referrals there are of what."""

    active: int
    overdue: int
    due_today: int
    appointments_today: int
    open_outcomes: int
    calls: int
    closed: int


class Load(NamedTuple):
    """What one case manager carries."""

    active: int
    overdue: int
    due_today: int


class BadCursor(ValueError):
    """A place in a list that no list of ours gave out."""


def page(
    connection: Connection,
    now: datetime,
    case_managers: Managers,
    filters: Filters = Filters(),  # noqa: B008  # frozen
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """One page: active referrals the most urgent first, ended ones the latest first; `after` is from the page before.

    What is recorded between two pages moves rows, but no row that stays where it is gets lost or shown twice.
    """
    shape = selection.shape_of(case_managers, filters)._replace(further=after is not None)
    place = dict(zip(("day", "id"), _place(after), strict=True)) if after is not None else {}
    values = selection.values_of(now, case_managers, filters) | place | {"limit": limit + 1}
    found = entries_of(connection.execute(selection.page(shape), values).all(), now)
    if len(found) <= limit:
        return Page(found, None)
    last = found[limit - 1]
    on = last.ended_on if filters.ended else last.due.on if last.due else None
    assert on is not None
    return Page(found[:limit], _cursor(on, last.id))


def counts(
    connection: Connection,
    now: datetime,
    case_managers: Managers,
    filters: Filters = Filters(),  # noqa: B008  # frozen
) -> Counts:
    """How many rows `page` would show with these filters and each `only`."""
    plain = selection.shape_of(case_managers, msgspec.structs.replace(filters, only=None))
    ended = selection.shape_of(case_managers, msgspec.structs.replace(filters, only=Only.CLOSED))
    values = selection.values_of(now, case_managers, filters)
    active = overdue = due_today = appointments_today = open_outcomes = calls = closed = 0
    if not plain.ended:
        active, overdue, due_today, calls = connection.execute(selection.counts(plain), values).one()
        appointments_today, open_outcomes = connection.execute(selection.counts_of_appointments(plain), values).one()
    if filters.phase in (None, Phase.CLOSED):
        closed = connection.execute(selection.count(ended), values).scalar_one()
    return Counts(active, overdue, due_today, appointments_today, open_outcomes, calls, closed)


class AppointmentOn(NamedTuple):
    """An agreed appointment and the referral it belongs to."""

    appointment_id: UUID
    starts_at: datetime
    entry: Entry


def appointments_on(connection: Connection, day: date, now: datetime, case_managers: Managers) -> list[AppointmentOn]:
    """The agreed appointments of a local day that have no outcome yet, by the hour."""
    values = selection.values_of(now, case_managers) | selection.bounds(day)
    return _appointments(connection, selection.agreed(Shape(case_managers is None), on_a_day=True), values, now)


def open_outcomes(connection: Connection, now: datetime, case_managers: Managers) -> list[AppointmentOn]:
    """Agreed appointments that have begun and whose outcome nobody has recorded, the oldest first."""
    values = selection.values_of(now, case_managers)
    return _appointments(connection, selection.agreed(Shape(case_managers is None), on_a_day=False), values, now)


def loads(connection: Connection, now: datetime, case_managers: Managers = None) -> dict[UUID, Load]:
    """What each case manager carries; who carries nothing is left out."""
    values = selection.values_of(now, case_managers)
    rows = connection.execute(selection.loads(Shape(case_managers is None)), values)
    return {row[0]: Load(*row[1:]) for row in rows}


def _appointments(
    connection: Connection, agreed: Select[Any], values: dict[str, Any], now: datetime
) -> list[AppointmentOn]:
    found = connection.execute(agreed, values).all()
    by_id = {each.id: each for each in of_ids(connection, list({row.id for row in found}), now)}
    return [AppointmentOn(row.appointment_id, row.starts_at, by_id[row.id]) for row in found]


def _cursor(on: date, referral_id: UUID) -> str:
    return urlsafe_b64encode(json.dumps([on.isoformat(), referral_id.hex]).encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[date, UUID]:
    try:
        on, referral_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return date.fromisoformat(on), UUID(referral_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursor("This place in the list is not known; begin at the first page.") from error
