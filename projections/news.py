"""News (Neuigkeiten): what others recorded since the last visit, in one's own cases. Questions on the timeline."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, or_, select

from projections import filed, journal
from projections.timeline import OF_WHOM, SELECTED, Entry, entries
from referrals.log.application import Log


def _of_others(selected: Select[Any]) -> Select[Any]:
    managers: BindParameter[Any] = bindparam("managers", expanding=True)
    theirs = filed.files.alias()
    persons = select(theirs.c.person_id).where(theirs.c.case_manager.in_(managers))
    return selected.where(
        journal.entries.c.position > bindparam("position"),
        journal.entries.c.actor != bindparam("me"),
        or_(
            filed.files.c.case_manager.in_(managers),
            filed.files.c.case_manager.is_(None) & filed.files.c.person_id.in_(persons),
        ),
    )


_PAGE = _of_others(SELECTED).order_by(journal.entries.c.position.desc()).limit(bindparam("limit"))
_FURTHER = _PAGE.where(journal.entries.c.position < bindparam("before"))
_COUNT = _of_others(select(func.count()).select_from(OF_WHOM))
_WHOLE = SELECTED.where(journal.entries.c.stream.in_(bindparam("streams", expanding=True))).order_by(
    journal.entries.c.position
)


def since(
    connection: Connection,
    log: Log,
    position: int,
    case_managers: Collection[UUID],
    *,
    not_by: UUID,
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """What others recorded behind `position` in the referrals that these carry now, and around their persons.

    The newest first; the next page is the one `before` the position of the last entry.
    """
    asked = {"position": position, "managers": list(case_managers), "me": not_by, "limit": limit, "before": before}
    rows = connection.execute(_PAGE if before is None else _FURTHER, asked).all()
    if not rows:
        return []
    told = connection.execute(_WHOLE, {"streams": list({row.stream for row in rows})}).all()
    shown = {row.position for row in rows}
    return [entry for entry in reversed(entries(log, told)) if entry.position in shown]


def count_since(connection: Connection, position: int, case_managers: Collection[UUID], *, not_by: UUID) -> int:
    """How many entries `since` has in all."""
    asked = {"position": position, "managers": list(case_managers), "me": not_by}
    count: int = connection.execute(_COUNT, asked).scalar_one()
    return count
