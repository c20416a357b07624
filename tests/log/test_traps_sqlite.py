"""What goes wrong with the library's SQLite recorder, and does not with ours."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from eventsourcing.persistence import OperationalError, StoredEvent

from referrals.log.application import Log, environment
from referrals.log.errors import NoLog
from referrals.log.sqlite_tables import FINAL

Make = Callable[..., list[StoredEvent]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log lies; the name needs quoting in a URI."""
    return tmp_path / "a b#c?d%20ü.sqlite"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    """An empty log in a file."""
    opened = Log.open(path, create=True)
    yield opened
    opened.close()


@pytest.fixture
def intruder(log: Log, path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody with the file and without our triggers."""
    connection = sqlite3.connect(path, isolation_level=None)
    for table, change in FINAL:
        connection.execute(f"DROP TRIGGER {table}_refuse_{change.lower()}")
    yield connection
    connection.close()


def test_a_position_is_never_used_twice(log: Log, stored: Make, intruder: sqlite3.Connection) -> None:
    """Not even after the tail was deleted; the implicit rowid of the library is."""
    log.recorder.insert_events(stored(3))
    intruder.execute("DELETE FROM events WHERE position > 1")
    intruder.execute("DELETE FROM leaves WHERE sequence > 0")
    assert log.recorder.insert_events(stored(1)) == [4]


def test_dump_and_reload_keep_the_positions(
    log: Log, stored: Make, intruder: sqlite3.Connection, tmp_path: Path
) -> None:
    """And the next one goes on behind them."""
    log.recorder.insert_events(stored(4))
    intruder.execute("DELETE FROM events WHERE position = 2")
    intruder.execute("DELETE FROM leaves WHERE sequence = 1")
    copy = tmp_path / "copy.sqlite"
    with sqlite3.connect(copy) as reloaded:
        reloaded.executescript("\n".join(intruder.iterdump()))
    reloaded.close()
    again = Log.open(copy)
    assert [recorded.position for recorded in again.read(0, 9)] == [1, 3, 4]
    assert again.recorder.walk(0, 9) == log.recorder.walk(0, 9)
    assert again.recorder.insert_events(stored(1)) == [5]
    again.close()


@pytest.mark.parametrize(("table", "change"), FINAL)
def test_nothing_recorded_can_be_changed(log: Log, stored: Make, path: Path, table: str, change: str) -> None:
    """The triggers are a speed bump; who removes them is found by the ledger."""
    log.recorder.insert_events(stored(2), command_id=uuid4())
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("INSERT INTO sealed VALUES (x'00', 'p', 'g', x'00')")
    column = {"events": "topic", "leaves": "hash", "commands": "first_position", "sealed": "blob"}[table]
    statement = f"UPDATE {table} SET {column} = {column}" if change == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(sqlite3.IntegrityError, match="the log is final"):
        connection.execute(statement)
    connection.close()


def test_a_sealed_value_can_be_erased_without_residue(log: Log, path: Path) -> None:
    """secure_delete overwrites it; a truncating checkpoint empties the write-ahead log."""
    with log.recorder.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
        cursor.execute("INSERT INTO sealed VALUES (x'01', 'p', 'g', ?)", (b"needle" * 50,))
    with log.recorder.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
        cursor.execute("DELETE FROM sealed WHERE person = 'p'")
    with log.recorder.datastore.reading() as connection:  # type: ignore[attr-defined]
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    for file in path.parent.iterdir():
        assert b"needle" not in file.read_bytes()


def test_a_commit_is_on_the_disk(log: Log) -> None:
    """WAL and synchronous=FULL on every connection, old or new."""
    with (
        log.recorder.datastore.reading() as one,  # type: ignore[attr-defined]
        log.recorder.datastore.reading() as other,  # type: ignore[attr-defined]
    ):
        for connection in (one, other):
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_readers_do_not_wait_for_writers(log: Log, stored: Make) -> None:
    """Nor for writers that queue behind a writer."""
    log.recorder.insert_events(stored(1))
    with log.recorder.datastore.transaction(commit=True):  # type: ignore[attr-defined]
        waiting = [Thread(target=log.recorder.insert_events, args=(stored(1),)) for _ in range(3)]
        for thread in waiting:
            thread.start()
        assert [recorded.position for recorded in log.read(0, 9)] == [1]
    for thread in waiting:
        thread.join()
    assert log.head() == 4


def test_who_waits_too_long_is_told(path: Path, log: Log, stored: Make) -> None:
    """Another program holds the file: one error after the time-out, nothing half-written."""
    hasty = Log({**environment(str(path), False, "events"), "SQLITE_LOCK_TIMEOUT": "1"})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        hasty.recorder.insert_events(stored(1))
    other.execute("ROLLBACK")
    other.close()
    assert hasty.recorder.insert_events(stored(1)) == [1]
    hasty.close()


def test_a_missing_file_is_not_made_by_looking(tmp_path: Path) -> None:
    """Tables and file come from the release step only."""
    path = tmp_path / "nowhere.sqlite"
    with pytest.raises(NoLog, match="There is no log"):
        Log.open(path)
    assert not path.exists()


def test_another_database_is_no_log(tmp_path: Path) -> None:
    """Neither some SQLite file nor some bytes."""
    path = tmp_path / "other.sqlite"
    sqlite3.connect(path).execute("CREATE TABLE stored_events (x)").connection.close()
    with pytest.raises(NoLog, match="no table commands, events"):
        Log.open(path)
    path.write_bytes(b"no database at all, but long enough to be read as one" * 100)
    with pytest.raises(NoLog, match="cannot be read"):
        Log.open(path)


def test_a_log_is_never_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset, PERSISTENCE_MODULE means in memory to the library; so does a SQLite name."""
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.popo")
    for settings in (
        {},
        {"PERSISTENCE_MODULE": "eventsourcing.popo"},
        {"PERSISTENCE_MODULE": "eventsourcing.sqlite"},
    ):
        with pytest.raises(OSError, match="PERSISTENCE_MODULE must be"):
            Log(settings)
    with pytest.raises(OSError, match="never in memory"):
        Log({"PERSISTENCE_MODULE": "referrals.log.sqlite", "SQLITE_DBNAME": ":memory:"})


def test_making_the_tables_twice_changes_nothing(log: Log, stored: Make, path: Path) -> None:
    """The release step runs at every start."""
    log.recorder.insert_events(stored(1))
    again = Log.open(f"sqlite:///{path}", create=True)
    assert again.head() == 1
    again.close()
