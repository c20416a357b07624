"""Carried (getragene Fälle): which persons and institutions a caseload holds, who owes an answer, what waits for a
second person. Questions on the caseload's rows; no table of its own.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from projections.caseload import Entry, entries, local_day, referrals, shown
from referrals.referral.clock import Task
from referrals.referral.codes import Party, Phase

_r = referrals.c


class Unanswered(NamedTuple):
    """An institution, and how many referrals it has left without an answer beyond their day."""

    institution_id: UUID
    referrals: int


def persons_of(connection: Connection, case_managers: Collection[UUID]) -> frozenset[UUID]:
    """The persons with a referral that these carry, or carried to the end; wrong entries give no insight."""
    statement = select(_r.person_id).where(_r.case_manager.in_(list(case_managers)), _r.phase != Phase.VOID.value)
    return frozenset(connection.execute(statement.distinct()).scalars())


def institutions_of(connection: Connection, case_managers: Collection[UUID] | None) -> frozenset[UUID]:
    """The institutions that these caseloads name; None is everybody's."""
    statement = select(_r.institution_id).where(_r.institution_id.is_not(None), *_theirs(case_managers))
    return frozenset(connection.execute(statement.distinct()).scalars())


def unanswered(connection: Connection, now: datetime, case_managers: Collection[UUID] | None) -> list[Unanswered]:
    """Whom to call: institutions that have not answered in time, the most referrals first."""
    count = func.count()
    statement = (
        select(_r.institution_id, count)
        .where(
            _r.owner == Party.INSTITUTION.value,
            _r.task == Task.AWAIT_ANSWER.value,
            _r.due_on < local_day(now),
            _r.institution_id.is_not(None),
            *_theirs(case_managers),
        )
        .group_by(_r.institution_id)
        .order_by(count.desc(), _r.institution_id)
    )
    return [Unanswered(*row) for row in connection.execute(statement)]


def void_requests(connection: Connection, now: datetime, case_managers: Collection[UUID] | None) -> list[Entry]:
    """The referrals somebody asked to void, and to which a second person has not agreed yet."""
    statement = shown().where(_r.void_requested, _r.due_on.is_not(None), *_theirs(case_managers))
    return entries(connection, statement.order_by(_r.due_on, _r.id), now)


def _theirs(case_managers: Collection[UUID] | None) -> list[ColumnElement[bool]]:
    return [] if case_managers is None else [_r.case_manager.in_(list(case_managers))]
