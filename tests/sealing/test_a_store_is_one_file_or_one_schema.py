"""Stores keep to themselves: own file or schema, one writer, reading never writes, one process each."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError

from referrals.store import Moment, SharedAcrossFork, Store, StoreMissing

metadata = MetaData()
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("at", Moment))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/a folder/größe %41?.sqlite".replace("%", "%25").replace("?", "%3F")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url, schema="views")
    store.create(metadata)
    yield store
    store.dispose()


def count(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(notes)) or 0)


def test_what_is_written_is_kept_at_the_end_and_only_then(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(insert(notes).values(id=1))
        assert count(store) == 0
    assert count(store) == 1


def test_an_error_takes_everything_back(store: Store) -> None:
    def write_and_fail() -> None:
        with store.writing() as connection:
            connection.execute(insert(notes).values(id=1))
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        write_and_fail()
    assert count(store) == 0


def test_reading_cannot_write_and_writing_can_again(store: Store) -> None:
    for number in range(8):
        with store.reading() as reader, pytest.raises(DBAPIError):
            reader.execute(insert(notes).values(id=100 + number))
        with store.writing() as writer:
            writer.execute(insert(notes).values(id=number))
    assert count(store) == 8


def test_a_reader_sees_one_unchanging_moment(store: Store) -> None:
    with store.reading() as reader:
        before = reader.scalar(select(func.count()).select_from(notes))
        with store.writing() as writer:
            writer.execute(insert(notes).values(id=1))
        assert reader.scalar(select(func.count()).select_from(notes)) == before == 0
    assert count(store) == 1


def test_a_glance_cannot_write_either(store: Store) -> None:
    with store.glancing() as reader:
        assert reader.scalar(select(func.count()).select_from(notes)) == 0
    if store.is_sqlite:
        with store.glancing() as reader, pytest.raises(DBAPIError):
            reader.execute(insert(notes).values(id=1))
    assert count(store) == 0


def test_a_server_that_went_away_while_nobody_asked_is_not_noticed(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that was left alone is looked at before it is used, and replaced."""
    monkeypatch.setattr("referrals.store.IDLE_SECONDS", -1.0)
    store = Store(postgres_url, schema="views")
    store.create(metadata)
    assert count(store) == 0
    lose_connections(postgres_url)
    assert count(store) == 0
    store.dispose()


def test_a_server_that_went_away_just_now_is_noticed_once(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked in that moment asks again."""
    monkeypatch.setattr("referrals.store.IDLE_SECONDS", 600.0)
    store = Store(postgres_url, schema="views")
    store.create(metadata)
    assert count(store) == 0
    lose_connections(postgres_url)
    with pytest.raises(OperationalError):
        count(store)
    assert count(store) == 0
    store.dispose()


def lose_connections(url: str) -> None:
    """As when the server was started again."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lotse' "
            "AND datname = current_database()"
        )


def test_writers_that_read_first_wait_for_each_other(url: str, store: Store) -> None:
    """On SQLite a deferred transaction would fail at once here."""
    if not store.is_sqlite:
        pytest.skip("PostgreSQL locks rows; its writers say themselves what they lock")
    problems: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(20):
                with store.writing() as connection:
                    highest = connection.scalar(select(func.max(notes.c.id))) or 0
                    connection.execute(insert(notes).values(id=highest + 1))
        except DBAPIError as error:
            problems.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert count(store) == 80


def test_moments_come_back_in_utc(store: Store) -> None:
    summer = timezone(timedelta(hours=2))
    with store.writing() as connection:
        connection.execute(insert(notes).values(id=1, at=datetime(2026, 7, 1, 0, 30, tzinfo=summer)))
        connection.execute(insert(notes).values(id=2, at=None))
    with store.reading() as connection:
        moments = list(connection.scalars(select(notes.c.at).order_by(notes.c.id)))
        early = connection.scalar(select(notes.c.id).where(notes.c.at < datetime(2026, 7, 1, tzinfo=UTC)))
    assert early == 1
    assert moments == [datetime(2026, 6, 30, 22, 30, tzinfo=UTC), None]
    assert {moment.tzinfo for moment in moments if moment} == {UTC}


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="time zone"), store.writing() as connection:
        connection.execute(insert(notes).values(id=1, at=datetime(2026, 7, 1)))  # noqa: DTZ001


