"""Another key signs from now on; the old one signed the hand-over, and whatever it signed still counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from referrals import rotation
from referrals.checkpoint import CannotSign, Checkpoints, next_key, read_note
from referrals.evidence import SigningKeyRotated
from referrals.log.application import Log
from referrals.rotation import HandedOver, NothingToHandOver, hand_over
from referrals.signing import NoteBroken, SigningKeyUnusable, load_signer, replace_whole
from tests.cast import moment
from tests.ledger.conftest import Intruder
from tests.ledger.test_checkpoint import checkpoints, signed
from tests.ledger.test_verify import KNOWN, OTHER_STATE

__all__ = ["checkpoints"]

TOPICS = KNOWN | {"signing_key.rotated"}


@pytest.fixture
def database_url() -> None:
    """One database is enough: what is told apart here lies in files."""


def rotate(checkpoints: Checkpoints, log: Log) -> HandedOver:
    """A new key takes over."""
    return rotation.rotate(checkpoints, log, checkpoints.folder.parent / "key", moment(1), topics=TOPICS)


def test_both_keys_sign_the_hand_over_and_the_log_tells_of_it(checkpoints: Checkpoints, log: Log) -> None:
    before = signed(checkpoints, log)
    old = checkpoints.verifier()
    told = rotate(checkpoints, log)
    assert checkpoints.verifiers() == (old, told.verifier)
    assert told.previous == old != told.verifier
    assert told.signed.checkpoint.size == 10
    for verifier in (told.previous, told.verifier):
        assert verifier.text_of(told.signed.note) == str(told.signed.checkpoint)
    event = log.read(9, 1)[0].event
    assert isinstance(event, SigningKeyRotated)
    assert (event.verifier, event.previous) == (str(told.verifier), str(old))
    assert list(checkpoints.all()) == [before, told.signed]
    assert load_signer(checkpoints.folder.parent / "key").verifier == told.verifier
    assert not next_key(checkpoints.folder.parent / "key").exists()


def test_the_new_key_signs_on_and_what_the_old_one_signed_still_counts(checkpoints: Checkpoints, log: Log) -> None:
    first = signed(checkpoints, log)
    key = checkpoints.folder.parent / "key"
    one = rotate(checkpoints, log)
    two = rotate(checkpoints, log)
    assert [each.checkpoint.size for each in checkpoints.all()] == [9, 10, 11]
    assert checkpoints.sign(log.recorder, key, topics=TOPICS) == two.signed
    assert len({one.previous, one.verifier, two.verifier}) == 3
    assert hand_over(checkpoints, one.previous, one.verifier) == one.signed
    with pytest.raises(NoteBroken, match="No note hands over"):
        hand_over(checkpoints, one.previous, two.verifier)
    (checkpoints.folder.parent / "kept").write_text(first.note)
    assert read_note(checkpoints.folder.parent / "kept", *checkpoints.verifiers()) == first


@pytest.mark.parametrize("stop", ["create_signer", "evidence.rotated", "_sign_by_both", "replace_whole", "_finish"])
def test_a_rotation_that_was_interrupted_goes_on_where_it_stopped(
    checkpoints: Checkpoints, log: Log, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    """After each step: one new key, one event, one hand-over."""
    signed(checkpoints, log)
    with monkeypatch.context() as patch:
        patch.setattr(f"referrals.rotation.{stop}", crash)
        with pytest.raises(KeyboardInterrupt):
            rotate(checkpoints, log)
    told = rotate(checkpoints, log)
    assert log.head() == 10
    assert len(checkpoints.verifiers()) == 2
    assert load_signer(checkpoints.folder.parent / "key").verifier == told.verifier
    assert told.signed == checkpoints.newest()
    assert not next_key(checkpoints.folder.parent / "key").exists()


def test_a_rotation_interrupted_behind_the_note_takes_that_note(
    checkpoints: Checkpoints, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have signed already; the folder does not know the new key yet."""
    signed(checkpoints, log)
    written = replace_whole
    with monkeypatch.context() as patch:
        patch.setattr(
            rotation, "replace_whole", lambda path, text: crash() if path.suffix == ".key" else written(path, text)
        )
        with pytest.raises(KeyboardInterrupt):
            rotate(checkpoints, log)
    assert rotate(checkpoints, log).signed.checkpoint.size == 10
    assert log.head() == 10


def crash(*_: Any, **__: Any) -> None:
    """The machine goes out here."""
    raise KeyboardInterrupt


def test_nobody_signs_while_a_rotation_is_unfinished(
    checkpoints: Checkpoints, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder expects the new key already, and the file still holds the old one."""
    signed(checkpoints, log)
    with monkeypatch.context() as patch:
        patch.setattr("referrals.rotation._finish", crash)
        with pytest.raises(KeyboardInterrupt):
            rotate(checkpoints, log)
    with pytest.raises(SigningKeyUnusable, match="rotate-key` again"):
        checkpoints.sign(log.recorder, checkpoints.folder.parent / "key", topics=TOPICS)


def test_a_tampered_log_is_not_handed_over(checkpoints: Checkpoints, log: Log, intruder: Intruder) -> None:
    signed(checkpoints, log)
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(OTHER_STATE,))
    with pytest.raises(CannotSign, match="position 5"):
        rotate(checkpoints, log)
    assert len(checkpoints.verifiers()) == 1


def test_without_a_key_there_is_nothing_to_hand_over(
    checkpoints: Checkpoints, log: Log, store_url: Callable[[str], str], tmp_path: Path
) -> None:
    with pytest.raises(NothingToHandOver, match="audit checkpoint"):
        rotate(checkpoints, log)
    assert not (tmp_path / "key").exists()
