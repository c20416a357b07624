"""Worklist (Arbeitsliste): the caseload in order of urgency, page by page, and how much there is of what."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, tuple_

from projections.caseload import Entry, appointments, entries, entries_of, local_day, of_ids, referrals, shown
from referrals.need import NeedKind
from referrals.occasion import midnight
from referrals.referral.clock import Task
from referrals.referral.codes import Party, Phase

_r = referrals.c
_a = appointments.c


class Only(StrEnum):
    """The lists behind the counts."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    APPOINTMENTS_TODAY = "appointments_today"
    OPEN_OUTCOMES = "open_outcomes"
    CALLS = "calls"
    CLOSED = "closed"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; None does not filter. Without `only=CLOSED` or a final phase the active ones are meant."""

    only: Only | None = None
    phase: Phase | None = None
    need: NeedKind | None = None
    quarter: str | None = None
    language: str | None = None
    institution: UUID | None = None
    task: Task | None = None
    persons: frozenset[UUID] | None = None

    @property
    def ended(self) -> bool:
        """Whether referrals without work are meant."""
        return self.only is Only.CLOSED or (self.phase is not None and not self.phase.is_active)


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


Managers = Collection[UUID] | None
"""Whose caseload; None is everybody's."""


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
    statement = _in_order(now, case_managers, filters)
    if after is not None:
        day = _r.ended_on if filters.ended else _r.due_on
        place = tuple_(*_place(after), types=[day.type, _r.id.type])
        statement = statement.where(tuple_(day, _r.id) < place if filters.ended else tuple_(day, _r.id) > place)
    found = entries(connection, statement.limit(limit + 1), now)
    if len(found) <= limit:
        return Page(found, None)
    last = found[limit - 1]
    on = last.ended_on if filters.ended else last.due.on if last.due else None
    assert on is not None
    return Page(found[:limit], _cursor(on, last.id))


def every(
    connection: Connection, now: datetime, case_managers: Managers, filters: Filters, chunk: int
) -> Iterator[list[Entry]]:
    """All that `page` would show on its pages, in one go, so many rows in memory at a time."""
    found = connection.execute(_in_order(now, case_managers, filters), execution_options={"yield_per": chunk})
    for rows in found.partitions():
        yield entries_of(rows, now)


def counts(
    connection: Connection,
    now: datetime,
    case_managers: Managers,
    filters: Filters = Filters(),  # noqa: B008  # frozen
) -> Counts:
    """How many rows `page` would show with these filters and each `only`."""
    today = local_day(now)
    plain = msgspec.structs.replace(filters, only=None)
    ended = msgspec.structs.replace(filters, only=Only.CLOSED)
    active = overdue = due_today = appointments_today = open_outcomes = calls = closed = 0
    if not plain.ended:
        statement = select(
            func.count(), _number_of(_r.due_on < today), _number_of(_r.due_on == today), _number_of(to_call(today))
        ).where(*_conditions(now, case_managers, plain))
        active, overdue, due_today, calls = connection.execute(statement).one()
        with_appointment = select(
            _number_of(_r.id.in_(_with_appointment(*_bounds(today), case_managers))),
            _number_of(_r.id.in_(_with_appointment(None, now, case_managers))),
        ).where(*_conditions(now, case_managers, plain), _r.next_appointment_at.is_not(None))
        appointments_today, open_outcomes = connection.execute(with_appointment).one()
    if plain.phase in (None, Phase.CLOSED):
        closed = connection.execute(select(func.count()).where(*_conditions(now, case_managers, ended))).scalar_one()
    return Counts(active, overdue, due_today, appointments_today, open_outcomes, calls, closed)


class AppointmentOn(NamedTuple):
    """An agreed appointment and the referral it belongs to."""

    appointment_id: UUID
    starts_at: datetime
    entry: Entry


def appointments_on(connection: Connection, day: date, now: datetime, case_managers: Managers) -> list[AppointmentOn]:
    """The agreed appointments of a local day that have no outcome yet, by the hour."""
    start, end = _bounds(day)
    return _appointments(connection, start, end, now, case_managers)


def open_outcomes(connection: Connection, now: datetime, case_managers: Managers) -> list[AppointmentOn]:
    """Agreed appointments that have begun and whose outcome nobody has recorded, the oldest first."""
    return _appointments(connection, None, now, now, case_managers)


def loads(connection: Connection, now: datetime, case_managers: Managers = None) -> dict[UUID, Load]:
    """What each case manager carries; who carries nothing is left out."""
    today = local_day(now)
    statement = (
        select(_r.case_manager, func.count(), _number_of(_r.due_on < today), _number_of(_r.due_on == today))
        .where(*_conditions(now, case_managers, Filters()))
        .group_by(_r.case_manager)
    )
    return {row[0]: Load(*row[1:]) for row in connection.execute(statement)}


