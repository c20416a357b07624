"""Reports (Berichte): which figures left the house, and when."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, Index, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.report import FundingFigure, ReportMade, Subject
from referrals.store import Moment

VERSION = 1
_reports = keyed_table(
    "reports",
    VERSION,
    Column("made_at", Moment, nullable=False),
    # latest
    Index(f"reports_v{VERSION}_latest", "made_at", "id"),
)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was made; `position` and `day` say up to where it counts, `made_by` who made it."""

    id: UUID
    subject: Subject
    position: int
    day: date
    definitions: dict[str, int]
    layout: int
    sha256: str
    made_by: UUID
    made_at: datetime
    funding: tuple[FundingFigure, ...] | None = None  # no figures of the funder's in it


def report_of(event: ReportMade) -> Report:
    """The report that an event tells of."""
    return Report(
        id=event.originator_id,
        subject=event.subject,
        position=event.position,
        day=event.day,
        definitions=event.definitions,
        layout=event.layout,
        sha256=event.sha256,
        made_by=event.occasion.actor,
        made_at=event.occasion.recorded_at,
        funding=event.funding,
    )


def _fold(_before: Report | None, event: ReportMade) -> Report:
    return report_of(event)


def _columns(report: Report) -> dict[str, Any]:
    return {"made_at": report.made_at}


_part = Keyed(table=_reports, topics=topics_of(ReportMade), state=Report, fold=_fold, columns=_columns)
PROJECTION = Projection("reports", VERSION, (_part,))


def latest(connection: Connection, limit: int = 200) -> list[Report]:
    """The reports that were made, the latest first."""
    return list(_loaded(connection, limit))


def get(connection: Connection, report_id: UUID) -> Report | None:
    """One report; None when there is none under this id."""
    state = connection.execute(select(_reports.c.state).where(_reports.c.id == report_id)).scalar()
    return None if state is None else _part.load(state)


def _loaded(connection: Connection, limit: int) -> Iterator[Report]:
    order = (_reports.c.made_at.desc(), _reports.c.id)
    for state in connection.execute(select(_reports.c.state).order_by(*order).limit(limit)).scalars():
        yield _part.load(state)
