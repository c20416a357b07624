"""Closed files (geschlossene Akten): whose file only a named group sees. A short list, read as a whole.

A file whose closing or opening again could not be taken in is closed to everybody until it was.
"""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, LargeBinary, literal, select

from projections import parked
from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.closed_group import PersonClosed, PersonOpenedAgain

VERSION = 1
_closed = keyed_table("closed_files", VERSION)


class Closed(msgspec.Struct, frozen=True):
    """The members of staff who see the file."""

    staff: tuple[UUID, ...]


def _fold(_before: Closed | None, event: PersonClosed | PersonOpenedAgain) -> Closed | None:
    return Closed(event.staff) if isinstance(event, PersonClosed) else None


def _columns(_closed_to: Closed) -> dict[str, Any]:
    return {}


_part = Keyed(
    table=_closed, topics=topics_of(PersonClosed, PersonOpenedAgain), state=Closed, fold=_fold, columns=_columns
)
PROJECTION = Projection("closed_files", VERSION, (_part,))

_waiting = parked.waiting_for(PROJECTION.name, VERSION).subquery()
_ALL = select(_closed.c.id, _closed.c.state).union_all(select(_waiting.c.stream, literal(None, LargeBinary)))


def groups(connection: Connection) -> dict[UUID, frozenset[UUID]]:
    """Every closed file with the staff who see it."""
    rows = connection.execute(_ALL).all()
    found = {person_id: frozenset(_part.load(state).staff) for person_id, state in rows if state is not None}
    return found | {person_id: frozenset() for person_id, state in rows if state is None}
