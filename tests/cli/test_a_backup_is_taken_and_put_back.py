"""The drill: back up while people work, lose everything, put it back; nothing forgotten comes back with it."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest

from projections import persons
from referrals.casework import Intake, NewPerson, Sent
from referrals.evidence import LogRestored
from referrals.need import NeedKind
from referrals.occasion import Purpose
from tests.commands import Lotse, add, as_json, done, refused
from web.cli.opening import sent, settings
from web.house import RealHouse, open_house


class Places(NamedTuple):
    """Where the two parts lie."""

    events: Path
    keys: Path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two places that are not beside each other."""
    return Places(tmp_path / "cellar" / "monday", tmp_path / "bank" / "monday")


def back_up(lotse: Lotse, places: Places) -> Any:
    """Both parts."""
    return as_json(lotse("backup", places.events, "--keys", places.keys, "--json"))


def lose(data: Path, database_url: str | None, *stores: str) -> None:
    """As after a fire: only what lies elsewhere is left."""
    for name in stores:
        for path in data.glob(f"{name}.sqlite*"):
            path.unlink()
    if database_url:
        with psycopg.connect(database_url) as connection:
            for name in stores:
                connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


ALL = ("events", "views", "accounts", "access", "keys")


def topics(house: RealHouse) -> list[str]:
    """What the log tells of."""
    return [recorded.topic for recorded in house.log.read(0, 100)]


def test_everything_comes_back_and_the_log_says_so(
    lotse: Lotse, anna: str, data_folder: Path, database_url: str | None, places: Places
) -> None:
    """With the newest checkpoint the log still extends what was signed; Anna can sign in as before."""
    done(lotse("audit", "checkpoint"))
    told = back_up(lotse, places)
    assert told == {"events": 1, "keys": 1}
    lose(data_folder, database_url, *ALL)
    shutil.rmtree(data_folder / "checkpoints")
    said = done(lotse("restore", places.events, "--keys", places.keys))
    assert "The log goes on from 1 events; 1 had been known." in said
    assert "anna" in done(lotse("staff", "list"))
    done(lotse("audit", "verify"))
    done(lotse("audit", "checkpoint"))
    ben = add(lotse, "ben", "Mitte", "case_manager")
    house = open_house(settings())
    assert topics(house) == ["staff.added", "log.restored", "staff.added"]
    assert str(house.log.read(2, 1)[0].originator_id) == ben
    house.close()


def test_what_came_after_the_backup_is_named_as_lost(
    lotse: Lotse, anna: str, data_folder: Path, database_url: str | None, places: Places
) -> None:
    """The checkpoints lie outside the database and outlive it."""
    back_up(lotse, places)
    add(lotse, "ben", "Mitte", "case_manager")
    add(lotse, "cem", "Nord", "case_manager")
    done(lotse("audit", "checkpoint"))
    lose(data_folder, database_url, *ALL)
    assert "3 had been known" in done(lotse("restore", places.events, "--keys", places.keys))
    house = open_house(settings())
    told = house.log.read(1, 1)[0].event
    assert isinstance(told, LogRestored)
    assert (told.size, told.seen, told.seen_root is None) == (1, 3, False)
    house.close()


