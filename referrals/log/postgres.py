"""The log in one PostgreSQL schema (PERSISTENCE_MODULE=referrals.log.postgres).

Not the library's insert: its pipeline hangs for ever on payloads above about 0.5 MB while it holds the lock. One
call of one function of our own writes events, leaves, sealed values and the command.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

import eventsourcing.postgres as library
from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    PersistenceError,
    StoredEvent,
    Subscription,
)
from eventsourcing.utils import Environment, EnvType, strtobool
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier, Literal

from referrals.log.errors import AlreadyRecorded, NoLog, StreamMoved
from referrals.log.events_only import EventsOnly
from referrals.log.postgres_connection import Datastore, connection_lost
from referrals.log.postgres_queries import (
    AT_POSITIONS,
    BROKEN_STREAM,
    EXTENT,
    LEAF,
    LEAVES,
    LEAVES_OF,
    PAGE,
    PAGE_OF_TOPICS,
    ROW,
    STREAM,
    STREAM_BACKWARDS,
    WALK,
    WRITE,
)
from referrals.log.postgres_sealed import SealedValues
from referrals.log.postgres_tables import MOVED, RECORD, SECOND_TIME, TABLES
from referrals.log.recorder import MAX, MIN, Extent, Leaf, RecordedRef, Row, Stored, Unchanged, check_transaction
from referrals.sealing import Blob

ATTEMPTS = 3


class Recorder(SealedValues, ApplicationRecorder):
    """Writes and reads the log; see referrals.log.recorder.LogRecorder."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore
        self._written: dict[str, bytes] = {}

    def create(self) -> None:
        """Make schema, tables, triggers and function; only in the release step."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self._sql("SELECT pg_advisory_xact_lock({lock})"))
            cursor.execute(self._sql(TABLES))
            cursor.execute(self._sql(RECORD))

    def check(self) -> None:
        """Raise NoLog when the tables are not there."""
        schema = self.datastore.schema
        try:
            rows = self._rows("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (schema,))
        except PersistenceError as error:
            raise NoLog(f"The database of the log cannot be read: {error}") from error
        if missing := {"events", "leaves", "commands", "sealed"} - {name for (name,) in rows}:
            raise NoLog(f"Schema {schema} is no Lotse log: it has no table {', '.join(sorted(missing))}.")

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
        values = (
            command_id,
            [event.originator_id for event in stored_events],
            [event.originator_version for event in stored_events],
            [event.topic for event in stored_events],
            [event.state for event in stored_events],
            [originator_id for originator_id, _ in unchanged],
            [version for _, version in unchanged],
            [blob.id for blob in blobs],
            [blob.person for blob in blobs],
            [str(blob.group) for blob in blobs],
            [blob.data for blob in blobs],
        )
        # A connection lost in the commit leaves open whether it was carried out. Asking again is safe with a
        # command id only: it is looked up first, under the lock, so the answer is AlreadyRecorded, no false conflict.
        try:
            rows = self._rows(WRITE, values, attempts=1 if command_id is None else ATTEMPTS)
        except PersistenceError as error:
            refuse(error, command_id)
            raise
        positions: list[int] = rows[0][0]
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
        rows = self._rows(STREAM_BACKWARDS if desc else STREAM, (originator_id, after, until, limit))
        return [StoredEvent(*row) for row in rows]

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
        until = MAX if stop is None else stop
        if topics:
            return notifications(self._rows(PAGE_OF_TOPICS, (first, until, list(topics), limit)))
        return notifications(self._rows(PAGE, (first, until, limit)))

    def page(self, after: int, limit: int) -> Iterable[Stored]:
        """The events behind a position, in order."""
        return self._rows(PAGE, (after + 1, MAX, limit))

    def select_positions(self, positions: Sequence[int]) -> list[Notification]:
        """The events at these positions, in order of position."""
        return notifications(self._rows(AT_POSITIONS, (list(positions),)))

    def max_notification_id(self) -> int | None:
        """The last position; None when nothing is recorded."""
        head: int | None = self._rows("SELECT max(position) FROM {schema}.events")[0][0]
        return head

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Refused: projections poll a bookmark, the same on both databases."""
        raise NotImplementedError("The log has no subscriptions; read it page by page.")

    def find_command(self, command_id: UUID) -> tuple[RecordedRef, ...] | None:
        """What a command recorded; None when it never was."""
        rows = self._rows(
            "SELECT position, originator_id, originator_version, topic FROM {schema}.commands "
            "LEFT JOIN {schema}.events ON position BETWEEN first_position AND last_position "
            "WHERE command_id = %s ORDER BY position",
            (command_id,),
        )
        if not rows:
            return None
        return tuple(RecordedRef(*row) for row in rows if row[0] is not None)

    def extent(self) -> Extent:
        """How far log and ledger reach, in one snapshot."""
        return Extent(*self._rows(EXTENT)[0])

    def walk(self, first: int, limit: int) -> list[Row]:
        """The rows from position `first` on, as stored."""
        return list(map(Row._make, self._rows(WALK, (first, MAX, limit))))

    def leaves(self, first: int, limit: int) -> list[Leaf]:
        """The leaves from sequence `first` on."""
        return list(map(Leaf._make, self._rows(LEAVES, (first, limit))))

    def leaves_of(self, originator_id: str) -> list[Leaf]:
        """The leaves of one stream, in its order."""
        return list(map(Leaf._make, self._rows(LEAVES_OF, (UUID(originator_id),))))

    def leaf_count(self) -> int:
        """How many leaves the ledger has."""
        return int(self._rows("SELECT count(*) FROM {schema}.leaves")[0][0])

    def topics(self) -> set[str]:
        """The topics that stand in the log."""
        return {str(row[0]) for row in self._rows("SELECT DISTINCT topic FROM {schema}.events")}

    def event_count(self) -> int:
        """How many events the log has."""
        return int(self._rows("SELECT count(*) FROM {schema}.events")[0][0])

    def find_row(self, originator_id: str, originator_version: int) -> Row | None:
        """The event a leaf speaks of."""
        return next((Row(*row) for row in self._rows(ROW, (UUID(originator_id), originator_version))), None)

    def find_leaf(self, originator_id: str, originator_version: int) -> Leaf | None:
        """The leaf of an event."""
        return next((Leaf(*row) for row in self._rows(LEAF, (UUID(originator_id), originator_version))), None)

    def first_broken_stream(self, head: int) -> tuple[int, str] | None:
        """The first position (up to `head`) and id of a stream whose versions are not 1, 2, 3 …"""
        rows = self._rows(BROKEN_STREAM, (head,))
        return (rows[0][0], rows[0][1]) if rows else None

    def _rows(self, statement: str, values: Sequence[Any] = (), attempts: int = ATTEMPTS) -> list[Any]:
        query = self._sql(statement)
        while True:
            attempts -= 1
            try:
                with (
                    self.datastore.get_connection() as connection,
                    connection.cursor(binary=True, row_factory=tuple_row) as cursor,
                ):
                    return cursor.execute(query, values, prepare=True).fetchall()
            except PersistenceError as error:
                if attempts < 1 or not connection_lost(error):
                    raise
                self.datastore.renew()

    def _sql(self, statement: str) -> bytes:
        """The statement for our schema, written once."""
        if (written := self._written.get(statement)) is None:
            lock = SQL("hashtextextended({}, 0)").format(Literal(f"lotse log {self.datastore.schema}"))
            composed = SQL(statement).format(schema=Identifier(self.datastore.schema), lock=lock)
            written = self._written[statement] = composed.as_bytes(None)
        return written


