"""Rotation (Schlüsselwechsel): another key signs from now on, and the old one signs the hand-over.

Each step can be the last one before a crash; called again, the rotation goes on where it stopped.
"""

from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid5

from referrals import evidence
from referrals.checkpoint import VERIFIER, CannotSign, Checkpoint, Checkpoints, Signed, next_key
from referrals.event import TOPICS
from referrals.log.application import Log
from referrals.signing import NoteBroken, Signer, Verifier, create_signer, load_signer, replace_whole
from referrals.verify import verify

NAMESPACE = UUID("6a5f0d0e-6f0c-5d0b-9c57-5e1c7e2f6c11")


class HandedOver(NamedTuple):
    """The key that signs now, the one before, and the note that both have signed."""

    verifier: Verifier
    previous: Verifier
    signed: Signed


class NothingToHandOver(Exception):
    """There is no key yet."""

    def __init__(self) -> None:
        super().__init__("Nothing was signed here yet: run `./lotse audit checkpoint` first.")


def rotate(
    checkpoints: Checkpoints, log: Log, key_file: Path, now: datetime, topics: Container[str] = TOPICS
) -> HandedOver:
    """Hand over to a new key; CannotSign when the log is not intact, NothingToHandOver without a key."""
    with checkpoints.alone():
        known = checkpoints.verifiers()
        if not known:
            raise NothingToHandOver
        following = next_key(key_file)
        if following.exists() and load_signer(following).verifier == known[-1]:
            return _finish(checkpoints, key_file, known)
        old = checkpoints.signer(key_file) if not following.exists() else load_signer(key_file)
        verdict = verify(log.recorder, topics=topics, kept=checkpoints.kept())
        if not verdict.intact:
            raise CannotSign(verdict)
        create_signer(following, old.verifier.name)
        new = load_signer(following)
        command_id = uuid5(NAMESPACE, str(new.verifier))
        evidence.rotated(log, now, verifier=str(new.verifier), previous=str(old.verifier), command_id=command_id)
        _sign_by_both(checkpoints, log, old, new)
        replace_whole(checkpoints.folder / VERIFIER, "".join(f"{each}\n" for each in (*known, new.verifier)))
        return _finish(checkpoints, key_file, (*known, new.verifier))


def _sign_by_both(checkpoints: Checkpoints, log: Log, old: Signer, new: Signer) -> None:
    size = log.recorder.extent().last_sequence + 1
    tree = checkpoints.tree(log.recorder, checkpoints.newest(), size)
    text = str(Checkpoint(old.verifier.name, size, tree.root()))
    replace_whole(checkpoints.folder / f"{size:018}.note", new.sign_too(old.sign(text)))


def _finish(checkpoints: Checkpoints, key_file: Path, known: tuple[Verifier, ...]) -> HandedOver:
    """The new key takes the old one's place, which is gone from then on."""
    next_key(key_file).replace(key_file)
    previous, verifier = known[-2:]
    return HandedOver(verifier, previous, hand_over(checkpoints, previous, verifier))


def hand_over(checkpoints: Checkpoints, previous: Verifier, verifier: Verifier) -> Signed:
    """The note that both keys have signed; NoteBroken when there is none."""
    for signed in checkpoints.all():
        try:
            previous.text_of(signed.note)
            verifier.text_of(signed.note)
        except NoteBroken:
            continue
        return signed
    raise NoteBroken(f"No note hands over from {previous.id.hex()} to {verifier.id.hex()}.")
