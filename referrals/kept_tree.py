"""Kept tree (Baum im Vorrat): all nodes over the leaves, beside the checkpoints, so that a proof reads log n of them.

They stand in the order in which they became complete: each leaf, then what it completes, lowest first; so the file only
grows, by 64 bytes an event. Nobody trusts it: from the signed root down, a node counts only since the one above it says
so. Where it does not, all are made from the log again, and where they still do not, the log is not the one signed.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, TypeVar

from referrals.ledger import HASH_BYTES, Span, complete_spans, node_hash
from referrals.log.recorder import LogRecorder

T = TypeVar("T")
NAME = ".tree"
"""No backup takes it along, for it can be made again."""
PAGE = 5_000
Read = Callable[[int, int], Sequence[bytes]]
"""The leaf hashes from a number on, at most so many."""


class NodeWrong(Exception):
    """A node is not what the one above it says."""


class Tree:
    """The tree of `size` leaves under its signed root; NodeWrong as soon as a node does not lead to it."""

    def __init__(self, nodes: mmap, size: int, root: bytes) -> None:
        self._nodes, self._size = nodes, size
        self._complete = [(start, end, _place(start, end)) for start, end in complete_spans(size)]
        self._edges = {size: b""}  # the nodes that end with the tree, by their first leaf
        for start, end, place in reversed(self._complete):
            node = self._at(place)
            self._edges[start] = node_hash(node, self._edges[end]) if end < size else node
        if self._edges.get(0) != root:
            raise NodeWrong
        self._believed = set[int]()
        """Where nodes stand that are the hash of the two below them."""

    def path(self, index: int, leaf: bytes) -> list[bytes]:
        """The nodes that prove the leaf, lowest first (RFC 9162 section 2.1.3.1)."""
        path: list[bytes] = []
        if self._descend(index, 0, path) != leaf:
            raise NodeWrong
        path.reverse()
        return path

    def node(self, span: Span) -> bytes:
        """The hash over the leaves of a node."""
        start, end = span
        if end == self._size and start in self._edges:
            return self._edges[start]
        return self._descend(start, _height(start, end), [])

    def _descend(self, index: int, to: int, path: list[bytes]) -> bytes:
        """The node of a height over a leaf; what stands beside the way there is added to the path, highest first."""
        place, height = self._top(index, path)
        node, believed = self._at(place), self._believed
        while height > to:
            left, right = self._at(place - (1 << height)), self._at(place - 1)
            if place not in believed:
                if node_hash(left, right) != node:
                    raise NodeWrong
                believed.add(place)
            height -= 1
            if index >> height & 1:
                path.append(left)
                place, node = place - 1, right
            else:
                path.append(right)
                place, node = place - (2 << height), left
        return node

    def _top(self, index: int, path: list[bytes]) -> tuple[int, int]:
        """Where the highest complete node over a leaf stands, and its height."""
        for start, end, place in self._complete:
            if index < end:
                if end < self._size:
                    path.append(self._edges[end])
                return place, _height(start, end)
            path.append(self._at(place))
        raise ValueError(f"There is no leaf {index} in a tree of {self._size}.")

    def _at(self, place: int) -> bytes:
        return self._nodes[place * HASH_BYTES : place * HASH_BYTES + HASH_BYTES]


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
