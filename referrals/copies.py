"""Copies (Abzüge) of stores as SQLite files, whichever database they lie in, taken while others write; and back again.

SQLite copies itself (`VACUUM INTO`: one snapshot, and no residue of what was deleted). From PostgreSQL everything is
read in one snapshot (REPEATABLE READ, shared by its id), the log by COPY. A copy can be verified without a server.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, MetaData, insert, select

from referrals.log.application import Log
from referrals.store import Store

CHUNK = 1_000


class Columns(NamedTuple):
    """A table of the log: its columns, their types in PostgreSQL, and the order of its rows."""

    names: tuple[str, ...]
    types: tuple[str, ...]


LOG_TABLES = {
    "events": Columns(
        ("position", "originator_id", "originator_version", "topic", "state"), ("int8", "uuid", "int8", "text", "bytea")
    ),
    "leaves": Columns(("sequence", "originator_id", "originator_version", "hash"), ("int8", "uuid", "int8", "bytea")),
    "commands": Columns(("command_id", "first_position", "last_position"), ("uuid", "int8", "int8")),
    "sealed": Columns(("id", "person", "key_group", "blob"), ("bytea", "uuid", "text", "bytea")),
}


class CopyBroken(Exception):
    """A copy is not what it should be."""


@contextmanager
def snapshot(url: str | None) -> Iterator[str | None]:
    """One moment of a PostgreSQL database, for all that is read with its id; nothing to do for SQLite."""
    if url is None:
        yield None
        return
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield str(row[0])


def copy_log(url: str, path: Path, moment: str | None) -> None:
    """The log as a SQLite file."""
    if url.startswith("sqlite:"):
        _vacuum_into(Store(url, schema="events"), path)
        return
    Log.open(path, create=True).close()
    with psycopg.connect(url) as server, closing(sqlite3.connect(path, isolation_level=None)) as file:
        _at(server, moment)
        file.execute("BEGIN")
        for table, columns in LOG_TABLES.items():
            places = ", ".join("?" * len(columns.names))
            file.executemany(f"INSERT INTO {table} VALUES ({places})", _rows(server, table, columns))  # noqa: S608
        file.execute("COMMIT")


def load_log(path: Path, url: str) -> None:
    """A copy of the log into the tables of an empty log."""
    if url.startswith("sqlite:"):
        place(path, Store(url, schema="events"))
        return
    Log.open(url, create=True).close()
    with psycopg.connect(url) as server, closing(sqlite3.connect(path)) as file:
        for table, columns in LOG_TABLES.items():
            statement = SQL("COPY events.{} ({}) FROM STDIN (FORMAT BINARY)").format(
                Identifier(table), SQL(", ").join(map(Identifier, columns.names))
            )
            listed = ", ".join(columns.names)
            with server.cursor().copy(statement) as copy:
                copy.set_types(columns.types)
                for row in file.execute(f"SELECT {listed} FROM {table} ORDER BY 1"):  # noqa: S608
                    copy.write_row([_typed(value, kind) for value, kind in zip(row, columns.types, strict=True)])
        server.execute(
            "SELECT setval(pg_get_serial_sequence('events.events', 'position'), max(position)) FROM events.events "
            "HAVING max(position) IS NOT NULL"
        )


def copy_store(store: Store, metadata: MetaData, path: Path, moment: str | None) -> None:
    """Any other store as a SQLite file."""
    if store.is_sqlite:
        _vacuum_into(store, path)
        return
    copied = Store(f"sqlite:///{path}", schema=store.schema)
    copied.create(metadata)
    with store.reading() as read, copied.writing() as written:
        if moment is not None:
            read.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{moment}'")
        _transfer(read, written, metadata)
    copied.dispose()


def load_store(path: Path, store: Store, metadata: MetaData, prepare: Callable[[Store], None]) -> None:
    """A copy into an empty store; `prepare` brings the tables of an earlier version up to this one."""
    if store.is_sqlite:
        place(path, store)
        return
    copied = Store(f"sqlite:///{path}", schema=store.schema)
    prepare(store)
    prepare(copied)
    with copied.reading() as read, store.writing() as written:
        _transfer(read, written, metadata)
        for table in metadata.sorted_tables:
            _number_on(written, table.name, [column.name for column in table.primary_key])
    copied.dispose()


def place(path: Path, store: Store) -> None:
    """A copy as the file of a SQLite store: there whole, or not at all."""
    assert store.path is not None
    store.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = store.path.with_name(f".{store.path.name}.restored")
    shutil.copyfile(path, draft)
    draft.chmod(0o600)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(store.path)


def check_file(path: Path) -> dict[str, int]:
    """How many rows each table of a copy has; CopyBroken unless SQLite finds the file sound."""
    with closing(sqlite3.connect(path)) as file:
        try:
            verdict = file.execute("PRAGMA integrity_check").fetchone()[0]
            names = file.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            ).fetchall()
            counts = {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608
        except sqlite3.DatabaseError as error:
            raise CopyBroken(f"{path} is no sound copy: {error}.") from error
    if verdict != "ok":
        raise CopyBroken(f"{path} is no sound copy: {verdict}.")
    return counts


def is_empty(store: Store) -> bool:
    """Whether there is no row of anything in a store."""
    if store.path is not None:
        return not store.path.exists() or not any(check_file(store.path).values())
    with store.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (store.schema,)
        ).scalars()
        found = [f'SELECT EXISTS (SELECT FROM "{name}")' for name in names]  # noqa: S608
        return not any(connection.exec_driver_sql(each).scalar() for each in found)


def clear(store: Store) -> None:
    """Take away what an interrupted restore left of a store that was empty before it."""
    if store.path is not None:
        for left in store.path.parent.glob(f"{store.path.name}*"):
            left.unlink()
        return
    with store.writing() as connection:
        connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{store.schema}" CASCADE')


def _vacuum_into(store: Store, path: Path) -> None:
    try:
        with store.outside() as raw:
            raw.execute("VACUUM INTO ?", (str(path),))
    finally:
        store.dispose()
    path.chmod(0o600)


def _at(server: "psycopg.Connection[Any]", moment: str | None) -> None:
    server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    if moment is not None:
        server.execute(SQL("SET TRANSACTION SNAPSHOT {}").format(moment))


def _rows(server: "psycopg.Connection[Any]", table: str, columns: Columns) -> Iterator[tuple[Any, ...]]:
    statement = SQL("COPY (SELECT {} FROM events.{} ORDER BY 1) TO STDOUT (FORMAT BINARY)").format(
        SQL(", ").join(map(Identifier, columns.names)), Identifier(table)
    )
    with server.cursor().copy(statement) as copy:
        copy.set_types(columns.types)
        for row in copy.rows():
            yield tuple(str(value) if isinstance(value, UUID) else value for value in row)


def _typed(value: Any, kind: str) -> Any:
    return UUID(value) if kind == "uuid" and value is not None else value


def _transfer(read: Connection, written: Connection, metadata: MetaData) -> None:
    for table in metadata.sorted_tables:
        found = read.execution_options(yield_per=CHUNK).execute(select(table))
        for rows in found.mappings().partitions(CHUNK):
            written.execute(insert(table), [dict(row) for row in rows])


def _number_on(connection: Connection, table: str, keys: list[str]) -> None:
    """The sequence behind a numbered key goes on behind the highest number."""
    if len(keys) != 1:
        return
    sequence = connection.exec_driver_sql("SELECT pg_get_serial_sequence(%s, %s)", (table, keys[0])).scalar()
    if sequence is not None:
        highest = f'SELECT setval(%s, max("{keys[0]}")) FROM "{table}" HAVING max("{keys[0]}") IS NOT NULL'  # noqa: S608
        connection.exec_driver_sql(highest, (sequence,))
