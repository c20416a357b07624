"""What a bundle says of sealed values (Versiegeltes): which of them are there, and which erasures took the others."""

from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

import msgspec

from referrals.erasure_events import ErasureCertified, ErasureKeysDestroyed
from referrals.log.recorder import Leaf, LogRecorder, Row
from referrals.verify_sealed import sealed_references

PAGE = 200


def noting(recorder: LogRecorder, pairs: Iterator[tuple[Row, Leaf]], there: IO[str]) -> Iterator[tuple[Row, Leaf]]:
    """The same events; the fingerprints of those of their values that are there are written down on the way."""
    waiting: list[bytes] = []
    for pair in pairs:
        waiting += [reference.blob for reference in sealed_references(pair[0].state)]
        if len(waiting) > PAGE:
            _note(recorder, waiting, there)
            waiting = []
        yield pair
    _note(recorder, waiting, there)


def forgotten(recorder: LogRecorder) -> list[dict[str, Any]]:
    """The erasures whose keys are destroyed, with the sequence of their steps, as verify.py finds them."""
    told: dict[UUID | str, dict[str, Any]] = {}
    after = 0
    topics = (ErasureKeysDestroyed.TOPIC, ErasureCertified.TOPIC)
    while page := recorder.select_notifications(after, PAGE, topics=topics, inclusive_of_start=False):
        for stored in page:
            stream = stored.originator_id
            leaf = recorder.find_leaf(str(stream), stored.originator_version)
            if leaf is None:
                continue
            if stored.topic == ErasureCertified.TOPIC:
                told[stream]["certified"] = leaf.sequence
                continue
            state = msgspec.json.decode(stored.state)
            counts = {name: state[name] for name in ("owners", "keys", "blobs")}
            told[stream] = {"erasure": str(stream), "keys_destroyed": leaf.sequence, "certified": None, **counts}
        after = page[-1].id
    return list(told.values())


def _note(recorder: LogRecorder, wanted: list[bytes], there: IO[str]) -> None:
    for start in range(0, len(wanted), PAGE):
        found = recorder.select_blobs(wanted[start : start + PAGE])
        there.writelines(f"{each.hex()}\n" for each, data in found.items() if sha256(data).digest() == each)
