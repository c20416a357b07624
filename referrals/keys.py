"""Keys: one per person and group, each wrapped by the key-encryption key (KEK), in a store of their own.

Destroying a person's keys makes all their sealed values unreadable; a tombstone then refuses new ones. A turn of the
KEK makes worthless what old copies of this store still hold.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from referrals.adding import adding
from referrals.kek import (
    SECRET_BYTES,
    Kek,
    KekUnusable,
    create_kek,
    keks_at,
    load_kek,
    next_to,
    put_in_place,
    stage_kek,
)
from referrals.refusal import Refusal
from referrals.sealing import Group, Key
from referrals.store import Moment, Store

__all__ = ["Kek", "KekUnusable", "KeyStore", "PersonErased", "create_kek", "load_kek", "prepare_kek"]

PERSONS_PER_QUERY = 500

metadata = MetaData()

keys = Table(
    "keys",
    metadata,
    Column("person", Uuid, primary_key=True),
    Column("key_group", String(16), primary_key=True),
    Column("key_id", LargeBinary(16), nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("kek_id", String(32), nullable=False),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("person", Uuid, primary_key=True),
    Column("erased_at", Moment, nullable=False),
)

# One row since the first turn: the KEK that wraps every key.
epoch = Table(
    "epoch",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("kek_id", String(32), nullable=False),
    Column("turned_at", Moment, nullable=False),
)


_OF_PERSONS = select(keys).where(
    keys.c.person.in_(bindparam("persons", expanding=True)), keys.c.key_group.in_(bindparam("groups", expanding=True))
)
_ERASED = select(tombstones.c.person).where(tombstones.c.person.in_(bindparam("persons", expanding=True))).limit(1)


class PersonErased(Refusal):
    """Nothing more is written about a person whose keys were destroyed."""

    @classmethod
    def because_their_keys_were_destroyed(cls, person: UUID) -> Self:
        return cls("keys_destroyed", person=person)


def prepare_kek(path: Path, store: Store) -> tuple[Kek, bool]:
    """For the release step: the KEK, and whether it was made just now; none is made while keys need one."""
    if not path.exists():
        with store.reading() as connection:
            if connection.execute(select(keys.c.key_id).limit(1)).first():
                raise KekUnusable.because_it_is_missing(path)
        return create_kek(path), True
    known = KeyStore(store, load_kek(path), path)
    known.check()
    return known.kek, False


class KeyStore:
    """The keys of all persons; every secret in it is wrapped. With the KEK's file it follows every turn."""

    def __init__(self, store: Store, kek: Kek, file: Path | None = None) -> None:
        self._store = store
        self._file = file
        self.kek = kek

    def check(self) -> None:
        """At start: raises `KekUnusable` when a stored key was wrapped by a KEK that is not here."""
        with self._store.reading() as connection:
            wrapped_by = set(connection.scalars(select(keys.c.kek_id).distinct()))
            wrapped_by |= set(connection.scalars(select(epoch.c.kek_id)))
        for kek_id in wrapped_by:
            self._kek_of(kek_id)

    def key_for(self, person: UUID, group: Group) -> Key:
        """The key of a person and group, made if there is none; raises `PersonErased` after a destruction."""
        return self.ensure([(person, group)])[person, group]

    def ensure(self, pairs: Iterable[tuple[UUID, Group]]) -> dict[tuple[UUID, Group], Key]:
        """The keys of many, missing ones made in one transaction; several processes agree on one key."""
        wanted = list(dict.fromkeys(pairs))
        found = self.keys_for(wanted)
        missing = [pair for pair in wanted if pair not in found]
        if missing:
            with self._store.writing() as connection:
                kek = self._in_force(connection)
                if connection.dialect.name == "postgresql":  # a destruction under way is waited for
                    connection.exec_driver_sql("LOCK TABLE tombstones IN SHARE MODE")
                _refuse_the_erased(connection, {person for person, _ in missing})
                rows = [_new_row(kek, person, group) for person, group in missing]
                connection.execute(adding(connection, keys).on_conflict_do_nothing(), rows)
            found.update(self.keys_for(missing))
        for pair in missing:
            if pair not in found:  # destroyed between the two transactions
                raise PersonErased.because_their_keys_were_destroyed(pair[0])
        return found

    def keys_for(self, pairs: Iterable[tuple[UUID, Group]]) -> dict[tuple[UUID, Group], Key]:
        """The living keys among these, in one query; what is missing was erased (or never made)."""
        wanted = set(pairs)
        persons = sorted({person for person, _ in wanted})
        try:
            return self._opened(wanted, persons)
        except KekUnusable:  # read just before a turn, opened just after it
            return self._opened(wanted, persons)

    def living(self) -> set[UUID]:
        """All persons who have a key."""
        with self._store.reading() as connection:
            return set(connection.scalars(select(keys.c.person).distinct()))

    def erased(self) -> set[UUID]:
        """All persons whose keys were destroyed."""
        with self._store.reading() as connection:
            return set(connection.scalars(select(tombstones.c.person)))

    def refuse_the_erased(self, persons: Iterable[UUID]) -> None:
        """Raises `PersonErased` where the keys of one of them were destroyed."""
        with self._store.glancing() as connection:
            _refuse_the_erased(connection, persons)

    def count(self, persons: Iterable[UUID]) -> int:
        """How many keys these persons have."""
        with self._store.reading() as connection:
            return len(connection.execute(select(keys.c.key_id).where(keys.c.person.in_(list(persons)))).all())

    def destroy(self, person: UUID, now: datetime) -> int:
        """Destroy all keys of a person and leave a tombstone; the number of keys destroyed."""
        with self._store.writing() as connection:
            self._wait_for_a_turn(connection)
            tombstone = adding(connection, tombstones).values(person=person, erased_at=now)
            connection.execute(tombstone.on_conflict_do_nothing())
            destroyed = connection.execute(delete(keys).where(keys.c.person == person)).rowcount
        self._store.vacuum("keys")
        return destroyed

    def turn(self, now: datetime) -> str:
        """Wrap every key with a new KEK and destroy the old one; the id of the new one.

        Interrupted at any point and called again, it finishes what was begun and turns once more.
        """
        assert self._file is not None, "a turn needs the file of the KEK"
        self._finish_turn(self._file)
        with self._store.writing() as connection:
            old = self._in_force(connection, alone=True)
            new = stage_kek(self._file)
            rows = connection.execute(select(keys)).all()
            rewrapped = [_rewrapped(row, old, new) for row in rows]
            if rewrapped:
                change = update(keys).where(keys.c.key_id == bindparam("which"))
                connection.execute(change.values(wrapped=bindparam("again"), kek_id=new.id), rewrapped)
            connection.execute(delete(epoch))
            connection.execute(insert(epoch).values(one=1, kek_id=new.id, turned_at=now))
        self._finish_turn(self._file)
        self._store.vacuum("keys")
        return self.kek.id

    def _finish_turn(self, file: Path) -> None:
        """Put the new KEK in place once the keys are wrapped with it; every step with these files holds the lock."""
        with self._store.writing() as connection:
            kek = self._in_force(connection, alone=True)
            if next_to(file).exists() and load_kek(next_to(file)).id == kek.id:
                put_in_place(file)

    def _opened(self, wanted: set[tuple[UUID, Group]], persons: Sequence[UUID]) -> dict[tuple[UUID, Group], Key]:
        found: dict[tuple[UUID, Group], Key] = {}
        if not persons:
            return found
        groups = sorted({group for _, group in wanted})
        with self._store.reading() as connection:
            for start in range(0, len(persons), PERSONS_PER_QUERY):
                some = persons[start : start + PERSONS_PER_QUERY]
                rows = connection.execute(_OF_PERSONS, {"persons": some, "groups": groups}).all()
                for person, group, key_id, wrapped, kek_id in rows:
                    pair = (person, Group(group))
                    if pair in wanted:
                        found[pair] = Key(key_id, self._kek_of(kek_id).unwrap(person, group, key_id, wrapped))
        return found

    def _kek_of(self, kek_id: str) -> Kek:
        """The KEK of this id; after a turn in another process it is read from the file, and the old one let go."""
        kek = self.kek
        if kek.id == kek_id:
            return kek
        found = keks_at(self._file).get(kek_id) if self._file is not None else None
        if found is None:
            raise KekUnusable.because_it_is_another_one()
        self.kek = found
        return found

    def _in_force(self, connection: Connection, *, alone: bool = False) -> Kek:
        """The KEK that wraps new keys; nobody turns it before this transaction ends."""
        self._wait_for_a_turn(connection, alone=alone)
        turned_to = connection.execute(select(epoch.c.kek_id)).scalar()
        if turned_to is None:
            turned_to = connection.execute(select(keys.c.kek_id).limit(1)).scalar()
        return self.kek if turned_to is None else self._kek_of(turned_to)

    def _wait_for_a_turn(self, connection: Connection, *, alone: bool = False) -> None:
        if connection.dialect.name == "postgresql":  # in SQLite every writer is alone
            connection.exec_driver_sql(f"LOCK TABLE epoch IN {'EXCLUSIVE' if alone else 'SHARE'} MODE")


def _refuse_the_erased(connection: Connection, persons: Iterable[UUID]) -> None:
    erased = connection.execute(_ERASED, {"persons": list(persons)}).scalar()
    if erased is not None:
        raise PersonErased.because_their_keys_were_destroyed(erased)


def _new_row(kek: Kek, person: UUID, group: Group) -> dict[str, object]:
    key_id = uuid4().bytes
    wrapped = kek.wrap(person, group.value, key_id, secrets.token_bytes(SECRET_BYTES))
    return {"person": person, "key_group": group.value, "key_id": key_id, "wrapped": wrapped, "kek_id": kek.id}


def _rewrapped(row: Row[Any], old: Kek, new: Kek) -> dict[str, object]:
    if row.kek_id != old.id:
        raise KekUnusable.because_it_is_another_one()
    secret = old.unwrap(row.person, row.key_group, row.key_id, row.wrapped)
    return {"which": row.key_id, "again": new.wrap(row.person, row.key_group, row.key_id, secret)}
