"""Audits (Prüfungen): which audit an auditor is at."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Index, Uuid, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.audit import Audit, AuditEvent, evolve

VERSION = 1
_audits = keyed_table(
    "audits",
    VERSION,
    Column("auditor", Uuid, nullable=False),
    Column("begun_on", Date, nullable=False),
    # Null while it goes on.
    Column("ended_on", Date),
    # current
    Index(f"audits_v{VERSION}_of_auditor", "auditor"),
)


def _columns(audit: Audit) -> dict[str, Any]:
    return {"auditor": audit.auditor, "begun_on": audit.begun_on, "ended_on": audit.ended_on}


_part = Keyed(table=_audits, topics=topics_of(AuditEvent), state=Audit, fold=evolve, columns=_columns)
PROJECTION = Projection("audits", VERSION, (_part,))


def get(connection: Connection, audit_id: UUID) -> Audit | None:
    """One audit; None when there is none under this id."""
    state = connection.execute(select(_audits.c.state).where(_audits.c.id == audit_id)).scalar()
    return None if state is None else _part.load(state)


def current(connection: Connection, auditor: UUID) -> Audit | None:
    """The audit that this auditor is at: the latest that has not ended."""
    wanted = select(_audits.c.state).where(_audits.c.auditor == auditor, _audits.c.ended_on.is_(None))
    state = connection.execute(wanted.order_by(_audits.c.position.desc()).limit(1)).scalar()
    return None if state is None else _part.load(state)
