"""Questions (Fragen) that count: the figures that are made of numbers of rows, in the order in which they are shown."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, select
from sqlalchemy.sql.elements import KeyedColumnElement

from projections.caseload import local_day
from projections.caseload import referrals as caseload
from projections.figures.announced import Fate
from projections.figures.counted import Counted
from projections.figures.panel import Plot, Unit
from projections.figures.tables import announcements, forwardings, referrals, visits
from referrals.need import NeedKind
from referrals.referral.clock import Task
from referrals.referral.codes import ACTIVE, DeclineReason, Outcome, Party, Phase
from referrals.referral.state import AppointmentState

_r, _f, _v, _a, _c = referrals.c, forwardings.c, visits.c, announcements.c, caseload.c

WAITED = {"d7": 7, "d14": 14, "d28": 28, "d56": 56}
"""Who has waited at most so many days; the rest is LONGER."""
LONGER = "longer"
OPEN = "open"
"""An agreed appointment whose outcome nobody has recorded."""


class Answer(StrEnum):
    """What came of the time in which an institution should answer."""

    IN_TIME = "in_time"
    LATE = "late"
    NONE = "none"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"


class Stage(StrEnum):
    """The way of a referral; the place of a stage is the number in its column."""

    OPENED = "opened"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    KEPT = "kept"
    NEED_MET = "need_met"


def _all_of(codes: type[StrEnum]) -> tuple[str, ...]:
    return tuple(code.value for code in codes)


def _open(today: date) -> Iterator[ColumnElement[bool]]:
    yield _r.is_open


def _open_by(code: str, axis: str, column: KeyedColumnElement[Any], labels: tuple[str, ...] = ()) -> Counted:
    return Counted(
        code=code, axis=axis, source=referrals, label=lambda now: column, labels=labels, where=_open, ids=_r.id
    )


_active = _c.due_on >= date.min
"""Due some day, as only active referrals are; said in a way for which SQLite uses the index."""
_waiting = (
    select(
        *(_c[name] for name in ("id", "quarter", "need", "language", "institution_id")),
        *(_c[name] for name in ("task", "owner", "due_on", "next_appointment_at")),
        _r.since,
    )
    .join_from(caseload, referrals, _c.id == _r.id)
    .where(_active)
    .subquery("waiting")
)
_w = _waiting.c
_due = (
    select(*(_c[name] for name in ("id", "quarter", "need", "language", "institution_id", "case_manager", "due_on")))
    .where(_active)
    .subquery("due")
)
_d = _due.c


def _late(now: datetime) -> ColumnElement[bool]:
    return and_(_w.owner == Party.INSTITUTION.value, _w.due_on < local_day(now))


def _whose_turn(now: datetime) -> ColumnElement[str]:
    """As `clock.turn` says it: an institution that has not answered in time leaves it to the case manager."""
    return case((_late(now), Party.CASE_MANAGER.value), else_=_w.owner)


def _what_turn(now: datetime) -> ColumnElement[str]:
    missing = and_(_w.task == Task.ATTEND_APPOINTMENT.value, _w.next_appointment_at < now)
    return case((_late(now), Task.CHASE_ANSWER.value), (missing, Task.RECORD_OUTCOME.value), else_=_w.task)


def _waited(now: datetime) -> ColumnElement[str]:
    today = local_day(now)
    steps = [(_w.since >= today - timedelta(days=days), code) for code, days in WAITED.items()]
    return case(*steps, else_=LONGER)


def _answer(now: datetime) -> ColumnElement[str]:
    """Whether the answer came in its time; whoever is not waited for any more has nothing to answer."""
    return case(
        (_f.answered_on <= _f.term_on, Answer.IN_TIME.value),
        (_f.answered_on.is_not(None), Answer.LATE.value),
        (_f.dropped_on <= _f.term_on, Answer.WITHDRAWN.value),
        (_f.term_on < local_day(now), Answer.NONE.value),
        else_=Answer.WAITING.value,
    )


def _visit(now: datetime) -> ColumnElement[str]:
    return case((_v.state == AppointmentState.AGREED.value, OPEN), else_=_v.state)


def _agreed(today: date) -> Iterator[ColumnElement[bool]]:
    yield _v.state != AppointmentState.PROPOSED.value


def _fate(now: datetime) -> ColumnElement[str]:
    settled = (_a.fate.is_not(None), _a.fate)
    return case(settled, (_a.expires_on < local_day(now), Fate.EXPIRED.value), else_=Fate.WAITING.value)


def _waiting_by(code: str, axis: str, label: Any, labels: tuple[str, ...]) -> Counted:
    return Counted(
        code=code,
        plot=Plot.STACKED,
        axis=axis,
        source=_waiting,
        label=label,
        labels=labels,
        line=_waited,
        lines=(*WAITED, LONGER),
        ids=_w.id,
    )


COUNTED: tuple[Counted, ...] = (
    _open_by("open_by_phase", "phase", _r.phase, tuple(phase.value for phase in Phase if phase in ACTIVE)),
    _open_by("open_by_need", "need", _r.need, _all_of(NeedKind)),
    _open_by("open_by_quarter", "quarter", _r.quarter),
    _open_by("open_by_institution", "institution", _r.institution_id),
    _open_by("open_by_language", "language", _r.language),
    _waiting_by("waiting_for", "party", _whose_turn, (Party.INSTITUTION.value, Party.CASE_MANAGER.value)),
    _waiting_by("waiting_tasks", "task", _what_turn, _all_of(Task)),
    Counted(
        code="funnel",
        plot=Plot.FUNNEL,
        axis="stage",
        source=referrals,
        label=lambda now: _r.stage,
        labels=_all_of(Stage),
        when=_r.opened_on,
        upwards=True,
    ),
    Counted(
        code="persons",
        unit=Unit.PERSONS,
        axis="quarter",
        source=referrals,
        label=lambda now: _r.quarter,
        when=_r.opened_on,
        number=func.count(distinct(_r.person_id)),
    ),
    Counted(
        code="answers",
        unit=Unit.FORWARDINGS,
        axis="answer",
        source=forwardings,
        label=_answer,
        labels=_all_of(Answer),
        when=_f.forwarded_on,
        ids=_f.id,
    ),
    Counted(
        code="appointments",
        plot=Plot.STACKED,
        unit=Unit.APPOINTMENTS,
        axis="month",
        source=visits,
        label=lambda now: _v.starts_on,
        line=_visit,
        lines=("kept", "missed", "cancelled", "rescheduled", OPEN),
        when=_v.starts_on,
        where=_agreed,
        ids=_v.id,
        monthly=True,
    ),
    Counted(
        code="outcomes",
        plot=Plot.STACKED,
        axis="outcome",
        source=referrals,
        label=lambda now: _r.outcome,
        labels=_all_of(Outcome),
        line=lambda now: _r.decided_by,
        lines=_all_of(Party),
        when=_r.closed_on,
    ),
    Counted(
        code="institution_declines",
        plot=Plot.STACKED,
        unit=Unit.FORWARDINGS,
        axis="institution",
        source=forwardings,
        label=lambda now: _f.institution_id,
        line=lambda now: _f.reason,
        lines=_all_of(DeclineReason),
        when=_f.forwarded_on,
        where=lambda today: iter((_f.declined_by == Party.INSTITUTION.value,)),
        ids=_f.id,
    ),
    Counted(
        code="announced",
        unit=Unit.ANNOUNCEMENTS,
        axis="fate",
        source=announcements,
        label=_fate,
        labels=_all_of(Fate),
        when=_a.announced_on,
        ids=None,
    ),
    Counted(
        code="workload",
        plot=Plot.STACKED,
        axis="staff",
        source=_due,
        label=lambda now: _d.case_manager,
        line=lambda now: case((_d.due_on < local_day(now), "overdue"), else_="in_time"),
        lines=("in_time", "overdue"),
        ids=_d.id,
        exact_only=True,
    ),
)
