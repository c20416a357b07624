"""What goes wrong with the library's PostgreSQL recorder, and does not with ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent

from referrals.log.application import Log, environment
from referrals.log.errors import AlreadyRecorded, NoLog
from tests.log.racing import SPAWN

Make = Callable[..., list[StoredEvent]]


@pytest.fixture
def log(postgres_url: str) -> Iterator[Log]:
    """An empty log in a schema."""
    opened = Log.open(postgres_url, create=True)
    yield opened
    opened.close()


@pytest.fixture
def database(log: Log, postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection past our recorder."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def test_inserting_through_database_functions_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option wrote one application's events into another's table and goes past the ledger."""
    with pytest.raises(OSError, match="POSTGRES_ENABLE_DB_FUNCTIONS writes past the ledger"):
        Log({**environment(postgres_url, True, "events"), "POSTGRES_ENABLE_DB_FUNCTIONS": "yes"})
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "1")
    with pytest.raises(OSError, match="remove it from the environment"):
        Log.open(postgres_url, create=True)


@pytest.mark.parametrize("table", ["events", "leaves", "commands", "sealed"])
def test_nothing_recorded_can_be_changed(log: Log, stored: Make, database: psycopg.Connection[Any], table: str) -> None:
    """Only sealed values can be deleted, for an erasure."""
    log.recorder.insert_events(stored(2), command_id=uuid4())
    column = {"events": "topic", "leaves": "hash", "commands": "first_position", "sealed": "blob"}[table]
    statements = [f"UPDATE events.{table} SET {column} = {column}", f"TRUNCATE events.{table}"]
    if table == "sealed":
        database.execute("DELETE FROM events.sealed")
    else:
        statements.append(f"DELETE FROM events.{table}")
    for statement in statements:
        with pytest.raises(psycopg.errors.RaiseException, match="the log is final"):
            database.execute(statement)


def test_a_role_that_may_only_read_and_add_is_enough(
    log: Log, stored: Make, database: psycopg.Connection[Any], postgres_url: str
) -> None:
    """The application needs no right to change anything."""
    role = f"clerk_{uuid4().hex}"
    database.execute(f"CREATE ROLE {role} LOGIN")
    database.execute(f"GRANT USAGE ON SCHEMA events TO {role}")
    database.execute(f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA events TO {role}")
    clerk = Log.open(postgres_url.replace("postgres@", f"{role}@").replace("postgres:", f"{role}:"))
    try:
        assert clerk.recorder.insert_events(stored(2), command_id=uuid4()) == [1, 2]
    finally:
        clerk.close()
    database.execute(f"SET ROLE {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("UPDATE events.events SET topic = topic")
    database.execute("RESET ROLE")
    database.execute(f"DROP OWNED BY {role}")
    database.execute(f"DROP ROLE {role}")


def lose_the_answer(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks once, right after the server has committed."""
    datastore = log.recorder.datastore  # type: ignore[attr-defined]
    real = datastore.get_connection
    lost: list[bool] = []

    @contextmanager
    def get_connection() -> Iterator[Any]:
        with real() as connection:
            yield connection
        if not lost:
            lost.append(True)
            gone = psycopg.OperationalError("server closed the connection unexpectedly")
            raise OperationalError(str(gone)) from gone

    monkeypatch.setattr(datastore, "get_connection", get_connection)


def test_a_connection_lost_after_the_commit_is_no_conflict(
    log: Log, stored: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command is found: it is recorded, once, and the first result can be given back."""
    command, events = uuid4(), stored(1)
    lose_the_answer(log, monkeypatch)
    with pytest.raises(AlreadyRecorded):
        log.recorder.insert_events(events, command_id=command)
    result = log.result_of(command)
    assert result is not None
    assert [ref.originator_id for ref in result] == [events[0].originator_id]
    assert log.recorder.leaf_count() == 1


def test_without_a_command_a_lost_connection_is_not_tried_again(
    log: Log, stored: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could tell whether it was recorded."""
    lose_the_answer(log, monkeypatch)
    with pytest.raises(OperationalError, match="closed the connection"):
        log.recorder.insert_events(stored(1))


def test_a_server_that_restarted_is_found_again(log: Log, stored: Make, database: psycopg.Connection[Any]) -> None:
    """All pooled connections are dead; the next read and the next write go through."""
    log.recorder.insert_events(stored(1), command_id=uuid4())
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lotse-log'"
    assert database.execute(kill).fetchall()
    assert log.head() == 1
    assert database.execute(kill).fetchall()
    assert log.recorder.insert_events(stored(1), command_id=uuid4()) == [2]


def test_who_waits_too_long_for_the_lock_is_told(postgres_url: str, log: Log, stored: Make) -> None:
    """Somebody holds the log: an error after the time-out, nothing written."""
    patient = Log({**environment(postgres_url, False, "events"), "POSTGRES_LOCK_TIMEOUT": "1"})
    with psycopg.connect(postgres_url) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(hashtextextended('lotse log events', 0))")
        with pytest.raises(OperationalError, match="lock timeout"):
            patient.recorder.insert_events(stored(1), command_id=uuid4())
        assert patient.head() == 0
    assert patient.recorder.insert_events(stored(1)) != []
    patient.close()


def test_many_releases_at_once_make_the_tables_once(postgres_url: str) -> None:
    """With the library, three of ten workers die when they start together."""
    processes = [SPAWN.Process(target=release, args=(postgres_url,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]


def release(url: str) -> None:
    """The release step of one machine."""
    Log.open(url, create=True).close()


def test_two_schemas_are_two_logs(postgres_url: str, log: Log, stored: Make) -> None:
    """Nothing of one reaches the other, nor do their writers wait for each other."""
    other = Log.open(postgres_url, create=True, schema="Second log")
    with other.recorder.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('lotse log Second log', 0))")
        log.recorder.insert_events(stored(2))
    assert (log.head(), other.head()) == (2, 0)
    other.close()


def test_a_database_without_tables_is_no_log(postgres_url: str) -> None:
    """Looking makes nothing."""
    with pytest.raises(NoLog, match="Schema events is no Lotse log"):
        Log.open(postgres_url)
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'events'").fetchone()
    assert found is None
