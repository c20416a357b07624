"""A backup from before an erasure is put back: before anything opens, the erasure is carried out again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from referrals.checkpoint import Checkpoints
from referrals.verify import verify
from tests.cli.test_a_backup_is_taken_and_put_back import lose
from tests.erasure.conftest import approved, closed
from tests.real_house import Premises
from web.backup import EVENTS, KEYS, back_up
from web.forgetting import carry_out
from web.house import RealHouse
from web.release import release
from web.restore import PutBack, restore

NOW = datetime.now(UTC)


@contextmanager
def put_back(premises: Premises, folders: dict[str, Path]) -> Iterator[tuple[PutBack, RealHouse]]:
    """What came of it, and the house as the next process opens it."""
    told = restore(premises.house.settings, folders)
    release(premises.house.settings)
    house = RealHouse(premises.house.settings)
    yield told, house
    house.close()


def forgotten(house: RealHouse, person: UUID) -> list[str]:
    """What the log tells of the person, who has neither key nor sealed value left; and the log is intact."""
    assert house.keys.count([person]) == 0
    assert house.log.recorder.count_blobs([person]) == 0
    assert verify(house.log.recorder).intact
    return [event.TOPIC for event in house.log.events_of(person)]


@pytest.mark.parametrize("lost", ["the database", "everything"])
def test_who_was_erased_after_the_backup_of_the_log_is_erased_again(
    both_premises: Premises, database_url: str | None, tmp_path: Path, lost: str
) -> None:
    """The keys' backup is newer, or the key store is still there; the papers lie beside the stores."""
    premises = both_premises
    settings = premises.house.settings
    olena = closed(premises, name="Olena K.").stream("person.")
    guel = closed(premises).stream("person.")
    folders = {EVENTS: tmp_path / "cellar" / "monday", KEYS: tmp_path / "bank" / "tuesday"}
    back_up(settings, folders[EVENTS], None, NOW)
    approved(premises, guel, wait_days=0)
    carry_out(premises.house)
    back_up(settings, None, folders[KEYS], NOW)
    Checkpoints(settings.checkpoints).sign(premises.house.log.recorder, settings.signing_key_file)
    premises.house.close()
    lose(settings.data, database_url, "events", "views", "accounts", "access")
    if lost == "everything":
        lose(settings.data, None, "keys")
    else:
        del folders[KEYS]
    with put_back(premises, folders) as (told, house):
        assert told.erased_again == 1
        assert told.restored.size < told.restored.seen
        assert forgotten(house, guel)[-1] == "person.erased"
        assert house.keys.count([olena]) > 0


def test_a_key_that_comes_back_with_an_older_key_store_is_destroyed_again(premises: Premises, tmp_path: Path) -> None:
    """The log knows of the erasure; the keys are wrapped as they were, for nobody turned the key-encryption key."""
    settings = premises.house.settings
    guel = closed(premises).stream("person.")
    back_up(settings, None, tmp_path / "monday", NOW)
    kek = settings.kek_file.read_bytes()
    approved(premises, guel, wait_days=0)
    carry_out(premises.house)
    premises.house.close()
    lose(settings.data, None, "keys")
    settings.kek_file.write_bytes(kek)
    with put_back(premises, {KEYS: tmp_path / "monday"}) as (told, house):
        assert told.erased_again == 1
        assert forgotten(house, guel)[-1] == "person.erased"
    manifest = json.loads((tmp_path / "monday" / "backup.json").read_text())
    assert manifest["part"] == KEYS
