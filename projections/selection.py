"""Selection (Auswahl): which referrals of a caseload are meant, and the statements that find them, each built once."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
)

from projections.caseload import appointments, local_day, referrals, shown
from referrals.need import NeedKind
from referrals.occasion import midnight
from referrals.referral.clock import Task
from referrals.referral.codes import Party, Phase

_r = referrals.c
_a = appointments.c
_NOW: BindParameter[Any] = bindparam("now")
_TODAY: BindParameter[Any] = bindparam("today")
_FILTERED = {
    "phase": _r.phase == bindparam("phase"),
    "need": _r.need == bindparam("need"),
    "quarter": _r.quarter == bindparam("quarter"),
    "language": _r.language == bindparam("language"),
    "institution": _r.institution_id == bindparam("institution"),
    "persons": _r.person_id.in_(bindparam("persons", expanding=True)),
}

Managers = Collection[UUID] | None
"""Whose caseload; None is everybody's."""


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


class Shape(NamedTuple):
    """What a statement is built for: which questions are asked, whatever the values in them.

    `given` names the filters that compare a column with a value, `further` is a page after the first.
    """

    everybody: bool
    given: tuple[str, ...] = ()
    task: Task | None = None
    only: Only | None = None
    ended: bool = False
    further: bool = False


def shape_of(case_managers: Managers, filters: Filters) -> Shape:
    """The statements that these filters need."""
    given = tuple(name for name in _FILTERED if getattr(filters, name) is not None)
    return Shape(case_managers is None, given, filters.task, filters.only, filters.ended)


def values_of(now: datetime, case_managers: Managers, filters: Filters = Filters()) -> dict[str, Any]:  # noqa: B008
    """The values for the statements of this shape."""
    today = local_day(now)
    chosen = {
        "phase": filters.phase and filters.phase.value,
        "need": filters.need and filters.need.value,
        "quarter": filters.quarter,
        "language": filters.language,
        "institution": filters.institution,
        "persons": list(filters.persons or ()),
        **whose(case_managers),
    }
    return {**chosen, **bounds(today), "now": now, "today": today}


def whose(case_managers: Managers) -> dict[str, list[UUID]]:
    """The value for `carried_by`."""
    return {"managers": list(case_managers or ())}


def bounds(day: date) -> dict[str, datetime]:
    """The first moment of a local day and of the next."""
    return {"start": midnight(day), "end": midnight(day + timedelta(days=1))}


@cache
def page(shape: Shape) -> Select[Any]:
    """So many rows (`limit`); a further page begins behind `day` and `id`."""
    statement = in_order(shape).limit(bindparam("limit"))
    if not shape.further:
        return statement
    day = _r.ended_on if shape.ended else _r.due_on
    place = tuple_(bindparam("day", type_=day.type), bindparam("id", type_=_r.id.type))
    return statement.where(tuple_(day, _r.id) < place if shape.ended else tuple_(day, _r.id) > place)


@cache
def in_order(shape: Shape) -> Select[Any]:
    """All rows, active ones by urgency, ended ones the latest first."""
    statement = shown().where(*_conditions(shape))
    if shape.ended:
        return statement.order_by(_r.ended_on.desc(), _r.id.desc())
    return statement.order_by(_r.due_on, _r.id)


@cache
def counts(shape: Shape) -> Select[Any]:
    """How many are active, overdue, due today, to be called about."""
    due = (_number_of(_r.due_on < _TODAY), _number_of(_r.due_on == _TODAY))
    counted: list[Any] = [func.count(), *due, _number_of(to_call())]
    return select(*counted).where(*_conditions(shape))


@cache
def counts_of_appointments(shape: Shape) -> Select[Any]:
    """How many have an appointment today, and one without an outcome."""
    counted: list[Any] = [_number_of(_r.id.in_(_with_appointment(shape, on_a_day=each))) for each in (True, False)]
    return select(*counted).where(*_conditions(shape), _r.next_appointment_at.is_not(None))