def refuse(error: PersistenceError, command_id: UUID | None) -> None:
    """Raise the refusal behind an error code of the function `record`, if it is one."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return
    if diagnosis.sqlstate == SECOND_TIME and command_id is not None:
        raise AlreadyRecorded(command_id) from error
    if diagnosis.sqlstate == MOVED:
        stream, expected, found = diagnosis.message_primary.split()
        raise StreamMoved(UUID(stream), int(expected), int(found)) from error


def notifications(rows: Iterable[tuple[int, UUID, int, str, bytes]]) -> list[Notification]:
    """Rows as the library's notifications."""
    return [Notification(stream, version, topic, state, position) for position, stream, version, topic, state in rows]


class Factory(EventsOnly, library.PostgresFactory):
    """Builds the recorder from POSTGRES_*; makes tables only when CREATE_TABLE says so."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        setting = self.POSTGRES_ENABLE_DB_FUNCTIONS
        if strtobool(self.env.get(setting) or os.environ.get(setting) or "no"):
            raise OSError(
                f"{setting} writes past the ledger, into other applications' tables: remove it from the environment."
            )
        given = self.datastore
        self.datastore: Datastore = Datastore(
            *("", "", "", "", ""),
            connect_timeout=given.pool.timeout,
            pool_size=given.pool.min_size,
            max_overflow=given.pool.max_size - given.pool.min_size,
            conn_max_age=given.pool.max_lifetime,
            pre_ping=given.pre_ping,
            lock_timeout=given.lock_timeout,
            schema=self.env.get(self.POSTGRES_SCHEMA) or "events",
        )
        url = self.env.get("POSTGRES_URL")
        settings = conninfo_to_dict(url) if url else given.pool.kwargs
        self.datastore.configure(cast("Mapping[str, Any]", settings))
        given.close()

    def application_recorder(self) -> Recorder:
        """The recorder of the log."""
        recorder = Recorder(self.datastore)
        if self.env_create_table():
            recorder.create()
        return recorder

    def env_create_table(self) -> bool:
        """Tables are made in the release step: of several workers that start at once a third would die."""
        return strtobool(self.env.get(self.CREATE_TABLE) or "no")
