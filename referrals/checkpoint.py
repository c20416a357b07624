"""Checkpoint (Prüfpunkt): size and root of the ledger, signed (C2SP tlog-checkpoint), and the folder that keeps them.

The folder lies outside the database: `verifier.key` (one line per key, the newest last), a note for ever for each
checkpoint that left the house (`<size>.note`), and the one that runs along (`newest.note`), which is replaced.

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
from referrals.growth import grow
from referrals.ledger import HASH_BYTES, Frontier
from referrals.log.recorder import LogRecorder
from referrals.signing import (
    NoteBroken,
    Signer,
    SigningKeyUnusable,
    Verifier,
    create_signer,
    load_signer,
    replace_whole,
    write_whole,
)
from referrals.verify import Kept, Progress, Verdict, verify

VERIFIER = "verifier.key"
NEWEST = "newest.note"
FRONTIER = "frontier"
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
    """The folder of all checkpoints that were signed here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def verifier(self) -> Verifier | None:
        """The public half of the key that signs now; None before the first checkpoint."""
        return next(reversed(self.verifiers()), None)

    def verifiers(self) -> tuple[Verifier, ...]:
        """The public halves of all keys that signed here, the newest last."""
        path = self.folder / VERIFIER
        if not path.exists():
            return ()
        try:
            return tuple(Verifier.parse(line) for line in path.read_text("utf-8").splitlines())
        except ValueError:
            raise NoteBroken(f"{path} holds no key to verify with. Put the folder back from your backup.") from None

    def all(self) -> Iterator[Signed]:
        """Every checkpoint, smallest first; NoteBroken when one is not as it was signed."""
        running = self._read(self.folder / NEWEST)
        for path in self._numbered():
            signed = self._read(path)
            if signed is not None and running is not None and running.checkpoint.size < signed.checkpoint.size:
                yield running
                running = None
            if signed is not None:
                yield signed
        if running is not None:
            yield running

    def newest(self) -> Signed | None:
        """The checkpoint over the most events."""
        last = max(self._numbered(), default=None)
        found = [self._read(path) for path in (last, self.folder / NEWEST) if path is not None]
        return max(filter(None, found), key=lambda signed: signed.checkpoint.size, default=None)

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
        with self.alone():
            verdict = verify(recorder, topics=topics, kept=[*self.kept(), *kept], progress=progress)
            if not verdict.intact or verdict.root is None:
                raise CannotSign(verdict)
            if verdict.size == 0:
                raise CannotSign(Verdict(None, reason="The log is empty: there is nothing to sign yet."))
            signer = self.signer(key_file)
            checkpoint = Checkpoint(signer.verifier.name, verdict.size, bytes.fromhex(verdict.root))
            path = self.folder / f"{checkpoint.size:018}.note"
            write_whole(self.folder / VERIFIER, f"{signer.verifier}\n")
            write_whole(path, signer.sign(str(checkpoint)))
            return read_note(path, *self.verifiers())

    def extend(self, recorder: LogRecorder, key_file: Path) -> Signed | None:
        """Sign what came since the newest checkpoint, reading nothing before it; None when nothing came.

        CannotSign when the log does not extend it, or an event since is not the one that was recorded.
        """
        with self.alone():
            last = self.newest()
            size = recorder.extent().last_sequence + 1
            if size == (last.checkpoint.size if last else 0):
                return None
            tree = self.tree(recorder, last, size)
            signer = self.signer(key_file)
            checkpoint = Checkpoint(signer.verifier.name, size, tree.root())
            signed = Signed(checkpoint, signer.sign(str(checkpoint)))
            write_whole(self.folder / VERIFIER, f"{signer.verifier}\n")
            nodes = "".join(f"{b64encode(node).decode()}\n" for node in tree.nodes())
            replace_whole(self.folder / FRONTIER, f"{size}\n{nodes}")
            replace_whole(self.folder / NEWEST, signed.note)
            return signed

    def tree(self, recorder: LogRecorder, last: Signed | None, size: int) -> Frontier:
        """The tree over the first `size` events; CannotSign when it does not extend the last checkpoint."""
        signed = last.checkpoint if last else None
        tree = Frontier()
        if signed is not None:
            if size < signed.size:
                reason = f"The log had {signed.size} events when its root was kept; now {size}."
                raise CannotSign(Verdict(False, size, reason=reason))
            tree = self._frontier(signed) or self._grown(recorder, tree, signed.size)
            if tree.root() != signed.root:
                reason = f"The first {signed.size} events do not give the root that was kept."
                raise CannotSign(Verdict(False, size, reason=reason))
        return self._grown(recorder, tree, size)

    def signer(self, key_file: Path) -> Signer:
        """The key to sign with, made before the first checkpoint and never again."""
        known = self.verifier()
        if not key_file.exists():
            if known is not None:
                raise SigningKeyUnusable.because_it_is_missing(key_file)
            create_signer(key_file)
        signer = load_signer(key_file)
        if known not in (None, signer.verifier):
            if next_key(key_file).exists():
                raise SigningKeyUnusable.because_a_rotation_is_unfinished()
            raise SigningKeyUnusable.because_it_is_another_one(key_file, self.folder)
        return signer

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else signs meanwhile."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _numbered(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*.note") if path.name != NEWEST)

    def _read(self, path: Path) -> Signed | None:
        if not path.exists():
            return None
        verifiers = self.verifiers()
        if not verifiers:
            raise NoteBroken(f"{self.folder / VERIFIER} is missing. Put the folder back from your backup.")
        return read_note(path, *verifiers)

    def _frontier(self, signed: Checkpoint) -> Frontier | None:
        """The tree of a checkpoint from its complete subtrees; what does not give its root is not believed."""
        try:
            size, *nodes = (self.folder / FRONTIER).read_text("ascii").split()
            tree = Frontier.resume(int(size), [b64decode(node, validate=True) for node in nodes])
        except (OSError, ValueError):
            return None
        return tree if (tree.size, tree.root()) == (signed.size, signed.root) else None

    def _grown(self, recorder: LogRecorder, tree: Frontier, size: int) -> Frontier:
        if fault := grow(recorder, tree, size):
            raise CannotSign(Verdict(False, tree.size, None, fault.position, fault.reason))
        return tree


def next_key(key_file: Path) -> Path:
    """Where the key lies that takes over, while it takes over."""
    return key_file.with_name(f"{key_file.name}.next")


def read_note(path: Path, *verifiers: Verifier) -> Signed:
    """The checkpoint in a file; NoteBroken unless one of the keys has signed it for this log."""
    try:
        note = path.read_text("utf-8")
        checkpoint = Checkpoint.parse(text_of(note, verifiers))
    except (NoteBroken, UnicodeDecodeError) as error:
        raise NoteBroken(f"{path} is no checkpoint of this log: {error}") from None
    if checkpoint.origin not in {verifier.name for verifier in verifiers}:
        raise NoteBroken(f"{path} is a checkpoint of another log, {checkpoint.origin}.")
    return Signed(checkpoint, note)


def text_of(note: str, verifiers: Iterable[Verifier]) -> str:
    """The text of a note that one of these keys has signed, the newest asked first."""
    broken = NoteBroken("There is no key to verify with.")
    for verifier in reversed(list(verifiers)):
        try:
            return verifier.text_of(note)
        except NoteBroken as error:
            broken = error
    raise broken
