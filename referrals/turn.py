"""Turn (Reihe): who writes next in a SQLite file.

SQLite lets whoever waits sleep for up to a tenth of a second, and whoever comes in between goes first. Here the threads
of a process wait for each other, and the one at the front asks every millisecond.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

ASKED_EVERY = 0.001
LOCKED = "database is locked"


class Turn:
    """The queue of the threads of one process for one file."""

    def __init__(self) -> None:
        self._lock = Lock()

    @contextmanager
    def taken(self, seconds: float) -> Iterator[None]:
        """Only one thread at a time; raises sqlite3.OperationalError for whoever waits too long."""
        if not self._lock.acquire(timeout=seconds):
            raise sqlite3.OperationalError(LOCKED)
        try:
            yield
        finally:
            self._lock.release()


def begin(connection: sqlite3.Connection) -> None:
    """A writing transaction, as soon as no other process writes.

    Waits as long as the connection may (`busy_timeout`), then raises sqlite3.OperationalError.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    end = time.monotonic() + patience / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _begun(connection, last=time.monotonic() > end):
            time.sleep(ASKED_EVERY)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


def _begun(connection: sqlite3.Connection, *, last: bool) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
