"""What a bundle says of sealed values (Versiegeltes): which of them are there, and which erasures took the others."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

import msgspec

from referrals.erasure_events import ErasureCertified, ErasureKeysDestroyed
from referrals.log.recorder import LogRecorder, Row
from referrals.verify_sealed import sealed_references

PAGE = 200
SEALED = re.compile(rb'{"person":"[^"\\]+","group":"[^"\\]+","blob":"([0-9a-f]+)"}')


def note(recorder: LogRecorder, rows: Iterable[Row], there: IO[str]) -> None:
    """Write down the fingerprints of those of the events' values that are there."""
    wanted = [blob for row in rows for blob in _blobs_in(row.state)]
    for start in range(0, len(wanted), PAGE):
        found = recorder.select_blobs(wanted[start : start + PAGE])
        intact = {each for each, data in found.items() if sha256(data).digest() == each}
        there.writelines(f"{each.hex()}\n" for each in wanted[start : start + PAGE] if each in intact)


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


def _blobs_in(state: bytes) -> list[bytes]:
    """The fingerprints in a stored state; it is parsed only where one could hide behind another spelling."""
    if b"\\" not in state:
        found = SEALED.findall(state)
        if len(found) == state.count(b"blob"):
            return [bytes.fromhex(each.decode()) for each in found]
    return [reference.blob for reference in sealed_references(state)]
