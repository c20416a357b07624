"""Visits (Besuche): how far each staff member had seen the log, for "Was ist seit meinem letzten Besuch geschehen?"."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, update

from referrals.adding import adding
from referrals.store import Store
from web.account_tables import visits

VISIT_ENDS_AFTER = timedelta(minutes=60)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Visit:
    """A position in the log that somebody had seen, and when."""

    position: int
    at: datetime


_LAST = select(visits).where(visits.c.staff_id == bindparam("staff"))


class Visits:
    """The last visit of each staff member; a visit ends after an hour without a page."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, staff_id: UUID, position: int, now: datetime) -> Visit | None:
        """Note how far the log is seen now; how far it was seen at the end of the visit before (None: the first)."""
        with self._store.glancing() as connection:
            row = connection.execute(_LAST, {"staff": staff_id}).first()
        if row is not None and now - row.at < NOTED_EVERY and position <= row.position:
            return _before(row)
        with self._store.writing() as connection:
            first = adding(connection, visits).values(staff_id=staff_id, position=position, at=now)
            connection.execute(first.on_conflict_do_nothing())
            row = connection.execute(_LAST.with_for_update(), {"staff": staff_id}).one()
            seen: dict[str, Any] = {"position": max(position, row.position), "at": max(now, row.at)}
            before = _before(row)
            if now - row.at >= VISIT_ENDS_AFTER:
                before = Visit(row.position, row.at)
                seen |= {"position_before": row.position, "at_before": row.at}
            connection.execute(update(visits).where(visits.c.staff_id == staff_id).values(seen))
        return before


def _before(row: Row[Any]) -> Visit | None:
    return None if row.at_before is None else Visit(row.position_before, row.at_before)
