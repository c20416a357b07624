"""Adding (Hinzufügen): an INSERT that can say what happens where the row is there already (ON CONFLICT)."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def adding(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """The INSERT in the words of this database; those of the other one are not even read."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
