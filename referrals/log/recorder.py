"""What every log can do, whichever database it lies in."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from referrals.log.errors import TooLarge
from referrals.sealing import Blob

MAX_STATE = 2**20
"""Bytes of one event's state, and of one blob."""

MAX_EVENTS = 500
"""Events of one transaction."""

MIN, MAX = -(2**63), 2**63 - 1

Unchanged = Sequence[tuple[UUID, int]]


class RecordedRef(NamedTuple):
    """Where an event was recorded."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str


class Row(NamedTuple):
    """One event exactly as stored; `originator_id` is the canonical UUID, as in the leaf."""

    position: int
    originator_id: str
    originator_version: int
    topic: str
    state: bytes


Stored = tuple[int, UUID, int, str, bytes]
"""One event as it is read: position, stream, version, topic, state."""


class Leaf(NamedTuple):
    """One leaf of the ledger; `sequence` counts from 0 without a gap."""

    sequence: int
    originator_id: str
    originator_version: int
    hash: bytes


class Extent(NamedTuple):
    """How far log and ledger reach, seen at one moment."""

    head: int
    last_sequence: int
    claimed: int
    """The highest position anything in the store speaks of: above `head` when the tail was cut off carelessly."""


class CommandRow(NamedTuple):
    """A command and the positions of what it recorded."""

    command_id: str
    first: int
    last: int


class LogRecorder(Protocol):
    """One transaction writes events, their leaves, sealed blobs and the command; nothing changes afterwards."""

    def create(self) -> None:
        """Make the tables; only in the release step."""

    def check(self) -> None:
        """Raise NoLog when the tables are not there."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command_id: UUID | None = None,
        blobs: Sequence[Blob] = (),
        unchanged: Unchanged = (),
        **other: Any,
    ) -> list[int]:
        """Record all or nothing; the positions of the events.

        AlreadyRecorded, StreamMoved, TooLarge, or IntegrityError when a version is taken.
        """

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """The events of one stream."""

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """A page of the log."""

    def page(self, after: int, limit: int) -> Iterable[Stored]:
        """The events behind a position, in order."""

    def select_positions(self, positions: Sequence[int]) -> list[Notification]:
        """The events at these positions, in order of position."""

    def max_notification_id(self) -> int | None:
        """The last position; None when nothing is recorded."""

    def find_command(self, command_id: UUID) -> tuple[RecordedRef, ...] | None:
        """What a command recorded; None when it never was."""

    def select_blobs(self, ids: Iterable[bytes]) -> dict[bytes, bytes]:
        """The sealed blobs with these ids; those that are gone are left out."""

    def select_sealed(self, ids: Iterable[bytes]) -> list[Blob]:
        """The rows of the blob table with these ids."""

    def sealed_ids(self, after: bytes, limit: int) -> list[bytes]:
        """The ids of the blob table in their order."""

    def count_blobs(self, persons: Iterable[UUID]) -> int:
        """How many sealed values these have."""

    def delete_blobs(self, persons: Iterable[UUID]) -> int:
        """Delete every sealed value of these; how many. No event is touched."""

    def compact_blobs(self) -> None:
        """Leave nothing of deleted values behind, as far as the database allows; StillRead when it must wait."""

    def commands(self, first: int, last: int) -> list[CommandRow]:
        """The commands that recorded something from position `first` to `last`."""

    def missing_guards(self) -> list[str]:
        """What should refuse changes of the tables and is not there."""

    def extent(self) -> Extent:
        """How far log and ledger reach, in one snapshot."""

    def walk(self, first: int, limit: int) -> list[Row]:
        """The rows from position `first` on, as stored; MIN is the lowest a table can hold."""

    def leaves(self, first: int, limit: int) -> list[Leaf]:
        """The leaves from sequence `first` on."""

    def leaves_of(self, originator_id: str) -> list[Leaf]:
        """The leaves of one stream, in its order."""

    def leaf_count(self) -> int:
        """How many leaves the ledger has."""

    def topics(self) -> set[str]:
        """The topics that stand in the log."""

    def event_count(self) -> int:
        """How many events the log has."""

    def find_row(self, originator_id: str, originator_version: int) -> Row | None:
        """The event a leaf speaks of."""

    def find_leaf(self, originator_id: str, originator_version: int) -> Leaf | None:
        """The leaf of an event."""

    def first_broken_stream(self, head: int) -> tuple[int, str] | None:
        """The first position (up to `head`) and id of a stream whose versions are not 1, 2, 3 …"""


def check_transaction(events: Sequence[StoredEvent], blobs: Sequence[Blob], other: dict[str, Any]) -> None:
    """Refuse what must never reach the database."""
    if other.pop("tracking", None) is not None or other:
        raise TypeError(f"The log does not know {', '.join(other) or 'tracking'}.")
    if len(events) > MAX_EVENTS:
        raise TooLarge(f"{len(events)} events in one transaction; at most {MAX_EVENTS}, record them in parts.")
    for event in events:
        if len(event.state) > MAX_STATE:
            raise TooLarge(f"An event of {len(event.state)} bytes ({event.topic}); at most {MAX_STATE}.")
        if "\n" in event.topic:
            raise ValueError(f"A topic is one line: {event.topic!r}")
    for blob in blobs:
        if len(blob.data) > MAX_STATE:
            raise TooLarge(f"A sealed value of {len(blob.data)} bytes; at most {MAX_STATE}.")
        if sha256(blob.data).digest() != blob.id:
            raise ValueError(f"Blob {blob.id.hex()} does not carry the fingerprint of its data.")