def test_a_backup_is_one_moment_while_others_write(
    lotse: Lotse, anna: str, places: Places, house: RealHouse, record: Callable[[int], None]
) -> None:
    """Whatever was recorded meanwhile is in it whole or not at all."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set() and number < 200:
            record(number)
            number += 1

    writing = threading.Thread(target=work)
    writing.start()
    try:
        told = back_up(lotse, places)
    finally:
        stop.set()
        writing.join()
    assert 1 <= told["events"] <= house.log.head()
    manifest = json.loads((places.events / "backup.json").read_text())
    assert manifest["rows"]["events.events"] == manifest["rows"]["events.leaves"] == told["events"]


@pytest.fixture
def record(house: RealHouse, anna: str) -> Callable[[int], None]:
    """Somebody who works meanwhile."""

    def change(number: int) -> None:
        house.casework.team.change_team(sent(uuid4(), Purpose.ADMINISTRATION), UUID(anna), team=f"Team {number}")

    return change


def test_the_parts_do_not_lie_beside_each_other_and_nothing_is_overwritten(
    lotse: Lotse, anna: str, tmp_path: Path, places: Places
) -> None:
    beside = "lie beside each other"
    assert beside in refused(lotse("backup", tmp_path / "a", "--keys", tmp_path / "b"))
    assert beside in refused(lotse("backup", places.events, "--keys", places.events / "keys"))
    back_up(lotse, places)
    assert "not empty" in refused(lotse("backup", places.events))
    assert "not empty" in refused(lotse("backup", "--keys", places.keys))
    assert "Name the folder" in refused(lotse("backup"))
    listed = {path.name for place in places for path in place.rglob("*")}
    assert not listed & {"kek", "signing-key", "secret-key"}
    assert "keys.sqlite" not in {path.name for path in places.events.rglob("*")}


def test_a_backup_is_put_back_only_where_nothing_is_and_only_as_it_was_written(
    lotse: Lotse, anna: str, data_folder: Path, database_url: str | None, places: Places
) -> None:
    back_up(lotse, places)
    assert "is not empty" in refused(lotse("restore", places.events, "--keys", places.keys))
    lose(data_folder, database_url, *ALL)
    assert "holds no backup of the events" in refused(lotse("restore", places.keys))
    assert "give both folders" in refused(lotse("restore", places.events))
    with (places.events / "events.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(b"x")
    assert "not as it was written" in refused(lotse("restore", places.events, "--keys", places.keys))
    assert not (data_folder / "events.sqlite").exists()


def test_keys_of_another_kek_are_not_put_back(
    lotse: Lotse, anna: str, data_folder: Path, database_url: str | None, places: Places, house: RealHouse
) -> None:
    """As after an erasure, which turns it: the older backup is worthless, and that is said before anything is put."""
    back_up(lotse, places)
    house.keys.turn(house.now())
    lose(data_folder, database_url, *ALL)
    assert "Take the newest backup of the keys" in refused(lotse("restore", places.events, "--keys", places.keys))
    (data_folder / "kek").unlink()
    assert "is missing" in refused(lotse("restore", places.events, "--keys", places.keys))


def test_an_interrupted_restore_is_served_by_nobody_and_begins_anew(
    lotse: Lotse,
    anna: str,
    data_folder: Path,
    database_url: str | None,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    back_up(lotse, places)
    lose(data_folder, database_url, *ALL)

    def crash(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("web.restore._go_on", crash)
        assert "the disk is full" in refused(lotse("restore", places.events, "--keys", places.keys))
    assert "run `./lotse restore` again" in refused(lotse("release"))
    done(lotse("restore", places.events, "--keys", places.keys))
    done(lotse("release"))


@pytest.mark.parametrize("database_url", [None], ids=["files"])
def test_a_backup_moves_from_files_to_postgresql_and_back(
    lotse: Lotse, anna: str, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One format for both: events, values, accounts and keys are the same, and every leaf still fits."""
    first = open_house(settings())
    receipt = first.casework.intake.take_in(
        Sent(command_id=uuid4(), actor=UUID(anna), role="case_manager"),
        Intake(
            person=NewPerson(name="Gül Needle", language="tr", quarter="stephanplatz"),
            need=NeedKind.DEBT,
            case_manager=UUID(anna),
        ),
    )
    person = receipt.stream("person.")
    first.close()

    def moved(where: str, **environment: str) -> RealHouse:
        """Back up here, and restore into an empty installation of the other kind, with the same wrapping key."""
        places = Places(tmp_path / where / "cellar" / "events", tmp_path / where / "bank" / "keys")
        back_up(lotse, places)
        here, there = settings(), tmp_path / f"data-{where}"
        there.mkdir(mode=0o700)
        shutil.copy2(here.kek_file, there / here.kek_file.name)
        monkeypatch.setenv("LOTSE_DATA", str(there))
        monkeypatch.delenv("LOTSE_DATABASE_URL", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        done(lotse("restore", places.events, "--keys", places.keys))
        done(lotse("audit", "verify"))
        assert "anna" in done(lotse("staff", "list"))
        return open_house(settings())

    for where, environment in (("postgresql", {"LOTSE_DATABASE_URL": postgres_url}), ("files", {})):
        house = moved(where, **environment)
        assert [topic for topic in topics(house) if topic != "log.restored"][:2] == ["staff.added", "person.registered"]
        house.catch_up()
        with house.views.reading() as connection:
            known = persons.get(connection, person)
        assert known is not None
        assert house.vault.reveal(known.name, person, "name") == "Gül Needle"
        assert house.stores["views"].is_sqlite is (where == "files")
        house.close()
