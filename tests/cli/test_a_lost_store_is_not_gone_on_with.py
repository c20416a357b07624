"""A store that is lost, or put back older than the others: nothing goes on over it in silence."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from referrals.checkpoint import Checkpoint
from referrals.evidence import LogRestored
from referrals.log.application import Log, Recorded
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
    assert "There is no log, but event 1 was seen here: it was lost" in refused(seen("release"))
    assert seen("audit", "verify").exit_code == 2


def test_an_older_log_is_served_only_after_somebody_said_so(
    seen: Lotse, data_folder: Path, database_url: str | None, tmp_path: Path
) -> None:
    """The views are built again from it, the log says what had been known, and what was signed is set aside."""
    if database_url is not None:
        pytest.skip("a backup of one file")
    log, backup = data_folder / "events.sqlite", tmp_path / "backup"
    with closing(sqlite3.connect(log)) as read, closing(sqlite3.connect(backup)) as written:
        read.backup(written)
    add(seen, "ben", "Mitte", "case_manager")
    done(seen("projections", "run", "--once"))
    done(seen("audit", "checkpoint", "--out", tmp_path / "kept.note"))
    for left in data_folder.glob("events.sqlite*"):
        left.unlink()
    shutil.copy(backup, log)
    log.chmod(0o600)
    assert "The log ends at event 1, but event 2 was seen here" in refused(seen("release"))
    assert "The log ends at event 1, but event 2 was seen here" in refused(seen("serve"))
    done(seen("projections", "rebuild"))
    assert "does not extend the checkpoint over 2 events" in refused(seen("release"))
    assert "The log goes on from 1 events; 2 had been known." in done(seen("release", "--accept-restored"))
    (told,) = [recorded.event for recorded in told_by(log) if recorded.topic == "log.restored"]
    assert isinstance(told, LogRestored)
    assert (told.size, told.seen, told.seen_root) == (1, 2, Checkpoint.parse(text(tmp_path / "kept.note")).root.hex())
    done(seen("audit", "verify"))
    assert done(seen("release", "--accept-restored")) == "Stores and tables are ready.\n"
    assert len(list((data_folder / "checkpoints" / "set-aside").iterdir())) == 1


def told_by(path: Path) -> list[Recorded]:
    """Everything in a log."""
    with closing(Log.open(path)) as log:
        return log.read(0, 10)


def text(note: Path) -> str:
    """What a note says, without its signature."""
    return note.read_text("utf-8").rpartition("\n\n")[0] + "\n"


def test_a_log_is_not_begun_anew_when_only_a_checkpoint_speaks_of_it(
    seen: Lotse, data_folder: Path, database_url: str | None
) -> None:
    """Log and views lie on one disk, and both are gone."""
    done(seen("audit", "checkpoint"))
    lose_the_log(data_folder, database_url)
    if database_url is None:
        (data_folder / "views.sqlite").unlink()
    assert "There is no log, but event 1 was seen here" in refused(seen("release"))


def test_lost_accounts_are_not_made_anew_in_silence(seen: Lotse, data_folder: Path, database_url: str | None) -> None:
    """Nobody could sign in, and nobody would know why; added again they are the same people."""
    if database_url is None:
        (data_folder / "accounts.sqlite").unlink()
    else:
        with psycopg.connect(database_url) as connection:
            connection.execute("DROP SCHEMA accounts CASCADE")
    assert "nobody has an account" in refused(seen("release"))
    add(seen, "anna", "Mitte", "case_manager")
    done(seen("release"))


def test_a_file_that_others_may_read_is_said_before_anything_opens(seen: Lotse, data_folder: Path) -> None:
    for name in ("keys.sqlite", "secret-key", "kek"):
        (data_folder / name).chmod(0o640)
        assert f"chmod 600 {data_folder / name}" in refused(seen("release"))
        (data_folder / name).chmod(0o600)
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
