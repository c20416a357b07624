"""Signed notes as other programs write them, and a key that lies outside every database."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.checkpoint import Checkpoint
from referrals.ledger import EMPTY_ROOT
from referrals.signing import NoteBroken, Signer, SigningKeyUnusable, Verifier, create_signer, load_signer, write_whole

# From the documentation of golang.org/x/mod/sumdb/note: a key, and the note it signed.
SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """A key of this test's own."""
    create_signer(tmp_path / "key")
    return load_signer(tmp_path / "key")


def test_a_note_of_another_program_is_read_and_written(tmp_path: Path) -> None:
    """Key file, public key and note, to the last byte: Ed25519 signs the same text the same way."""
    write_whole(tmp_path / "key", SECRET + "\n")
    signer = load_signer(tmp_path / "key")
    assert str(signer.verifier) == PUBLIC
    assert signer.sign(TEXT) == NOTE
    assert Verifier.parse(PUBLIC + "\n").text_of(NOTE) == TEXT


def test_a_key_is_made_once_and_kept_privately(tmp_path: Path) -> None:
    path = tmp_path / "far" / "new" / "key"
    create_signer(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    made = path.read_bytes()
    create_signer(path)
    assert path.read_bytes() == made
    assert [file.name for file in path.parent.iterdir()] == ["key"]


def test_two_keys_are_two_logs(tmp_path: Path) -> None:
    """The name of the log is made with its key, so no two installations share one."""
    create_signer(tmp_path / "one")
    create_signer(tmp_path / "two")
    assert load_signer(tmp_path / "one").verifier.name != load_signer(tmp_path / "two").verifier.name


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    create_signer(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(SigningKeyUnusable, match="chmod 600"):
        load_signer(tmp_path / "key")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "lotse-kek-1 00",
        PUBLIC,
        SECRET.replace("c74f20a3", "c74f20a4"),
        SECRET.replace("PeterNeumann", "PeterNewmann"),
        SECRET[:-4],
        SECRET.replace("+AYEK", "+!YEK"),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    write_whole(tmp_path / "key", content)
    with pytest.raises(SigningKeyUnusable, match="no signing key"):
        load_signer(tmp_path / "key")


@pytest.mark.parametrize("text", ["", "name", PUBLIC.replace("c7", "c8"), PUBLIC + "AAAA", SECRET])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Verifier.parse(text)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        NOTE.replace("answer", "question"),
        NOTE.replace("— Peter", "- Peter"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("PeterNeumann", "Somebody"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("JnAM=", "JnA"),
    ],
)
def test_a_changed_note_is_refused(note: str) -> None:
    with pytest.raises(NoteBroken, match="not signed by PeterNeumann"):
        Verifier.parse(PUBLIC).text_of(note)


def test_the_signatures_of_others_are_passed_over(signer: Signer) -> None:
    """C2SP: a witness may add a line; nobody has to know its key."""
    assert Verifier.parse(PUBLIC).text_of(NOTE + "— witness.example AAAAAAAA\n") == TEXT
    both = NOTE + signer.sign(TEXT).split("\n\n")[1]
    assert signer.verifier.text_of(both) == Verifier.parse(PUBLIC).text_of(both) == TEXT


def test_a_signer_shows_no_secret(signer: Signer, tmp_path: Path) -> None:
    secret = (tmp_path / "key").read_text().rsplit("+", 1)[1].strip()
    assert secret not in repr(signer)
    assert signer.verifier.name in repr(signer)


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_three_lines(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("lotse/1", size, root)
    assert Checkpoint.parse(str(checkpoint)) == checkpoint
    assert str(checkpoint).split("\n")[:2] == ["lotse/1", str(size)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        str(Checkpoint("", 1, EMPTY_ROOT)),
        str(Checkpoint("origin", 1, EMPTY_ROOT[:31])),
        str(Checkpoint("origin", 1, EMPTY_ROOT)).replace("\n1\n", "\n01\n"),
        str(Checkpoint("origin", 1, EMPTY_ROOT)).replace("\n1\n", "\n-1\n"),
        str(Checkpoint("origin", 1, EMPTY_ROOT)).replace("\n1\n", "\n٣\n"),
        str(Checkpoint("origin", 1, EMPTY_ROOT)).replace("=", ""),
        str(Checkpoint("origin", 1, EMPTY_ROOT)) + "more\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteBroken, match="no checkpoint"):
        Checkpoint.parse(text)


def test_base64_is_read_in_the_one_way_it_is_written(tmp_path: Path) -> None:
    """Another text with the same meaning would be another file, and another fingerprint."""
    verifier = Verifier.parse(PUBLIC)
    for encoded in (f"{SIGNATURE[:20]}!{SIGNATURE[20:]}", f"{SIGNATURE} ", f"\t{SIGNATURE}"):
        with pytest.raises(NoteBroken):
            verifier.text_of(f"{TEXT}\n— PeterNeumann {encoded}\n")
    write_whole(tmp_path / "key", SECRET.replace("AYEK", "AY!EK"))
    with pytest.raises(SigningKeyUnusable, match="holds no signing key"):
        load_signer(tmp_path / "key")


def test_a_second_signature_stands_below_the_first(signer: Signer) -> None:
    """Whoever knows one of the keys reads the note."""
    other = Signer("PeterNeumann", b"\x07" * 32)
    note = other.sign_too(signer.sign(TEXT))
    assert note.startswith(signer.sign(TEXT))
    assert note.endswith(other.sign(TEXT)[len(TEXT) + 1 :])
    assert signer.verifier.text_of(note) == other.verifier.text_of(note) == TEXT
