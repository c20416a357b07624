"""Plain `eventsourcing`: the library as its tutorial shows it, on SQLite or PostgreSQL; no ledger, nothing sealed."""

import os
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from flask import Flask, abort, redirect, request
from werkzeug.wrappers import Response

from bench.peers.people import Case, cases

AT_ONCE = 100
"""Referrals of one transaction while an empty store is filled."""


class Referral(Aggregate):
    """A referral of the library's own kind."""

    @event("Opened")
    def __init__(self, case_id: UUID, name: str, manager: int, need: str) -> None:
        self.name, self.manager, self.need = name, manager, need
        self.place, self.due_on, self.note, self.phase = "", "", "", "opened"

    @staticmethod
    def create_id(case_id: UUID) -> UUID:
        """The id that the load knows."""
        return case_id

    @event("Forwarded")
    def forward(self, place: str, ground: str, way: str) -> None:
        """Passed on."""
        self.place, self.phase = place, "forwarded"

    @event("Accepted")
    def accept(self, source: str) -> None:
        """The institution says yes."""
        self.phase = "accepted"

    @event("Noted")
    def take_note(self, text: str) -> None:
        """Something is written down."""
        self.note = text

    @event("FollowUpSet")
    def follow_up(self, due_on: str, note: str, command_id: str) -> None:
        """Look at it again on a day."""
        self.due_on, self.note = due_on, note


class Referrals(Application[UUID]):
    """The library's application."""

    name = "plain"


def environment(place: str) -> dict[str, str]:
    """The library's settings for a SQLite file or a database on a socket."""
    if not place.startswith("postgresql:"):
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": place, "SQLITE_LOCK_TIMEOUT": "10"}
    parts = urlsplit(place)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&"))
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": query["host"],
        "POSTGRES_PORT": query["port"],
        "POSTGRES_USER": parts.username or "postgres",
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": "4",
    }


def opened(case: Case) -> Referral:
    """A referral with five events."""
    referral = Referral(case_id=case.id, name=case.name, manager=case.manager, need=case.need)
    referral.forward(place=case.place, ground="release", way="phone")
    referral.accept(source="phone")
    referral.take_note(text="Unterlagen liegen vor.")
    referral.follow_up(due_on=str(case.due_on), note="", command_id="")
    return referral


def seed(place: str, number: int) -> None:
    """Fill an empty store."""
    application = Referrals(env=environment(place))
    waiting: list[Any] = []
    for case in cases(number, date.today()):
        waiting.append(opened(case))
        if len(waiting) == AT_ONCE:
            application.save(*waiting)
            waiting = []
    application.save(*waiting)
    application.close()


def build() -> Flask:
    """An application for this process."""
    app = Flask(__name__)
    there = {"CREATE_TABLE": "no"}  # two workers that make the same table at a time: one of them ends
    application = Referrals(env={**environment(os.environ["BENCH_DATABASE"]), **there})

    @app.post("/referrals/<uuid:referral_id>/follow-up")
    def follow_up(referral_id: UUID) -> Response:
        form, due = request.form, date.fromisoformat(request.form["due_on"])
        referral: Referral = application.repository.get(referral_id)
        if referral.version != int(form["expected_version"]):
            abort(409)
        referral.follow_up(due_on=due.isoformat(), note=form["note"], command_id=form["command_id"])
        application.save(referral)
        return redirect(f"/referrals/{referral_id}", 303)

    return app
