"""Who writes in a SQLite file waits for whoever writes now, in this process or another, and not for ever."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from referrals import turn
from referrals.store import Store
from referrals.turn import Turn

PATIENCE = 30.0
SHORT = 0.05


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one table."""
    with opened(tmp_path / "notes.sqlite") as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("CREATE TABLE notes (words)")
    return tmp_path / "notes.sqlite"


@contextmanager
def opened(file: Path, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
    """A connection of the standard library, as another process has one."""
    with closing(sqlite3.connect(file, timeout=patience, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


def in_a_thread(job: Callable[[], None]) -> Thread:
    """Begun."""
    thread = Thread(target=job)
    thread.start()
    return thread


def test_whoever_waits_writes_when_the_other_has_finished(file: Path) -> None:
    """Nothing is refused, and the later one sees what the earlier one wrote."""
    asked, found = Event(), []
    with opened(file) as anna, opened(file) as ben:
        turn.begin(anna)

        def write() -> None:
            asked.set()
            turn.begin(ben)
            found.extend(ben.execute("SELECT words FROM notes").fetchall())
            ben.execute("COMMIT")

        waiting = in_a_thread(write)
        asked.wait(PATIENCE)
        anna.execute("INSERT INTO notes VALUES ('first')")
        anna.execute("COMMIT")
        waiting.join(PATIENCE)
    assert found == [("first",)]


def test_whoever_waits_too_long_is_refused_and_keeps_its_patience(file: Path) -> None:
    """For what it does next, the connection waits as long as before."""
    with opened(file) as anna, opened(file, SHORT) as ben:
        turn.begin(anna)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            turn.begin(ben)
        assert ben.execute("PRAGMA busy_timeout").fetchone() == (SHORT * 1000,)
        anna.execute("COMMIT")
        turn.begin(ben)
        assert ben.in_transaction


def test_what_is_not_a_matter_of_waiting_is_said_at_once(file: Path) -> None:
    """A transaction within a transaction would wait for itself."""
    with opened(file) as anna:
        turn.begin(anna)
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            turn.begin(anna)


def test_the_threads_of_a_process_come_one_after_the_other() -> None:
    """The second one goes on when the first one has left, also by an exception."""
    queue, order = Turn(), []

    def second() -> None:
        with queue.taken(PATIENCE):
            order.append("second")

    with suppress(LookupError), queue.taken(PATIENCE):
        waiting = in_a_thread(second)
        order.append("first")
        raise LookupError
    waiting.join(PATIENCE)
    assert order == ["first", "second"]


def test_a_store_that_writes_within_its_own_writing_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would wait for itself; what callers catch is the same as when another process holds the file."""
    monkeypatch.setattr("referrals.store.BUSY_SECONDS", SHORT)
    store = Store(f"sqlite:///{file}", schema="views")
    with store.writing() as connection:
        connection.execute(text("INSERT INTO notes VALUES ('kept')"))
        with pytest.raises(OperationalError, match="locked"), store.writing():
            pass
    with opened(file) as other:
        turn.begin(other)
        with pytest.raises(OperationalError, match="locked"), store.writing():
            pass
    with store.reading() as connection:
        assert connection.execute(text("SELECT words FROM notes")).scalars().all() == ["kept"]
    store.dispose()
