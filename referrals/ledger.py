"""The ledger (Prüfbaum): one leaf per event, a Merkle tree over the leaves (RFC 6962 and RFC 9162, section 2.1).

Leaf data are bytes nobody has to canonicalise:

    lotse/1 ␊ sequence ␊ originator id ␊ originator version ␊ topic ␊ state

The format and the four header values stand one a line, each line ends with a line feed (0x0A). Numbers are
decimal without leading zeros, the sequence counts from 0, the originator id is the canonical UUID (lower case, with
hyphens), all in UTF-8. The state follows exactly as stored, to the last byte. The function in
`referrals/log/postgres_tables.py` computes the same leaf inside the database.
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Self

FORMAT = "lotse/1"
HASH_BYTES = 32

Span = tuple[int, int]
"""A node of a tree: the leaves from the first number up to, without, the second."""

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves: the hash of nothing (RFC 9162 section 2.1.1)."""


def leaf_data(sequence: int, originator_id: str, originator_version: int, topic: str, state: bytes) -> bytes:
    """The bytes of one leaf; `originator_id` is the canonical UUID."""
    if "\n" in topic:
        raise ValueError(f"A topic is one line: {topic!r}")
    return f"{FORMAT}\n{sequence}\n{originator_id}\n{originator_version}\n{topic}\n".encode() + state


def leaf_hash(data: bytes) -> bytes:
    """H(0x00 ‖ data), RFC 9162 section 2.1.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 ‖ left ‖ right), RFC 9162 section 2.1.1."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree that keeps only the roots of its complete subtrees (RFC 9162 section 2.1.2): O(log n) memory."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[bytes] = []

    @classmethod
    def resume(cls, size: int, nodes: Sequence[bytes]) -> Self:
        """The tree of `size` leaves again, from its `nodes()`."""
        if len(nodes) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} nodes, not {len(nodes)}.")
        tree = cls()
        tree.size, tree._complete = size, list(nodes)
        return tree

    def nodes(self) -> list[bytes]:
        """The roots of the complete subtrees, largest first."""
        return list(self._complete)

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self._complete.pop(), node)
            size >>= 1
        self._complete.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash over all leaves so far."""
        if not self._complete:
            return EMPTY_ROOT
        *larger, root = self._complete
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The nodes that prove leaf `index` in a tree of `size`, lowest first (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    spans: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, size: int) -> list[Span]:
    """The nodes that prove that a tree of `size` extends its first `first` leaves (RFC 9162 section 2.1.4.1)."""
    if not 0 < first <= size:
        raise ValueError(f"No proof leads from a tree of {first} to a tree of {size}.")
    spans: list[Span] = []
    start, end = 0, size
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return ([(start, end)] if start else []) + spans[::-1]


def complete_spans(size: int) -> list[Span]:
    """The complete subtrees over the first `size` leaves, largest first: what `Frontier.resume` takes."""
    spans: list[Span] = []
    start = 0
    while start < size:
        end = start + (1 << (size - start).bit_length() - 1)
        spans.append((start, end))
        start = end
    return spans


def roots_of_spans(leaves: Iterable[bytes], wanted: Collection[Span]) -> dict[Span, bytes]:
    """The hashes of nodes of one tree, in one pass over its leaf hashes; also (0, size), the root."""
    asked, found = set(wanted), dict[Span, bytes]()
    ends = {end for _, end in asked}
    complete: list[tuple[int, bytes]] = []
    size = 0
    for size, node in enumerate(leaves, 1):
        start = size - 1
        if size in ends:
            _note(asked, found, (start, size), node)
        for _ in range((size & -size).bit_length() - 1):
            start, left = complete.pop()
            node = node_hash(left, node)
            if size in ends:
                _note(asked, found, (start, size), node)
        complete.append((start, node))
    root = complete.pop()[1] if complete else EMPTY_ROOT
    for start, left in reversed(complete):
        root = node_hash(left, root)
        _note(asked, found, (start, size), root)
    return found | {(0, size): root}


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves the leaf hash at `index` of the tree of `size` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != HASH_BYTES for each in (leaf, root, *path)):
        return False
    last, node = size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = node_hash(other, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, other)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(first: int, size: int, first_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree of `size` extends the one of `first` (RFC 9162 section 2.1.4.2)."""
    if not 0 < first <= size or any(len(each) != HASH_BYTES for each in (first_root, root, *path)):
        return False
    if first == size:
        return not path and first_root == root
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        return False
    index, last = first - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, other)
        index, last = index >> 1, last >> 1
    return last == 0 and old == first_root and new == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _note(asked: set[Span], found: dict[Span, bytes], span: Span, node: bytes) -> None:
    if span in asked:
        found[span] = node
