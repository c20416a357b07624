"""Evidence (Nachweise): what the self-checks of the last months found, and when the log went on from a backup."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Index, Row, Select, String, select

from projections.projection import Appended, Projection, appended_table, topics_of
from referrals.evidence import EvidenceEvent, Finding, LogRestored, Result, SelfcheckDone, SigningKeyRotated
from referrals.store import Moment

VERSION = 1
_told = appended_table(
    "evidence",
    VERSION,
    Column("topic", String, nullable=False),
    Column("at", Moment, nullable=False),
    # Null where the event has no such field.
    Column("result", String),
    Column("size", BigInteger),
    Column("seen", BigInteger),
    # The codes of the findings with commas between them.
    Column("findings", String, nullable=False),
    # selfchecks, restores, rotations
    Index(f"evidence_v{VERSION}_of_topic", "topic", "at"),
)


def _row(event: EvidenceEvent) -> Iterator[dict[str, Any]]:
    yield {
        "topic": event.TOPIC,
        "at": event.occasion.recorded_at,
        "result": getattr(event, "result", None),
        "size": getattr(event, "size", None),
        "seen": getattr(event, "seen", None),
        "findings": ",".join(getattr(event, "findings", ())),
    }


PROJECTION = Projection("evidence", VERSION, (Appended(_told, topics_of(EvidenceEvent), _row),))


class Selfcheck(NamedTuple):
    """What a self-check found, up to which event, and at which position of the log it stands."""

    position: int
    at: datetime
    result: Result
    size: int
    findings: tuple[Finding, ...]


class Restore(NamedTuple):
    """The log went on from `size` events, where `seen` had been known."""

    position: int
    at: datetime
    size: int
    seen: int


def selfchecks(connection: Connection, since: datetime) -> list[Selfcheck]:
    """The self-checks since a moment, the newest first."""
    return [_selfcheck(row) for row in connection.execute(_of(SelfcheckDone).where(_told.c.at >= since))]


def last_selfcheck(connection: Connection) -> Selfcheck | None:
    """The newest self-check; None before the first one."""
    row = connection.execute(_of(SelfcheckDone).limit(1)).first()
    return None if row is None else _selfcheck(row)


def restores(connection: Connection) -> list[Restore]:
    """Every time the log went on from an older state, the newest first."""
    return [Restore(row.position, row.at, row.size, row.seen) for row in connection.execute(_of(LogRestored))]


def rotations(connection: Connection) -> list[datetime]:
    """When another key began to sign, the newest first."""
    return [row.at for row in connection.execute(_of(SigningKeyRotated))]


def _of(cls: type[Any]) -> Select[Any]:
    return select(_told).where(_told.c.topic == cls.TOPIC).order_by(_told.c.at.desc(), _told.c.position.desc())


def _selfcheck(row: Row[Any]) -> Selfcheck:
    found = tuple(Finding(code) for code in row.findings.split(",") if code)
    return Selfcheck(row.position, row.at, Result(row.result), row.size, found)
