"""What verify.py proves with: leaves, tree, proofs and signatures; the bundle carries both as one file.

Sources: RFC 9162 section 2.1 (tree and proofs), RFC 8032 section 5.1 (Ed25519).
"""

from __future__ import annotations

import hashlib
from hashlib import sha256
from typing import Any

LEAF_FORMAT = "lotse/1"
HEADER = ["sequence", "originator_id", "originator_version", "topic", "state", "leaf"]
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def leaf_hash(event: dict[str, Any]) -> bytes:
    """H(0x00 ‖ leaf data), from the event itself."""
    stream = f"{event['originator_id']}\n{event['originator_version']}\n{event['topic']}"
    leaf = f"\x00{LEAF_FORMAT}\n{event['sequence']}\n{stream}\n{event['state']}"
    return sha256(leaf.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def append_leaf(nodes: list[bytes], size: int, leaf: bytes) -> None:
    """Grow a tree of `size` leaves, kept as the roots of its complete subtrees."""
    while size & 1:
        leaf, size = node_hash(nodes.pop(), leaf), size >> 1
    nodes.append(leaf)


def root_of(nodes: list[bytes]) -> bytes:
    """The root over complete subtrees, largest first; the hash of nothing over none."""
    root = nodes[-1] if nodes else hashlib.sha256(b"").digest()
    for left in nodes[-2::-1]:
        root = node_hash(left, root)
    return root


def sides(index: int, last: int, steps: int) -> list[bool] | None:
    """For each hash of a path of that many steps, whether it stands left; None when the path has another length."""
    left: list[bool] = []
    while len(left) < steps and last:
        left.append(bool(index & 1) or index == last)
        while left[-1] and not index & 1 and index:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return left if len(left) == steps and last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether the path proves the leaf hash at `index` of the tree of `size` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != 32 for each in (leaf, root, *path)):
        return False
    left = sides(index, size - 1, len(path))
    for place, other in enumerate(path if left is not None else ()):
        leaf = node_hash(other, leaf) if left and left[place] else node_hash(leaf, other)
    return left is not None and leaf == root


def verify_consistency(first: int, size: int, first_root: bytes, root: bytes, path: list[bytes]) -> bool:
    """Whether the path proves that the tree of `size` extends the one of `first` (RFC 9162 section 2.1.4.2)."""
    if not 0 < first <= size or any(len(each) != 32 for each in (first_root, root, *path)):
        return False
    if first == size:
        return not path and first_root == root
    low = first & -first
    hashes = [first_root, *path] if first == low else path
    left = sides((first - 1) // low, (size - 1) // low, len(hashes) - 1)
    if left is None:
        return False
    old = new = hashes[0]
    for place, other in enumerate(hashes[1:]):
        old, new = (node_hash(other, old), node_hash(other, new)) if left[place] else (old, node_hash(new, other))
    return old == first_root and new == root


def _decode(point: bytes) -> tuple[int, int, int, int] | None:
    y, sign = int.from_bytes(point, "little") & ((1 << 255) - 1), point[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def _add(p: tuple[int, int, int, int], q: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    result = (0, 1, 1, 0)
    while number:
        result = _add(result, point) if number & 1 else result
        point, number = _add(point, point), number >> 1
    return result


GENERATOR = _decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's (RFC 8032 section 5.1.7): [S]B = R + [k]A, compared in its encoding."""
    key, s = _decode(public) if len(public) == 32 else None, int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, _ = _add(_times(s, GENERATOR), _times(k, (P - key[0], key[1], 1, P - key[3])))
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little") == signature[:32]
