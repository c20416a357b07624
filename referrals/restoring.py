"""Restoring (Zurückspielen): a log that is older than what was known of it goes on only after somebody said so.

The checkpoints that it does not extend are set aside, not forgotten, and the log itself says what had been known.
"""

from collections.abc import Container, Iterator
from datetime import datetime
from typing import NamedTuple

from referrals import evidence
from referrals.checkpoint import FRONTIER, NEWEST, CannotSign, Checkpoints, Signed
from referrals.event import TOPICS
from referrals.ledger import Frontier
from referrals.log.application import Log
from referrals.log.recorder import LogRecorder
from referrals.signing import replace_whole
from referrals.verify import verify

PAGE = 5_000
ASIDE = "set-aside"


class Restored(NamedTuple):
    """The log as it goes on, and how many events had been known."""

    size: int
    seen: int


def unlike(checkpoints: Checkpoints, recorder: LogRecorder) -> list[Signed]:
    """The checkpoints that the ledger does not extend; reads its hashes once, not the events."""
    kept = list(checkpoints.all())
    wanted = {signed.checkpoint.size for signed in kept}
    roots = dict(_roots(recorder, wanted)) if wanted else {}
    return [signed for signed in kept if roots.get(signed.checkpoint.size) != signed.checkpoint.root]


def accept(
    checkpoints: Checkpoints,
    log: Log,
    now: datetime,
    seen: int = 0,
    *,
    always: bool = False,
    topics: Container[str] = TOPICS,
) -> Restored | None:
    """Go on from the log as it stands, and record it; None when nothing more had been known, unless `always`.

    `seen` is a number of events known from elsewhere. CannotSign when the log is not intact in itself.
    """
    with checkpoints.alone():
        misfits = unlike(checkpoints, log.recorder)
        fitting = [signed.checkpoint.kept for signed in checkpoints.all() if signed not in misfits]
        verdict = verify(log.recorder, topics=topics, kept=fitting)
        if not verdict.intact or verdict.root is None:
            raise CannotSign(verdict)
        last = misfits[-1].checkpoint if misfits else None
        known = max(seen, last.size if last else 0)
        if last is None and known <= verdict.size and not always:
            return None
        known = max(known, verdict.size)
        root = last.root.hex() if last is not None and last.size == known else None
        evidence.restored(log, now, size=verdict.size, root=verdict.root, seen=known, seen_root=root)
        for signed in misfits:
            _set_aside(checkpoints, signed)
        return Restored(verdict.size, known)


def _set_aside(checkpoints: Checkpoints, signed: Signed) -> None:
    name = f"{signed.checkpoint.size:018}"
    root = signed.checkpoint.root.hex()[:16]
    replace_whole(checkpoints.folder / ASIDE / f"{name}-{root}.note", signed.note)
    for path in (checkpoints.folder / f"{name}.note", checkpoints.folder / NEWEST):
        if path.exists() and path.read_text("utf-8") == signed.note:
            path.unlink()
    (checkpoints.folder / FRONTIER).unlink(missing_ok=True)


def _roots(recorder: LogRecorder, sizes: set[int]) -> Iterator[tuple[int, bytes]]:
    """The root of the ledger at each of these sizes that it reaches."""
    tree = Frontier()
    while tree.size < max(sizes) and (page := recorder.leaves(tree.size, PAGE)):
        for leaf in page:
            tree.add(leaf.hash)
            if tree.size in sizes:
                yield tree.size, tree.root()
