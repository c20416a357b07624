"""The library's own reading: a log of events like ours, merely decoded, and projected with one commit for each event.

The library's runner refuses SQLite (its recorder there has no subscription), so its loop stands here: each decoded
event goes to `process_event`, which writes row and position in one transaction.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.projection import Projection
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

from bench.peers.people import Case, cases
from bench.peers.plain_events import AT_ONCE, environment

PAGE = 5_000
EVENTS_EACH = 5


class Referral(Aggregate):
    """A referral whose events carry what ours carry: who, in which role, by which channel, for what."""

    @event("Opened")
    def __init__(self, occasion: dict[str, str], person_id: str, need: str, quarter: str, language: str) -> None:
        self.phase = "opened"

    @event("Forwarded")
    def forward(self, occasion: dict[str, str], institution_id: str, ground: str, way: str) -> None:
        """Passed on."""
        self.phase = "forwarded"


class Referrals(Application[UUID]):
    """The library's application."""

    name = "plain"


class Caseload(SQLiteTrackingRecorder):
    """One table: where every referral stands."""

    def construct_create_table_statements(self) -> list[str]:
        """Beside the library's own."""
        own = (
            "CREATE TABLE IF NOT EXISTS caseload (id TEXT PRIMARY KEY, version INTEGER, phase TEXT, forwarded_on TEXT)"
        )
        return [*super().construct_create_table_statements(), own]

    def set_row(self, referral: UUID, version: int, phase: str, day: str, tracking: Tracking) -> None:
        """Row and position in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            row = (str(referral), version, phase, day)
            cursor.execute("INSERT OR REPLACE INTO caseload VALUES (?, ?, ?, ?)", row)


class Standing(Projection[Caseload]):
    """What an event does to its row."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Opened or forwarded."""
        phase = "opened" if isinstance(domain_event, Referral.Opened) else "forwarded"  # type: ignore[attr-defined]
        day = domain_event.occasion["occurred_on"]
        self.view.set_row(domain_event.originator_id, domain_event.originator_version, phase, day, tracking)


def seed(place: str, referrals: int) -> None:
    """A log with five events for each referral."""
    application = Referrals(env=environment(place))
    told = [_told(case) for case in cases(referrals, date.today())]
    for first in range(0, len(told), AT_ONCE):
        application.save(*told[first : first + AT_ONCE])
    application.close()


def _told(case: Case) -> Referral:
    referral = Referral(_occasion(), str(uuid4()), case.need, "stephanplatz", "tr")
    for _ in range(EVENTS_EACH - 1):
        referral.forward(_occasion(), str(uuid4()), "release", "phone")
    return referral


def _occasion() -> dict[str, str]:
    ids = {name: str(uuid4()) for name in ("actor", "command_id", "correlation_id")}
    codes = {"role": "case_manager", "channel": "worker", "purpose": "case_management"}
    return {**ids, **codes, "occurred_on": "2026-11-03"}


class Reading:
    """A log that is read, again and again."""

    def __init__(self, place: str) -> None:
        self._application = Referrals(env=environment(place))

    def decode(self) -> int:
        """Read and decode all of it; how many events."""
        return sum(1 for _told in self._events())

    def project(self, place: str, most: int) -> int:
        """Read, decode, and keep an empty file at this place up to date with so many events, one by one; how many."""
        view = Caseload(SQLiteDatastore(place))
        view.create_table()
        standing, done = Standing(view), 0
        for told, tracking in islice(self._events(), most):
            standing.process_event(told, tracking)
            done += 1
        return done

    def _events(self) -> Iterator[tuple[Any, Tracking]]:
        after = 0
        recorder, mapper = self._application.recorder, self._application.mapper
        while page := recorder.select_notifications(after, PAGE, inclusive_of_start=False):
            for notification in page:
                yield mapper.to_domain_event(notification), Tracking(self._application.name, notification.id)
            after = page[-1].id
