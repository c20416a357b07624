"""Connections to the SQLite file of the log: durable, one writer at a time, readers never wait."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, cast
from urllib.parse import unquote

import eventsourcing.sqlite as library
from eventsourcing import persistence

from referrals import turn
from referrals.turn import Turn

PEP_249 = (
    sqlite3.InterfaceError,
    sqlite3.DataError,
    sqlite3.OperationalError,
    sqlite3.IntegrityError,
    sqlite3.InternalError,
    sqlite3.ProgrammingError,
    sqlite3.NotSupportedError,
    sqlite3.DatabaseError,
)
LOCK_TIMEOUT = 10
"""Seconds a writer waits for its turn."""


class Connection(library.SQLiteConnection):
    """A connection whose writing transactions take the lock at the beginning."""

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[library.SQLiteCursor]:
        """All or nothing; `commit=False` only reads."""
        with translated(), library.SQLiteCursor(self._sqlite_conn.cursor()) as raw:
            cursor = library.SQLiteCursor(raw)
            if commit:
                turn.begin(self.raw)
            else:
                cursor.execute("BEGIN")
            try:
                yield cursor
                if commit:
                    self.commit()
            finally:
                self.rollback()

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection of the standard library, in auto-commit mode."""
        return self._sqlite_conn


class Pool(library.SQLiteConnectionPool):
    """Makes connections as durable as the log asks for."""

    def _create_connection(self) -> Connection:
        with translated():
            made = super()._create_connection()
            # secure_delete: an erased blob leaves no bytes behind in the file.
            for pragma in ("synchronous = FULL", "secure_delete = ON"):
                made._sqlite_conn.execute(f"PRAGMA {pragma}")
            made._sqlite_conn.row_factory = None
        return Connection(made._sqlite_conn, self.max_age)


class Datastore(library.SQLiteDatastore):
    """The file: readers take a connection, writers queue up for it."""

    pool: Pool

    def __init__(
        self,
        db_name: str,
        *,
        lock_timeout: int | None = None,
        pool_size: int = 5,
        max_overflow: int = 10,
        pool_timeout: float = 30.0,
        max_age: float | None = None,
        pre_ping: bool = False,
        single_row_tracking: bool = True,
        originator_id_type: Literal["uuid", "text"] = "uuid",
    ) -> None:
        super().__init__(db_name, single_row_tracking=single_row_tracking, originator_id_type=originator_id_type)
        if Pool.detect_memory_mode(db_name):
            raise OSError("The log lies in a file, never in memory.")
        self.lock_timeout = lock_timeout or LOCK_TIMEOUT
        self.path = unquote(db_name.removeprefix("file:").split("?")[0])
        self._turn = Turn()
        self.pool = Pool(
            db_name=db_name,
            lock_timeout=self.lock_timeout,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=pool_timeout,
            max_age=max_age,
            pre_ping=pre_ping,
        )

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[library.SQLiteConnection]:
        """A connection; for writing, one at a time in the order of asking."""
        # The library's own queue makes readers wait behind waiting writers.
        if not commit:
            with self._connection() as connection:
                yield connection
            return
        with translated(), self._turn.taken(self.lock_timeout), self._connection() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one statement that reads."""
        with translated(), self._connection() as connection:
            yield connection.raw

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        connection = cast(Connection, self.pool.get_connection())
        try:
            yield connection
        finally:
            self.pool.put_connection(connection)


@contextmanager
def translated() -> Iterator[None]:
    """Errors of SQLite as the library's errors of the same name (PEP 249)."""
    try:
        yield
    except sqlite3.Error as error:
        name = next((kind.__name__ for kind in PEP_249 if isinstance(error, kind)), "PersistenceError")
        translation: type[persistence.PersistenceError] = getattr(persistence, name)
        raise translation(str(error)) from error
