"""Lock (Sperre): who applies a page, and who leads; SQLite's write lock and a locked file, or advisory locks."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from referrals.store import Store

LIVING = "living"
BUILDING = "building"
LOCK_SECONDS = 5
"""How long others may have to wait behind a switch that waits for a table; then it is given up and tried again."""


@contextmanager
def trying(store: Store, which: str) -> Iterator[Connection | None]:
    """One transaction of the only one who applies a page; None when somebody else does."""
    with ExitStack() as stack:
        yield _connection(stack, store, which)


def _connection(stack: ExitStack, store: Store, which: str) -> Connection | None:
    try:
        connection = stack.enter_context(store.writing())
    except OperationalError as error:
        if store.is_sqlite and "locked" in str(error.orig):
            return None
        raise
    if store.is_sqlite:
        return connection
    ours = connection.exec_driver_sql(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (_name(store, which),)
    )
    return connection if ours.scalar() else None


@contextmanager
def waiting(store: Store, *which: str) -> Iterator[Connection]:
    """One transaction in which nobody else applies a page, once it is our turn."""
    with store.writing() as connection:
        if not store.is_sqlite:
            for one in which or (LIVING, BUILDING):
                connection.exec_driver_sql(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (_name(store, one),)
                )
        yield connection


@contextmanager
def switching(store: Store) -> Iterator[Connection]:
    """The same, to put tables in the place of others; given up (`gave_way`) where somebody reads one for long."""
    with waiting(store) as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        yield connection


def gave_way(error: OperationalError) -> bool:
    """Whether a switch was given up so that others need not wait behind it; it may be tried again."""
    return type(error.orig).__name__ == "LockNotAvailable"


def moment(store: Store) -> str | None:
    """Now, as PostgreSQL counts transactions; None on SQLite."""
    if store.is_sqlite:
        return None
    with store.writing() as connection:
        now: str = connection.exec_driver_sql("SELECT pg_current_xact_id()::xid::text").scalar_one()
        return now


def is_read_as_of_before(store: Store, moment: str | None) -> bool:
    """Whether somebody still reads the store as it was before a moment.

    A reader of PostgreSQL finds a table by its name as it is now, but sees only rows that were there when it began. On
    SQLite a reader sees the tables of then, too.
    """
    if moment is None:
        return False
    older = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend' AND backend_xmin IS NOT NULL AND age(backend_xmin) > age(%s::xid)"
    )
    with store.engine.connect() as connection:
        return bool(connection.exec_driver_sql(older, (moment,)).scalar_one())


class Leadership:
    """Who follows the log all the time; the others stand by. Ends with the process, whatever ends it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file: int | None = None  # on PostgreSQL, and before the first try
        self._connection: Connection | None = None  # on SQLite, and while somebody else leads

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def held(self) -> bool:
        """Whether we lead, after trying to."""
        return self._by_file(self._store.path.with_suffix(".leader")) if self._store.path else self._by_session()

    def end(self) -> None:
        """Let somebody else lead."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _by_file(self, path: os.PathLike[str]) -> bool:
        if self._file is not None:
            return True
        file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def _by_session(self) -> bool:
        if self._connection is not None:
            self._connection.exec_driver_sql("SELECT 1")
            return True
        connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # A machine that vanished is noticed after eleven seconds, not after two hours.
        for setting, value in (("idle", 5), ("interval", 2), ("count", 3)):
            connection.exec_driver_sql(f"SET tcp_keepalives_{setting} = {value}")
        name = _name(self._store, "leader")
        if connection.exec_driver_sql("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,)).scalar():
            self._connection = connection
            return True
        connection.close()
        return False


def _name(store: Store, which: str) -> str:
    return f"lotse projections {store.schema} {which}"
