"""Sealing (Versiegelung): personal values lie beside the log, encrypted; an event holds their fingerprint.

A blob is 0x01 ‖ key id (16) ‖ nonce (12) ‖ AES-256-GCM ciphertext with tag. Its associated data binds it to
format version, person, group, key id, aggregate and field, so a blob moved elsewhere does not open.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_ID_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES


class Group(StrEnum):
    """What kind of personal value it is; every person has one key per group."""

    CONTACT = "contact"
    CASE = "case"
    HEALTH = "health"
    CONFIDED = "confided"
    FUNDING = "funding"


class Sealed(msgspec.Struct, frozen=True):
    """What an event stores of a personal value: whose, which group, and the SHA-256 of its blob in hex."""

    person: UUID
    group: Group
    blob: str


class Blob(NamedTuple):
    """A sealed value as it lies in the blob table; `id` is the SHA-256 of `data`."""

    id: bytes
    person: UUID
    group: str
    data: bytes


class Gone(Exception):
    """The value was erased: its key or its blob is no longer there."""

    @classmethod
    def because_there_is_no_key(cls, sealed: Sealed) -> "Gone":
        return cls(f"The {sealed.group.value} key of person {sealed.person} is gone.")

    @classmethod
    def because_there_is_no_blob(cls, sealed: Sealed) -> "Gone":
        return cls(f"Blob {sealed.blob} is gone.")


class SealBroken(Exception):
    """A blob does not open where it is said to belong."""

    @classmethod
    def because_the_blob_is_not_what_was_stored(cls, sealed: Sealed) -> "SealBroken":
        return cls(f"Blob {sealed.blob} is not what was stored.")

    @classmethod
    def because_it_does_not_belong_here(cls, sealed: Sealed) -> "SealBroken":
        return cls(f"Blob {sealed.blob} does not open here: it was sealed for another place or key.")


class NotText(ValueError):
    """A value is no text that UTF-8 can hold."""


class Key(NamedTuple):
    """The living key of one person and group."""

    id: bytes
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id.hex()})"


class Keys(Protocol):
    """Where keys come from; `referrals.keys.KeyStore` is the one outside of tests."""

    def key_for(self, person: UUID, group: Group) -> Key: ...

    def ensure(self, pairs: Iterable[tuple[UUID, Group]]) -> Mapping[tuple[UUID, Group], Key]: ...

    def keys_for(self, pairs: Iterable[tuple[UUID, Group]]) -> Mapping[tuple[UUID, Group], Key]: ...

    def refuse_the_erased(self, persons: Iterable[UUID]) -> None: ...


class Blobs(Protocol):
    """Where blobs are read; the recorders of the log are such a source."""

    def select_blobs(self, ids: Iterable[bytes]) -> Mapping[bytes, bytes]: ...


class Sealer:
    """Seals the values of one command and collects their blobs for the recorder."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: dict[tuple[UUID, Group], Key] = {}
        self._blobs: list[Blob] = []

    def __repr__(self) -> str:
        return f"Sealer({len(self._blobs)} blobs)"

    @property
    def blobs(self) -> Sequence[Blob]:
        return tuple(self._blobs)

    def prepare(self, pairs: Iterable[tuple[UUID, Group]]) -> None:
        """Fetch or create many keys at once; an import does it per page."""
        self._known.update(self._keys.ensure(pairs))

    def refuse_the_erased(self, person: UUID) -> None:
        """Raises `PersonErased` for a person whose keys were destroyed, also where nothing is sealed."""
        self._keys.refuse_the_erased([person])

    def seal(self, person: UUID, group: Group, aggregate_id: UUID, field: str, plaintext: str) -> Sealed:
        """Seal one value; raises `PersonErased` for a person whose keys were destroyed."""
        key = self._known.get((person, group)) or self._keys.key_for(person, group)
        self._known[person, group] = key
        nonce = os.urandom(NONCE_BYTES)
        data = close(key, nonce, person, group, aggregate_id, field, plaintext)
        fingerprint = sha256(data)
        self._blobs.append(Blob(fingerprint.digest(), person, group.value, data))
        return Sealed(person, group, fingerprint.hexdigest())


