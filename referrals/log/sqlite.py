"""The log in one SQLite file (PERSISTENCE_MODULE=referrals.log.sqlite).

Own tables instead of the library's: positions are never used twice and survive a dump and reload. Every write
begins with BEGIN IMMEDIATE, so nobody is told "database is locked" half-way; inside a process the writers queue up.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import eventsourcing.sqlite as library
import msgspec
from eventsourcing.persistence import Notification, PersistenceError, StoredEvent
from eventsourcing.utils import Environment, EnvType, strtobool

from referrals.ledger import leaf_data, leaf_hash
from referrals.log.errors import AlreadyRecorded, NoLog, StreamMoved
from referrals.log.events_only import EventsOnly
from referrals.log.recorder import MAX, MIN, Extent, Leaf, RecordedRef, Row, Stored, Unchanged, check_transaction
from referrals.log.sqlite_connection import Datastore
from referrals.log.sqlite_sealed import SealedValues
from referrals.log.sqlite_tables import BROKEN_STREAM, FINAL, TABLES, trigger
from referrals.sealing import Blob

PAGE = """
    SELECT position, originator_id, originator_version, topic, state FROM events
    WHERE position >= ? AND position <= ? AND (? IS NULL OR topic IN (SELECT value FROM json_each(?)))
    ORDER BY position LIMIT ?
"""
NEXT = """
    SELECT position, originator_id, originator_version, topic, state FROM events
    WHERE position > ? ORDER BY position LIMIT ?
"""
AT_POSITIONS = """
    SELECT position, originator_id, originator_version, topic, state FROM events
    WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position
"""
STREAM = """
    SELECT originator_id, originator_version, topic, state FROM events
    WHERE originator_id = ? AND originator_version > ? AND originator_version <= ?
    ORDER BY originator_version LIMIT ?
"""
STREAM_BACKWARDS = STREAM.replace("ORDER BY originator_version", "ORDER BY originator_version DESC")
ROW = """
    SELECT position, originator_id, originator_version, topic, state FROM events
    WHERE originator_id = ? AND originator_version = ?
