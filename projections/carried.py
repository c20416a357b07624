"""Carried (getragene Fälle): which persons and institutions a caseload holds, who owes an answer, what waits for a
second person. Questions on the caseload's rows; no table of its own.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, func, select

from projections import persons
from projections.caseload import Entry, entries, local_day, referrals, shown
from projections.selection import Managers, carried_by, to_call, whose
from referrals.referral.codes import Phase

_r = referrals.c
_CARRIERS = (
    select(_r.person_id, _r.case_manager)
    .where(_r.person_id.in_(bindparam("persons", expanding=True)), _r.phase != Phase.VOID.value)
    .distinct()
)


class Unanswered(NamedTuple):
    """An institution, and about how many referrals it is to be called."""

    institution_id: UUID
    referrals: int


def persons_of(connection: Connection, case_managers: Collection[UUID]) -> frozenset[UUID]:
    """The persons with a referral that these carry, or carried to the end; wrong entries give no insight."""
    statement = select(_r.person_id).where(_r.case_manager.in_(list(case_managers)), _r.phase != Phase.VOID.value)
    return frozenset(connection.execute(statement.distinct()).scalars())


def carriers_of(connection: Connection, person_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who carries each of these persons, or carried a referral to the end, or registered her."""
    wanted = list(set(person_ids))
    if not wanted:
        return {}
    found = persons.registrars_of(connection, wanted)
    for person_id, case_manager in connection.execute(_CARRIERS, {"persons": wanted}).all():
        found.setdefault(person_id, set()).add(case_manager)
    return {person_id: frozenset(managers) for person_id, managers in found.items()}


def person_behind(connection: Connection, first: UUID, last: UUID) -> UUID | None:
    """The one person with an id in this range, or with a referral of such an id; None where there is none."""
    found = persons.between(connection, first, last)
    if not found:
        found = list(connection.execute(select(_r.person_id).where(_r.id.between(first, last)).limit(2)).scalars())
    return found[0] if len(found) == 1 else None


def institutions_of(connection: Connection, case_managers: Managers) -> frozenset[UUID]:
    """The institutions that these caseloads name; None is everybody's."""
    return frozenset(connection.execute(_named(case_managers is None), whose(case_managers)).scalars())


def unanswered(connection: Connection, now: datetime, case_managers: Managers) -> list[Unanswered]:
    """Whom to call today: institutions without an answer in time, or not reached before; the most referrals first."""
    values = {"today": local_day(now), **whose(case_managers)}
    return [Unanswered(*row) for row in connection.execute(_owing(case_managers is None), values).all()]


def void_requests(connection: Connection, now: datetime, case_managers: Managers) -> list[Entry]:
    """The referrals somebody asked to void, and to which a second person has not agreed yet."""
    statement = shown().where(_r.void_requested, _r.due_on.is_not(None), *carried_by(case_managers is None))
    return entries(connection, statement.order_by(_r.due_on, _r.id).params(whose(case_managers)), now)


@cache
def _named(everybody: bool) -> Select[Any]:
    return select(_r.institution_id).where(_r.institution_id.is_not(None), *carried_by(everybody)).distinct()


@cache
def _owing(everybody: bool) -> Select[Any]:
    count = func.count()
    return (
        select(_r.institution_id, count)
        .where(to_call(), _r.institution_id.is_not(None), *carried_by(everybody))
        .group_by(_r.institution_id)
        .order_by(count.desc(), _r.institution_id)
    )
