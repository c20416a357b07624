"""A store that is lost, or put back older than the others: nothing goes on over it in silence."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.commands import Lotse, add, done, refused


@pytest.fixture
def seen(lotse: Lotse, anna: str) -> Lotse:
    """An installation whose views have taken in what was recorded."""
    done(lotse("projections", "run", "--once"))
    return lotse


def lose_the_log(data: Path, database_url: str | None) -> None:
    """As after a broken disk, or a wrong path."""
    if database_url is None:
        (data / "events.sqlite").unlink()
        return
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP SCHEMA events CASCADE")


def test_no_new_log_takes_the_place_of_a_lost_one(seen: Lotse, data_folder: Path, database_url: str | None) -> None:
    """A new one would say "intact, 0 events", and what is recorded in it would show nowhere."""
    lose_the_log(data_folder, database_url)
    assert "was lost, or an older one was put back" in refused(seen("release"))
    assert seen("audit", "verify").exit_code == 2


def test_an_older_log_is_served_only_after_somebody_said_so(
    seen: Lotse, data_folder: Path, database_url: str | None, tmp_path: Path
) -> None:
    """The views are built again from it, and then it goes on."""
    if database_url is not None:
        pytest.skip("a backup of one file")
    log, backup = data_folder / "events.sqlite", tmp_path / "backup"
    with closing(sqlite3.connect(log)) as read, closing(sqlite3.connect(backup)) as written:
        read.backup(written)
    add(seen, "ben", "Mitte", "case_manager")
    done(seen("projections", "run", "--once"))
    for left in data_folder.glob("events.sqlite*"):
        left.unlink()
    shutil.copy(backup, log)
    assert "The log ends at event 1, but event 2 was seen here" in refused(seen("release"))
    assert "The log ends at event 1, but event 2 was seen here" in refused(seen("serve"))
    done(seen("projections", "rebuild"))
    done(seen("release"))


def test_no_new_key_store_takes_the_place_of_a_lost_one(seen: Lotse, data_folder: Path) -> None:
    """Everybody would read "gelöscht", and new keys would stand beside the old ones."""
    keys = data_folder / "keys.sqlite"
    kept = keys.read_bytes()
    keys.unlink()
    assert "holds no key of anybody in the log" in refused(seen("release"))
    assert "holds no key of anybody in the log" in refused(seen("serve"))
    keys.write_bytes(kept)
    done(seen("release"))