def _appointments(
    connection: Connection, start: datetime | None, end: datetime, now: datetime, case_managers: Managers
) -> list[AppointmentOn]:
    statement = select(_a.id, _a.appointment_id, _a.starts_at).where(*_within(start, end, case_managers))
    found = connection.execute(statement.order_by(_a.starts_at, _a.appointment_id)).all()
    by_id = {each.id: each for each in of_ids(connection, list({row.id for row in found}), now)}
    return [AppointmentOn(row.appointment_id, row.starts_at, by_id[row.id]) for row in found]


def _with_appointment(start: datetime | None, end: datetime, case_managers: Managers) -> Select[Any]:
    return select(_a.id).where(*_within(start, end, case_managers))


def _in_order(now: datetime, case_managers: Managers, filters: Filters) -> Select[Any]:
    statement = shown().where(*_conditions(now, case_managers, filters))
    if filters.ended:
        return statement.order_by(_r.ended_on.desc(), _r.id.desc())
    return statement.order_by(_r.due_on, _r.id)


def _within(start: datetime | None, end: datetime, case_managers: Managers) -> list[ColumnElement[bool]]:
    conditions = [_a.starts_at < end]
    if start is not None:
        conditions.append(_a.starts_at >= start)
    if case_managers is not None:
        conditions.append(_a.case_manager.in_(list(case_managers)))
    return conditions


def _bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and of the next."""
    return midnight(day), midnight(day + timedelta(days=1))


def _conditions(now: datetime, case_managers: Managers, filters: Filters) -> list[ColumnElement[bool]]:
    today = local_day(now)
    equal = {
        _r.phase: filters.phase.value if filters.phase else None,
        _r.need: filters.need.value if filters.need else None,
        _r.quarter: filters.quarter,
        _r.language: filters.language,
        _r.institution_id: filters.institution,
    }
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if case_managers is not None:
        conditions.append(_r.case_manager.in_(list(case_managers)))
    if filters.persons is not None:
        conditions.append(_r.person_id.in_(list(filters.persons)))
    if filters.task is not None:
        conditions.append(_has_task(filters.task, now, today))
    conditions.append(_r.due_on.is_(None) if filters.ended else _r.due_on.is_not(None))
    match filters.only:
        case Only.OVERDUE:
            conditions.append(_r.due_on < today)
        case Only.DUE_TODAY:
            conditions.append(_r.due_on == today)
        case Only.APPOINTMENTS_TODAY:
            conditions.append(_r.id.in_(_with_appointment(*_bounds(today), case_managers)))
        case Only.OPEN_OUTCOMES:
            conditions.append(_r.id.in_(_with_appointment(None, now, case_managers)))
        case Only.CALLS:
            conditions.append(to_call(today))
        case Only.CLOSED:
            conditions.append(_r.phase == Phase.CLOSED.value)
    return conditions


def to_call(today: date) -> ColumnElement[bool]:
    """The institution has not answered in time, or it is the day on which somebody wanted to try again."""
    late = and_(_awaiting(), _r.due_on < today)
    again = and_(_r.task == Task.FOLLOW_UP.value, _r.phase == Phase.FORWARDED.value, _r.due_on <= today)
    return or_(late, again)


def _awaiting() -> ColumnElement[bool]:
    return and_(_r.owner == Party.INSTITUTION.value, _r.task == Task.AWAIT_ANSWER.value)


def _has_task(task: Task, now: datetime, today: date) -> ColumnElement[bool]:
    """The task as an entry shows it: some follow from another one when the clock has moved on."""
    attending = _r.task == Task.ATTEND_APPOINTMENT.value
    match task:
        case Task.CHASE_ANSWER:
            return and_(_awaiting(), _r.due_on < today)
        case Task.AWAIT_ANSWER:
            return and_(_awaiting(), _r.due_on >= today)
        case Task.RECORD_OUTCOME:
            return and_(attending, _r.next_appointment_at < now)
        case Task.ATTEND_APPOINTMENT:
            return and_(attending, _r.next_appointment_at >= now)
        case _:
            return _r.task == task.value


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _cursor(on: date, referral_id: UUID) -> str:
    return urlsafe_b64encode(json.dumps([on.isoformat(), referral_id.hex]).encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[date, UUID]:
    try:
        on, referral_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return date.fromisoformat(on), UUID(referral_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursor("This place in the list is not known; begin at the first page.") from error
