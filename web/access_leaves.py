"""Leaves of a day (Blätter eines Tages): the bytes of each look, and the root over them.

The bytes of a row, one value a line, each line ended by a line feed (0x0A); what is null is a hyphen:

    lotse-access/1 ␊ id ␊ at (UTC, microseconds) ␊ staff ␊ role ␊ person ␊ referral ␊ view ␊ purpose ␊ correlation ␊
    outside (0, 1) ␊ ground ␊

The root of a day is the RFC 6962 tree over its rows in the order of their numbers. Of a look that is no longer kept
while its day is, the hash of its leaf stands in `withheld`: the random correlation in it gives nothing away.
"""

from datetime import UTC, date, datetime, timedelta
from heapq import merge
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select

from referrals.ledger import Frontier, leaf_hash
from referrals.occasion import midnight
from referrals.roles import Role
from web.access_tables import accesses, withheld

FORMAT = "lotse-access/1"


def root_of(connection: Connection, day: date) -> tuple[int, str]:
    """How many looks a local day has, kept or withheld, and the root over them (hex)."""
    rows = connection.execute(select(accesses).where(*within(day)).order_by(accesses.c.id))
    kept = ((row.id, leaf_hash(leaf(row))) for row in rows)
    gone = connection.execute(select(withheld).where(*within(day, withheld)).order_by(withheld.c.id)).all()
    tree = Frontier()
    for _number, hashed in merge(kept, ((row.id, bytes.fromhex(row.leaf)) for row in gone)):
        tree.add(hashed)
    return tree.size, tree.root().hex()


def leaf(row: Row[Any]) -> bytes:
    """The bytes of a row."""
    at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    outside = None if row.outside is None else int(row.outside)
    values = (row.id, at, row.staff_id, row.role, row.person_id, row.referral_id, row.view, row.purpose)
    told = (FORMAT, *values, row.correlation, outside, row.ground)
    return "".join(f"{'-' if value is None else value}\n" for value in told).encode()


def count(connection: Connection, day: date) -> int:
    """How many looks of a day there are, kept or withheld."""
    return sum(_count(connection, table, day) for table in (accesses, withheld))


def count_withheld(connection: Connection, day: date) -> int:
    """Of how many looks of a day only the leaf is left."""
    return _count(connection, withheld, day)


def of_institutions(connection: Connection, day: date) -> list[Row[Any]]:
    """The looks of institutions on a day that are still there."""
    asked = select(accesses).where(*within(day), accesses.c.role == Role.INSTITUTION.value).order_by(accesses.c.id)
    return list(connection.execute(asked))


def withhold(connection: Connection, rows: list[Row[Any]]) -> None:
    """Keep the leaves of these looks, and let the looks go."""
    leaves = [{"id": row.id, "at": row.at, "leaf": leaf_hash(leaf(row)).hex()} for row in rows]
    connection.execute(insert(withheld), leaves)
    connection.execute(delete(accesses).where(accesses.c.id.in_([row.id for row in rows])))


def within(day: date, table: Table = accesses) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The rows of a local day."""
    first, last = bounds(day)
    return table.c.at >= first, table.c.at < last


def bounds(day: date) -> tuple[datetime, datetime]:
    """From local midnight to local midnight."""
    return midnight(day), midnight(day + timedelta(days=1))


def _count(connection: Connection, table: Table, day: date) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*within(day, table))).scalar_one()
