"""`audit verify`: 0 intact, 1 tampered, 2 cannot judge."""

import json
import sqlite3
from pathlib import Path

import psycopg

from tests.commands import Lotse, add, done
from web.house import RealHouse

FIELDS = ["intact", "size", "root", "first_bad", "reason", "warnings"]


def tamper(data_folder: Path, database_url: str | None, *statements: str) -> None:
    """Change the log as somebody who may write its tables."""
    if database_url:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("SET search_path = events")
            connection.execute("ALTER TABLE events DISABLE TRIGGER ALL")
            for statement in statements:
                connection.execute(statement)
        return
    database = sqlite3.connect(data_folder / "events.sqlite")
    for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def test_an_intact_log_is_0_and_names_its_root(lotse: Lotse, house: RealHouse, anna: str) -> None:
    told = json.loads(done(lotse("audit", "verify", "--json")))
    assert list(told) == FIELDS
    assert (told["intact"], told["size"], told["first_bad"], told["reason"]) == (True, 1, None, None)
    assert told["root"] in done(lotse("audit", "verify"))


def test_an_empty_log_is_intact(lotse: Lotse) -> None:
    assert json.loads(done(lotse("audit", "verify", "--json")))["size"] == 0


def test_a_changed_event_is_1_and_names_the_first_bad_position(
    lotse: Lotse, data_folder: Path, database_url: str | None, anna: str
) -> None:
    add(lotse, "ben", "Mitte", "case_manager")
    add(lotse, "cem", "Nord", "case_manager")
    tamper(data_folder, database_url, "UPDATE events SET originator_version = 7 WHERE position = 2")
    result = lotse("audit", "verify", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["intact"], told["first_bad"]) == (False, 2)
    assert told["root"] is None
    spoken = lotse("audit", "verify")
    assert spoken.exit_code == 1
    assert "TAMPERED" in spoken.stdout
    assert "First bad position: 2" in spoken.stdout


def test_a_deleted_tail_is_1(lotse: Lotse, data_folder: Path, database_url: str | None, anna: str) -> None:
    add(lotse, "ben", "Mitte", "case_manager")
    tamper(data_folder, database_url, "DELETE FROM events WHERE position = 2")
    assert lotse("audit", "verify").exit_code == 1


def test_a_missing_log_is_2_and_cannot_be_judged(bare: Lotse) -> None:
    result = bare("audit", "verify", "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert list(told) == FIELDS
    assert told["intact"] is None
    assert "./lotse release" in told["reason"]


def test_the_audit_needs_no_key(lotse: Lotse, data_folder: Path, anna: str) -> None:
    """Whoever verifies need not be able to read."""
    (data_folder / "kek").unlink()
    (data_folder / "keys.sqlite").unlink()
    done(lotse("audit", "verify"))
