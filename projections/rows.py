"""Rows: how a page reads and writes many of them in one statement each, on SQLite and on PostgreSQL."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, Column, Connection, Date, Dialect, LargeBinary, Table, Uuid
from sqlalchemy.exc import DBAPIError

from referrals.store import Moment

if TYPE_CHECKING:
    import psycopg

REMEMBERED = 50_000
"""Ids whose text is kept."""

Process = Callable[[Any], Any]


def load(connection: Connection, table: Table, keys: Collection[UUID]) -> dict[UUID, bytes]:
    """The states that are stored under these keys."""
    if not keys:
        return {}
    if connection.dialect.name == "sqlite":
        by_hex = {key.hex: key for key in keys}
        statement = f"SELECT id, state FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        found = _driven(connection, statement, (json.dumps(list(by_hex)),))
        return {by_hex[key]: state for key, state in found}
    statement = f"SELECT id, state FROM {table.name} WHERE id = ANY(%b::uuid[])"  # noqa: S608  # a name of ours
    return {key: state for key, state in connection.exec_driver_sql(statement, (list(keys),))}  # noqa: C416  # rows


def write(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those that are there are replaced. Every row gives every column."""
    _insert(connection, table, _values(table, rows, connection.dialect))


class Ready(NamedTuple):
    """Rows of one table that go, and rows that come as the database takes them."""

    table: Table
    gone: Sequence[UUID]
    come: "_Values"

    @classmethod
    def of(cls, table: Table, gone: Sequence[UUID], come: Sequence[Mapping[str, Any]], dialect: Dialect) -> "Ready":
        """Made of rows as projections give them."""
        return cls(table, gone, _values(table, come, dialect))

    def write(self, connection: Connection) -> None:
        """Let them go and come."""
        delete(connection, self.table, self.gone)
        if connection.dialect.name == "sqlite":
            _insert(connection, self.table, self.come)
        elif self.come:
            _copy(connection, self.table, self.come)


def delete(connection: Connection, table: Table, keys: Iterable[UUID]) -> None:
    """Remove the rows under these keys."""
    wanted = list(keys)
    if not wanted:
        return
    if connection.dialect.name == "sqlite":
        statement = f"DELETE FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        _driven(connection, statement, (json.dumps([key.hex for key in wanted]),))
    else:
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id = ANY(%b::uuid[])", (wanted,))  # noqa: S608


def _copy(connection: Connection, table: Table, columns: "_Values") -> None:
    """COPY replaces no row: those that may be there under a key of their own go first."""
    names = [column.name for column in table.columns]
    if [column.name for column in table.primary_key] == ["id"]:
        delete(connection, table, columns[names.index("id")])
    cursor: psycopg.Cursor[Any] = connection.connection.cursor()  # type: ignore[assignment]
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([column.type.compile(connection.dialect).lower() for column in table.columns])
        for row in zip(*columns, strict=True):
            copy.write_row(row)


_Values = list[Any]
"""For SQLite a tuple for each row, for PostgreSQL a list for each column."""


def _values(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> _Values:
    if not rows:
        return []
    _, names, processors, ids = _writing(table, dialect)
    columns = [list(map(itemgetter(name), rows)) for name in names]
    for place, process in processors:
        columns[place] = [None if value is None else process(value) for value in columns[place]]
    for place in ids:
        columns[place] = [None if value is None else _hexes[value.int] for value in columns[place]]
    return list(zip(*columns, strict=True)) if dialect.name == "sqlite" else columns


def _insert(connection: Connection, table: Table, values: "_Values") -> None:
    if values:
        statement = _writing(table, connection.dialect)[0]
        if connection.dialect.name == "sqlite":
            _driven(connection, statement, values)
        else:
            connection.exec_driver_sql(statement, tuple(values))


def _driven(connection: Connection, statement: str, values: "tuple[str] | _Values") -> sqlite3.Cursor:
    """By the driver of SQLite alone, in the transaction that stands: with every step there are ten of these."""
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        return raw.execute(statement, values) if isinstance(values, tuple) else raw.executemany(statement, values)
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error, hide_parameters=True) from error


class _Hexes(dict[int, str]):
    """How SQLite holds ids; one that comes again soon is not written out again."""

    def __missing__(self, number: int) -> str:
        if len(self) > REMEMBERED:
            self.clear()
        text = self[number] = f"{number:032x}"
        return text


_hexes = _Hexes()


@lru_cache(maxsize=200)
def _writing(table: Table, dialect: Dialect) -> tuple[str, list[str], list[tuple[int, Process]], list[int]]:
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key]
    moved = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    conflict = f"ON CONFLICT ({', '.join(keys)}) DO " + (f"UPDATE SET {moved}" if moved else "NOTHING")
    ids: list[int] = []
    processors: list[tuple[int, Process]] = []
    for place, column in enumerate(table.columns):
        if isinstance(column.type, Uuid) and dialect.name == "sqlite":
            ids.append(place)
        elif (process := _process(column, dialect)) is not None:
            processors.append((place, process))
    if dialect.name == "sqlite":
        source = f"VALUES ({', '.join('?' * len(names))})"
    else:
        arrays = ", ".join(f"%b::{column.type.compile(dialect)}[]" for column in table.columns)
        source = f"SELECT * FROM unnest({arrays})"  # noqa: S608  # types of ours
    return f"INSERT INTO {table.name} ({', '.join(names)}) {source} {conflict}", names, processors, ids


def _process(column: Column[Any], dialect: Dialect) -> Process | None:
    """How a value of this column is written, where not as it is; the same text as SQLAlchemy's, made faster."""
    if dialect.name == "sqlite":
        if isinstance(column.type, LargeBinary | Boolean):
            return None
        if isinstance(column.type, Moment):
            return _moment
        if isinstance(column.type, Date):
            return date.isoformat
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    at = value if value.tzinfo is UTC else value.astimezone(UTC)
    return at.isoformat(" ", "microseconds")[:26]
