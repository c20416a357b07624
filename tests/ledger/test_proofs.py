"""Proofs of RFC 9162: held against published vectors, against another implementation, and against changes."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.bundle import proving as in_the_bundle
from referrals.ledger import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    complete_spans,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    root_of,
    roots_of_spans,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[2] / "../shared/data/merkle-vectors/vectors.jsonl"
BOTH = pytest.mark.parametrize(
    ("inclusion", "consistency"),
    [
        pytest.param(verify_inclusion, verify_consistency, id="ledger"),
        pytest.param(in_the_bundle.verify_inclusion, in_the_bundle.verify_consistency, id="bundle"),
    ],
)
BINARY = st.binary(max_size=8)


def leaves_of(size: int) -> list[bytes]:
    """Leaf hashes of a tree of that size."""
    return [leaf_hash(str(number).encode()) for number in range(size)]


def inclusion_path(leaves: list[bytes], index: int) -> list[bytes]:
    """The proof for one leaf."""
    spans = inclusion_spans(index, len(leaves))
    found = roots_of_spans(leaves, spans)
    return [found[span] for span in spans]


def consistency_path(leaves: list[bytes], first: int) -> list[bytes]:
    """The proof that the tree extends its first leaves."""
    spans = consistency_spans(first, len(leaves))
    found = roots_of_spans(leaves, spans)
    return [found[span] for span in spans]


def accepts(vector: dict[str, Any], inclusion: Any, consistency: Any) -> bool:
    """What a verifier says to a published vector."""
    path = [b64decode(each) for each in vector["proof"] or []]
    if vector["kind"] == "inclusion":
        leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
        return bool(inclusion(leaf, vector["leafIdx"], vector["treeSize"], path, root))
    first_root, root = b64decode(vector["root1"] or ""), b64decode(vector["root2"] or "")
    return bool(consistency(vector["size1"], vector["size2"], first_root, root, path))


def wanted(vector: dict[str, Any]) -> bool:
    """What it should say: hashes of other lengths are refused in any case."""
    hashes = [vector.get(name) for name in ("leafHash", "root", "root1", "root2") if name in vector]
    return not vector["wantErr"] and all(len(b64decode(each or "")) == HASH_BYTES for each in hashes)


@BOTH
@pytest.mark.skipif(not VECTORS.is_file(), reason="the published vectors are not on this machine")
def test_the_published_proofs_hold_and_the_broken_ones_do_not(inclusion: Any, consistency: Any) -> None:
    """196 vectors of transparency-dev/merkle: happy paths, and everything one can do to a proof."""
    vectors = [json.loads(line) for line in VECTORS.read_text().splitlines()]
    assert [each["name"] for each in vectors if accepts(each, inclusion, consistency) != wanted(each)] == []
    assert sum(map(wanted, vectors)) >= 11
    assert len(vectors) == 196


@BOTH
@given(st.integers(1, 80), st.data())
def test_every_leaf_has_a_proof_that_another_implementation_gives_too(
    inclusion: Any, consistency: Any, size: int, data: st.DataObject
) -> None:
    """pymerkle is the oracle; its path begins with the leaf itself."""
    index = data.draw(st.integers(0, size - 1))
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        oracle.append_entry(str(number).encode())
    leaves = leaves_of(size)
    path = inclusion_path(leaves, index)
    assert oracle.prove_inclusion(index + 1, size).path == [leaves[index], *path]
    assert inclusion(leaves[index], index, size, path, oracle.get_root())


@BOTH
@given(st.integers(1, 80), st.data())
def test_every_earlier_tree_has_a_proof_into_the_later_one(
    inclusion: Any, consistency: Any, size: int, data: st.DataObject
) -> None:
    """Whatever the sizes."""
    first = data.draw(st.integers(1, size))
    leaves = leaves_of(size)
    path = consistency_path(leaves, first)
    assert consistency(first, size, root_of(leaves[:first]), root_of(leaves), path)


@BOTH
@given(st.integers(1, 40), st.data())
def test_no_proof_holds_for_another_history(inclusion: Any, consistency: Any, size: int, data: st.DataObject) -> None:
    """One leaf changed before the first size, and no path leads from the old root to the new one."""
    first = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, first - 1))
    leaves = leaves_of(size)
    forged = [*leaves[:changed], leaf_hash(b"forged"), *leaves[changed + 1 :]]
    assert not consistency(first, size, root_of(leaves[:first]), root_of(forged), consistency_path(forged, first))
    path = inclusion_path(forged, changed)
    assert not inclusion(leaves[changed], changed, size, path, root_of(forged))


@BOTH
@given(st.integers(2, 40), st.data())
def test_a_changed_proof_does_not_hold(inclusion: Any, consistency: Any, size: int, data: st.DataObject) -> None:
    """A bit turned, a hash more, a hash less, another index, another size."""
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root, path = root_of(leaves), inclusion_path(leaves, index)
    place, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 7))
    turned = [*path]
    turned[place] = bytes([path[place][0] ^ 1 << bit]) + path[place][1:]
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    for proof in (turned, path[:-1], [*path, root], [b"", *path], [leaves[index], *path]):
        assert not inclusion(leaves[index], index, size, proof, root)
    assert not inclusion(leaves[index], other, size, path, root)
    assert not inclusion(leaves[index], -1, size, path, root)
    assert not inclusion(leaves[index], index, index, path, root)


@BOTH
def test_no_proof_leads_from_the_empty_tree(inclusion: Any, consistency: Any) -> None:
    """A trap of published vectors: everything would extend it."""
    leaves = leaves_of(3)
    assert not consistency(0, 3, EMPTY_ROOT, root_of(leaves), [])
    assert not consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not consistency(0, 3, b"", root_of(leaves), [root_of(leaves)])
    assert not inclusion(b"", 0, 1, [], b"")


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_spans(index, size)


@pytest.mark.parametrize(("first", "size"), [(0, 3), (4, 3)])
def test_there_is_no_proof_from_a_tree_that_was_never_smaller(first: int, size: int) -> None:
    with pytest.raises(ValueError, match="No proof leads"):
        consistency_spans(first, size)


@given(st.lists(BINARY, max_size=40))
def test_one_pass_gives_the_root_too(entries: list[bytes]) -> None:
    """So whoever writes proofs can compare it with the checkpoint."""
    leaves = [leaf_hash(entry) for entry in entries]
    assert roots_of_spans(leaves, ()) == {(0, len(leaves)): root_of(leaves)}


@given(st.integers(0, 70), st.integers(0, 30))
def test_a_tree_goes_on_from_its_kept_nodes(before: int, more: int) -> None:
    """What an auditor needs to check only what is new: a handful of nodes."""
    leaves = leaves_of(before + more)
    kept = Frontier()
    for leaf in leaves[:before]:
        kept.add(leaf)
    found = roots_of_spans(leaves, complete_spans(before))
    assert [found[span] for span in complete_spans(before)] == kept.nodes()
    tree = Frontier.resume(before, kept.nodes())
    assert tree.root() == kept.root()
    for leaf in leaves[before:]:
        tree.add(leaf)
    assert (tree.size, tree.root()) == (before + more, root_of(leaves))


def test_kept_nodes_that_do_not_fit_their_size_are_refused() -> None:
    with pytest.raises(ValueError, match="2 nodes"):
        Frontier.resume(5, [EMPTY_ROOT])


@BOTH
@pytest.mark.parametrize("size", [2, 5, 8, 13])
def test_a_path_of_another_length_proves_nothing(inclusion: Any, consistency: Any, size: int) -> None:
    """One hash more at the end, one hash less: also where what is left of it would lead to the root."""
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    root, first = root_of(leaves), size - 1
    for index in range(size):
        path = inclusion_path(leaves, index)
        for wrong in ([*path, EMPTY_ROOT], path[:-1]):
            assert not inclusion(leaves[index], index, size, wrong, root)
    path = consistency_path(leaves, first)
    for wrong in ([*path, EMPTY_ROOT], path[:-1]):
        assert not consistency(first, size, root_of(leaves[:first]), root, wrong)


def test_the_sides_of_a_path_are_as_many_as_its_steps() -> None:
    assert in_the_bundle.sides(0, 0, 0) == []
    assert in_the_bundle.sides(1, 1, 1) == [True]
    assert in_the_bundle.sides(0, 0, 1) is None
    assert in_the_bundle.sides(0, 1, 0) is None
    assert in_the_bundle.sides(2, 2, 3) is None


def test_both_implementations_say_the_same_of_every_proof_right_or_wrong() -> None:
    """All trees up to a size, each proof as it is, for neighbouring sizes, and a step shorter or longer."""
    most = 17
    leaves = leaves_of(most)
    roots = [root_of(leaves[:size]) for size in range(most + 1)]
    accepted = 0
    for size in range(1, most + 1):
        for first in range(1, size + 1):
            right = consistency_path(leaves[:size], first)
            for path in (right, right[:-1], right[1:], [*right, leaves[0]]):
                for said, all_said in (
                    (first, size),
                    (first + 1, size),
                    (first, size + 1),
                    (first, max(first, size - 1)),
                ):
                    given = (said, all_said, roots[first], roots[size], path)
                    holds = verify_consistency(*given)
                    assert holds == in_the_bundle.verify_consistency(*given), given[:2]
                    accepted += holds
        for index in range(size):
            right = inclusion_path(leaves[:size], index)
            for path in (right, right[:-1], right[1:], [*right, leaves[0]]):
                for said, all_said in ((index, size), (index + 1, size), (index, size + 1), (index, size - 1)):
                    claimed = (leaves[index], said, all_said, path, roots[size])
                    holds = verify_inclusion(*claimed)
                    assert holds == in_the_bundle.verify_inclusion(*claimed), claimed[1:3]
                    accepted += holds
    assert accepted >= most * (most + 1)
    assert in_the_bundle.root_of([]) == EMPTY_ROOT
