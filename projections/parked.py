"""Parked (zurückgestellt): events that a projection could not take in, with the reason; all others go on.

An event is parked for one projection, and with it the later ones of its stream, which may build on it. The reason names
the kind of the error and the place in the code, and no value: a value may belong to a person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from types import TracebackType
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    Uuid,
    delete,
    func,
    insert,
    select,
    update,
)

from projections.bookmark import metadata
from referrals.refusal import Refusal
from referrals.store import Moment

_parked = Table(
    "parked",
    metadata,
    Column("name", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    # Whether it waits for tables that are still being built.
    Column("building", Boolean, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("stream", Uuid, nullable=False),
    Column("topic", String, nullable=False),
    # Null for an event that waits only because an earlier one of its stream does.
    Column("reason", String),
    Column("parked_at", Moment, nullable=False),
)

_STREAMS = "SELECT DISTINCT name, version, building, stream FROM parked"
OURS = ("projections.", "referrals.")
Tables = tuple[str, int, bool]
"""One set of tables: name and version of a projection, and whether it is still being built."""


class Parked(NamedTuple):
    """An event that waits; `reason` is None where an earlier one of its stream is the reason."""

    name: str
    version: int
    position: int
    stream: UUID
    topic: str
    reason: str | None
    parked_at: datetime


class Refused(NamedTuple):
    """An event that was not taken in."""

    position: int
    stream: UUID
    topic: str
    reason: str | None


def reason_of(error: BaseException) -> str:
    """What went wrong and where in the code; never the message, in which a value may stand."""
    kind = error.code if isinstance(error, Refusal) else type(error).__name__
    place = _place(error.__traceback__)
    return f"{kind} at {place}" if place else kind


def _place(trace: TracebackType | None) -> str:
    found = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith(OURS):
            found = f"{module}:{trace.tb_lineno} ({trace.tb_frame.f_code.co_name})"
        trace = trace.tb_next
    return found


def streams(connection: Connection) -> dict[Tables, set[UUID]]:
    """The streams that wait, for each set of tables in which any does."""
    found: defaultdict[Tables, set[UUID]] = defaultdict(set)
    # Asked with every page, and nearly always empty: without the detour through a compiled statement.
    for name, version, building, stream in connection.exec_driver_sql(_STREAMS):
        found[name, version, bool(building)].add(stream if isinstance(stream, UUID) else UUID(stream))
    return found


def waiting_for(name: str, version: int) -> Select[tuple[UUID]]:
    """A selection of the streams that wait for the living tables of one projection."""
    return select(_parked.c.stream).where(*_of((name, version, False))).distinct()


def add(connection: Connection, tables: Tables, refused: Iterable[Refused], now: datetime) -> None:
    """Let these wait."""
    name, version, building = tables
    rows = [
        {**each._asdict(), "name": name, "version": version, "building": building, "parked_at": now} for each in refused
    ]
    if rows:
        connection.execute(insert(_parked), rows)


def remove(connection: Connection, tables: Tables, positions: Iterable[int]) -> None:
    """They were taken in."""
    for position in positions:
        connection.execute(delete(_parked).where(*_of(tables), _parked.c.position == position))


def give_reason(connection: Connection, tables: Tables, refused: Refused) -> None:
    """Say anew why an event waits."""
    moved = update(_parked).where(*_of(tables), _parked.c.position == refused.position)
    connection.execute(moved.values(reason=refused.reason))


def clear(connection: Connection, tables: Tables) -> None:
    """Nothing waits for these tables any more: they are gone, or built anew."""
    connection.execute(delete(_parked).where(*_of(tables)))


def switch(connection: Connection, name: str, version: int) -> None:
    """What waits for the tables that were built is what waits for the living ones now."""
    clear(connection, (name, version, False))
    connection.execute(update(_parked).where(*_of((name, version, True))).values(building=False))


def waiting(connection: Connection, name: str, version: int, limit: int | None = None) -> list[Parked]:
    """What waits for the living tables of a projection, in the order of the log."""
    columns = [_parked.c[field] for field in Parked._fields]
    wanted = select(*columns).where(*_of((name, version, False))).order_by(_parked.c.position).limit(limit)
    return [Parked(*row) for row in connection.execute(wanted)]


def counts(connection: Connection) -> dict[tuple[str, int], int]:
    """How many events wait for the living tables of each projection (name, version) that has any."""
    wanted = select(_parked.c.name, _parked.c.version, func.count()).where(_parked.c.building.is_(False))
    return {(name, version): count for name, version, count in connection.execute(wanted.group_by("name", "version"))}


def first(connection: Connection, name: str, version: int) -> int | None:
    """The first position that waits for the living tables of a projection; None when nothing does."""
    return connection.execute(select(func.min(_parked.c.position)).where(*_of((name, version, False)))).scalar()


def _of(tables: Tables) -> Collection[ColumnElement[bool]]:
    name, version, building = tables
    return (_parked.c.name == name, _parked.c.version == version, _parked.c.building.is_(building))
