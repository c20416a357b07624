"""After a turn of the key-encryption key every old copy of the key store is worthless, and nobody living notices."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from referrals import keys as key_tables
from referrals.kek import next_to
from referrals.keys import Kek, KekUnusable, KeyStore, load_kek
from referrals.sealing import Group, Key
from referrals.store import Store
from tests.cast import moment

from .conftest import GUEL, OLENA

NOW = moment(0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the KEK lies."""
    return tmp_path / "outside" / "kek"


@pytest.fixture
def keys(key_store_place: Store, kek: Kek, file: Path) -> KeyStore:
    """A key store that may turn its KEK."""
    return KeyStore(key_store_place, kek, file)


def opened_anew(place: Store, file: Path) -> KeyStore:
    """The key store as the next process opens it."""
    fresh = KeyStore(place, load_kek(file), file)
    fresh.check()
    return fresh


def test_the_old_kek_opens_nothing_any_more(keys: KeyStore, key_store_place: Store, file: Path) -> None:
    before, old = keys.key_for(GUEL, Group.CASE), load_kek(file)
    secret = file.read_bytes()
    with key_store_place.reading() as connection:
        wrapped = connection.scalars(select(key_tables.keys.c.wrapped)).one()
    assert keys.turn(NOW) == load_kek(file).id != old.id
    assert keys.key_for(GUEL, Group.CASE) == before
    assert not next_to(file).exists()
    assert secret not in file.read_bytes()
    with pytest.raises(KekUnusable):
        KeyStore(key_store_place, old).check()
    if key_store_place.path is not None:
        assert wrapped not in key_store_place.path.read_bytes()


def test_a_process_with_the_old_kek_in_memory_goes_on(keys: KeyStore, key_store_place: Store, file: Path) -> None:
    """Without a restart: it reads, and what it makes is wrapped with the new one."""
    reader, writer = opened_anew(key_store_place, file), opened_anew(key_store_place, file)
    before = keys.key_for(GUEL, Group.CASE)
    keys.turn(NOW)
    assert reader.key_for(GUEL, Group.CASE) == before
    made = writer.key_for(OLENA, Group.CASE)
    assert opened_anew(key_store_place, file).key_for(OLENA, Group.CASE) == made


@pytest.mark.parametrize("step", ["stage_kek", "_rewrapped", "put_in_place"])
@pytest.mark.parametrize("late", [False, True])
def test_a_turn_cut_off_anywhere_is_finished_by_the_next(
    keys: KeyStore, key_store_place: Store, file: Path, monkeypatch: pytest.MonkeyPatch, step: str, late: bool
) -> None:
    """Whoever starts meanwhile finds the KEK that fits; a key made meanwhile is not lost."""
    known: dict[Any, Key] = {each: keys.key_for(each, Group.CASE) for each in (GUEL, OLENA)}
    real = getattr(key_tables, step)

    def cut_off(*given: Any) -> None:
        if late:
            real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(key_tables, step, cut_off)
        with pytest.raises(KeyboardInterrupt):
            keys.turn(NOW)
    fresh = opened_anew(key_store_place, file)
    newcomer = uuid4()
    known[newcomer] = fresh.key_for(newcomer, Group.CASE)
    assert {each: fresh.key_for(each, Group.CASE) for each in known} == known
    between = file.read_bytes()
    opened_anew(key_store_place, file).turn(NOW)
    assert file.read_bytes() != between
    assert not next_to(file).exists()
    assert {each: fresh.key_for(each, Group.CASE) for each in known} == known


def test_a_turn_that_was_cut_off_is_not_taken_for_a_later_one(
    keys: KeyStore, key_store_place: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy taken while the keys were wrapped already would open with the KEK that lay beside."""
    keys.key_for(GUEL, Group.CASE)
    with monkeypatch.context() as patch:
        patch.setattr(key_tables, "put_in_place", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            keys.turn(NOW)
    beside = load_kek(next_to(file)).id
    assert keys.turn(NOW) != beside
