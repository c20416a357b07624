"""Row 8: proofs that an event belongs to the signed log, against pymerkle."""

import random
from collections.abc import Callable
from contextlib import closing
from functools import partial
from hashlib import sha256

from pymerkle import InmemoryTree

from bench.asked import LOTSE
from bench.goals import Detail, Row, at_least, plain
from bench.here import Here
from bench.rounds import Sample, cpu_ms, rate, timed
from referrals import kept_tree
from referrals.checkpoint import Checkpoints, Signed
from referrals.log.application import Log
from referrals.receipt import receipt
from web.settings import Settings

PEER_LEAVES = 100_000
PEER_PROOFS = 300
AT_ONCE = 10_000
RECEIPTS = 300
PYMERKLE, MANY, ALONE = "pymerkle", f"{AT_ONCE:,} proofs at once", "one receipt"


def measure(here: Here) -> Row:
    """Single receipts as the command writes them, and many proofs as bundles hold them; the tree was kept before."""
    large = here.town(here.large)
    settings = Settings.from_environ({"LOTSE_DATA": str(large.folder)})
    kept, tree = Checkpoints(settings.checkpoints), _tree(PEER_LEAVES)
    signed = kept.newest()
    assert signed is not None, "a town is signed when it is made"
    with closing(Log.open(settings.store_url("events"))) as log:
        _alone(log, signed, kept)
        files = _files(log, signed.checkpoint.size)
        peers: dict[str, Callable[[], Sample]] = {
            PYMERKLE: partial(timed, partial(_by_pymerkle, tree)),
            MANY: partial(timed, partial(_many, log, signed, kept, files)),
            ALONE: partial(timed, partial(_alone, log, signed, kept)),
        }
        rounds = here.rounds("proofs", peers)
    leaves = f"{signed.checkpoint.size:,} leaves"
    goals = (
        at_least(20, "pymerkle at 100,000 (a receipt alone)", rounds.ratio(ALONE, PYMERKLE, rate), note=leaves),
        at_least(20, f"pymerkle at 100,000 ({AT_ONCE:,} at once)", rounds.ratio(MANY, PYMERKLE, rate), note=leaves),
    )
    lines = [
        [f"{LOTSE}, {ALONE}", leaves, *_figures(rounds.median(ALONE, rate), rounds.median(ALONE, cpu_ms))],
        [f"{LOTSE}, {MANY}", leaves, *_figures(rounds.median(MANY, rate), rounds.median(MANY, cpu_ms))],
        [
            PYMERKLE,
            f"{PEER_LEAVES:,} leaves",
            *_figures(rounds.median(PYMERKLE, rate), rounds.median(PYMERKLE, cpu_ms)),
        ],
    ]
    detail = Detail("Inclusion proofs", ("work", "tree", "proofs/s", "CPU ms a proof"), lines)
    return Row(8, "inclusion proof at 1 M leaves", goals, [detail])


def _figures(*figures: float) -> list[str]:
    return [plain(figure) for figure in figures]


def _tree(size: int) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(sha256(str(number).encode()).digest())
    return tree


def _by_pymerkle(tree: InmemoryTree) -> int:
    for index in random.Random(PEER_PROOFS).sample(range(1, PEER_LEAVES + 1), PEER_PROOFS):
        tree.prove_inclusion(index, PEER_LEAVES)
    return PEER_PROOFS


def _many(log: Log, signed: Signed, kept: Checkpoints, files: list[str]) -> int:
    """What the bundle of a referral does for its events, of many of them at once: leaves from the log, and paths."""
    _, size, root = signed.checkpoint
    leaves = sorted((leaf.sequence, leaf.hash) for file in files for leaf in log.recorder.leaves_of(file))
    tree = kept_tree.beside(kept.folder, log.recorder)
    paths = tree.proving(size, root, lambda signed: [signed.path(*leaf) for leaf in leaves])
    if paths is None:
        raise ValueError("The proofs lead to another root than the signed one.")
    return len(paths)


def _files(log: Log, size: int) -> list[str]:
    """Referrals and persons by chance, with so many events together."""
    files, events = dict[str, int](), 0
    for sequence in random.Random(size).sample(range(size), min(AT_ONCE, size)):
        file = log.recorder.leaves(sequence, 1)[0].originator_id
        if events < AT_ONCE and file not in files:
            files[file] = len(log.recorder.leaves_of(file))
            events += files[file]
    return list(files)


def _alone(log: Log, signed: Signed, kept: Checkpoints) -> int:
    """Receipts one after the other, each from the beginning."""
    for position in random.Random(RECEIPTS).sample(range(1, signed.checkpoint.size + 1), RECEIPTS):
        receipt(log.recorder, position, signed, kept)
    return RECEIPTS
