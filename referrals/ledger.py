"""The ledger (Prüfbaum): one leaf per event, a Merkle tree over the leaves (RFC 6962 and RFC 9162, section 2.1).

Leaf data are bytes nobody has to canonicalise:

    lotse/1 ␊ sequence ␊ originator id ␊ originator version ␊ topic ␊ state

The format and the four header values stand one a line, each line ends with a line feed (0x0A). Numbers are
decimal without leading zeros, the sequence counts from 0, the originator id is the canonical UUID (lower case, with
hyphens), all in UTF-8. The state follows exactly as stored, to the last byte. The function in
`referrals/log/postgres_tables.py` computes the same leaf inside the database.
"""

from collections.abc import Iterable
from hashlib import sha256

FORMAT = "lotse/1"

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
