"""Keys: one per person and group, each wrapped by the key-encryption key (KEK), in a store of their own.

Destroying a person's keys makes all their sealed values unreadable; a tombstone then refuses new ones.
"""

import os
import secrets
import stat
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    delete,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from referrals.refusal import Refusal
from referrals.sealing import NONCE_BYTES, Group, Key
from referrals.store import Moment, Store

KEK_LABEL = "lotse-kek-1"
SECRET_BYTES = 32
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


class PersonErased(Refusal):
    """Nothing more is written about a person whose keys were destroyed."""

    @classmethod
    def because_their_keys_were_destroyed(cls, person: UUID) -> Self:
        return cls("keys_destroyed", person=person)


class KekUnusable(Exception):
    """The key-encryption key cannot be used; the sentence names the cure."""

    @classmethod
    def because_it_is_missing(cls, path: Path) -> "KekUnusable":
        return cls(
            f"The key-encryption key {path} is missing, but sealed data needs it. "
            f"Put it back from your backup, or point LOTSE_KEK_FILE to it."
        )

    @classmethod
    def because_it_was_never_made(cls, path: Path) -> "KekUnusable":
        return cls(f"There is no key-encryption key at {path}. Run `./lotse release` to make one.")

    @classmethod
    def because_others_can_read_it(cls, path: Path) -> "KekUnusable":
        return cls(f"Others may read the key-encryption key {path}. Run `chmod 600 {path}`.")

    @classmethod
    def because_it_is_no_kek(cls, path: Path) -> "KekUnusable":
        return cls(f"{path} holds no key-encryption key. Put it back from your backup.")

    @classmethod
    def because_it_cannot_be_read(cls, path: Path, reason: str) -> "KekUnusable":
        return cls(f"The key-encryption key {path} cannot be read ({reason}). Give it to the account of Lotse.")

    @classmethod
    def because_it_is_another_one(cls) -> "KekUnusable":
        return cls(
            "The key-encryption key is not the one that wrapped the keys in the key store. "
            "Point LOTSE_KEK_FILE to the right file, or put it back from your backup."
        )

    @classmethod
    def because_a_wrapped_key_was_changed(cls, key_id: bytes) -> "KekUnusable":
        return cls(f"Key {key_id.hex()} in the key store was changed. Put the key store back from its backup.")

    @classmethod
    def because_one_is_there(cls, path: Path) -> "KekUnusable":
        return cls(f"{path} is there already and is never overwritten. Move it away if you mean it.")


class Kek:
    """The key-encryption key; shows its id only."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)
        self.id = sha256(b"lotse kek id\x00" + secret).hexdigest()[:32]

    def __repr__(self) -> str:
        return f"Kek({self.id})"

    def wrap(self, person: UUID, group: str, key_id: bytes, secret: bytes) -> bytes:
        """The secret for storage: nonce ‖ AES-256-GCM ciphertext, bound to person, group and key id."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, person.bytes + key_id + group.encode())

    def unwrap(self, person: UUID, group: str, key_id: bytes, wrapped: bytes) -> bytes:
        """The secret; raises `KekUnusable` when the row is not as this KEK wrapped it."""
        try:
            bound = person.bytes + key_id + group.encode()
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
        except InvalidTag:
            raise KekUnusable.because_a_wrapped_key_was_changed(key_id) from None


