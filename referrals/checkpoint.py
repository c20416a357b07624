"""Checkpoint (Prüfpunkt): size and root of the ledger, signed (C2SP tlog-checkpoint), and the folder that keeps them.

How often a checkpoint leaves the house is the security parameter: whoever holds the signing key can rewrite everything
behind the last one that somebody else keeps.
"""

import fcntl
import re
from base64 import b64decode, b64encode
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from referrals.event import TOPICS
from referrals.ledger import HASH_BYTES
from referrals.log.recorder import LogRecorder
from referrals.signing import (
    NoteBroken,
    Signer,
    SigningKeyUnusable,
    Verifier,
    create_signer,
    load_signer,
    write_whole,
)
from referrals.verify import Kept, Progress, Verdict, verify

VERIFIER = "verifier.key"
SIZE = re.compile("0|[1-9][0-9]{0,17}")


class Checkpoint(NamedTuple):
    """What is signed: the name of the log, how many events, their root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint in the text of a note; NoteBroken where it is none."""
        lines = text.split("\n")
        try:
            if len(lines) != 4 or not SIZE.fullmatch(lines[1]):
                raise ValueError(text)
            checkpoint = cls(lines[0], int(lines[1]), b64decode(lines[2], validate=True))
        except ValueError:
            raise NoteBroken("The note is no checkpoint.") from None
        if str(checkpoint) != text or len(checkpoint.root) != HASH_BYTES or not checkpoint.origin:
            raise NoteBroken("The note is no checkpoint.")
        return checkpoint

    @property
    def kept(self) -> Kept:
        """What `verify` compares with."""
        return Kept(self.size, self.root.hex())


class Signed(NamedTuple):
    """A checkpoint and the note that carries it."""

    checkpoint: Checkpoint
    note: str


class CannotSign(Exception):
    """The log is not one to be signed; nothing was."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class Checkpoints:
    """The folder of all checkpoints that were signed here, outside the database; nothing in it is overwritten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def verifier(self) -> Verifier | None:
        """The public half of the key; None before the first checkpoint."""
        path = self.folder / VERIFIER
        if not path.exists():
            return None
        try:
            return Verifier.parse(path.read_text("utf-8"))
        except ValueError:
            raise NoteBroken(f"{path} holds no key to verify with. Put the folder back from your backup.") from None

    def all(self) -> Iterator[Signed]:
        """Every checkpoint, smallest first; NoteBroken when one is not as it was signed."""
        verifier = self.verifier()
        for path in sorted(self.folder.glob("*.note")):
            if verifier is None:
                raise NoteBroken(f"{self.folder / VERIFIER} is missing. Put the folder back from your backup.")
            yield read_note(path, verifier)

    def kept(self) -> list[Kept]:
        """What the log has to agree with, smallest first."""
        return [signed.checkpoint.kept for signed in self.all()]

    def sign(
        self,
        recorder: LogRecorder,
        key_file: Path,
        *,
        topics: Container[str] = TOPICS,
        kept: Iterable[Kept] = (),
        progress: Progress | None = None,
    ) -> Signed:
        """Sign the log as it stands; CannotSign unless it is intact and extends every checkpoint before it."""
        with self._alone():
            verdict = verify(recorder, topics=topics, kept=[*self.kept(), *kept], progress=progress)
            if not verdict.intact or verdict.root is None:
                raise CannotSign(verdict)
            if verdict.size == 0:
                raise CannotSign(Verdict(None, reason="The log is empty: there is nothing to sign yet."))
            signer = self._signer(key_file)
            checkpoint = Checkpoint(signer.verifier.name, verdict.size, bytes.fromhex(verdict.root))
            note = signer.sign(str(checkpoint))
            write_whole(self.folder / VERIFIER, f"{signer.verifier}\n")
            write_whole(self.folder / f"{checkpoint.size:018}.note", note)
            return Signed(checkpoint, note)

    def _signer(self, key_file: Path) -> Signer:
        known = self.verifier()
        if not key_file.exists():
            if known is not None:
                raise SigningKeyUnusable.because_it_is_missing(key_file)
            create_signer(key_file)
        signer = load_signer(key_file)
        if known not in (None, signer.verifier):
            raise SigningKeyUnusable.because_it_is_another_one(key_file, self.folder)
        return signer

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def read_note(path: Path, verifier: Verifier) -> Signed:
    """The checkpoint in a file; NoteBroken unless the key has signed it for this log."""
    try:
        note = path.read_text("utf-8")
        checkpoint = Checkpoint.parse(verifier.text_of(note))
    except (NoteBroken, UnicodeDecodeError) as error:
        raise NoteBroken(f"{path} is no checkpoint of this log: {error}") from None
    if checkpoint.origin != verifier.name:
        raise NoteBroken(f"{path} is a checkpoint of another log, {checkpoint.origin}.")
    return Signed(checkpoint, note)
