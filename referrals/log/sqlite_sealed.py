"""The sealed values of the log in SQLite, and what the check of the log asks beside the events."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from referrals.log.errors import StillRead
from referrals.log.recorder import CommandRow
from referrals.log.sqlite_connection import Connection, Datastore
from referrals.log.sqlite_tables import FINAL, trigger
from referrals.sealing import Blob

OF_PERSONS = "person IN (SELECT value FROM json_each(?))"


class SealedValues:
    """The part of the recorder that knows the blob table."""

    datastore: Datastore

    def select_blobs(self, ids: Iterable[bytes]) -> dict[bytes, bytes]:
        """The sealed blobs with these ids; those that are gone are left out."""
        return {blob.id: blob.data for blob in self.select_sealed(ids)}

    def select_sealed(self, ids: Iterable[bytes]) -> list[Blob]:
        """The rows of the blob table with these ids."""
        wanted = list(ids)
        places = ", ".join("?" * len(wanted))
        statement = f"SELECT id, person, key_group, blob FROM sealed WHERE id IN ({places})"  # noqa: S608
        return [Blob(row[0], UUID(row[1]), row[2], row[3]) for row in self._rows(statement, wanted)]

    def sealed_ids(self, after: bytes, limit: int) -> list[bytes]:
        """The ids of the blob table in their order."""
        statement = "SELECT id FROM sealed WHERE id > ? ORDER BY id LIMIT ?"
        return [row[0] for row in self._rows(statement, (after, limit))]

    def count_blobs(self, persons: Iterable[UUID]) -> int:
        """How many sealed values these have."""
        return int(self._rows(f"SELECT count(*) FROM sealed WHERE {OF_PERSONS}", (_listed(persons),))[0][0])  # noqa: S608

    def delete_blobs(self, persons: Iterable[UUID]) -> int:
        """Delete every sealed value of these; how many. No event is touched."""
        with self.datastore.transaction(commit=True) as c:
            c.execute(f"DELETE FROM sealed WHERE {OF_PERSONS}", (_listed(persons),))  # noqa: S608
            c.execute("SELECT changes()")
            return int(c.fetchone()[0])

    def compact_blobs(self) -> None:
        """Leave no byte of a deleted value in the file or beside it; StillRead when somebody reads for too long."""
        with self.datastore.get_connection(commit=True) as connection:
            raw = cast(Connection, connection).raw
            raw.execute("VACUUM")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise StillRead()

    def commands(self, first: int, last: int) -> list[CommandRow]:
        """The commands that recorded something from position `first` to `last`."""
        statement = (
            "SELECT command_id, first_position, last_position FROM commands "
            "WHERE last_position >= ? AND first_position <= ?"
        )
        return [CommandRow(*row) for row in self._rows(statement, (first, last))]

    def missing_guards(self) -> list[str]:
        """The triggers that should refuse changes and are not there, or are other ones."""
        found = dict(self._rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
        expected = {f"{table}_refuse_{change.lower()}": trigger(table, change) for table, change in FINAL}
        return [name for name, sql in expected.items() if found.get(name, "")[-60:] != sql[-60:]]

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with self.datastore.reading() as connection:
            return connection.execute(statement, values).fetchall()


def _listed(persons: Iterable[UUID]) -> str:
    return json.dumps([str(person) for person in persons])
