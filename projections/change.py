"""Change (Änderung): what pages of the log do to tables."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table

from projections import rows
from projections.projection import Keyed
from projections.stand import Stand


class Kept(NamedTuple):
    """A row after a page: None where there is none any more; `stored` where the table may hold it already."""

    key: UUID
    state: Any
    position: int
    stored: bool


class Change(NamedTuple):
    """What a page does to one table: rows that go, then rows that come."""

    table: Table
    gone: list[UUID]
    come: list[dict[str, Any]]

    def write(self, connection: Connection) -> None:
        """Carry it out."""
        rows.delete(connection, self.table, self.gone)
        rows.write(connection, self.table, self.come)


def changed(stand: Stand, part: Keyed[Any], kept: Sequence[Kept]) -> list[Change]:
    """What becomes of the tables of a part."""
    come = [part.row(key, state, position) for key, state, position, _ in kept if state is not None]
    stored = [each.key for each in kept if each.stored]
    changes = [Change(stand.place(part.table), [each.key for each in kept if each.stored and each.state is None], come)]
    for spread in part.spread:
        of_spread = [
            {"id": each.key, **row} for each in kept if each.state is not None for row in spread.rows(each.state)
        ]
        changes.append(Change(stand.place(spread.table), stored, of_spread))
    return changes
