"""Are the sealed values those that were recorded? One that is gone needs an erasure, an erasure needs them gone.

From `erasure.keys_destroyed` on the values of those it names may be gone; from `erasure.certified` on they must be.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from referrals.erasure_events import ErasureCertified, ErasureKeysDestroyed
from referrals.log.recorder import MAX, MIN, LogRecorder, Row

PAGE = 1000
BLOBS_AT_ONCE = 200
POSITIONS_AT_ONCE = 100_000
REFERENCE = {"person", "group", "blob"}
TOPICS = (ErasureKeysDestroyed.TOPIC, ErasureCertified.TOPIC)


class Fault(NamedTuple):
    """The first thing that is not as it was recorded."""

    position: int | None
    reason: str


class Reference(NamedTuple):
    """What a stored state says of a sealed value."""

    blob: bytes
    person: str
    group: str


class SealedValues:
    """Holds what the events say of sealed values against the table they lie in."""

    def __init__(self, recorder: LogRecorder) -> None:
        self.recorder = recorder
        self.named = array("Q")
        self.forgotten = Forgotten(recorder)

    def of_page(self, named: dict[bytes, tuple[int, Reference]]) -> Fault | None:
        """The references of one page of events, each with its position."""
        wanted = list(named)
        self.named.extend(map(_number, wanted))
        for start in range(0, len(wanted), BLOBS_AT_ONCE):
            part = wanted[start : start + BLOBS_AT_ONCE]
            found = {blob.id: blob for blob in self.recorder.select_sealed(part)}
            for blob_id in part:
                where, reference = named[blob_id]
                whose = f"A sealed value of the event at position {where}"
                if blob_id not in found:
                    if not self.forgotten.may_be_gone(reference.person):
                        return Fault(where, f"{whose} is gone, and no erasure says so.")
                    continue
                blob = found[blob_id]
                if sha256(blob.data).digest() != blob_id:
                    return Fault(where, f"{whose} was exchanged.")
                if (str(blob.person), blob.group) != (reference.person, reference.group):
                    return Fault(where, f"{whose} lies in the table under another person or group.")
                if reference.person in self.forgotten.certified:
                    return Fault(where, f"{whose} is still there, though its erasure is certified.")
        return None

    def of_the_rest(self, head: int) -> Fault | None:
        """A value that no event speaks of; what was recorded behind the head meanwhile is looked at too."""
        self.named = array("Q", sorted(self.named))
        strange = {blob_id for blob_id in self._all() if not self._is_named(blob_id)}
        first = head + 1
        while strange and (rows := self.recorder.walk(first, PAGE)):
            for row in rows:
                strange -= {reference.blob for reference in sealed_references(row.state)}
            first = rows[-1].position + 1
        if strange:
            return Fault(None, f"No event speaks of {len(strange)} of the sealed values in the table.")
        return None

    def _all(self) -> Iterator[bytes]:
        after = b""
        while page := self.recorder.sealed_ids(after, PAGE):
            yield from page
            after = page[-1]

    def _is_named(self, blob_id: bytes) -> bool:
        number = _number(blob_id)
        at = bisect_left(self.named, number)
        return at < len(self.named) and self.named[at] == number


class Forgotten:
    """Whose keys were destroyed, and whose erasure is certified, as the log tells it."""

    def __init__(self, recorder: LogRecorder) -> None:
        self.recorder = recorder
        self.read_up_to = 0
        self.destroyed: set[str] = set()
        self.certified: set[str] = set()
        self._owners: dict[str, list[str]] = {}
        self._read()

    def may_be_gone(self, person: str) -> bool:
        """Whether the keys were destroyed; an erasure that was carried out meanwhile counts."""
        if person not in self.destroyed:
            self._read()
        return person in self.destroyed

    def _read(self) -> None:
        recorder = self.recorder
        while page := recorder.select_notifications(self.read_up_to, PAGE, topics=TOPICS, inclusive_of_start=False):
            for stored in page:
                self._take(stored.topic, str(stored.originator_id), stored.state)
            self.read_up_to = page[-1].id

    def _take(self, topic: str, stream: str, state: bytes) -> None:
        try:
            told = msgspec.json.decode(state)
            if topic == ErasureKeysDestroyed.TOPIC:
                self._owners[stream] = [str(owner) for owner in told["owners"]]
                self.destroyed.update(self._owners[stream])
            else:
                self.certified.update(self._owners.get(stream, ()))
        except (msgspec.DecodeError, KeyError, TypeError):
            return  # the walk over the events finds it


class Commands:
    """Which events a command recorded, asked from the first one on; no index leads there, so many are read at once."""

    def __init__(self, recorder: LogRecorder) -> None:
        self.recorder = recorder
        self._read_up_to = MIN
        self._spans: list[tuple[int, int]] = []
        self._at = 0

    def uncovered(self, rows: list[Row]) -> Fault | None:
        """An event with an occasion that no command recorded: sent again, its command would be recorded twice."""
        for row in rows:
            if not self._covers(row.position) and b'"command_id"' in row.state:
                return Fault(row.position, f"The command that recorded the event at position {row.position} is gone.")
        return None

    def _covers(self, position: int) -> bool:
        if position > self._read_up_to:
            self._read_up_to = min(position + POSITIONS_AT_ONCE, MAX)
            self._spans = sorted((each.first, each.last) for each in self.recorder.commands(position, self._read_up_to))
            self._at = 0
        while self._at < len(self._spans) and self._spans[self._at][1] < position:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] <= position


def sealed_references(state: bytes) -> Iterator[Reference]:
    """The sealed values that a stored state speaks of: objects with exactly person, group and blob."""
    told = msgspec.json.decode(state)
    if not isinstance(told, dict):
        raise ValueError("it is no object")
    waiting: list[Any] = [told] if b'"blob"' in state else []
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            if value.keys() == REFERENCE:
                yield Reference(bytes.fromhex(value["blob"]), value["person"], value["group"])
            else:
                waiting.extend(value.values())


def _number(blob_id: bytes) -> int:
    return int.from_bytes(blob_id[:8], "big")