@cache
def count(shape: Shape) -> Select[Any]:
    """How many there are."""
    return select(func.count()).where(*_conditions(shape))


@cache
def loads(shape: Shape) -> Select[Any]:
    """For each case manager, how many are active, overdue, due today."""
    due = (_number_of(_r.due_on < _TODAY), _number_of(_r.due_on == _TODAY))
    return select(_r.case_manager, func.count(), *due).where(*_conditions(shape)).group_by(_r.case_manager)


@cache
def agreed(shape: Shape, *, on_a_day: bool) -> Select[Any]:
    """The agreed appointments of a day (`start`, `end`), or those that have begun."""
    statement = select(_a.id, _a.appointment_id, _a.starts_at).where(*_within(shape, on_a_day=on_a_day))
    return statement.order_by(_a.starts_at, _a.appointment_id)


def carried_by(everybody: bool) -> list[ColumnElement[bool]]:
    """Carried by these case managers, of whom `whose` speaks; by anybody."""
    return [] if everybody else [_r.case_manager.in_(_managers())]


def to_call() -> ColumnElement[bool]:
    """The institution has not answered in time, or somebody wanted to try again by now; of the day `today`."""
    late = and_(_awaiting(), _r.due_on < _TODAY)
    again = and_(_r.task == Task.FOLLOW_UP.value, _r.phase == Phase.FORWARDED.value, _r.due_on <= _TODAY)
    return or_(late, again)


def _with_appointment(shape: Shape, *, on_a_day: bool) -> Select[Any]:
    return select(_a.id).where(*_within(shape, on_a_day=on_a_day))


def _within(shape: Shape, *, on_a_day: bool) -> list[ColumnElement[bool]]:
    of_a_day = [_a.starts_at >= bindparam("start"), _a.starts_at < bindparam("end")]
    conditions: list[ColumnElement[bool]] = of_a_day if on_a_day else [_a.starts_at < _NOW]
    return conditions if shape.everybody else [*conditions, _a.case_manager.in_(_managers())]


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_FILTERED[name] for name in shape.given]
    conditions += carried_by(shape.everybody)
    if shape.task is not None:
        conditions.append(_has_task(shape.task))
    conditions.append(_r.due_on.is_(None) if shape.ended else _r.due_on.is_not(None))
    match shape.only:
        case Only.OVERDUE:
            conditions.append(_r.due_on < _TODAY)
        case Only.DUE_TODAY:
            conditions.append(_r.due_on == _TODAY)
        case Only.APPOINTMENTS_TODAY:
            conditions.append(_r.id.in_(_with_appointment(shape, on_a_day=True)))
        case Only.OPEN_OUTCOMES:
            conditions.append(_r.id.in_(_with_appointment(shape, on_a_day=False)))
        case Only.CALLS:
            conditions.append(to_call())
        case Only.CLOSED:
            conditions.append(_r.phase == Phase.CLOSED.value)
    return conditions


def _managers() -> BindParameter[Any]:
    return bindparam("managers", expanding=True)


def _awaiting() -> ColumnElement[bool]:
    return and_(_r.owner == Party.INSTITUTION.value, _r.task == Task.AWAIT_ANSWER.value)


def _has_task(task: Task) -> ColumnElement[bool]:
    """The task as an entry shows it: some follow from another one when the clock has moved on."""
    attending = _r.task == Task.ATTEND_APPOINTMENT.value
    match task:
        case Task.CHASE_ANSWER:
            return and_(_awaiting(), _r.due_on < _TODAY)
        case Task.AWAIT_ANSWER:
            return and_(_awaiting(), _r.due_on >= _TODAY)
        case Task.RECORD_OUTCOME:
            return and_(attending, _r.next_appointment_at < _NOW)
        case Task.ATTEND_APPOINTMENT:
            return and_(attending, _r.next_appointment_at >= _NOW)
        case _:
            return _r.task == task.value


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
