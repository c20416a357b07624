"""Signing (Unterschreiben): signed notes as in C2SP signed-note, by an Ed25519 key in a file outside every database.

Key files are those of the note format: `PRIVATE+KEY+name+id+key` to sign, `name+id+key` to verify.
"""

import os
import secrets
import stat
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE = "PRIVATE+KEY+"
ED25519 = b"\x01"
KEY_BYTES = 32
ID_BYTES = 4
SIGNATURE_BYTES = 64
DASH = "\N{EM DASH}"


class SigningKeyUnusable(Exception):
    """The signing key cannot be used; the sentence names the cure."""

    @classmethod
    def because_others_can_read_it(cls, path: Path) -> Self:
        return cls(f"Others may read the signing key {path}. Run `chmod 600 {path}`.")

    @classmethod
    def because_it_is_no_key(cls, path: Path) -> Self:
        return cls(f"{path} holds no signing key. Put it back from your backup.")

    @classmethod
    def because_it_is_another_one(cls, path: Path, folder: Path) -> Self:
        return cls(
            f"{path} is not the key that signed the checkpoints in {folder}. "
            f"Point LOTSE_SIGNING_KEY_FILE to the right one, or put it back from your backup."
        )

    @classmethod
    def because_it_is_missing(cls, path: Path) -> Self:
        return cls(
            f"The signing key {path} is missing, but checkpoints were signed with it. "
            f"Put it back from your backup, or point LOTSE_SIGNING_KEY_FILE to it."
        )

    @classmethod
    def because_a_rotation_is_unfinished(cls) -> Self:
        return cls("The signing key is being rotated, and that was interrupted. Run `./lotse audit rotate-key` again.")


class NoteBroken(Exception):
    """A note that is malformed or not signed by the key."""


class Verifier(NamedTuple):
    """Who signed: the name of the log and its public key."""

    name: str
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @property
    def id(self) -> bytes:
        """Four bytes that name the key in a signature."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_BYTES]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The verifier behind its text; ValueError where it is none."""
        name, _, rest = text.strip().partition("+")
        key = b64decode(rest[2 * ID_BYTES + 1 :], validate=True)
        verifier = cls(name, key[1:])
        if not name or len(key) != KEY_BYTES + 1 or str(verifier) != text.strip():
            raise ValueError("This is no Ed25519 key of a signed note.")
        return verifier

    def text_of(self, note: str) -> str:
        """The text of a note; NoteBroken unless this key has signed it."""
        body, gap, signatures = note.rpartition("\n\n")
        start = f"{DASH} {self.name} "
        for line in signatures.split("\n") if gap else ():
            if line.startswith(start) and self._signed(body + "\n", line.removeprefix(start)):
                return body + "\n"
        raise NoteBroken(f"The note is not signed by {self.name} ({self.id.hex()}).")

    def _signed(self, text: str, encoded: str) -> bool:
        try:
            signature = b64decode(encoded, validate=True)
            if signature[:ID_BYTES] != self.id:
                return False
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature[ID_BYTES:], text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """Signs notes; shows its public half only."""

    def __init__(self, name: str, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Signer({self.verifier})"

    def sign(self, text: str) -> str:
        """The note: text, blank line, signature line."""
        signature = b64encode(self.verifier.id + self._key.sign(text.encode())).decode()
        return f"{text}\n{DASH} {self.verifier.name} {signature}\n"

    def sign_too(self, note: str) -> str:
        """The note with this key's signature as well."""
        text = note.rpartition("\n\n")[0] + "\n"
        return note + self.sign(text).removeprefix(f"{text}\n")


def create_signer(path: Path, name: str | None = None) -> None:
    """Write a new random key with mode 0600, under this or a random name of the log; leaves a key that is there."""
    write_whole(path, key_file_text(name or f"lotse/{secrets.token_hex(8)}", secrets.token_bytes(KEY_BYTES)))


def key_file_text(name: str, secret: bytes) -> str:
    """What a key file holds."""
    key_id = Signer(name, secret).verifier.id.hex()
    return f"{PRIVATE}{name}+{key_id}+{b64encode(ED25519 + secret).decode()}\n"


def load_signer(path: Path) -> Signer:
    """The key in a file; SigningKeyUnusable when it is open to others or no key, OSError when it cannot be read."""
    with path.open("rb") as file:
        mode, content = os.fstat(file.fileno()).st_mode, file.read(1024)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SigningKeyUnusable.because_others_can_read_it(path)
    text = content.decode("utf-8", "replace").strip()
    try:
        name, key_id, encoded = text.removeprefix(PRIVATE).split("+", 2)
        key = b64decode(encoded, validate=True)
        signer = Signer(name, key[1:])
    except ValueError:
        raise SigningKeyUnusable.because_it_is_no_key(path) from None
    if not text.startswith(PRIVATE) or key[:1] != ED25519 or signer.verifier.id.hex() != key_id:
        raise SigningKeyUnusable.because_it_is_no_key(path)
    return signer


def write_whole(path: Path, text: str) -> bool:
    """Write a private file whole and for good, or leave the one that is there; whether it was written."""
    if path.exists():
        return False
    draft = _draft(path, text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return True


def replace_whole(path: Path, text: str) -> None:
    """Write a private file whole, in place of the one that is there."""
    _draft(path, text).replace(path)
    sync_folder(path.parent)


def _draft(path: Path, text: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