class Vault:
    """Seals and opens personal values: the one place where they become readable."""

    def __init__(self, keys: Keys, blobs: Blobs) -> None:
        self._keys = keys
        self._blobs = blobs

    def sealer(self) -> Sealer:
        """A sealer for one command."""
        return Sealer(self._keys)

    def reveal(self, sealed: Sealed, aggregate_id: UUID, field: str) -> str:
        """Open one value; raises `Gone` when it was erased, `SealBroken` when it does not belong here."""
        opened = self._open([(sealed, aggregate_id, field)])[0]
        if isinstance(opened, Gone):
            raise opened
        return opened

    def reveal_many(self, references: Iterable[tuple[Sealed, UUID, str]]) -> list[str | None]:
        """Open (sealed, aggregate id, field) in order, with one key and one blob query; None where erased."""
        opened = self._open(list(references))
        return [None if isinstance(value, Gone) else value for value in opened]

    def _open(self, references: list[tuple[Sealed, UUID, str]]) -> list[str | Gone]:
        if not references:
            return []
        keys = self._keys.keys_for({(sealed.person, sealed.group) for sealed, _, _ in references})
        blobs = self._blobs.select_blobs({bytes.fromhex(sealed.blob) for sealed, _, _ in references})
        opened: list[str | Gone] = []
        for sealed, aggregate_id, field in references:
            key = keys.get((sealed.person, sealed.group))
            data = blobs.get(bytes.fromhex(sealed.blob))
            if key is None:
                opened.append(Gone.because_there_is_no_key(sealed))
            elif data is None:
                opened.append(Gone.because_there_is_no_blob(sealed))
            else:
                opened.append(open_blob(key, data, sealed, aggregate_id, field))
        return opened


def close(key: Key, nonce: bytes, person: UUID, group: Group, aggregate_id: UUID, field: str, plaintext: str) -> bytes:
    """The blob of a value; the nonce must never be used twice with a key."""
    bound = _associated_data(person, group, key.id, aggregate_id, field)
    try:
        text = plaintext.encode()
    except UnicodeEncodeError:
        raise NotText(f"A value for {field} holds half a character and cannot be sealed.") from None
    ciphertext = AESGCM(key.secret).encrypt(nonce, text, bound)
    return bytes([VERSION]) + key.id + nonce + ciphertext


def open_blob(key: Key, data: bytes, sealed: Sealed, aggregate_id: UUID, field: str) -> str:
    """The value in a blob; raises `SealBroken` unless it is the blob sealed for exactly this place."""
    if sha256(data).hexdigest() != sealed.blob:
        raise SealBroken.because_the_blob_is_not_what_was_stored(sealed)
    if len(data) < HEADER_BYTES + TAG_BYTES or data[0] != VERSION or data[1 : 1 + KEY_ID_BYTES] != key.id:
        raise SealBroken.because_it_does_not_belong_here(sealed)
    bound = _associated_data(sealed.person, sealed.group, key.id, aggregate_id, field)
    try:
        nonce = data[1 + KEY_ID_BYTES : HEADER_BYTES]
        return AESGCM(key.secret).decrypt(nonce, data[HEADER_BYTES:], bound).decode()
    except InvalidTag:
        raise SealBroken.because_it_does_not_belong_here(sealed) from None


def _associated_data(person: UUID, group: Group, key_id: bytes, aggregate_id: UUID, field: str) -> bytes:
    """Fixed-width parts first, then group and field each after its length in two bytes."""
    texts = [group.value.encode(), field.encode()]
    framed = b"".join(len(text).to_bytes(2, "big") + text for text in texts)
    return bytes([VERSION]) + person.bytes + key_id + aggregate_id.bytes + framed
