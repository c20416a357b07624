"""Rows: how a page reads and writes many of them in one statement each, on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Dialect, Table, Uuid

Process = Callable[[Any], Any]


def load(connection: Connection, table: Table, keys: Collection[UUID]) -> dict[UUID, bytes]:
    """The states that are stored under these keys."""
    if not keys:
        return {}
    if connection.dialect.name == "sqlite":
        by_hex = {key.hex: key for key in keys}
        statement = f"SELECT id, state FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        found = connection.exec_driver_sql(statement, (json.dumps(list(by_hex)),))
        return {by_hex[key]: state for key, state in found}
    statement = f"SELECT id, state FROM {table.name} WHERE id = ANY(%b::uuid[])"  # noqa: S608  # a name of ours
    return {key: state for key, state in connection.exec_driver_sql(statement, (list(keys),))}  # noqa: C416  # rows


def write(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; those that are there are replaced. Every row gives every column."""
    if not rows:
        return
    statement, names, processors = _writing(table, connection.dialect)
    values = [[row[name] for row in rows] for name in names]
    for place, process in processors:
        values[place] = [None if value is None else process(value) for value in values[place]]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, list(zip(*values, strict=True)))
    else:
        connection.exec_driver_sql(statement, tuple(values))


def delete(connection: Connection, table: Table, keys: Iterable[UUID]) -> None:
    """Remove the rows under these keys."""
    wanted = list(keys)
    if not wanted:
        return
    if connection.dialect.name == "sqlite":
        statement = f"DELETE FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        connection.exec_driver_sql(statement, (json.dumps([key.hex for key in wanted]),))
    else:
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id = ANY(%b::uuid[])", (wanted,))  # noqa: S608


@lru_cache(maxsize=200)
def _writing(table: Table, dialect: Dialect) -> tuple[str, list[str], list[tuple[int, Process]]]:
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key]
    moved = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    conflict = f"ON CONFLICT ({', '.join(keys)}) DO " + (f"UPDATE SET {moved}" if moved else "NOTHING")
    processors: list[tuple[int, Process]] = [
        (place, process)
        for place, column in enumerate(table.columns)
        if (process := _process(column, dialect)) is not None
    ]
    if dialect.name == "sqlite":
        source = f"VALUES ({', '.join('?' * len(names))})"
    else:
        arrays = ", ".join(f"%b::{column.type.compile(dialect)}[]" for column in table.columns)
        source = f"SELECT * FROM unnest({arrays})"  # noqa: S608  # types of ours
    return f"INSERT INTO {table.name} ({', '.join(names)}) {source} {conflict}", names, processors


def _process(column: Column[Any], dialect: Dialect) -> Process | None:
    if isinstance(column.type, Uuid) and dialect.name == "sqlite":
        return _hex
    return column.type.dialect_impl(dialect).bind_processor(dialect)


_hex = attrgetter("hex")
