"""A log with a history, and an intruder who may write its tables."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from referrals.log.application import Log
from referrals.log.sqlite_tables import FINAL
from referrals.sealing import Blob

STREAMS = [UUID(int=number) for number in (1, 2, 3)]
Intruder = Callable[..., None]


def sealed(stream: int, version: int) -> Blob:
    """The sealed value of one event."""
    data = f"ciphertext of {stream}.{version}".encode()
    return Blob(sha256(data).digest(), STREAMS[stream], "case", data)


def state_of(stream: int, version: int) -> bytes:
    """A state with a sealed value in it, as events store it."""
    blob = sealed(stream, version)
    reference = f'{{"person":"{blob.person}","group":"{blob.group}","blob":"{blob.id.hex()}"}}'
    return f'{{"step":{version},"note":{reference},"more":[{{"blob":"no reference"}}]}}'.encode()


@pytest.fixture
def log(store_url: Callable[[str], str]) -> Iterator[Log]:
    """Nine events at positions 1 to 9: version 1 of three streams, then version 2, then version 3."""
    opened = Log.open(store_url("events"), create=True)
    for version in (1, 2, 3):
        for stream in range(3):
            event = StoredEvent(STREAMS[stream], version, "test.happened", state_of(stream, version))
            opened.recorder.insert_events([event], blobs=[sealed(stream, version)])
    yield opened
    opened.close()


@pytest.fixture
def intruder(log: Log, store_url: Callable[[str], str]) -> Intruder:
    """Executes statements past the application, without triggers; `?` stands for a value."""
    url = store_url("events")

    def execute(*statements: str, values: tuple[object, ...] = ()) -> None:
        if url.startswith("postgresql"):
            with psycopg.connect(url, options="-c search_path=events -c session_replication_role=replica") as server:
                for statement in statements:
                    server.execute(statement.replace("?", "%s"), values)
            return
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
            for table, change in FINAL:
                file.execute(f"DROP TRIGGER IF EXISTS {table}_refuse_{change.lower()}")
            plain = [str(value) if isinstance(value, UUID) else value for value in values]
            for statement in statements:
                file.execute(statement.replace("OVERRIDING SYSTEM VALUE ", ""), plain)

    return execute
