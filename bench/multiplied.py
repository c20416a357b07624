"""Multiplied (vervielfacht): a million referrals by copying the rows of a town inside its projections.

Generating and folding five million events takes longer than the whole bench may. What a page meets at that size is
the tables and their indexes, and these are as large: every copy has ids and case managers of its own. The events of
the copies are in no log, so nothing but pages is measured here.
"""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bench.rounds import Tell
from bench.towns import KEPT, Kept, fingerprint

TABLES = ("caseload", "caseload_appointments", "persons", "releases", "journal_files", "journal")
SHARED = ("institution_id", "offer_id", "actor")
"""Ids that mean the same in every copy."""
UNREAD = "state"
"""What no page reads of the referrals of others: left empty, so that the copy fits on a small disk."""
SCATTER = 2_654_435_761
"""Spreads the copies over the whole index instead of laying them end to end (Knuth's multiplicative hash)."""


def multiplied(referrals: int, small: Kept, tell: Tell) -> Kept:
    """A town of so many referrals, made of copies of a smaller one; kept like every town."""
    folder = KEPT / f"{referrals}-copied"
    note, wanted = folder / "made_by.json", [fingerprint(), Path(__file__).read_text("utf-8")]
    if not note.exists() or json.loads(note.read_text("utf-8")) != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        small.copied(folder)
        copy_rows(folder / "views.sqlite", referrals // small.town.referrals, tell)
        note.write_text(json.dumps(wanted), "utf-8")
        os.sync()
    return small._replace(folder=folder, built=None)


def copy_rows(views: Path, times: int, tell: Tell) -> None:
    """Until every table has so many times its rows."""
    with closing(sqlite3.connect(views, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute(
            "CREATE TEMP TABLE copies AS WITH RECURSIVE n(i) AS "  # noqa: S608 (a number)
            f"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times - 1}) SELECT i FROM n"
        )
        for table in _living(connection):
            indexes = connection.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", [table]
            ).fetchall()
            for name, _sql in indexes:
                connection.execute(f'DROP INDEX "{name}"')
            connection.execute(_copying(connection, table))
            for _name, sql in indexes:
                connection.execute(sql)
            tell(f"{table}: {connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:,} rows")  # noqa: S608
        connection.execute("PRAGMA journal_mode=WAL").fetchall()


def _living(connection: sqlite3.Connection) -> list[str]:
    """The newest version of each table."""
    names = sorted(row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"))
    return [next(n for n in reversed(names) if n.rpartition("_v")[0] == table) for table in TABLES]


def _copying(connection: sqlite3.Connection, table: str) -> str:
    columns = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(_value(name, kind) for name, kind in columns)
    return f"INSERT INTO {table} SELECT {values} FROM {table}, copies"  # noqa: S608 (names of our own tables)


def _value(name: str, kind: str) -> str:
    if kind == "CHAR(32)" and name not in SHARED:
        return f"printf('%08x', (i * {SCATTER}) & 4294967295) || substr({name}, 9)"
    if name == "position":
        return "position - i * 100000000"  # before the log began: nobody takes it for news
    return "x''" if name == UNREAD else name
