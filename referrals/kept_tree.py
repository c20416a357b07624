"""Boughs (Äste): the roots of every 1,024 leaves, kept beside the checkpoints, so that a proof need not read the log.

A tree over leaves is a tree over its boughs, for both split at powers of two (RFC 9162 section 2.1.1); the last bough
may be short. Nobody trusts the file: what is proven leads to the signed root, or the boughs are grown again.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from referrals.ledger import HASH_BYTES, Span, inclusion_spans, root_of, roots_of_spans
from referrals.signing import replace_whole

LEAVES = 1_024
Read = Callable[[int, int], Sequence[bytes]]
"""The leaf hashes from a number on, at most so many."""


class Boughs:
    """The boughs of one ledger, in a file that may be missing or wrong."""

    def __init__(self, file: Path, read: Read) -> None:
        self._file, self._read = file, read

    def prove(self, index: int, size: int, root: bytes) -> list[bytes] | None:
        """The inclusion path of a leaf in the tree of `size`, lowest first; None where it leads to another root."""
        kept = self._kept()
        path = self._path(index, size, root, kept)
        return self._path(index, size, root, []) if path is None and kept else path

    def _path(self, index: int, size: int, root: bytes, kept: Sequence[bytes]) -> list[bytes] | None:
        upper = [*kept[: size // LEAVES]]
        upper += [root_of(self._leaves(number, size)) for number in range(len(upper), -(-size // LEAVES))]
        mine, leaves = index // LEAVES, self._leaves(index // LEAVES, size)
        upper[mine] = root_of(leaves)
        if root_of(upper) != root:
            return None
        whole = upper[: size // LEAVES]
        if len(whole) > len(kept):
            with suppress(OSError):  # whoever may only read proves too
                replace_whole(self._file, "".join(f"{b64encode(each).decode()}\n" for each in whole))
        return [
            *_nodes(leaves, inclusion_spans(index % LEAVES, len(leaves))),
            *_nodes(upper, inclusion_spans(mine, len(upper))),
        ]

    def _leaves(self, bough: int, size: int) -> Sequence[bytes]:
        first = bough * LEAVES
        return self._read(first, min(LEAVES, size - first))

    def _kept(self) -> list[bytes]:
        try:
            kept = [b64decode(line, validate=True) for line in self._file.read_text("ascii").splitlines()]
        except (OSError, ValueError):
            return []
        return kept if all(len(each) == HASH_BYTES for each in kept) else []


def _nodes(leaves: Sequence[bytes], spans: Sequence[Span]) -> list[bytes]:
    roots = roots_of_spans(leaves, spans)
    return [roots[span] for span in spans]
