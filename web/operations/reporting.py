"""Reporting (Berichtssichten): read-only SQL views of PostgreSQL, for Grafana and the like (docs/operations.md).

They count and name nobody: every count is rounded to a multiple of five, and no view joins two characteristics of a
referral, so that no small group can be found by subtraction. Each view asks a function that finds the tables by their
names: a rebuild puts others in their place while somebody reads.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from projections import caseload
from projections.registry import PROJECTIONS
from referrals.store import Store

SCHEMA = "reporting"
READER = "lotse_reader"
"""The role that may read the views and nothing else; whoever runs the database creates it."""

_REFERRALS = caseload.referrals.name
_ROUNDED = "(round(count(*) / 5.0) * 5)::bigint"
_NOT_FEW = "HAVING count(*) > 2"  # a row of zero would say that there is somebody
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('lotse reporting'))"


class View(NamedTuple):
    """A view: what it says, its columns with their types and what they mean, and the question behind it."""

    says: str
    columns: tuple[tuple[str, str, str], ...]
    asks: str


def _open_by(column: str, meaning: str) -> View:
    return View(
        f"Referrals under way, by {column}.",
        ((column, "text", meaning), ("referrals", "bigint", "how many, rounded to a multiple of five")),
        f"SELECT {column}::text, {_ROUNDED} FROM {_REFERRALS} WHERE due_on IS NOT NULL GROUP BY {column} {_NOT_FEW}",  # noqa: S608
    )


_MONTH = ("month", "date", "first day of the month")
_HOW_MANY = ("referrals", "bigint", "how many, rounded to a multiple of five")
_OURS = ", ".join(f"('{each.name}', {each.version})" for each in PROJECTIONS)

VIEWS = {
    "open_by_phase": _open_by("phase", "code of the phase"),
    "open_by_need": _open_by("need", "code of the need"),
    "open_by_quarter": _open_by("quarter", "code of the quarter"),
    "open_by_language": _open_by("language", "ISO 639 code of the language"),
    "opened_by_month": View(
        "Referrals by the month in which they were opened, wrong entries left out.",
        (_MONTH, _HOW_MANY),
        f"SELECT date_trunc('month', opened_on)::date, {_ROUNDED} FROM {_REFERRALS} "  # noqa: S608
        f"WHERE phase <> 'void' GROUP BY 1 {_NOT_FEW}",
    ),
    "closed_by_month": View(
        "Referrals by the month in which they were closed, by outcome.",
        (_MONTH, ("outcome", "text", "code of the outcome"), _HOW_MANY),
        f"SELECT date_trunc('month', ended_on)::date, outcome::text, {_ROUNDED} FROM {_REFERRALS} "  # noqa: S608
        f"WHERE phase = 'closed' GROUP BY 1, 2 {_NOT_FEW}",
    ),
    "projections": View(
        "How far each projection has read the log.",
        (
            ("name", "text", "name of the projection"),
            ("version", "integer", "version of its tables"),
            ("last_event", "bigint", "last event that it has read"),
            ("parked", "bigint", "events that it could not take in"),
            ("updated_at", "timestamp with time zone", "when it last took something in"),
        ),
        "SELECT b.name::text, b.version, b.position, (SELECT count(*) FROM parked p WHERE p.name = b.name "  # noqa: S608
        f"AND p.version = b.version AND NOT p.building), b.updated_at FROM bookmarks b WHERE NOT b.building "
        f"AND (b.name, b.version) IN ({_OURS})",
    ),
}


def create(views: Store) -> None:
    """Make the views anew, and let the reader read them where there is one; belongs into the release step."""
    with views.writing() as connection:
        connection.exec_driver_sql(_LOCK)
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        for name, view in VIEWS.items():
            _create(connection, views.schema, name, view)
        found = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (READER,))
        if found.scalar() is not None:
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}")
            connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}")


def _create(connection: Connection, schema: str, name: str, view: View) -> None:
    returned = ", ".join(f"{column} {kind}" for column, kind, _ in view.columns)
    connection.exec_driver_sql(
        f"CREATE FUNCTION {SCHEMA}.ask_{name}() RETURNS TABLE ({returned}) LANGUAGE plpgsql STABLE SECURITY DEFINER "
        f"SET search_path = {schema}, pg_temp "
        f"AS $$ #variable_conflict use_column\nBEGIN RETURN QUERY {view.asks}; END $$"
    )
    connection.exec_driver_sql(f"CREATE VIEW {SCHEMA}.{name} AS SELECT * FROM {SCHEMA}.ask_{name}()")  # noqa: S608
    connection.exec_driver_sql(f"COMMENT ON VIEW {SCHEMA}.{name} IS '{view.says}'")
    for column, _, meaning in view.columns:
        connection.exec_driver_sql(f"COMMENT ON COLUMN {SCHEMA}.{name}.{column} IS '{meaning}'")


def described() -> str:
    """The views as docs/operations.md shows them."""
    lines = ["| view | column | type | meaning |", "| --- | --- | --- | --- |"]
    for name, view in VIEWS.items():
        lines.append(f"| `{SCHEMA}.{name}` | | | {view.says} |")
        lines += [f"| | `{column}` | {kind} | {meaning} |" for column, kind, meaning in view.columns]
    return "\n".join(lines)
