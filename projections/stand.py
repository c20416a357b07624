"""Stand: a set of tables of a projection, the living one or the one being built beside it, and how far it is."""

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import MetaData, Table

from projections.parked import Tables
from projections.projection import Projection


class Stand(NamedTuple):
    """One set of tables of a projection (the living one, or the one being built) and how far it is."""

    projection: Projection
    building: bool
    position: int

    @property
    def tables(self) -> Tables:
        """How bookmarks and parked events name this set."""
        return self.projection.name, self.projection.version, self.building

    def place(self, table: Table) -> Table:
        """Where the rows of this table lie."""
        return beside(table) if self.building else table


@lru_cache(maxsize=200)
def beside(table: Table) -> Table:
    """The table that is built beside a living one; its indexes come when it is full."""
    copy = table.to_metadata(MetaData(), name=f"{table.name}_next")
    copy.indexes.clear()
    return copy