def create_kek(path: Path) -> Kek:
    """Write a new random KEK with mode 0600; belongs into the release step. Never overwrites."""
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_bytes(SECRET_BYTES)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{KEK_LABEL} {secret.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise KekUnusable.because_one_is_there(path) from None
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return Kek(secret)


def load_kek(path: Path) -> Kek:
    """The KEK in a file; raises `KekUnusable` with the cure when it is missing, open to others, or no KEK."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(1024)
    except FileNotFoundError:
        raise KekUnusable.because_it_was_never_made(path) from None
    except OSError as error:
        raise KekUnusable.because_it_cannot_be_read(path, error.strerror or "unknown") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KekUnusable.because_others_can_read_it(path)
    label, _, text = content.decode("ascii", "replace").strip().partition(" ")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if label != KEK_LABEL or len(secret) != SECRET_BYTES:
        raise KekUnusable.because_it_is_no_kek(path)
    return Kek(secret)


def prepare_kek(path: Path, store: Store) -> tuple[Kek, bool]:
    """For the release step: the KEK, and whether it was made just now; none is made while keys need one."""
    if not path.exists():
        with store.reading() as connection:
            if connection.execute(select(keys.c.key_id).limit(1)).first():
                raise KekUnusable.because_it_is_missing(path)
        return create_kek(path), True
    kek = load_kek(path)
    KeyStore(store, kek).check()
    return kek, False


class KeyStore:
    """The keys of all persons; every secret in it is wrapped."""

    def __init__(self, store: Store, kek: Kek) -> None:
        self._store = store
        self._kek = kek
        self._insert = postgresql.insert if store.engine.dialect.name == "postgresql" else sqlite.insert

    def check(self) -> None:
        """At start: raises `KekUnusable` when a stored key was wrapped by another KEK."""
        with self._store.reading() as connection:
            row = connection.execute(select(keys).where(keys.c.kek_id != self._kek.id).limit(1)).first()
            if row is not None:
                raise KekUnusable.because_it_is_another_one()

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
                self._refuse_the_erased(connection, {person for person, _ in missing})
                rows = [self._new_row(person, group) for person, group in missing]
                connection.execute(self._insert(keys).on_conflict_do_nothing(), rows)
            found.update(self.keys_for(missing))
        for pair in missing:
            if pair not in found:  # destroyed between the two transactions
                raise PersonErased.because_their_keys_were_destroyed(pair[0])
        return found

    def keys_for(self, pairs: Iterable[tuple[UUID, Group]]) -> dict[tuple[UUID, Group], Key]:
        """The living keys among these, in one query; what is missing was erased (or never made)."""
        wanted = set(pairs)
        persons = sorted({person for person, _ in wanted})
        found: dict[tuple[UUID, Group], Key] = {}
        if not persons:
            return found
        with self._store.reading() as connection:
            for start in range(0, len(persons), PERSONS_PER_QUERY):
                some = persons[start : start + PERSONS_PER_QUERY]
                for row in connection.execute(select(keys).where(keys.c.person.in_(some))):
                    pair = (row.person, Group(row.key_group))
                    if pair in wanted:
                        if row.kek_id != self._kek.id:
                            raise KekUnusable.because_it_is_another_one()
                        secret = self._kek.unwrap(row.person, row.key_group, row.key_id, row.wrapped)
                        found[pair] = Key(row.key_id, secret)
        return found

    def living(self) -> set[UUID]:
        """All persons who have a key."""
        with self._store.reading() as connection:
            return set(connection.scalars(select(keys.c.person).distinct()))

    def destroy(self, person: UUID, now: datetime) -> int:
        """Destroy all keys of a person and leave a tombstone; the number of keys destroyed."""
        with self._store.writing() as connection:
            tombstone = self._insert(tombstones).values(person=person, erased_at=now)
            connection.execute(tombstone.on_conflict_do_nothing())
            destroyed = connection.execute(delete(keys).where(keys.c.person == person)).rowcount
        self._store.vacuum("keys")
        return destroyed

    def _refuse_the_erased(self, connection: Connection, persons: set[UUID]) -> None:
        if connection.dialect.name == "postgresql":  # a destruction under way is waited for
            connection.exec_driver_sql("LOCK TABLE tombstones IN SHARE MODE")
        for person in persons:
            if connection.execute(select(tombstones).where(tombstones.c.person == person)).first():
                raise PersonErased.because_their_keys_were_destroyed(person)

    def _new_row(self, person: UUID, group: Group) -> dict[str, object]:
        key_id = uuid4().bytes
        secret = secrets.token_bytes(SECRET_BYTES)
        return {
            "person": person,
            "key_group": group.value,
            "key_id": key_id,
            "wrapped": self._kek.wrap(person, group.value, key_id, secret),
            "kek_id": self._kek.id,
        }


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
