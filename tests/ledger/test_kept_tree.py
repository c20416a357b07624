"""Boughs: a proof reads two of them and not the whole log, and believes none of them."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from referrals import boughs
from referrals.boughs import Boughs
from referrals.ledger import leaf_hash, root_of, verify_inclusion

MOST = 45


class Leaves:
    """Some leaves, and how many of them were read."""

    def __init__(self, number: int) -> None:
        self.hashes = [leaf_hash(str(each).encode()) for each in range(number)]
        self.read = 0

    def __call__(self, first: int, limit: int) -> Sequence[bytes]:
        found = self.hashes[first : first + limit]
        self.read += len(found)
        return found


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four leaves to a bough."""
    monkeypatch.setattr(boughs, "LEAVES", 4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "boughs"


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_leaf_is_proven_with_what_was_kept_before(file: Path, size: int) -> None:
    """From nothing, and again from the file; older trees too."""
    leaves = Leaves(MOST)
    for covered in (size, MOST, size):
        root = root_of(leaves.hashes[:covered])
        for index in range(size):
            path = Boughs(file, leaves).prove(index, covered, root)
            assert path is not None
            assert verify_inclusion(leaves.hashes[index], index, covered, path, root)


def test_with_the_file_only_two_boughs_are_read(file: Path) -> None:
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    Boughs(file, leaves).prove(7, MOST, root)
    assert leaves.read >= MOST
    leaves.read = 0
    assert Boughs(file, leaves).prove(7, MOST, root)
    assert leaves.read == 4 + MOST % 4
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("wrong", ["", "nonsense\n", "AAAA\n" * 3, None])
def test_a_file_that_is_wrong_is_grown_again(file: Path, wrong: str | None) -> None:
    """Whatever stands in it: a proof leads to the signed root, or is made from the leaves."""
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    Boughs(file, leaves).prove(0, MOST, root)
    right = file.read_text()
    file.write_text(right[:45] * (MOST // 4) if wrong is None else wrong)
    path = Boughs(file, leaves).prove(30, MOST, root)
    assert path is not None
    assert verify_inclusion(leaves.hashes[30], 30, MOST, path, root)
    assert file.read_text() == right


def test_leaves_that_are_not_the_signed_ones_prove_nothing(file: Path) -> None:
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    Boughs(file, leaves).prove(0, MOST, root)
    leaves.hashes[9] = sha256(b"another one").digest()
    assert Boughs(file, leaves).prove(9, MOST, root) is None


def test_whoever_may_only_read_proves_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path, _text: str) -> None:
        raise PermissionError

    monkeypatch.setattr(boughs, "replace_whole", refused)
    leaves = Leaves(MOST)
    assert Boughs(file, leaves).prove(3, MOST, root_of(leaves.hashes))
    assert not file.exists()
