"""Results (Ergebnisse): what was measured, row by row, with the versions of everything and without a trace of where.

A row is written as soon as it is measured, in place of what it was before: after a change, the rows that it concerns
are measured again, and the others stand as they were.
"""

import json
import os
import platform
import sqlite3
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.goals import Row
from bench.here import Here

RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    *("Flask", "gunicorn", "SQLAlchemy", "psycopg", "eventsourcing", "cryptography", "msgspec", "pymerkle"),
    *("Django", "django-simple-history", "django-pghistory"),
)


def place(*, quick: bool) -> Path:
    """The file of a run of this kind."""
    return RESULTS / ("quick.json" if quick else "full.json")


def keep(here: Here, row: Row, now: datetime) -> None:
    """Write a row into its file."""
    path = place(quick=here.quick)
    path.parent.mkdir(exist_ok=True)
    told = json.loads(path.read_text("utf-8")) if path.exists() else {"rows": {}, "versions": {}}
    told["rows"][str(row.number)] = {
        "measured_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "rounds": here.measure.rounds,
        "seconds_each": here.measure.seconds,
        **row.as_json(),
    }
    told["rows"] = dict(sorted(told["rows"].items(), key=lambda entry: int(entry[0])))
    told["versions"] |= versions(here)
    told["processors"] = os.cpu_count()
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def read(path: Path) -> tuple[str, Sequence[Row]]:
    """A paragraph about what stands in a file, and its rows."""
    told = json.loads(path.read_text("utf-8"))
    return _about(told), [Row.from_json(row) for row in told["rows"].values()]


def versions(here: Here) -> dict[str, str]:
    """Of everything that was measured."""
    known = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    known |= {"OpenSSL": ssl.OPENSSL_VERSION.split()[1], "Linux": platform.release().partition("-")[0]}
    if here.postgres_version:
        known["PostgreSQL"] = here.postgres_version
    for package in PACKAGES:
        try:
            known[package] = version(package)
        except PackageNotFoundError:
            known[package] = "not there"
    return known


def _about(told: dict[str, Any]) -> str:
    rows = told["rows"].values()
    times = sorted(f"{datetime.fromisoformat(row['measured_at']):%Y-%m-%d %H:%M}" for row in rows)
    rounds = sorted({f"{row['rounds']} rounds of {row['seconds_each']:g} s" for row in rows})
    used = ", ".join(f"{name} {number}" for name, number in told["versions"].items())
    until = f" to {times[-1]}" if times[-1] != times[0] else ""
    return f"Measured {times[0]}{until} (UTC), {told['processors']} processors, {' and '.join(rounds)}. {used}."
