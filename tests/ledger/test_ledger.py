"""The Merkle tree of RFC 9162, held against published vectors and against another implementation."""

from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.ledger import EMPTY_ROOT, Frontier, leaf_data, leaf_hash, root_of

# From certificate-transparency-go, testdata of the Merkle tree: inputs and the roots after each of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    """RFC 9162 section 2.1.1."""
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


def test_a_leaf_of_no_bytes_is_not_the_empty_tree() -> None:
    """A trap of published vectors: a zero-byte entry has a root of its own."""
    assert root_of([leaf_hash(b"")]) == leaf_hash(b"") != EMPTY_ROOT


def test_the_published_vectors_hold() -> None:
    """Eight entries, the root after each."""
    tree = Frontier()
    for entry, root in zip(INPUTS, ROOTS, strict=True):
        tree.add(leaf_hash(bytes.fromhex(entry)))
        assert tree.root().hex() == root


@given(st.lists(st.binary(max_size=40), max_size=130))
def test_another_implementation_gives_the_same_root(entries: list[bytes]) -> None:
    """pymerkle is the oracle, for any entries and every size."""
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    tree = Frontier()
    for size, entry in enumerate(entries, 1):
        oracle.append_entry(entry)
        tree.add(leaf_hash(entry))
        assert tree.size == size
    assert tree.root() == (oracle.get_root() if entries else EMPTY_ROOT)


def test_a_root_can_be_asked_for_again_and_again() -> None:
    """Asking does not change the tree."""
    tree = Frontier()
    for entry in (b"a", b"b", b"c"):
        tree.add(leaf_hash(entry))
    assert tree.root() == tree.root() == root_of(map(leaf_hash, (b"a", b"b", b"c")))


def test_a_million_leaves_need_twenty_nodes() -> None:
    """Memory grows with the logarithm."""
    tree = Frontier()
    tree.size = 2**20 - 2
    tree._complete = [b"x" * 32] * 19
    tree.add(b"y" * 32)
    assert len(tree._complete) == 20
    tree.add(b"z" * 32)
    assert len(tree._complete) == 1


def test_leaf_data_are_lines_and_then_the_state_as_stored() -> None:
    """The format, byte for byte; it is for ever."""
    stream = "6fa459ea-ee8a-3ca4-894e-db77e160355e"
    data = leaf_data(7, stream, 3, "referral.forwarded", b'{"a":"\xc3\xbc"}\n')
    assert data == b"lotse/1\n7\n" + stream.encode() + b'\n3\nreferral.forwarded\n{"a":"\xc3\xbc"}\n'


def test_a_topic_of_two_lines_makes_no_leaf() -> None:
    """Otherwise bytes could move between topic and state unnoticed."""
    with pytest.raises(ValueError, match="one line"):
        leaf_data(0, "6fa459ea-ee8a-3ca4-894e-db77e160355e", 1, "a\nb", b"")
