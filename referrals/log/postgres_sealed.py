"""The sealed values of the log in PostgreSQL, and what the check of the log asks beside the events."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from referrals.log.postgres_connection import Datastore
from referrals.log.recorder import CommandRow
from referrals.sealing import Blob

GUARDS = """
    SELECT wanted.name FROM unnest(ARRAY['events', 'leaves', 'commands', 'sealed']) AS wanted (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE n.nspname = %s AND c.relname = wanted.name AND t.tgname = 'final' AND t.tgenabled IN ('O', 'A')
            AND p.proname = 'refuse_change' AND p.prosrc LIKE '%%RAISE EXCEPTION%%'
    )
"""


class SealedValues:
    """The part of the recorder that knows the blob table."""

    datastore: Datastore

    def select_blobs(self, ids: Iterable[bytes]) -> dict[bytes, bytes]:
        """The sealed blobs with these ids; those that are gone are left out."""
        return {blob.id: blob.data for blob in self.select_sealed(ids)}

    def select_sealed(self, ids: Iterable[bytes]) -> list[Blob]:
        """The rows of the blob table with these ids."""
        statement = "SELECT id, person, key_group, blob FROM {schema}.sealed WHERE id = ANY(%s::bytea[])"
        return [Blob(*row) for row in self._rows(statement, (list(ids),))]

    def sealed_ids(self, after: bytes, limit: int) -> list[bytes]:
        """The ids of the blob table in their order."""
        statement = "SELECT id FROM {schema}.sealed WHERE id > %s ORDER BY id LIMIT %s"
        return [row[0] for row in self._rows(statement, (after, limit))]

    def count_blobs(self, persons: Iterable[UUID]) -> int:
        """How many sealed values these have."""
        statement = "SELECT count(*) FROM {schema}.sealed WHERE person = ANY(%s::uuid[])"
        return int(self._rows(statement, (list(persons),))[0][0])

    def delete_blobs(self, persons: Iterable[UUID]) -> int:
        """Delete every sealed value of these; how many. No event is touched."""
        statement = "DELETE FROM {schema}.sealed WHERE person = ANY(%s::uuid[]) RETURNING 1"
        return len(self._rows(statement, (list(persons),)))

    def compact_blobs(self) -> None:
        """Give the space of deleted values back; what old pages and the server's log still hold has no key."""
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            cursor.execute(self._sql("VACUUM {schema}.sealed"))

    def commands(self, first: int, last: int) -> list[CommandRow]:
        """The commands that recorded something from position `first` to `last`."""
        statement = (
            "SELECT command_id::text, first_position, last_position FROM {schema}.commands "
            "WHERE last_position >= %s AND first_position <= %s"
        )
        return [CommandRow(*row) for row in self._rows(statement, (first, last))]

    def missing_guards(self) -> list[str]:
        """The tables whose trigger against changes is not there, or is another one."""
        return [row[0] for row in self._rows(GUARDS, (self.datastore.schema,))]

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        raise NotImplementedError

    def _sql(self, statement: str) -> bytes:
        raise NotImplementedError
