"""Kept tree (Baum im Vorrat): all nodes over the leaves, beside the checkpoints, so that a proof reads log n of them.

They stand in the order in which they became complete: each leaf, then what it completes, lowest first; so the file only
grows, by 64 bytes an event. Nobody trusts it: from the signed root down, a node counts only since the one above it says
so. Where it does not, all are made from the log again, and where they still do not, the log is not the one signed.
"""

import os
import secrets
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from operator import attrgetter
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from referrals.ledger import HASH_BYTES, Span, complete_spans, node_hash
from referrals.log.recorder import LogRecorder

T = TypeVar("T")
NAME = ".tree"
"""No backup takes it along, for it can be made again."""
PAGE = 5_000
_end = attrgetter("end")
Read = Callable[[int, int], Sequence[bytes]]
"""The leaf hashes from a number on, at most so many."""


class NodeWrong(Exception):
    """A node is not what the one above it says."""


class Peak(NamedTuple):
    """A complete subtree that ends at a leaf: its height, where its node stands, what lies between it and the root."""

    end: int
    height: int
    offset: int
    node: bytes
    above: list[bytes]


class Tree:
    """The tree of `size` leaves under its signed root; NodeWrong as soon as a node does not lead to it.

    Whoever asks for leaves in their order has each node read and hashed once: the way down to a leaf is gone on with
    from where it leaves the way to the one before.
    """

    def __init__(self, nodes: mmap, size: int, root: bytes) -> None:
        self._nodes, self._size = nodes, size
        spans = complete_spans(size)
        places = [_place(*span) * HASH_BYTES for span in spans]
        tops = [nodes[place : place + HASH_BYTES] for place in places]
        self._edges = {size: b""}  # the nodes that end with the tree, by their first leaf
        for (start, end), node in zip(reversed(spans), reversed(tops), strict=True):
            self._edges[start] = node_hash(node, self._edges[end]) if end < size else node
        if self._edges.get(0) != root:
            raise NodeWrong
        self._peaks = [
            Peak(end, _height(start, end), place, node, tops[:number] + ([self._edges[end]] if end < size else []))
            for number, ((start, end), place, node) in enumerate(zip(spans, places, tops, strict=True))
        ]
        self._last = 0
        """The leaf that was walked to; the nodes on the way there and those beside it, from the root down."""
        self._way: list[tuple[int, bytes]] = []
        self._beside: list[bytes] = []

    def path(self, index: int, leaf: bytes) -> list[bytes]:
        """The nodes that prove the leaf, lowest first (RFC 9162 section 2.1.3.1)."""
        if self._descend(index, 0) != leaf:
            raise NodeWrong
        return self._beside[::-1]

    def node(self, span: Span) -> bytes:
        """The hash over the leaves of a node."""
        start, end = span
        if end == self._size and start in self._edges:
            return self._edges[start]
        return self._descend(start, _height(start, end))

    def _descend(self, index: int, to: int) -> bytes:
        """The node of a height over a leaf; each on the way there is the hash of the two below it."""
        nodes, peak = self._nodes, self._peak(index)
        way, beside = self._way, self._beside
        shared = peak.height - (index ^ self._last).bit_length() if way else -1
        if shared < 0:
            way[:], beside[:] = [(peak.offset, peak.node)], peak.above
        else:
            del way[shared + 1 :], beside[len(peak.above) + shared :]
        self._last = index
        (place, node), height = way[-1], peak.height - len(way) + 1
        while height > to:
            below = place - (HASH_BYTES << height)
            left, right = nodes[below : below + HASH_BYTES], nodes[place - HASH_BYTES : place]
            if sha256(b"\x01" + left + right).digest() != node:
                raise NodeWrong
            height -= 1
            if index >> height & 1:
                beside.append(left)
                place, node = place - HASH_BYTES, right
            else:
                beside.append(right)
                place, node = below, left
            way.append((place, node))
        return way[peak.height - to][1]

    def _peak(self, index: int) -> Peak:
        """The complete subtree over a leaf."""
        if not 0 <= index < self._size:
            raise ValueError(f"There is no leaf {index} in a tree of {self._size}.")
        return self._peaks[bisect_right(self._peaks, index, key=_end)]


class KeptTree:
    """The tree of one ledger, in a file that may be missing or wrong."""

    def __init__(self, file: Path, read: Read) -> None:
        self._file, self._read = file, read

    def proving(self, size: int, root: bytes, prove: Callable[[Tree], T]) -> T | None:
        """What `prove` makes of the tree under this root; None where the leaves lead to another one."""
        with suppress(NodeWrong, OSError), self._grown(size) as nodes:
            return prove(Tree(nodes, size, root))
        with suppress(NodeWrong), self._anew(size, root) as nodes:
            return prove(Tree(nodes, size, root))
        return None

    @contextmanager
    def _grown(self, size: int) -> Iterator[mmap]:
        """The file, with what was recorded since."""
        with self._file.open("rb" if _leaves_in(self._file.stat().st_size) >= size else "r+b") as file:
            yield self._mapped(file, size)

    @contextmanager
    def _anew(self, size: int, root: bytes) -> Iterator[mmap]:
        """The same from the leaves alone; whoever may only read proves from a file without a name."""
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with _private(draft) as file:
            try:
                nodes = self._mapped(file, size)
                Tree(nodes, size, root)  # what leads elsewhere takes the place of nothing
                with suppress(OSError):
                    draft.replace(self._file)
            finally:
                draft.unlink(missing_ok=True)
            yield nodes

    def _mapped(self, file: IO[bytes], size: int) -> mmap:
        self._grow(file, size)
        return mmap(file.fileno(), 0, access=ACCESS_READ)

    def _grow(self, file: IO[bytes], size: int) -> None:
        done = _leaves_in(os.fstat(file.fileno()).st_size)
        if done >= size:
            return
        complete = [os.pread(file.fileno(), HASH_BYTES, HASH_BYTES * _place(*span)) for span in complete_spans(done)]
        file.seek(_nodes_over(done) * HASH_BYTES)
        while done < size:
            page = self._read(done, min(PAGE, size - done))
            if not page:
                raise NodeWrong
            for leaf in page:
                node, number = leaf, done
                file.write(node)
                while number & 1:
                    node, number = node_hash(complete.pop(), node), number >> 1
                    file.write(node)
                complete.append(node)
                done += 1
        file.flush()


def beside(folder: Path, recorder: LogRecorder) -> KeptTree:
    """The tree over the leaves of a log, kept in the folder of its checkpoints."""
    return KeptTree(folder / NAME, lambda first, limit: [leaf.hash for leaf in recorder.leaves(first, limit)])


def _private(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "r+b")
    except OSError:
        return tempfile.TemporaryFile()


def _height(start: int, end: int) -> int:
    """How many steps a complete node stands above its leaves."""
    return (end - start).bit_length() - 1


def _place(start: int, end: int) -> int:
    """The number of a complete node: all over the leaves before its last one come first, then what that completes."""
    return _nodes_over(end - 1) + _height(start, end)


def _nodes_over(leaves: int) -> int:
    """How many nodes are complete when so many leaves are there."""
    return 2 * leaves - leaves.bit_count()


def _leaves_in(length: int) -> int:
    """Over how many leaves a file of so many bytes holds all nodes."""
    nodes = length // HASH_BYTES
    leaves = nodes // 2
    while _nodes_over(leaves + 1) <= nodes:
        leaves += 1
    return leaves
