"""Key-encryption key (KEK, Hauptschlüssel): one file outside every database, with which all keys are wrapped.

A turn puts a new one in place of the old. While it lasts the new one lies beside the old as `<file>.next`, so that
whichever wrapped the stored keys is always found.
"""

import os
import secrets
import stat
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from referrals.sealing import NONCE_BYTES
from referrals.signing import sync_folder, write_whole

KEK_LABEL = "lotse-kek-1"
SECRET_BYTES = 32


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
    def because_it_cannot_be_turned(cls, path: Path, reason: str) -> "KekUnusable":
        return cls(
            f"The key-encryption key {path} cannot be replaced by a new one ({reason}). "
            "Let the account of Lotse write the file and its folder."
        )

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
    secret = secrets.token_bytes(SECRET_BYTES)
    if not write_whole(path, f"{KEK_LABEL} {secret.hex()}\n"):
        raise KekUnusable.because_one_is_there(path)
    return Kek(secret)


def load_kek(path: Path) -> Kek:
    """The KEK in a file; raises `KekUnusable` with the cure when it is missing, open to others, or no KEK."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            content = file.read(1024)
        if path.stat().st_ino != status.st_ino:  # turned meanwhile
            return load_kek(path)
    except FileNotFoundError:
        raise KekUnusable.because_it_was_never_made(path) from None
    except OSError as error:
        raise KekUnusable.because_it_cannot_be_read(path, error.strerror or "unknown") from None
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KekUnusable.because_others_can_read_it(path)
    label, _, text = content.decode("ascii", "replace").strip().partition(" ")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if label != KEK_LABEL or len(secret) != SECRET_BYTES:
        raise KekUnusable.because_it_is_no_kek(path)
    return Kek(secret)


def next_to(path: Path) -> Path:
    """Where the new KEK lies while a turn is under way."""
    return path.with_name(f"{path.name}.next")


def keks_at(path: Path) -> dict[str, Kek]:
    """The KEKs that may have wrapped what is stored, by id: the one in force, and the new one while a turn lasts."""
    found = [load_kek(path)]
    try:
        found.append(load_kek(next_to(path)))
    except KekUnusable:
        if next_to(path).exists():
            raise
    return {kek.id: kek for kek in found}


def stage_kek(path: Path) -> Kek:
    """The new KEK beside the old one, made unless an interrupted turn has left it."""
    beside = next_to(path)
    try:
        return load_kek(beside) if beside.exists() else create_kek(beside)
    except OSError as error:
        raise KekUnusable.because_it_cannot_be_turned(path, error.strerror or "unknown") from None


def put_in_place(path: Path) -> None:
    """The new KEK replaces the old one, whose bytes are overwritten; nothing happens where no new one lies."""
    if not next_to(path).exists():
        return
    try:
        with path.open("r+b") as old:
            size = os.fstat(old.fileno()).st_size
            next_to(path).replace(path)
            sync_folder(path.parent)
            old.write(os.urandom(size))
            old.flush()
            os.fsync(old.fileno())
    except OSError as error:
        raise KekUnusable.because_it_cannot_be_turned(path, error.strerror or "unknown") from None