"""
EXTENT = """
    SELECT (SELECT coalesce(max(position), 0) FROM events), (SELECT coalesce(max(sequence), -1) FROM leaves),
        max((SELECT coalesce(max(last_position), 0) FROM commands),
            (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'))
"""


class Recorder(SealedValues, library.SQLiteApplicationRecorder):
    """Writes and reads the log; see referrals.log.recorder.LogRecorder."""

    datastore: Datastore

    def __init__(self, datastore: Datastore, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name)

    def construct_create_table_statements(self) -> list[str]:
        """The tables and the triggers that refuse to change them."""
        return [*TABLES, *(trigger(table, change) for table, change in FINAL)]

    def create(self) -> None:
        """Make the tables; only in the release step."""
        self.create_table()

    def check(self) -> None:
        """Raise NoLog when the tables are not there."""
        try:
            found = {name for (name,) in self._rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        except PersistenceError as error:
            raise NoLog(f"{self.datastore.path} cannot be read as a log: {error}") from error
        if missing := {"events", "leaves", "commands", "sealed"} - found:
            raise NoLog(f"{self.datastore.path} is no Lotse log: it has no table {', '.join(sorted(missing))}.")

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command_id: UUID | None = None,
        blobs: Sequence[Blob] = (),
        unchanged: Unchanged = (),
        **other: Any,
    ) -> list[int]:
        """Record all or nothing; the positions of the events."""
        check_transaction(stored_events, blobs, other)
        with self.datastore.transaction(commit=True) as c:
            return self._insert_events(c, stored_events, command_id=command_id, blobs=blobs, unchanged=unchanged)

    def _insert_events(
        self,
        c: library.SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        command_id: UUID | None = None,
        blobs: Sequence[Blob] = (),
        unchanged: Unchanged = (),
        **_: Any,
    ) -> list[int]:
        if command_id is not None:
            self._refuse_second(c, command_id)
        for originator_id, version in unchanged:
            self._refuse_moved(c, originator_id, version)
        positions = self._write_events(c, stored_events)
        c.executemany(
            "INSERT INTO sealed VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [(blob.id, str(blob.person), blob.group, blob.data) for blob in blobs],
        )
        if command_id is not None:
            span = (positions[0], positions[-1]) if positions else (None, None)
            c.execute("INSERT INTO commands VALUES (?, ?, ?)", (str(command_id), *span))
        return positions

    def _refuse_second(self, c: library.SQLiteCursor, command_id: UUID) -> None:
        c.execute("SELECT 1 FROM commands WHERE command_id = ?", (str(command_id),))
        if c.fetchone():
            raise AlreadyRecorded(command_id)

    def _refuse_moved(self, c: library.SQLiteCursor, originator_id: UUID, version: int) -> None:
        c.execute(
            "SELECT coalesce(max(originator_version), 0) FROM events WHERE originator_id = ?",
            (str(originator_id),),
        )
        (found,) = c.fetchone()
        if found != version:
            raise StreamMoved(originator_id, version, found)

    def _write_events(self, c: library.SQLiteCursor, events: Sequence[StoredEvent]) -> list[int]:
        c.execute("SELECT coalesce(max(sequence) + 1, 0) FROM leaves")
        (first,) = c.fetchone()
        positions: list[int] = []
        leaves = []
        for sequence, event in enumerate(events, first):
            key = str(event.originator_id), event.originator_version
            c.execute(
                "INSERT INTO events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)",
                (*key, event.topic, event.state),
            )
            positions.append(c.lastrowid)
            leaves.append((sequence, *key, leaf_hash(leaf_data(sequence, *key, event.topic, event.state))))
        c.executemany("INSERT INTO leaves VALUES (?, ?, ?, ?)", leaves)
        return positions

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
        after, until = -1 if gt is None else gt, MAX if lte is None else lte
        rows = self._rows(
            STREAM_BACKWARDS if desc else STREAM,
            (str(originator_id), after, until, -1 if limit is None else limit),
        )
        return [StoredEvent(UUID(stream), version, topic, state) for stream, version, topic, state in rows]

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
        first = MIN if start is None else start if inclusive_of_start else start + 1
        wanted = json.dumps(list(topics)) if topics else None
        until = MAX if stop is None else stop
        return notifications(self._rows(PAGE, (first, until, wanted, wanted, limit)))

    def page(self, after: int, limit: int) -> Iterable[Stored]:
        """The events behind a position, in order."""
        known = _Streams()
        return [
            (position, known[stream], version, topic, state)
            for position, stream, version, topic, state in self._rows(NEXT, (after, limit))
        ]

    def select_positions(self, positions: Sequence[int]) -> list[Notification]:
        """The events at these positions, in order of position."""
        return notifications(self._rows(AT_POSITIONS, (json.dumps(list(positions)),)))

    def max_notification_id(self) -> int | None:  # type: ignore[override]  # the library says int and returns None
        """The last position; None when nothing is recorded."""
        head: int | None = self._rows("SELECT max(position) FROM events")[0][0]
        return head

    def find_command(self, command_id: UUID) -> tuple[RecordedRef, ...] | None:
        """What a command recorded; None when it never was."""
        rows = self._rows(
            "SELECT position, originator_id, originator_version, topic FROM commands "
            "LEFT JOIN events ON position BETWEEN first_position AND last_position "
            "WHERE command_id = ? ORDER BY position",
            (str(command_id),),
        )
        if not rows:
            return None
        return tuple(RecordedRef(row[0], UUID(row[1]), row[2], row[3]) for row in rows if row[0] is not None)

    def extent(self) -> Extent:
        """How far log and ledger reach, in one snapshot."""
        return Extent(*self._rows(EXTENT)[0])

    def walk(self, first: int, limit: int) -> list[Row]:
        """The rows from position `first` on, as stored."""
        return list(map(Row._make, self._rows(PAGE, (first, MAX, None, None, limit))))

    def leaves(self, first: int, limit: int) -> list[Leaf]:
        """The leaves from sequence `first` on."""
        statement = "SELECT * FROM leaves WHERE sequence >= ? ORDER BY sequence LIMIT ?"
        return list(map(Leaf._make, self._rows(statement, (first, limit))))

    def leaves_of(self, originator_id: str) -> list[Leaf]:
        """The leaves of one stream, in its order."""
        statement = "SELECT * FROM leaves WHERE originator_id = ? ORDER BY originator_version"
        return list(map(Leaf._make, self._rows(statement, (originator_id,))))

    def leaf_count(self) -> int:
        """How many leaves the ledger has."""
        return int(self._rows("SELECT count(*) FROM leaves")[0][0])

    def topics(self) -> set[str]:
        """The topics that stand in the log."""
        return {str(row[0]) for row in self._rows("SELECT DISTINCT topic FROM events")}

    def event_count(self) -> int:
        """How many events the log has."""
        return int(self._rows("SELECT count(*) FROM events")[0][0])

    def find_row(self, originator_id: str, originator_version: int) -> Row | None:
        """The event a leaf speaks of."""
        return next((Row(*row) for row in self._rows(ROW, (originator_id, originator_version))), None)

    def find_leaf(self, originator_id: str, originator_version: int) -> Leaf | None:
        """The leaf of an event."""
        statement = "SELECT * FROM leaves WHERE originator_id = ? AND originator_version = ?"
        return next((Leaf(*row) for row in self._rows(statement, (originator_id, originator_version))), None)

    def first_broken_stream(self, head: int) -> tuple[int, str] | None:
        """The first position (up to `head`) and id of a stream whose versions are not 1, 2, 3 …"""
        rows = self._rows(BROKEN_STREAM, (head,))
        return (rows[0][0], rows[0][1]) if rows else None


def notifications(rows: Iterable[tuple[int, str, int, str, bytes]]) -> list[Notification]:
    """Rows as the library's notifications; the id of a stream that comes again is not read again."""
    known = _Streams()
    return [
        Notification(known[stream], version, topic, state, position) for position, stream, version, topic, state in rows
    ]


class _Streams(dict[str, UUID]):
    def __missing__(self, text: str) -> UUID:
        stream = self[text] = msgspec.convert(text, UUID)
        return stream


class Factory(EventsOnly, library.SQLiteFactory):
    """Builds the recorder from SQLITE_DBNAME; makes tables only when CREATE_TABLE says so."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        given = self.datastore
        given.close()
        self.datastore: Datastore = Datastore(
            given.pool.db_name, lock_timeout=given.pool.lock_timeout, originator_id_type="uuid"
        )

    def application_recorder(self) -> Recorder:
        """The recorder of the log."""
        recorder = Recorder(self.datastore)
        if self.env_create_table():
            recorder.create()
        return recorder

    def env_create_table(self) -> bool:
        """Tables are made in the release step, not by whoever starts first."""
        return strtobool(self.env.get(self.CREATE_TABLE) or "no")
