"""Receipt (Quittung): one event, its proof and the checkpoint in one small file that somebody outside can check."""

import json
from base64 import b64encode
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from referrals import kept_tree
from referrals.bundle.proving import HEADER
from referrals.bundle.verify import RECEIPT_FORMAT
from referrals.checkpoint import Checkpoints, Signed
from referrals.log.recorder import LogRecorder
from referrals.rotation import hand_over
from referrals.signing import Verifier


class NoReceipt(Exception):
    """There is nothing to give a receipt for."""

    @classmethod
    def because_there_is_no_such_event(cls, position: int) -> "NoReceipt":
        return cls(f"The log has no event {position}. Take the number from the journal or from the timeline.")

    @classmethod
    def because_the_log_moved(cls) -> "NoReceipt":
        return cls("The log is not the one that was signed a moment ago. Run `./lotse audit verify`.")


def receipt(recorder: LogRecorder, position: int, signed: Signed, checkpoints: Checkpoints) -> dict[str, Any]:
    """The receipt for the event at a position, under a checkpoint that covers it."""
    row = next((row for row in recorder.walk(position, 1) if row.position == position), None)
    leaf = recorder.find_leaf(row.originator_id, row.originator_version) if row else None
    if row is None or leaf is None or leaf.sequence >= signed.checkpoint.size:
        raise NoReceipt.because_there_is_no_such_event(position)
    _, size, root = signed.checkpoint
    path = kept_tree.beside(checkpoints.folder, recorder).proving(
        size, root, lambda tree: tree.path(leaf.sequence, leaf.hash)
    )
    if path is None:
        raise NoReceipt.because_the_log_moved()
    values = (leaf.sequence, *row[1:4], row.state.decode(), leaf.hash.hex())
    known = checkpoints.verifiers()
    return {
        "format": RECEIPT_FORMAT,
        "event": dict(zip(HEADER, values, strict=True)),
        "proof": [b64encode(node).decode() for node in path],
        "checkpoint": signed.note,
        "verifiers": [str(verifier) for verifier in known],
        "handovers": hand_overs(checkpoints, known),
    }


def hand_overs(checkpoints: Checkpoints, known: Sequence[Verifier]) -> list[str]:
    """The notes by which each key handed over to the next."""
    return [hand_over(checkpoints, *pair).note for pair in pairwise(known)]


def write_receipt(path: Path, told: dict[str, Any]) -> None:
    """As JSON that reads the same everywhere."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
