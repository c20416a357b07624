"""Is the log what was recorded? Walks log and ledger side by side and recomputes every leaf from the stored bytes.

What only somebody with a kept root finds: an event changed together with its leaf, or a tail cut off everywhere.
Whoever may write the tables can do both; give `kept` what earlier verdicts said (size and root).
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec

from referrals.event import TOPICS
from referrals.ledger import Frontier, leaf_data, leaf_hash
from referrals.log.errors import NoLog, StoreFailed
from referrals.log.recorder import MIN, Extent, Leaf, LogRecorder, Row
from referrals.verify_sealed import Commands, Fault, Reference, SealedValues, sealed_references

PAGE = 1000

Progress = Callable[[int, int], None]


class Kept(NamedTuple):
    """What an earlier verdict or checkpoint said, kept outside the store."""

    size: int
    root: str


@dataclass(frozen=True)
class Verdict:
    """What came out; `intact` is None when nobody can judge.

    `first_bad` is a position of the log; where an event is gone, the first position behind the last good one.
    `root` is the Merkle root in hex over `size` leaves, only of an intact log. `warnings` say what is not as it should
    be though nothing that was recorded is touched.
    """

    intact: bool | None
    size: int = 0
    root: str | None = None
    first_bad: int | None = None
    reason: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 intact, 1 tampered, 2 cannot judge."""
        return {True: 0, False: 1, None: 2}[self.intact]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def verify(
    recorder: LogRecorder,
    *,
    topics: Container[str] = TOPICS,
    kept: Iterable[Kept] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Judge the log up to its present head; reads page by page, memory stays flat."""
    try:
        recorder.check()
        return _Walk(recorder, recorder.extent(), topics, kept, progress).verdict()
    except (NoLog, StoreFailed) as error:
        return Verdict(intact=None, reason=f"The log cannot be read: {error}")


class _Walk:
    def __init__(
        self,
        recorder: LogRecorder,
        extent: Extent,
        topics: Container[str],
        kept: Iterable[Kept],
        progress: Progress | None,
    ) -> None:
        self.recorder = recorder
        self.extent = extent
        self.topics = topics
        self.kept: dict[int, set[str]] = {}
        for size, root in kept:
            self.kept.setdefault(size, set()).add(root)
        self.good = 0
        self.progress = progress
        self.tree = Frontier()
        self.next = MIN
        self.unknown: Fault | None = None
        self.sealed = SealedValues(recorder)
        self.commands = Commands(recorder)

    def verdict(self) -> Verdict:
        fault = self._of_kept_root() or self._of_pages() or self._of_streams() or self._of_the_tail()
        fault = fault or self.sealed.of_the_rest(self.extent.head)
        size = self.tree.size
        if fault is not None:
            return Verdict(False, size, None, fault.position, fault.reason)
        if self.unknown is not None:
            return Verdict(None, size, None, self.unknown.position, self.unknown.reason)
        return Verdict(True, size, self.tree.root().hex(), warnings=self._warnings())

    def _warnings(self) -> tuple[str, ...]:
        missing = ", ".join(self.recorder.missing_guards())
        if not missing:
            return ()
        return (f"What refuses changes of the tables was removed ({missing}): run `./lotse release`, and ask who did.",)

    def _of_pages(self) -> Fault | None:
        while True:
            rows = [row for row in self.recorder.walk(self.next, PAGE) if row.position <= self.extent.head]
            leaves = [
                leaf
                for leaf in self.recorder.leaves(self.tree.size, PAGE)
                if leaf.sequence <= self.extent.last_sequence
            ]
            if not rows and not leaves:
                return None
            if fault := self._of_page(rows, leaves):
                return fault
            if self.progress is not None:
                self.progress(self.tree.size, self.extent.last_sequence + 1)

    def _of_page(self, rows: list[Row], leaves: list[Leaf]) -> Fault | None:
        sealed: dict[bytes, tuple[int, Reference]] = {}
        fault = None
        for row, leaf in zip_longest(rows, leaves):
            fault = self._of_pair(row, leaf, sealed)
            if fault is not None:
                break
        # A sealed value that is gone belongs to an earlier event than the fault that ended the page.
        return self.sealed.of_page(sealed) or fault or self.commands.uncovered(rows)

    def _of_pair(self, row: Row | None, leaf: Leaf | None, sealed: dict[bytes, tuple[int, Reference]]) -> Fault | None:
        if row is None or leaf is None or row[1:3] != leaf[1:3]:
            return self._of_strangers(row, leaf)
        if leaf.sequence != self.tree.size:
            return Fault(row.position, f"The ledger jumps from leaf {self.tree.size - 1} to leaf {leaf.sequence}.")
        if (found := recomputed(self.tree.size, row)) != leaf.hash:
            reason = f"The event at position {row.position} is not the one that was recorded: leaf {leaf.sequence}."
            return Fault(row.position, reason)
        self.tree.add(found)
        self.next = row.position + 1
        if self.unknown is None and row.topic not in self.topics:
            reason = f"This version does not know the topic '{row.topic}': verify with the version that wrote it."
            self.unknown = Fault(row.position, reason)
        try:
            for reference in sealed_references(row.state):
                sealed.setdefault(reference.blob, (row.position, reference))
        except (msgspec.DecodeError, ValueError, TypeError) as error:
            return Fault(row.position, f"The event at position {row.position} cannot be read: {error}")
        return self._of_kept_root()

    def _of_strangers(self, row: Row | None, leaf: Leaf | None) -> Fault:
        if row is not None and self.recorder.find_leaf(row.originator_id, row.originator_version) is None:
            return Fault(row.position, f"The event at position {row.position} has no leaf: nobody recorded it.")
        if leaf is not None and self.recorder.find_row(leaf.originator_id, leaf.originator_version) is None:
            event = f"event {leaf.originator_version} of stream {leaf.originator_id}"
            return Fault(max(self.next, 1), f"Leaf {leaf.sequence} speaks of {event}, and that event is gone.")
        where = max(self.next, 1) if row is None else row.position
        return Fault(where, f"From position {where} on, the events do not stand in the order of their leaves.")

    def _of_streams(self) -> Fault | None:
        broken = self.recorder.first_broken_stream(self.extent.head)
        if broken is None:
            return None
        position, stream = broken
        return Fault(position, f"The versions of stream {stream} have a gap at position {position}.")

    def _of_the_tail(self) -> Fault | None:
        end = max(self.next, 1)
        if self.extent.claimed > self.extent.head:
            return Fault(end, f"Position {self.extent.claimed} was recorded; the log ends at {self.extent.head}.")
        if self.kept and (most := max(self.kept)) > self.tree.size:
            return Fault(end, f"The log had {most} events when its root was kept; now {self.tree.size}.")
        return None

    def _of_kept_root(self) -> Fault | None:
        roots = self.kept.get(self.tree.size)
        if roots is None:
            return None
        if roots != {self.tree.root().hex()}:
            since = f", but the first {self.good} do" if self.good else ""
            return Fault(None, f"The first {self.tree.size} events do not give the root that was kept{since}.")
        self.good = self.tree.size
        return None


def recomputed(sequence: int, row: Row) -> bytes | None:
    """The leaf hash of a stored event; None when its header fits no leaf."""
    if "\n" in row.topic:
        return None
    return leaf_hash(leaf_data(sequence, row.originator_id, row.originator_version, row.topic, row.state))
