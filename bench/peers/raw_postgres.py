"""Flask + raw SQL on PostgreSQL: the same table by five round trips, or by one statement (BENCH_ONE_STATEMENT=1)."""

import os
from datetime import UTC, date, datetime
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg
from flask import Flask, abort, redirect, request
from psycopg_pool import ConnectionPool
from werkzeug.wrappers import Response

from bench.peers.people import cases

TABLES = """
    CREATE TABLE persons (id uuid PRIMARY KEY, name text NOT NULL);
    CREATE TABLE referrals (
        id uuid PRIMARY KEY, version bigint NOT NULL, person_id uuid NOT NULL REFERENCES persons, manager int NOT NULL,
        need text NOT NULL, place text NOT NULL, phase text NOT NULL, due_on date
    );
    CREATE INDEX caseload ON referrals (manager, due_on, id);
    CREATE TABLE steps (
        id uuid PRIMARY KEY, referral_id uuid NOT NULL REFERENCES referrals, version bigint NOT NULL,
        kind text NOT NULL, due_on date, note text, recorded_at timestamptz NOT NULL, UNIQUE (referral_id, version)
    );
"""
KNOWN = "SELECT 1 FROM steps WHERE id = %s"
STANDS = "SELECT version FROM referrals WHERE id = %s FOR UPDATE"
STEP = "INSERT INTO steps VALUES (%s, %s, %s, 'follow_up', %s, %s, %s)"
MOVE = "UPDATE referrals SET version = version + 1, due_on = %s WHERE id = %s"
AT_ONCE: LiteralString = """
    WITH moved AS (
        UPDATE referrals SET version = version + 1, due_on = %(due)s
        WHERE id = %(referral)s AND version = %(version)s RETURNING id, version
    )
    INSERT INTO steps SELECT %(command)s, id, version, 'follow_up', %(due)s, %(note)s, %(now)s FROM moved
"""


def seed(url: str, number: int) -> None:
    """Fill an empty database."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
        told = [(uuid4(), case) for case in cases(number, date.today())]
        with cursor.copy("COPY persons FROM STDIN") as copy:
            for person, case in told:
                copy.write_row((person, case.name))
        with cursor.copy("COPY referrals FROM STDIN") as copy:
            for person, case in told:
                copy.write_row((case.id, 5, person, case.manager, case.need, case.place, case.phase, case.due_on))


def build() -> Flask:
    """Four connections for the four threads of this process."""
    app = Flask(__name__)
    pool = ConnectionPool(os.environ["BENCH_DATABASE"], min_size=4, max_size=4, open=True)
    at_once = os.environ.get("BENCH_ONE_STATEMENT") == "1"

    @app.post("/referrals/<uuid:referral_id>/follow-up")
    def follow_up(referral_id: UUID) -> Response:
        form, due = request.form, date.fromisoformat(request.form["due_on"])
        command, version, now = UUID(form["command_id"]), int(form["expected_version"]), datetime.now(UTC)
        with pool.connection() as connection:
            if at_once:
                connection.autocommit = True
                told = {"due": due, "referral": referral_id, "version": version, "command": command}
                if not connection.execute(AT_ONCE, {**told, "note": form["note"], "now": now}).rowcount:
                    abort(409)
            elif connection.execute(KNOWN, (command,)).fetchone() is None:
                if connection.execute(STANDS, (referral_id,)).fetchone() != (version,):
                    abort(409)
                connection.execute(STEP, (command, referral_id, version + 1, due, form["note"], now))
                connection.execute(MOVE, (due, referral_id))
        return redirect(f"/referrals/{referral_id}", 303)

    return app
