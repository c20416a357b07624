"""A checkpoint is signed over an intact log that extends every one before; what was signed is kept."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from referrals.checkpoint import CannotSign, Checkpoint, Checkpoints, Signed, read_note
from referrals.log.application import Log
from referrals.signing import NoteBroken, SigningKeyUnusable, load_signer
from tests.ledger.conftest import STREAMS, Intruder, sealed
from tests.ledger.test_verify import KNOWN, OTHER_STATE, judged, write_leaf


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    """The folder beside the database."""
    return Checkpoints(tmp_path / "checkpoints")


def signed(checkpoints: Checkpoints, log: Log) -> Signed:
    """A checkpoint over the log as it stands now."""
    return checkpoints.sign(log.recorder, checkpoints.folder.parent / "key", topics=KNOWN)


def grow(log: Log, version: int) -> None:
    """One more event."""
    log.recorder.insert_events([StoredEvent(STREAMS[0], version, "test.happened", b"{}")])


def test_a_checkpoint_says_size_and_root(checkpoints: Checkpoints, log: Log) -> None:
    """What the verdict says, under the name of the key."""
    (name, size, root), note = signed(checkpoints, log)
    assert (size, root.hex()) == (9, judged(log).root)
    assert note.startswith(f"{name}\n9\n")
    assert checkpoints.verifier() == load_signer(checkpoints.folder.parent / "key").verifier


def test_a_log_that_grew_is_signed_again_and_all_are_kept(checkpoints: Checkpoints, log: Log) -> None:
    first = signed(checkpoints, log)
    grow(log, 4)
    second = signed(checkpoints, log)
    assert list(checkpoints.all()) == [first, second]
    assert [kept.size for kept in checkpoints.kept()] == [9, 10]


def test_a_log_that_did_not_grow_gets_the_same_checkpoint(checkpoints: Checkpoints, log: Log) -> None:
    assert signed(checkpoints, log) == signed(checkpoints, log)
    assert len(list(checkpoints.all())) == 1


def test_a_log_that_does_not_extend_the_last_checkpoint_is_not_signed(
    checkpoints: Checkpoints, log: Log, intruder: Intruder
) -> None:
    """Even when log and ledger agree; not now, and not when it has grown."""
    signed(checkpoints, log)
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(OTHER_STATE,))
    intruder("DELETE FROM sealed WHERE id = ?", values=(sealed(1, 2).id,))
    write_leaf(intruder, 4, STREAMS[1], 2, OTHER_STATE)
    assert judged(log).intact
    for version in (4, 5):
        with pytest.raises(CannotSign, match="first 9 events do not give the root") as refused:
            signed(checkpoints, log)
        assert refused.value.verdict.exit_code == 1
        grow(log, version)
    assert len(list(checkpoints.all())) == 1


def test_the_place_of_a_change_lies_behind_the_last_checkpoint_that_fits(
    checkpoints: Checkpoints, log: Log, intruder: Intruder
) -> None:
    signed(checkpoints, log)
    grow(log, 4)
    signed(checkpoints, log)
    intruder("UPDATE events SET state = ? WHERE position = 10", values=(OTHER_STATE,))
    write_leaf(intruder, 9, STREAMS[0], 4, OTHER_STATE)
    with pytest.raises(CannotSign, match="but the first 9 do"):
        signed(checkpoints, log)


def test_a_tampered_log_is_not_signed(checkpoints: Checkpoints, log: Log, intruder: Intruder) -> None:
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(OTHER_STATE,))
    with pytest.raises(CannotSign, match="position 5"):
        signed(checkpoints, log)
    assert not (checkpoints.folder.parent / "key").exists()


def test_an_empty_log_is_not_signed(checkpoints: Checkpoints, tmp_path: Path) -> None:
    """Everything would extend its checkpoint."""
    empty = Log.open(tmp_path / "empty.sqlite", create=True)
    with pytest.raises(CannotSign, match="nothing to sign"):
        signed(checkpoints, empty)
    empty.close()


def test_many_who_sign_at_once_sign_with_one_key(checkpoints: Checkpoints, log: Log) -> None:
    """The first one makes the key; the others wait for their turn."""
    with ThreadPoolExecutor(6) as pool:
        notes = {pool.submit(signed, checkpoints, log) for _ in range(6)}
    assert len({note.result() for note in notes}) == 1
    assert len(checkpoints.kept()) == 1


def test_whoever_signs_waits_for_the_one_who_is_at_it(checkpoints: Checkpoints, log: Log) -> None:
    with ThreadPoolExecutor(1) as pool:
        with checkpoints.alone():
            waiting = pool.submit(signed, checkpoints, log)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            assert not list(checkpoints.folder.glob("*.note"))
        assert waiting.result().checkpoint.size == 9


@pytest.mark.parametrize("size", ["-1", "+9", "09", "9" * 19, ""])
def test_a_size_is_a_plain_number(size: str) -> None:
    with pytest.raises(NoteBroken, match="no checkpoint"):
        Checkpoint.parse(f"lotse/x\n{size}\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")


def test_a_lost_key_is_not_replaced_silently(checkpoints: Checkpoints, log: Log) -> None:
    signed(checkpoints, log)
    key = checkpoints.folder.parent / "key"
    kept = key.rename(key.with_name("elsewhere"))
    with pytest.raises(SigningKeyUnusable, match="missing"):
        signed(checkpoints, log)
    assert not key.exists()
    signed(Checkpoints(key.parent / "another"), log)
    with pytest.raises(SigningKeyUnusable, match="not the key that signed"):
        signed(checkpoints, log)
    kept.rename(key)
    signed(checkpoints, log)


def test_a_changed_checkpoint_in_the_folder_is_named(checkpoints: Checkpoints, log: Log) -> None:
    signed(checkpoints, log)
    (path,) = checkpoints.folder.glob("*.note")
    path.write_text(path.read_text().replace("\n9\n", "\n8\n"))
    with pytest.raises(NoteBroken, match=path.name):
        signed(checkpoints, log)
    path.write_bytes(b"\xff")
    with pytest.raises(NoteBroken, match=path.name):
        list(checkpoints.all())


def test_a_folder_without_its_public_key_is_named(checkpoints: Checkpoints, log: Log) -> None:
    signed(checkpoints, log)
    path = checkpoints.folder / "verifier.key"
    path.write_text("no key")
    with pytest.raises(NoteBroken, match="holds no key"):
        list(checkpoints.all())
    path.unlink()
    with pytest.raises(NoteBroken, match="is missing"):
        list(checkpoints.all())


def test_a_checkpoint_of_another_log_is_refused(checkpoints: Checkpoints, log: Log, tmp_path: Path) -> None:
    """Signed by our key, but under another name."""
    signed(checkpoints, log)
    signer = load_signer(tmp_path / "key")
    note = tmp_path / "other.note"
    note.write_text(signer.sign("another/log\n9\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"))
    with pytest.raises(NoteBroken, match="another log"):
        read_note(note, signer.verifier)
