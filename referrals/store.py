"""A store: one SQLite file, or one schema of a PostgreSQL database."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import InvalidatePoolError, OperationalError

from referrals import turn
from referrals.turn import Turn

BUSY_SECONDS = 10.0
IDLE_SECONDS = 0.05
"""A connection to a server that was in use more recently is not asked whether it is still there."""


class StoreMissing(Exception):
    """The SQLite file of a store is not there."""

    @classmethod
    def because_there_is_no_file(cls, path: Path) -> "StoreMissing":
        return cls(f"There is no store at {path}. Run `./lotse release` to create it.")


class SharedAcrossFork(Exception):
    """A store built in one process is used in another one."""

    @classmethod
    def because_it_was_built_by(cls, pid: int) -> "SharedAcrossFork":
        return cls(f"This store was built by process {pid}; every process builds its own.")


class Moment(TypeDecorator[datetime]):
    """A UTC-aware datetime; SQLite, which knows no time zones, holds it as UTC text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Id(Uuid[UUID]):
    """An id; where the database holds it as text, a row has many of them, and the usual way takes thrice as long."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        """As text, or as the driver gives it."""
        if not dialect.supports_native_uuid:
            return _read_id
        usual: Callable[[Any], UUID | None] | None = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return usual


def _read_id(text: str | None) -> UUID | None:
    return None if text is None else msgspec.convert(text, UUID)


class Store:
    """One store; `url` is `sqlite:////abs/file` or `postgresql://…`. Not shared across a fork.

    What is `private` is wiped when it is deleted. What is `derived` can be made again from the log: when the power
    fails it may come back a moment older, whole, and nobody waits for the disk.
    """

    def __init__(self, url: str, *, schema: str, private: bool = False, derived: bool = False) -> None:
        if not (schema.isascii() and schema.isidentifier() and schema == schema.lower()):
            raise ValueError(f"{schema!r} is no plain lower-case name for a schema.")
        parsed = make_url(url)
        self.schema = schema
        self.private = private
        self._pid = os.getpid()
        self._turn = Turn()
        self.path: Path | None = None  # null in PostgreSQL
        if parsed.drivername == "sqlite":
            if not parsed.database or not Path(parsed.database).is_absolute():
                raise ValueError("A SQLite store needs an absolute path to a file.")
            self.path = Path(parsed.database)
            self._engine = _sqlite_engine(self.path, private, derived)
        elif parsed.drivername == "postgresql":
            self._engine = _postgres_engine(parsed, schema, derived)
        else:
            raise ValueError("A store is sqlite:////file or postgresql://…")

    def __repr__(self) -> str:
        return f"Store({self._engine.url.render_as_string(hide_password=True)}, schema={self.schema!r})"

    @property
    def engine(self) -> Engine:
        if os.getpid() != self._pid:
            raise SharedAcrossFork.because_it_was_built_by(self._pid)
        return self._engine

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    @property
    def exists(self) -> bool:
        """Whether the file or the schema is there."""
        if self.path is not None:
            return self.path.exists()
        with self.reading() as connection:
            found = connection.exec_driver_sql("SELECT to_regnamespace(current_schema()) IS NOT NULL")
            return bool(found.scalar())

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """For one statement that reads: a server needs no transaction around it."""
        with self.engine.connect() as connection:
            yield connection if self.is_sqlite else connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the store; what is written here is refused."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                yield connection
            else:
                yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end; on SQLite the only writer from its first statement."""
        with _translated(), self._in_turn(), self.engine.connect() as connection:
            writer = connection.execution_options(writing=True) if self.is_sqlite else connection
            with writer.begin():
                yield writer

    def _in_turn(self) -> AbstractContextManager[None]:
        return self._turn.taken(BUSY_SECONDS) if self.is_sqlite else nullcontext()

    def create(self, metadata: MetaData) -> None:
        """Create file or schema and the tables that are missing; belongs into the release step."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('lotse create'))")
                connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{self.schema}"')
            metadata.create_all(connection)

    def vacuum(self, table: str) -> None:
        """Give back the space of deleted rows: SQLite the whole file, PostgreSQL the one table."""
        if not self.is_sqlite:
            quoted = self._engine.dialect.identifier_preparer.quote(table)
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"VACUUM {quoted}")
            return
        with self.outside() as raw:
            raw.execute("VACUUM")

    @contextmanager
    def outside(self) -> Iterator[sqlite3.Connection]:
        """The connection of the standard library, outside of a transaction; only SQLite has one."""
        pooled = self.engine.raw_connection()
        try:
            raw: sqlite3.Connection = pooled.driver_connection  # type: ignore[assignment]
            _allow(raw, pooled.info, writing=True)
            yield raw
        finally:
            pooled.close()

    def dispose(self) -> None:
        """Close every connection of this process."""
        self._engine.dispose(close=os.getpid() == self._pid)


def _sqlite_engine(path: Path, private: bool, derived: bool) -> Engine:
    uri = f"file:{quote(str(path))}?mode=rw"

    def connect() -> sqlite3.Connection:
        if not path.exists():
            raise StoreMissing.because_there_is_no_file(path)
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA journal_mode={'DELETE' if private else 'WAL'}").fetchall()
        connection.execute(f"PRAGMA synchronous={'NORMAL' if derived else 'FULL'}")
        connection.execute("PRAGMA foreign_keys=ON")
        if private or derived:
            # Some builds of SQLite overwrite whatever is deleted. What is private has to be; what is derived holds ids
            # and codes that stay in the log for ever, and dropping its tables would write each of their pages again.
            connection.execute(f"PRAGMA secure_delete={'ON' if private else 'OFF'}").fetchall()
        return connection

    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        _allow(raw, connection.info, writing=writing)
        if writing:
            turn.begin(raw)
        else:
            raw.execute("BEGIN")

    return engine


@contextmanager
def _translated() -> Iterator[None]:
    """Whoever waited in vain hears it in the words of SQLAlchemy, like everything else."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN IMMEDIATE", {}, error) from error


def _allow(raw: sqlite3.Connection, info: dict[Any, Any], *, writing: bool) -> None:
    """Let a connection write or only read; `info` remembers which of them holds, and is new with each connection."""
    if info.get("writing") is not writing:
        raw.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        info["writing"] = writing


def _postgres_engine(url: URL, schema: str, derived: bool) -> Engine:
    lazily = " -csynchronous_commit=off" if derived else ""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        connect_args={
            "options": f"-csearch_path={schema} -ctimezone=UTC{lazily}",
            "application_name": "lotse",
        },
    )

    @event.listens_for(engine, "checkin")
    def used(dbapi_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def still_there(dbapi_connection: Any, record: Any, proxy: Any) -> None:
        idle = time.monotonic() - record.info.get("used", time.monotonic())
        if idle > IDLE_SECONDS and not _answers(engine, dbapi_connection):
            raise InvalidatePoolError

    return engine


def _answers(engine: Engine, dbapi_connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(dbapi_connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