def test_creating_again_keeps_what_is_there(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(insert(notes).values(id=1))
    store.create(metadata)
    assert count(store) == 1


def test_two_schemas_of_one_database_do_not_see_each_other(postgres_url: str) -> None:
    views, keys = Store(postgres_url, schema="views"), Store(postgres_url, schema="keys")
    before = views.exists, keys.exists
    views.create(metadata)
    assert (before, (views.exists, keys.exists)) == ((False, False), (True, False))
    keys.create(metadata)
    with views.writing() as connection:
        connection.execute(insert(notes).values(id=1))
    assert (count(views), count(keys)) == (1, 0)
    views.dispose()
    keys.dispose()


def test_a_missing_file_is_named_and_not_made_by_looking(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/views.sqlite", schema="views")
    with pytest.raises(StoreMissing, match=r"views\.sqlite"):
        count(store)
    assert not store.exists
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_derived_from_the_log_does_not_wait_for_the_disk(database_url: str | None, tmp_path: Path) -> None:
    """When the power fails the views may come back a moment older, and read the log on from there."""
    for derived in (False, True):
        store = Store(database_url or f"sqlite:///{tmp_path}/{derived}.sqlite", schema="views", derived=derived)
        store.create(metadata)
        setting = "SHOW synchronous_commit" if database_url else "PRAGMA synchronous"
        with store.writing() as connection:
            found = connection.exec_driver_sql(setting).scalar()
        store.dispose()
        if derived:
            assert found == ("off" if database_url else 1)
        elif not database_url:
            assert found == 2


@pytest.mark.parametrize(("private", "journal"), [(False, "wal"), (True, "delete")])
def test_a_file_is_durable_and_for_its_owner_only(tmp_path: Path, private: bool, journal: str) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite", schema="a", private=private)
    store.create(metadata)
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == journal
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1 or not private
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    store.dispose()


@pytest.mark.parametrize("private", [False, True])
def test_what_is_derived_is_deleted_without_writing_it_again_unless_it_is_private(
    tmp_path: Path, private: bool
) -> None:
    """Whatever the build of SQLite does by itself."""
    store = Store(f"sqlite:///{tmp_path}/a.sqlite", schema="a", private=private, derived=True)
    store.create(metadata)
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == private
    store.dispose()


def test_a_store_built_before_a_fork_refuses_to_work_after_it(store: Store) -> None:
    count(store)
    child = os.fork()
    if child == 0:
        try:
            count(store)
        except SharedAcrossFork:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///relative.sqlite", "mysql://localhost/lotse"])
def test_other_places_are_refused(url: str) -> None:
    with pytest.raises(ValueError):
        Store(url, schema="views")


@pytest.mark.parametrize("schema", ["", "Views", "views; DROP SCHEMA keys", 'a"b', "größe"])
def test_a_schema_name_is_a_plain_word(schema: str) -> None:
    with pytest.raises(ValueError):
        Store("postgresql://localhost/lotse", schema=schema)


def test_a_store_shows_no_password_and_errors_show_no_values(store: Store) -> None:
    assert "geheim" not in repr(Store("postgresql://lotse:geheim@localhost/lotse", schema="views"))
    with store.reading() as reader, pytest.raises(DBAPIError) as refused:
        reader.execute(insert(notes).values(id=4711))
    assert "4711" not in str(refused.value)
    assert "hidden" in str(refused.value)


def test_a_vacuum_gives_space_back(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(insert(notes), [{"id": number} for number in range(20_000)])
    with store.writing() as connection:
        connection.execute(notes.delete())
    store.vacuum("notes")
    if store.path:
        with sqlite3.connect(store.path) as raw:
            assert raw.execute("PRAGMA freelist_count").fetchone() == (0,)
        raw.close()
    assert count(store) == 0
