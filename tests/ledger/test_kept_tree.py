"""A kept tree: a proof reads a few nodes of it and not the log, and believes none of them."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from referrals.kept_tree import KeptTree, Tree
from referrals.ledger import (
    Span,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    root_of,
    roots_of_spans,
    verify_inclusion,
)

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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tree"


def proven(file: Path, leaves: Leaves, index: int, size: int, root: bytes) -> list[bytes] | None:
    """The path of the leaf that stands in the log."""
    return KeptTree(file, leaves).proving(size, root, lambda tree: tree.path(index, leaves.hashes[index]))


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_leaf_is_proven_with_what_was_kept_before(file: Path, size: int) -> None:
    """From nothing, and again from the file; older trees too."""
    leaves = Leaves(MOST)
    for covered in (size, MOST, size):
        root = root_of(leaves.hashes[:covered])
        for index in range(size):
            path = proven(file, leaves, index, covered, root)
            assert path is not None
            assert verify_inclusion(leaves.hashes[index], index, covered, path, root)


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_node_of_a_proof_is_found(file: Path, size: int) -> None:
    """As one pass over all leaves finds it."""
    leaves = Leaves(size)
    spans: set[Span] = {span for index in range(size) for span in inclusion_spans(index, size)}
    spans |= {span for first in range(1, size) for span in consistency_spans(first, size)}
    nodes = KeptTree(file, leaves).proving(
        size, root_of(leaves.hashes), lambda tree: {span: tree.node(span) for span in spans}
    )
    found = roots_of_spans(leaves.hashes, spans)
    assert nodes == {span: found[span] for span in spans}


@pytest.mark.parametrize("size", [1, 2, 31, 32, MOST])
def test_many_are_proven_at_once_in_any_order(file: Path, size: int) -> None:
    """Each way goes on from the one before it, whichever that was, also from one that ended above the leaves."""
    leaves = Leaves(size)
    root = root_of(leaves.hashes)
    asked = [*range(size), *range(size - 1, -1, -1), *(each * 7 % size for each in range(size))]

    def prove(tree: Tree) -> list[list[bytes]]:
        paths = []
        for index in asked:
            tree.node((index & ~1, min(index | 1, size - 1) + 1))
            paths.append(tree.path(index, leaves.hashes[index]))
        return paths

    paths = KeptTree(file, leaves).proving(size, root, prove)
    assert paths is not None
    for index, path in zip(asked, paths, strict=True):
        assert verify_inclusion(leaves.hashes[index], index, size, path, root)


@pytest.mark.parametrize("place", range(2 * MOST - 4))
def test_what_was_walked_before_does_not_make_a_wrong_node_believed(file: Path, place: int) -> None:
    """The tree is made from the leaves, though all proofs are asked for at once."""
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    proven(file, leaves, 0, MOST, root)
    right = file.read_bytes()
    file.write_bytes(right[: place * 32] + sha256(b"another one").digest() + right[place * 32 + 32 :])
    paths = KeptTree(file, leaves).proving(
        MOST, root, lambda tree: [tree.path(index, leaf) for index, leaf in enumerate(leaves.hashes)]
    )
    assert paths is not None
    for index, path in enumerate(paths):
        assert verify_inclusion(leaves.hashes[index], index, MOST, path, root)
    assert file.read_bytes() == right


def test_with_the_file_no_leaf_is_read_twice(file: Path) -> None:
    """What was recorded since is added to it."""
    leaves = Leaves(MOST)
    assert proven(file, leaves, 7, 30, root_of(leaves.hashes[:30]))
    assert leaves.read == 30
    assert proven(file, leaves, 8, 30, root_of(leaves.hashes[:30]))
    assert leaves.read == 30
    assert proven(file, leaves, 7, MOST, root_of(leaves.hashes))
    assert leaves.read == MOST
    assert file.stat().st_mode & 0o077 == 0
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("size", [MOST, 32])
@pytest.mark.parametrize("place", range(2 * MOST - 4))
def test_a_wrong_node_is_never_believed(file: Path, place: int, size: int) -> None:
    """Whichever it is: a proof leads to the signed root, or the tree is made from the leaves."""
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes[:size])
    proven(file, leaves, 0, size, root)
    right = file.read_bytes()
    file.write_bytes(right[: place * 32] + sha256(b"another one").digest() + right[place * 32 + 32 :])
    for index in range(size):
        path = proven(file, leaves, index, size, root)
        assert path is not None
        assert verify_inclusion(leaves.hashes[index], index, size, path, root)


@pytest.mark.parametrize("wrong", [b"", b"nonsense", bytes(64 * MOST), None])
def test_a_file_that_is_wrong_is_made_again(file: Path, wrong: bytes | None) -> None:
    """Cut off where it does not tell, full of nothing, or without anything."""
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    proven(file, leaves, 0, MOST, root)
    right = file.read_bytes()
    file.write_bytes(right[:-70] if wrong is None else wrong)
    path = proven(file, leaves, 30, MOST, root)
    assert path is not None
    assert verify_inclusion(leaves.hashes[30], 30, MOST, path, root)
    assert file.read_bytes() == right


def test_leaves_that_are_not_the_signed_ones_prove_nothing_and_are_not_kept(file: Path) -> None:
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    proven(file, leaves, 0, MOST, root)
    right = file.read_bytes()
    leaves.hashes[9] = sha256(b"another one").digest()
    assert proven(file, leaves, 9, MOST, root) is None
    assert file.read_bytes() == right
    assert list(file.parent.iterdir()) == [file]


def test_a_log_that_is_shorter_than_what_was_signed_proves_nothing(file: Path) -> None:
    leaves = Leaves(MOST)
    root = root_of(leaves.hashes)
    del leaves.hashes[30:]
    assert proven(file, leaves, 3, MOST, root) is None


def test_whoever_may_only_read_proves_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a tree that has no name."""
    really = os.open

    def refused(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).parent == file.parent and flags & os.O_CREAT:
            raise PermissionError
        return really(path, flags, mode)

    monkeypatch.setattr(os, "open", refused)
    leaves = Leaves(MOST)
    assert proven(file, leaves, 3, MOST, root_of(leaves.hashes))
    assert not file.exists()
