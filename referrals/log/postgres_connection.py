"""Connections to the PostgreSQL schema of the log."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import eventsourcing.postgres as library
import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout

LOCK_TIMEOUT = 10
"""Seconds a writer waits for its turn."""

# The server went away or is going: class 08 (connection exception) and the shutdown codes of class 57.
GONE = ("57P01", "57P02", "57P03")


def environment(url: str, schema: str) -> dict[str, str]:
    """The settings of the recorder for a database URL, also one with `?host=/socket`."""
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "referrals.log.postgres",
        "POSTGRES_URL": url,
        "POSTGRES_DBNAME": str(parts.get("dbname") or ""),
        "POSTGRES_HOST": str(parts.get("host") or ""),
        "POSTGRES_PORT": str(parts.get("port") or ""),
        "POSTGRES_USER": str(parts.get("user") or ""),
        "POSTGRES_PASSWORD": str(parts.get("password") or ""),
        "POSTGRES_SCHEMA": schema,
        "POSTGRES_CONNECT_TIMEOUT": "10",
        "POSTGRES_POOL_SIZE": "2",
        "POSTGRES_MAX_OVERFLOW": "8",
    }


class Datastore(library.PostgresDatastore):
    """The library's pool, with everything a database URL can say."""

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Connect with these libpq settings instead of the five the library knows."""
        self.pool.kwargs = {**settings, "application_name": "lotse-log"}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """Auto-commit, and nobody waits for ever."""
        prepare = super().after_connect_func()
        seconds = self.lock_timeout or LOCK_TIMEOUT

        def after_connect(connection: psycopg.Connection[Any]) -> None:
            prepare(connection)
            connection.execute(f"SET lock_timeout = '{seconds}s'")

        return after_connect

    def renew(self) -> None:
        """Replace the connections that were lost."""
        with suppress(psycopg.Error):  # the next statement tells
            self.pool.check()


def connection_lost(error: PersistenceError) -> bool:
    """Whether the server went away, so that nobody knows whether the statement was carried out."""
    cause = error.__cause__
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) or isinstance(cause, PoolTimeout):
        return False
    state = cause.diag.sqlstate
    return state is None or state.startswith("08") or state in GONE
