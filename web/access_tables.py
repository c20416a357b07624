"""The tables of the access log: rows are only added, until the retention of their day is over.

The guards are a speed bump; what is changed past them, the roots in the ledger show (`web/access_segments.py`).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    event,
    inspect,
)

from referrals.store import Moment, Store, StoreMissing

LONGEST_CODE = 64

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
    Column("outside", Boolean),  # outside one's own caseload; null in rows from before this was kept
    Column("ground", Uuid),  # the emergency access or the audit file that opened it; null where none was needed
    Index("accesses_of_person", "person_id", "id"),
    Index("accesses_of_staff", "staff_id", "id"),
    Index("accesses_at", "at", "id"),
    Index("accesses_outside", "outside", "at"),
    sqlite_autoincrement=True,
)

retired = Table(
    "retired",
    metadata,
    Column("day", Date, primary_key=True),  # its `access_segment.dropped` stands in the log
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
)
"""The days whose rows may be deleted."""

withheld = Table(
    "withheld",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("leaf", String(64), nullable=False),  # the hash of the leaf of that row
    Index("withheld_at", "at"),
)
"""Looks of institutions no longer kept while their day is; the `access_segment.thinned` of it stands in the log."""

APPEND_ONLY = "The access log is only added to."
_RETIRED = (
    "(EXISTS (SELECT 1 FROM retired WHERE OLD.at >= from_at AND OLD.at < until_at) "
    "OR EXISTS (SELECT 1 FROM withheld WHERE withheld.id = OLD.id))"
)
_OF_EVERY_VERSION = tuple(f"accesses_refuse_{what}" for what in ("update", "delete", "change", "emptying"))

SQLITE_GUARDS = (
    f"CREATE TRIGGER accesses_refuse_update BEFORE UPDATE ON accesses BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
    f"CREATE TRIGGER accesses_refuse_delete BEFORE DELETE ON accesses WHEN NOT {_RETIRED} "
    f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE OR REPLACE FUNCTION accesses_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' THEN IF {_RETIRED} THEN RETURN OLD; END IF; END IF; "
    f"RAISE EXCEPTION '{APPEND_ONLY}'; END $$",
    "CREATE TRIGGER accesses_refuse_change BEFORE UPDATE OR DELETE ON accesses "
    "FOR EACH ROW EXECUTE FUNCTION accesses_refuse()",
    "CREATE TRIGGER accesses_refuse_emptying BEFORE TRUNCATE ON accesses "
    "FOR EACH STATEMENT EXECUTE FUNCTION accesses_refuse()",
)


@event.listens_for(accesses, "after_create")
def _guard(table: Table, connection: Connection, **_: object) -> None:
    guards = SQLITE_GUARDS if connection.dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        connection.exec_driver_sql(statement)


def prepare(store: Store) -> None:
    """Create what is missing, and bring a table of an earlier version up to this one; belongs into the release step."""
    before = _tables(store)
    store.create(metadata)
    with store.writing() as connection:
        there = {column["name"] for column in inspect(connection).get_columns(accesses.name)}
        missing = [column for column in accesses.columns if column.name not in there]
        for column in missing:
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE accesses ADD COLUMN {column.name} {kind}")
        for index in sorted(accesses.indexes, key=lambda each: each.name or ""):
            index.create(connection, checkfirst=True)
        if missing or (accesses.name in before and withheld.name not in before):
            _guard_anew(connection)


def _tables(store: Store) -> set[str]:
    """What is there already; nothing where the store is still to be made."""
    try:
        with store.reading() as connection:
            return set(inspect(connection).get_table_names())
    except StoreMissing:
        return set()


def _guard_anew(connection: Connection) -> None:
    """The first version let no row be deleted at all, the second none of a day that is kept."""
    table = "" if connection.dialect.name == "sqlite" else " ON accesses"
    for name in _OF_EVERY_VERSION:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{table}")
    _guard(accesses, connection)
