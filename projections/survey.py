"""Survey (Überblick): all referrals, narrowed and counted, for whoever may see them under pseudonyms.

The same questions are asked of the caseload of today and of an earlier day (`projections.past`).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from projections.caseload import Entry, entries, referrals, shown
from referrals.need import NeedKind
from referrals.referral.codes import Party, Phase

_r = referrals.c


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Which referrals are meant; None does not filter. `overdue_on` leaves those whose turn was over by that day."""

    phase: Phase | None = None
    need: NeedKind | None = None
    quarter: str | None = None
    institution: UUID | None = None
    owner: Party | None = None
    overdue_on: date | None = None


class Page(NamedTuple):
    """Referrals, the latest opened first; `after` is where the next page begins, None on the last one."""

    entries: list[Entry]
    after: str | None


class Figure(NamedTuple):
    """How many referrals have this code; an institution's code is its id, "" is none."""

    code: str
    number: int


def page(
    connection: Connection, narrowed: Narrowed, now: datetime, *, after: str | None = None, limit: int = 50
) -> Page:
    """One page; `now` is the moment from which due and overdue are seen."""
    statement = shown().where(*_conditions(narrowed))
    place = _place(after) if after else None
    if place is not None:
        statement = statement.where(tuple_(_r.opened_on, _r.id) < tuple_(*place, types=[_r.opened_on.type, _r.id.type]))
    found = entries(connection, statement.order_by(_r.opened_on.desc(), _r.id.desc()).limit(limit + 1), now)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], f"{last.opened_on.isoformat()}.{last.id}" if last else None)


def count(connection: Connection, narrowed: Narrowed = Narrowed()) -> int:  # noqa: B008  # frozen
    """How many referrals there are."""
    statement = select(func.count()).select_from(referrals).where(*_conditions(narrowed))
    counted: int = connection.execute(statement).scalar_one()
    return counted


def figures(connection: Connection) -> dict[str, Sequence[Figure]]:
    """All referrals counted by phase, need, quarter, and institution, the most first."""
    columns = {"phase": _r.phase, "need": _r.need, "quarter": _r.quarter, "institution": _r.institution_id}
    return {name: _counted(connection, column) for name, column in columns.items()}


def of_persons(connection: Connection, person_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many referrals each of these has: (those that still run, all but the wrong entries)."""
    statement = (
        select(_r.person_id, func.count(_r.due_on), func.count())
        .where(_r.person_id.in_(list(person_ids)), _r.phase != Phase.VOID.value)
        .group_by(_r.person_id)
    )
    return {person_id: (running, every) for person_id, running, every in connection.execute(statement)}


def institutions(connection: Connection) -> list[UUID]:
    """To which institutions there are referrals."""
    found = select(_r.institution_id).where(_r.institution_id.is_not(None)).distinct()
    return list(connection.execute(found).scalars())


def _counted(connection: Connection, column: Any) -> list[Figure]:
    rows = connection.execute(select(column, func.count()).group_by(column)).all()
    found = [Figure(str(code) if code is not None else "", number) for code, number in rows]
    return sorted(found, key=lambda figure: (-figure.number, figure.code))


def _conditions(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    asked = (
        (_r.phase, narrowed.phase),
        (_r.need, narrowed.need),
        (_r.quarter, narrowed.quarter),
        (_r.institution_id, narrowed.institution),
        (_r.owner, narrowed.owner),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in asked if value is not None]
    if narrowed.overdue_on is not None:
        conditions.append(_r.due_on < narrowed.overdue_on)
    return conditions


def _place(after: str) -> tuple[date, UUID] | None:
    """Where a page begins; None for what no page of ours gave out."""
    day, _, id_ = after.partition(".")
    try:
        return date.fromisoformat(day), UUID(id_)
    except ValueError:
        return None
