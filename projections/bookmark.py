"""Bookmark (Lesezeichen): how far a set of tables has read the log, kept in the same transaction as its rows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.exc import OperationalError, ProgrammingError

from projections.projection import Projection
from referrals.adding import adding
from referrals.store import Moment

metadata = MetaData()
bookmarks = Table(
    "bookmarks",
    metadata,
    Column("name", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    # Whether these tables are still being built beside the living ones.
    Column("building", Boolean, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("updated_at", Moment, nullable=False),
    # The names of the tables, so that a later version can drop them.
    Column("tables", String, nullable=False),
)


_ALL = select(bookmarks)
_BUILDING = "SELECT name, version, position FROM bookmarks WHERE building"
_LIVING = "SELECT name, version, position FROM bookmarks WHERE NOT building"


class ViewsMissing(Exception):
    """The tables of a projection are not there."""

    @classmethod
    def because_nobody_made_them(cls, name: str) -> "ViewsMissing":
        return cls(f"There are no tables for the projection '{name}'. Run `./lotse release` to create them.")


class Bookmark(NamedTuple):
    """How far one set of tables is."""

    name: str
    version: int
    building: bool
    position: int
    updated_at: datetime
    tables: tuple[str, ...]


def read(connection: Connection) -> list[Bookmark]:
    """Every bookmark of the store."""
    with _there():
        rows = connection.execute(_ALL).all()
    return [
        Bookmark(row.name, row.version, row.building, row.position, row.updated_at, tuple(row.tables.split(",")))
        for row in rows
    ]


def positions(connection: Connection, *, building: bool = False) -> dict[tuple[str, int], int]:
    """How far each (name, version) is; the living tables, or those that are being built."""
    # Asked twice with every step: without the detour through a compiled statement.
    with _there():
        rows = connection.exec_driver_sql(_BUILDING if building else _LIVING).all()
    return {(name, version): position for name, version, position in rows}


@contextmanager
def _there() -> Iterator[None]:
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if "bookmarks" in str(error.orig):
            raise ViewsMissing.because_nobody_made_them("bookmarks") from error
        raise


def write(
    connection: Connection, projections: Iterable[Projection], position: int, now: datetime, *, building: bool
) -> None:
    """Set the bookmarks of these projections, or make them."""
    insert = adding(connection, bookmarks)
    rows = [
        {
            "name": projection.name,
            "version": projection.version,
            "building": building,
            "position": position,
            "updated_at": now,
            "tables": ",".join(table.name for table in projection.tables),
        }
        for projection in projections
    ]
    moved = {"position": insert.excluded.position, "updated_at": insert.excluded.updated_at}
    connection.execute(insert.on_conflict_do_update(index_elements=["name", "version", "building"], set_=moved), rows)


def move(
    connection: Connection, projections: Iterable[Projection], position: int, now: datetime, *, building: bool
) -> None:
    """Move the bookmarks of these projections, which are there, in one statement."""
    named = tuple((projection.name, projection.version) for projection in projections)
    connection.execute(_moving(named, building), {"to": position, "now": now})


def touch(connection: Connection, name: str, now: datetime) -> None:
    """Let the bookmarks of a projection count as moved just now."""
    connection.execute(update(bookmarks).where(bookmarks.c.name == name).values(updated_at=now))


def remove(connection: Connection, name: str, version: int, *, building: bool) -> None:
    """Forget a set of tables."""
    connection.execute(
        delete(bookmarks).where(
            bookmarks.c.name == name, bookmarks.c.version == version, bookmarks.c.building.is_(building)
        )
    )


@lru_cache(maxsize=64)
def _moving(named: tuple[tuple[str, int], ...], building: bool) -> Update:
    """Built once for those who move together; they nearly always are the same."""
    which = (and_(bookmarks.c.name == name, bookmarks.c.version == version) for name, version in named)
    moving = update(bookmarks).where(bookmarks.c.building.is_(building), or_(*which))
    return moving.values(position=bindparam("to"), updated_at=bindparam("now"))
