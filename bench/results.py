"""Results (Ergebnisse): a run as a file, with the versions of what was measured and without a trace of where."""

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


def about(here: Here, made_at: datetime) -> str:
    """One paragraph: when, on what, how much."""
    measure = here.measure
    told = ", ".join(f"{name} {number}" for name, number in versions(here).items())
    kind = "`make bench QUICK=1`" if here.quick else "`make bench`"
    return (
        f"{kind} of {made_at:%Y-%m-%d} (UTC), {os.cpu_count()} processors, {measure.rounds} rounds of "
        f"{measure.seconds:g} s, {here.say.elapsed / 60:.0f} minutes in all. {told}."
    )


def write(here: Here, rows: Sequence[Row], made_at: datetime) -> Path:
    """Keep a run; the newest one of its kind stands under the same name."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / ("quick.json" if here.quick else "full.json")
    told: dict[str, Any] = {
        "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "quick": here.quick,
        "processors": os.cpu_count(),
        "rounds": here.measure.rounds,
        "seconds_each": here.measure.seconds,
        "minutes": round(here.say.elapsed / 60, 1),
        "versions": versions(here),
        "rows": [row.as_json() for row in rows],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return path
