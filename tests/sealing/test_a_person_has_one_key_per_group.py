"""Keys are random, wrapped, agreed on by all processes, and gone after a destruction."""

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from referrals import keys as key_tables
from referrals.keys import Kek, KekUnusable, KeyStore, PersonErased, load_kek
from referrals.sealing import Group
from referrals.store import Store

from .conftest import GUEL, OLENA

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_key_is_made_once_and_found_again(keys: KeyStore, key_store_place: Store, kek: Kek) -> None:
    first = keys.key_for(GUEL, Group.CASE)
    assert KeyStore(key_store_place, kek).key_for(GUEL, Group.CASE) == first
    assert len(first.secret) == 32
    assert first.secret.hex() not in repr(first)


def test_every_person_and_group_has_a_key_of_its_own(keys: KeyStore) -> None:
    pairs = [(person, group) for person in (GUEL, OLENA) for group in Group]
    made = keys.ensure(pairs)
    assert len({key.secret for key in made.values()}) == len(pairs) == 2 * len(Group)
    assert keys.keys_for(pairs) == made
    assert keys.living() == {GUEL, OLENA}


def test_asking_makes_no_key(keys: KeyStore) -> None:
    keys.key_for(GUEL, Group.CASE)
    assert keys.keys_for([(GUEL, Group.HEALTH), (OLENA, Group.CASE)]) == {}
    assert keys.living() == {GUEL}


def test_thousands_of_keys_are_found_at_once(keys: KeyStore) -> None:
    pairs = [(uuid4(), Group.CONTACT) for _ in range(1_200)]
    assert keys.keys_for(pairs) == {}
    assert keys.keys_for(pairs) == {} != keys.ensure(pairs) == keys.keys_for(pairs)


def test_the_key_store_holds_no_secret_in_clear(keys: KeyStore, key_store_place: Store) -> None:
    key = keys.key_for(GUEL, Group.CASE)
    with key_store_place.reading() as connection:
        row = connection.execute(select(key_tables.keys)).one()
    assert key.secret not in bytes(row.wrapped)
    if key_store_place.path:
        assert key.secret not in key_store_place.path.read_bytes()


def make_the_same_keys(url: str, kek_file: str, persons: list[UUID], seen: "multiprocessing.Queue[str]") -> None:
    store = Store(url, schema="keys", private=True)
    own = KeyStore(store, load_kek(Path(kek_file)))
    seen.put("".join(own.key_for(person, Group.CASE).id.hex() for person in persons))
    store.dispose()


def test_processes_that_race_agree_on_one_key(keys_url: str, keys: KeyStore, tmp_path: Path) -> None:
    persons = [uuid4() for _ in range(15)]
    context = multiprocessing.get_context("spawn")
    seen = context.Queue()
    arguments = (keys_url, str(tmp_path / "outside" / "kek"), persons, seen)
    racers = [context.Process(target=make_the_same_keys, args=arguments) for _ in range(3)]
    for racer in racers:
        racer.start()
    answers = {seen.get(timeout=60) for _ in racers}
    for racer in racers:
        racer.join(timeout=60)
    assert answers == {"".join(keys.key_for(person, Group.CASE).id.hex() for person in persons)}


def test_destroyed_keys_are_gone_and_no_new_one_is_made(keys: KeyStore) -> None:
    keys.ensure([(GUEL, Group.CASE), (GUEL, Group.CONTACT), (OLENA, Group.CASE)])
    assert keys.destroy(GUEL, NOW) == 2
    assert keys.keys_for([(GUEL, Group.CASE), (GUEL, Group.CONTACT)]) == {}
    assert keys.living() == {OLENA}
    with pytest.raises(PersonErased):
        keys.key_for(GUEL, Group.CASE)
    with pytest.raises(PersonErased):
        keys.ensure([(OLENA, Group.HEALTH), (GUEL, Group.HEALTH)])
    assert keys.keys_for([(OLENA, Group.HEALTH)]) == {}


def test_destroying_twice_destroys_once(keys: KeyStore) -> None:
    keys.key_for(GUEL, Group.CASE)
    assert (keys.destroy(GUEL, NOW), keys.destroy(GUEL, NOW)) == (1, 0)


def test_a_destroyed_key_leaves_no_trace_in_the_file(keys: KeyStore, key_store_place: Store) -> None:
    if key_store_place.path is None:
        pytest.skip("PostgreSQL keeps residues in heap and WAL until the KEK is turned")
    key = keys.key_for(GUEL, Group.CASE)
    keys.key_for(OLENA, Group.CASE)
    with key_store_place.reading() as connection:
        wrapped = connection.scalars(select(key_tables.keys.c.wrapped).filter_by(person=GUEL)).one()
    assert wrapped in key_store_place.path.read_bytes()
    keys.destroy(GUEL, NOW)
    for file in key_store_place.path.parent.iterdir():
        if file.is_file():
            assert wrapped not in file.read_bytes()
            assert key.id not in file.read_bytes()


def test_a_wrapped_key_moved_to_another_person_is_noticed(keys: KeyStore, key_store_place: Store) -> None:
    keys.ensure([(GUEL, Group.CASE), (OLENA, Group.CASE)])
    table = key_tables.keys
    with key_store_place.writing() as connection:
        stolen = connection.scalars(select(table.c.wrapped).filter_by(person=OLENA)).one()
        connection.execute(update(table).where(table.c.person == GUEL).values(wrapped=stolen))
    with pytest.raises(KekUnusable, match="was changed"):
        keys.key_for(GUEL, Group.CASE)


def test_another_kek_is_refused(keys: KeyStore, key_store_place: Store) -> None:
    keys.key_for(GUEL, Group.CASE)
    other = KeyStore(key_store_place, Kek(bytes(32)))
    with pytest.raises(KekUnusable, match="LOTSE_KEK_FILE"):
        other.check()
    with pytest.raises(KekUnusable, match="LOTSE_KEK_FILE"):
        other.key_for(GUEL, Group.CASE)
    keys.check()
