"""`selfcheck`: 0 fine, 1 something found, 2 not everything could be checked; the log remembers."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert

from projections import evidence
from projections.evidence import Selfcheck
from referrals.evidence import Result
from referrals.keys import keys
from referrals.sealing import Group
from tests.cli.test_the_audit_tells_by_its_exit_status import tamper
from tests.commands import Lotse, add, done
from web.house import RealHouse

Checked = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def checked(lotse: Lotse, anna: str, tmp_path: Path) -> Checked:
    """Exit status and findings; before it, what belongs to every day was done."""
    done(lotse("audit", "checkpoint"))
    done(lotse("backup", tmp_path / "a" / "events", "--keys", tmp_path / "b" / "keys"))
    done(lotse("projections", "run", "--once"))

    def check() -> tuple[int, list[str]]:
        result = lotse("selfcheck", "--json")
        told: Any = json.loads(result.stdout)
        return result.exit_code, [each["finding"] for each in told["findings"]]

    return check


def remembered(house: RealHouse) -> list[Selfcheck]:
    """What the integrity page reads."""
    house.catch_up()
    with house.views.reading() as connection:
        return evidence.selfchecks(connection, house.now().replace(year=2000))


def test_an_installation_in_order_is_fine_and_the_log_remembers(
    checked: Checked, lotse: Lotse, house: RealHouse
) -> None:
    assert checked() == (0, [])
    assert "Self-check over 2 events: nothing found." in done(lotse("selfcheck"))
    told = remembered(house)
    assert [(each.result, each.size, each.findings) for each in told] == [(Result.FINE, 2, ()), (Result.FINE, 1, ())]


def test_a_tampered_log_is_found(
    checked: Checked, data_folder: Path, database_url: str | None, house: RealHouse
) -> None:
    tamper(data_folder, database_url, "UPDATE events SET topic = 'staff.roles_changed' WHERE position = 1")
    status, found = checked()
    assert (status, found[0]) == (1, "log_tampered")
    assert house.log.read(1, 1)[0].topic == "selfcheck.done"


def test_keys_and_persons_are_held_against_each_other(checked: Checked, lotse: Lotse, house: RealHouse) -> None:
    """A key of nobody, a sealed value that no key opens, and somebody who was erased and has a key."""
    house.keys.key_for(uuid4(), Group.CONTACT)
    assert checked() == (1, ["key_without_person"])
    ben = UUID(add(lotse, "ben", "Mitte", "case_manager"))
    done(lotse("projections", "run", "--once"))
    with house.stores["keys"].writing() as connection:
        connection.execute(delete(keys).where(keys.c.person == ben))
    assert checked() == (1, ["person_without_key", "key_without_person"])
    house.keys.destroy(ben, house.now())
    stray = {"person": ben, "key_group": "health", "key_id": b"x" * 16, "wrapped": b"", "kek_id": house.keys.kek.id}
    with house.stores["keys"].writing() as connection:
        connection.execute(insert(keys).values(stray))
    assert checked() == (1, ["erased_with_key", "key_without_person"])


def test_what_lies_open_and_what_is_old_is_found(checked: Checked, data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "keys.sqlite").chmod(0o644)
    (note,) = (data_folder / "checkpoints").glob("0*.note")
    os.utime(note, (time.time() - 3 * 86400,) * 2)
    (tmp_path / "a" / "events" / "accounts.sqlite").write_bytes(b"")
    (data_folder / "signing-key").unlink()
    assert checked() == (1, ["open_to_others", "backup_broken", "signing_key_unusable", "checkpoint_old"])


def test_without_backup_and_checkpoint_it_says_what_belongs_to_every_day(lotse: Lotse, anna: str) -> None:
    done(lotse("projections", "run", "--once"))
    result = lotse("selfcheck")
    assert result.exit_code == 1
    assert "There is no backup of the events: see docs/backup.md." in result.stdout
    assert "None ever left the house" in result.stdout


def test_a_house_that_does_not_open_cannot_be_judged(
    checked: Checked, lotse: Lotse, data_folder: Path, database_url: str | None
) -> None:
    (data_folder / "kek").rename(data_folder / "elsewhere")
    assert checked() == (2, ["stores_do_not_fit"])
    if database_url is None:
        (data_folder / "events.sqlite").unlink()
        assert checked() == (2, ["log_unjudged"])


def test_the_history_reaches_back_as_far_as_asked(checked: Checked, house: RealHouse) -> None:
    checked()
    checked()
    house.catch_up()
    with house.views.reading() as connection:
        last = evidence.last_selfcheck(connection)
        assert last is not None
        assert evidence.selfchecks(connection, last.at) == [last]
        assert evidence.restores(connection) == evidence.rotations(connection) == []
