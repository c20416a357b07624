"""Access log (Einsichtnahmen): who opened whose file, when, which view, for which purpose. Rows are only added.

A page that cannot record its access is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Uuid,
    event,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from referrals.store import Moment, SharedAcrossFork, Store, StoreMissing

LONGEST_CODE = 64
PAGE = 200

metadata = MetaData()

accesses = Table(
    "accesses",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("role", String(LONGEST_CODE), nullable=False),
    Column("person_id", Uuid),  # null when the view shows no single person
    Column("referral_id", Uuid),  # null when the view shows no single referral
    Column("view", String(LONGEST_CODE), nullable=False),
    Column("purpose", String(LONGEST_CODE), nullable=False),
    Column("correlation", Uuid, nullable=False),
    Index("accesses_of_person", "person_id", "id"),
    Index("accesses_of_staff", "staff_id", "id"),
    sqlite_autoincrement=True,
)

APPEND_ONLY = "The access log is only added to."

SQLITE_GUARDS = [
    f"CREATE TRIGGER accesses_refuse_{change} BEFORE {change} ON accesses "
    f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    for change in ("update", "delete")
]
POSTGRESQL_GUARDS = [
    "CREATE FUNCTION accesses_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$",
    "CREATE TRIGGER accesses_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON accesses "
    "FOR EACH STATEMENT EXECUTE FUNCTION accesses_refuse()",
]


@event.listens_for(accesses, "after_create")
def _guard(table: Table, connection: Connection, **_: object) -> None:
    guards = SQLITE_GUARDS if connection.dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        connection.exec_driver_sql(statement)


class CannotLogAccess(Exception):
    """The access could not be recorded, so the page is not shown."""

    @classmethod
    def because_the_store_refused(cls, reason: str) -> "CannotLogAccess":
        return cls(f"The access could not be recorded ({reason}); nothing is shown. Check the access store.")


@dataclass(frozen=True)
class Access:
    """One look at something; codes and ids only."""

    at: datetime
    staff_id: UUID
    role: str
    view: str
    purpose: str
    correlation: UUID
    person_id: UUID | None = None  # null when the view shows no single person
    referral_id: UUID | None = None  # null when the view shows no single referral


class AccessLog:
    """The access store: adding, and reading what was added."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, *looks: Access) -> None:
        """Record all of these or none; raises `CannotLogAccess`, and then the page is not shown."""
        if not looks:
            return
        try:
            with self._store.writing() as connection:
                connection.execute(insert(accesses), [vars(look) for look in looks])
        except (SQLAlchemyError, StoreMissing, SharedAcrossFork, OSError, ValueError) as error:
            raise CannotLogAccess.because_the_store_refused(type(error).__name__) from error

    def of_person(self, person_id: UUID, *, before: int | None = None, limit: int = PAGE) -> Sequence["Entry"]:
        """Who looked at a person, newest first; `before` is the id of the last entry of the page before."""
        return self._read(accesses.c.person_id == person_id, before, limit)

    def of_staff(self, staff_id: UUID, *, before: int | None = None, limit: int = PAGE) -> Sequence["Entry"]:
        """What a staff member looked at, newest first."""
        return self._read(accesses.c.staff_id == staff_id, before, limit)

    def _read(self, which: Any, before: int | None, limit: int) -> Sequence["Entry"]:
        query = select(accesses).where(which).order_by(accesses.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(accesses.c.id < before)
        with self._store.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]


@dataclass(frozen=True)
class Entry:
    """A recorded access and its number in the log."""

    id: int
    access: Access


def _entry(row: Row[Any]) -> Entry:
    values = dict(row._mapping)
    return Entry(values.pop("id"), Access(**values))
