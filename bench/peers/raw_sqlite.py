"""Flask + raw SQL on SQLite: the floor. A row is changed and a line is added; nothing proves the history."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from bench.peers.people import cases

TABLES = """
    CREATE TABLE persons (id TEXT PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE referrals (
        id TEXT PRIMARY KEY, version INTEGER NOT NULL, person_id TEXT NOT NULL REFERENCES persons,
        manager INTEGER NOT NULL, need TEXT NOT NULL, place TEXT NOT NULL, phase TEXT NOT NULL, due_on TEXT
    );
    CREATE INDEX caseload ON referrals (manager, due_on, id);
    CREATE TABLE steps (
        id TEXT PRIMARY KEY, referral_id TEXT NOT NULL REFERENCES referrals, version INTEGER NOT NULL,
        kind TEXT NOT NULL, due_on TEXT, note TEXT, recorded_at TEXT NOT NULL, UNIQUE (referral_id, version)
    );
"""
PAGE = """
    SELECT r.id, r.version, r.need, r.place, r.phase, r.due_on, p.name, r.due_on < ? AS overdue
    FROM referrals r JOIN persons p ON p.id = r.person_id
    WHERE manager = ? AND due_on IS NOT NULL ORDER BY due_on, r.id LIMIT 50
"""
COUNTS = "SELECT count(*), coalesce(sum(due_on < ?), 0) FROM referrals WHERE manager = ? AND due_on IS NOT NULL"
STEP = "INSERT INTO steps VALUES (?, ?, ?, 'follow_up', ?, ?, ?) ON CONFLICT (id) DO NOTHING"
MOVE = "UPDATE referrals SET version = version + 1, due_on = ? WHERE id = ? AND version = ?"


def connect(path: str) -> sqlite3.Connection:
    """As durable as Lotse: nothing that was answered is lost with the power."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute("PRAGMA synchronous=FULL")
    connection.row_factory = sqlite3.Row
    return connection


def seed(place: str, number: int) -> None:
    """Fill an empty file."""
    connection = connect(place)
    connection.executescript(TABLES)
    connection.execute("BEGIN")
    for case in cases(number, date.today()):
        person, due = str(uuid4()), case.due_on.isoformat() if case.due_on else None
        connection.execute("INSERT INTO persons VALUES (?, ?)", (person, case.name))
        connection.execute(
            "INSERT INTO referrals VALUES (?, 5, ?, ?, ?, ?, ?, ?)",
            (str(case.id), person, case.manager, case.need, case.place, case.phase, due),
        )
    connection.execute("COMMIT")
    connection.close()


def build() -> Flask:
    """A connection for each thread of this process."""
    app = Flask(__name__, template_folder=".")
    path, held = os.environ["BENCH_DATABASE"], threading.local()

    def database() -> sqlite3.Connection:
        if not hasattr(held, "connection"):
            held.connection = connect(path)
        connection: sqlite3.Connection = held.connection
        return connection

    @contextmanager
    def writing() -> Iterator[sqlite3.Connection]:
        connection = database()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @app.post("/referrals/<uuid:referral_id>/follow-up")
    def follow_up(referral_id: UUID) -> Response:
        form, due = request.form, date.fromisoformat(request.form["due_on"]).isoformat()
        version = int(form["expected_version"])
        with writing() as connection:
            step = (form["command_id"], str(referral_id), version + 1, due, form["note"], datetime.now(UTC).isoformat())
            if connection.execute(STEP, step).rowcount:
                moved = connection.execute(MOVE, (due, str(referral_id), version)).rowcount
                if not moved:
                    abort(409)
        return redirect(f"/referrals/{referral_id}", 303)

    @app.get("/caseload")
    def caseload() -> str:
        manager, today = int(request.args["manager"]), date.today().isoformat()
        rows: list[Any] = database().execute(PAGE, (today, manager)).fetchall()
        total, overdue = database().execute(COUNTS, (today, manager)).fetchone()
        return render_template("caseload.html", rows=rows, total=total, overdue=overdue)

    return app
