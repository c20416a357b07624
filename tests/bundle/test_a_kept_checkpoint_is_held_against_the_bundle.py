"""What an auditor kept outside has to fit the bundle, and has to be a checkpoint of this log at all."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from referrals.bundle.verify import judge
from referrals.bundle.writing import Part
from referrals.signing import load_signer
from tests.bundle.conftest import House
from tests.bundle.test_the_bundle_is_checked_with_nothing_but_python import grow
from tests.ledger.conftest import STREAMS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OTHER_ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.fixture
def file(house: House) -> Path:
    """A bundle of one referral; the first nine events were signed before."""
    house.sign()
    grow(house.log, 4)
    return house.bundle("file", Part(stream=STREAMS[0])).folder


def note(house: House, size: int | str, *, origin: str | None = None, more: str = "") -> Path:
    """A checkpoint with another root, signed with the key of the house."""
    signer = load_signer(house.key)
    path = house.folder / "other.note"
    path.write_text(signer.sign(f"{origin or signer.verifier.name}\n{size}\n{OTHER_ROOT}\n{more}"), "utf-8")
    return path


@pytest.mark.parametrize("size", [9, 10])
def test_another_root_of_the_same_size_is_found(house: House, file: Path, size: int) -> None:
    """In a file, where no event says what the tree was; and in the whole log."""
    for folder in (file, house.bundle("whole").folder):
        verdict = judge(folder, [note(house, size)])
        assert (verdict["intact"], "Wurzel" in verdict["reason"]) == (False, True)
        if folder == file:
            assert verdict["first_bad"] == 0


def test_a_checkpoint_over_more_events_is_found(house: House, file: Path) -> None:
    """The log was longer once."""
    for folder in (file, house.bundle("whole").folder):
        verdict = judge(folder, [note(house, 11)])
        assert (verdict["intact"], verdict["first_bad"]) == (False, 10)
        assert "zählt 11" in verdict["reason"]


def test_one_without_a_proof_cannot_be_judged(house: House, file: Path) -> None:
    assert judge(file, [note(house, 8)])["intact"] is None
    assert judge(house.bundle("whole").folder, [note(house, 8)])["intact"] is False


def test_one_of_another_log_cannot_be_judged(house: House, file: Path) -> None:
    verdict = judge(file, [note(house, 10, origin="another/log")])
    assert (verdict["intact"], "anderen Protokoll" in verdict["reason"]) == (None, True)


@pytest.mark.parametrize("more", ["more\n", "\n", "\x07\n"])
def test_what_is_no_checkpoint_cannot_be_judged(house: House, file: Path, more: str) -> None:
    """Three lines, as we write them."""
    verdict = judge(file, [note(house, 10, more=more)])
    assert (verdict["intact"], "kein Prüfpunkt" in verdict["reason"]) == (None, True)


@pytest.mark.parametrize("size", ["010", "+10", "-1", "1e1", "", "٣"])
def test_a_size_is_written_one_way_only(house: House, file: Path, size: str) -> None:
    verdict = judge(file, [note(house, size)])
    assert (verdict["intact"], "kein Prüfpunkt" in verdict["reason"]) == (None, True)


def test_a_control_character_is_no_part_of_a_note(house: House, file: Path) -> None:
    """C2SP signed-note: otherwise a terminal would show another note than the one that is checked."""
    path = file / "checkpoint.note"
    path.write_bytes(path.read_bytes() + b"\x1b[2J\n")
    assert judge(file, [])["intact"] is None


def test_base64_is_written_one_way_only(house: House, file: Path) -> None:
    """RFC 4648 section 3.5: the last letter has bits that say nothing."""
    (proof,) = (file / "previous").glob("*.proof")
    first, *rest = proof.read_text().splitlines()
    other = first[:-2] + chr(ord(first[-2]) + 1) + "="
    assert b64decode(other) == b64decode(first)
    proof.write_text("\n".join([other, *rest]))
    assert judge(file, [])["intact"] is False


def test_a_key_of_another_kind_is_no_key(file: Path) -> None:
    """C2SP signed-note: the first byte says which kind of signature it is."""
    path = file / "verifier.key"
    name, _, key = path.read_text().strip().split("+", 2)
    other = b"\x02" + b64decode(key)[1:]
    key_id = sha256(name.encode() + b"\n" + other).digest()[:4].hex()
    path.write_text(f"{name}+{key_id}+{b64encode(other).decode()}\n")
    verdict = judge(file, [])
    assert (verdict["intact"], "keinen Ed25519" in verdict["reason"]) == (None, True)


def test_the_steps_of_another_file_are_not_taken_for_this_one(house: House, file: Path) -> None:
    """Their proofs hold, but they were not asked for."""
    about = json.loads((file / "bundle.json").read_bytes())
    (file / "bundle.json").write_text(json.dumps(about | {"stream": str(STREAMS[1])}))
    assert judge(file, [])["intact"] is False
