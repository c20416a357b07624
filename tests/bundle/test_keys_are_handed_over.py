"""A bundle with several keys: each was handed over by the one before, and what any of them signed counts."""

from pathlib import Path

import pytest

from referrals import rotation
from referrals.bundle.verify import judge
from referrals.checkpoint import Signed
from referrals.log.application import Log
from referrals.signing import create_signer, load_signer
from tests.bundle.conftest import House
from tests.bundle.test_the_bundle_is_checked_with_nothing_but_python import grow
from tests.cast import moment
from tests.ledger.test_the_key_is_rotated import TOPICS


@pytest.fixture
def database_url() -> None:
    """One database is enough: what is told apart here lies in files."""


class Rotating(House):
    """A house whose key was rotated."""

    def sign(self) -> Signed:
        """With the topic of the rotation."""
        return self.checkpoints.sign(self.log.recorder, self.key, topics=TOPICS)

    def rotate(self) -> None:
        """Another key takes over."""
        rotation.rotate(self.checkpoints, self.log, self.key, moment(1), topics=TOPICS)


@pytest.fixture
def house(log: Log, tmp_path: Path) -> Rotating:
    """Nine events, signed by the first key."""
    return Rotating(log, tmp_path)


def test_what_every_key_of_the_chain_signed_counts(house: Rotating) -> None:
    """Also right after the rotation, when the note that hands over is today's."""
    kept = [house.kept("first")]
    for version in (4, 5):
        house.rotate()
        assert judge(house.bundle(f"right after {version}").folder, kept)["intact"] is True
        grow(house.log, version)
        kept.append(house.kept(f"under key {version}"))
    told = judge(house.bundle().folder, kept)
    assert (told["intact"], told["checked"]) == (True, 13)
    assert len((house.folder / "bundle" / "verifier.key").read_text().splitlines()) == 3


def test_a_key_that_nobody_handed_over_to_is_found(house: Rotating, tmp_path: Path) -> None:
    """An attacker puts a key of their own at the end and signs with it."""
    house.kept("first")
    grow(house.log, 4)
    folder = house.bundle().folder
    name = load_signer(house.key).verifier.name
    create_signer(tmp_path / "stranger", name)
    stranger = load_signer(tmp_path / "stranger")
    note = folder / "checkpoint.note"
    text = note.read_text().rpartition("\n\n")[0] + "\n"
    with (folder / "verifier.key").open("a") as keys:
        keys.write(f"{stranger.verifier}\n")
    note.write_text(stranger.sign(text))
    told = judge(folder, [])
    assert (told["intact"], told["reason"]) == (False, "Den 2. Schlüssel hat der 1. nicht übergeben.")


def test_a_key_that_was_replaced_signs_nothing_more(house: Rotating, tmp_path: Path) -> None:
    """Stolen before it was gone: today's checkpoint has to carry the newest key's signature."""
    house.sign()
    old = load_signer(house.key)
    house.rotate()
    grow(house.log, 4)
    folder = house.bundle().folder
    note = folder / "checkpoint.note"
    note.write_text(old.sign(note.read_text().rpartition("\n\n")[0] + "\n"))
    told = judge(folder, [])
    assert (told["intact"], "neuesten Schlüssel" in told["reason"]) == (False, True)


def test_a_hand_over_without_the_old_key_is_found(house: Rotating) -> None:
    """Only the new signature is left on the note."""
    house.sign()
    house.rotate()
    grow(house.log, 4)
    folder = house.bundle().folder
    (note,) = (folder / "previous").glob("*10.note")
    lines = note.read_text().splitlines(keepends=True)
    note.write_text("".join([*lines[:-2], lines[-1]]))
    assert judge(folder, [])["reason"] == "Den 2. Schlüssel hat der 1. nicht übergeben."


@pytest.mark.parametrize("spoil", ["no key", "other/name"])
def test_keys_that_do_not_belong_together_cannot_be_judged(house: Rotating, tmp_path: Path, spoil: str) -> None:
    folder = house.bundle().folder
    create_signer(tmp_path / "other", "other/name")
    line = spoil if spoil == "no key" else str(load_signer(tmp_path / "other").verifier)
    with (folder / "verifier.key").open("a") as keys:
        keys.write(f"{line}\n")
    assert judge(folder, [])["intact"] is None
