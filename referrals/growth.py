"""Growth (Zuwachs): what came to the log since a tree was built, recomputed from the stored events."""

from itertools import zip_longest

from referrals.ledger import Frontier
from referrals.log.recorder import LogRecorder
from referrals.verify import recomputed
from referrals.verify_sealed import Fault

PAGE = 1000


def grow(recorder: LogRecorder, tree: Frontier, size: int) -> Fault | None:
    """Append the leaves up to `size` to the tree; the first event that is not the one that was recorded."""
    position: int | None = None
    while tree.size < size:
        leaves = recorder.leaves(tree.size, min(PAGE, size - tree.size))
        if not leaves:
            return Fault(None, f"The ledger ends before leaf {tree.size}.")
        if position is None:
            first = recorder.find_row(leaves[0].originator_id, leaves[0].originator_version)
            if first is None:
                return Fault(None, f"Leaf {leaves[0].sequence} speaks of an event that is gone.")
            position = first.position
        for row, leaf in zip_longest(recorder.walk(position, len(leaves)), leaves):
            if row is None or leaf is None or row[1:3] != leaf[1:3] or leaf.sequence != tree.size:
                where = position if row is None else row.position
                return Fault(where, f"From position {where} on, the events do not stand in the order of their leaves.")
            if recomputed(tree.size, row) != leaf.hash:
                return Fault(row.position, f"The event at position {row.position} is not the one that was recorded.")
            tree.add(leaf.hash)
            position = row.position + 1
    return None
