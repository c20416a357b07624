"""Oversight (Aufsicht): which files are open in an emergency or for an audit, and which looks wait for a review."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Date, Index, Select, String, Uuid, bindparam, select
from sqlalchemy.schema import Column

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals import audit_file, break_glass
from referrals.access_review import AccessReviewed, Verdict
from referrals.audit_file import AuditFile, AuditFileEvent, AuditFileState
from referrals.break_glass import BreakGlass, BreakGlassEvent
from referrals.sealing import Sealed
from referrals.store import Moment

VERSION = 1
_broken = keyed_table(
    "oversight_break_glass",
    VERSION,
    Column("staff_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("until", Moment, nullable=False),
    # Null until reviewed.
    Column("verdict", String),
    # in_force
    Index(f"oversight_break_glass_v{VERSION}_of_staff", "staff_id", "until"),
    # emergencies
    Index(f"oversight_break_glass_v{VERSION}_reviewed", "verdict"),
)
_files = keyed_table(
    "oversight_audit_files",
    VERSION,
    Column("staff_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("state_code", String, nullable=False),
    # Null where it was not granted.
    Column("until", Moment),
    # Null until reviewed.
    Column("verdict", String),
    # open_for
    Index(f"oversight_audit_files_v{VERSION}_of_staff", "staff_id", "until"),
    # requests, audit_files
    Index(f"oversight_audit_files_v{VERSION}_reviewed", "state_code", "verdict"),
)
_looks = keyed_table(
    "oversight_looks",
    VERSION,
    Column("day", Date, nullable=False),
    Column("verdict", String, nullable=False),
    # decided_since
    Index(f"oversight_looks_v{VERSION}_since", "day"),
    # looks
    Index(f"oversight_looks_v{VERSION}_reviewed", "verdict"),
)


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Looks outside one's caseload that were reviewed: whose, at whom, on which day."""

    id: UUID
    staff_id: UUID
    person_id: UUID
    day: date
    verdict: Verdict
    remark: Sealed | None
    reviewed_by: UUID
    reviewed_on: date


Decided = BreakGlass | AuditFile | Look


def _broken_columns(broken: BreakGlass) -> dict[str, Any]:
    return {
        "staff_id": broken.staff_id,
        "person_id": broken.person_id,
        "until": broken.ended_at or broken.until,
        "verdict": broken.verdict,
    }


def _file_columns(file: AuditFile) -> dict[str, Any]:
    return {
        "staff_id": file.staff_id,
        "person_id": file.person_id,
        "state_code": file.state,
        "until": file.until,
        "verdict": file.verdict,
    }


def _look(_before: Look | None, event: AccessReviewed) -> Look:
    return Look(
        id=event.originator_id,
        staff_id=event.staff_id,
        person_id=event.person_id,
        day=event.day,
        verdict=event.verdict,
        remark=event.remark,
        reviewed_by=event.occasion.actor,
        reviewed_on=event.occasion.recorded_on,
    )


_broken_part = Keyed(
    table=_broken,
    topics=topics_of(BreakGlassEvent),
    state=BreakGlass,
    fold=break_glass.evolve,
    columns=_broken_columns,
)
_files_part = Keyed(
    table=_files, topics=topics_of(AuditFileEvent), state=AuditFile, fold=audit_file.evolve, columns=_file_columns
)
_looks_part = Keyed(
    table=_looks,
    topics=topics_of(AccessReviewed),
    state=Look,
    fold=_look,
    columns=lambda look: {"day": look.day, "verdict": look.verdict},
)
PROJECTION = Projection("oversight", VERSION, (_broken_part, _files_part, _looks_part))

_IN_FORCE = (
    select(_broken.c.state)
    .where(_broken.c.staff_id == bindparam("staff"), _broken.c.until > bindparam("now"))
    .order_by(_broken.c.until, _broken.c.id)
)


def in_force(connection: Connection, staff_id: UUID, now: datetime) -> list[BreakGlass]:
    """The emergency accesses that a member of staff has open now, the first to end first."""
    states = connection.execute(_IN_FORCE, {"staff": staff_id, "now": now}).scalars()
    return [_broken_part.load(state) for state in states]


def emergency(connection: Connection, break_glass_id: UUID) -> BreakGlass | None:
    """One emergency access; None when there is none under this id."""
    found = _loaded(connection, _broken_part, select(_broken.c.state).where(_broken.c.id == break_glass_id))
    return found[0] if found else None


def emergencies(connection: Connection) -> list[BreakGlass]:
    """Those that wait for a review, the first first: every one of them."""
    waiting = _broken.c.verdict.is_(None)
    return _loaded(connection, _broken_part, select(_broken.c.state).where(waiting).order_by(_broken.c.position))


def open_for(connection: Connection, staff_id: UUID, now: datetime) -> list[AuditFile]:
    """The files that are open to an auditor now."""
    wanted = select(_files.c.state).where(_files.c.staff_id == staff_id, _files.c.until > now)
    return _loaded(connection, _files_part, wanted.order_by(_files.c.until, _files.c.id))


def requests(connection: Connection, *, of: UUID | None = None, limit: int = 200) -> list[AuditFile]:
    """The requests nobody has answered, the first first; `of`: all those of one auditor, the latest first."""
    if of is None:
        wanted = select(_files.c.state).where(_files.c.state_code == AuditFileState.REQUESTED)
        return _loaded(connection, _files_part, wanted.order_by(_files.c.position).limit(limit))
    wanted = select(_files.c.state).where(_files.c.staff_id == of)
    return _loaded(connection, _files_part, wanted.order_by(_files.c.position.desc()).limit(limit))


def audit_file_of(connection: Connection, audit_file_id: UUID) -> AuditFile | None:
    """One request; None when there is none under this id."""
    found = _loaded(connection, _files_part, select(_files.c.state).where(_files.c.id == audit_file_id))
    return found[0] if found else None


def audit_files(connection: Connection) -> list[AuditFile]:
    """Granted files that wait for a review, the first first: every one of them."""
    waiting = (_files.c.state_code == AuditFileState.GRANTED, _files.c.verdict.is_(None))
    return _loaded(connection, _files_part, select(_files.c.state).where(*waiting).order_by(_files.c.position))


def decided(
    connection: Connection, verdict: Verdict, *, before: int | None = None, limit: int = 50
) -> list[tuple[int, Decided]]:
    """Everything with this verdict, the last decided first, with the position of the decision: the next `before`."""
    found: list[tuple[int, Decided]] = []
    for part in (_broken_part, _files_part, _looks_part):
        table = part.table.c
        wanted = select(table.position, table.state).where(table.verdict == verdict)
        if before is not None:
            wanted = wanted.where(table.position < before)
        rows = connection.execute(wanted.order_by(table.position.desc()).limit(limit))
        found += [(position, part.load(state)) for position, state in rows]
    return sorted(found, key=lambda each: each[0], reverse=True)[:limit]


def decided_since(connection: Connection, day: date) -> frozenset[UUID]:
    """The reviews of looks on this day or later: `access_review.review_id` of each."""
    return frozenset(connection.execute(select(_looks.c.id).where(_looks.c.day >= day)).scalars())


def _loaded(connection: Connection, part: "Keyed[Any]", wanted: Select[Any]) -> list[Any]:
    return [part.load(state) for state in connection.execute(wanted).scalars()]
