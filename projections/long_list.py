"""Long list (ganze Liste): all that the pages of a caseload show, in one go, and of each row what a file tells."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from projections import selection
from projections.caseload import NEEDS, OUTCOMES, PHASES, local_day, referrals, task_now
from projections.selection import Filters, Managers
from referrals.need import NeedKind
from referrals.referral.clock import Due, is_overdue, turn
from referrals.referral.codes import Outcome, Party, Phase

_r = referrals.c
_COLUMNS = (
    *(_r.id, _r.person_id, _r.case_manager, _r.institution_id, _r.need, _r.phase),
    *(_r.task, _r.owner, _r.due_on, _r.next_appointment_at, _r.outcome, _r.ended_on),
)


class Line(NamedTuple):
    """A referral as a long list has it, by the names of `caseload.Entry`."""

    id: UUID
    person_id: UUID
    case_manager: UUID
    institution_id: UUID | None
    need: NeedKind
    phase: Phase
    due: Due | None
    overdue: bool
    next_appointment_at: datetime | None
    outcome: Outcome | None
    ended_on: date | None


def every(
    connection: Connection, now: datetime, case_managers: Managers, filters: Filters, chunk: int
) -> Iterator[list[Line]]:
    """The rows of all pages, in their order, so many in memory at a time."""
    statement = selection.in_order(selection.shape_of(case_managers, filters)).with_only_columns(*_COLUMNS)
    values, today = selection.values_of(now, case_managers, filters), local_day(now)
    found = connection.execute(statement, values, execution_options={"yield_per": chunk})
    for rows in found.partitions():
        yield [_line(row, now, today) for row in rows]


def _line(row: Sequence[Any], now: datetime, today: date) -> Line:
    id_, person_id, manager, institution_id, need, phase, task, owner, on, starts_at, outcome, ended_on = row
    return Line(
        id_,
        person_id,
        manager,
        institution_id,
        NEEDS[need],
        PHASES[phase],
        turn(task_now(task, starts_at, now), Party(owner), on, today) if task else None,
        is_overdue(on, today),
        starts_at,
        OUTCOMES[outcome] if outcome else None,
        ended_on,
    )
