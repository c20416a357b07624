"""Behind (dahinter): the rows behind one number of a figure, from the conditions that counted it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from projections.caseload import local_day
from projections.figures import periods
from projections.figures.announced import Announced
from projections.figures.durations import DURATIONS
from projections.figures.narrowing import conditions, within
from projections.figures.panel import Asked
from projections.figures.questions import COUNTED
from projections.figures.ratios import RATIOS
from projections.figures.tables import announcements, forwardings, loaded_announcement, referrals

_r, _f = referrals.c, forwardings.c


class NoSuchFigure(LookupError):
    """A code that is no figure, or a label that it does not have."""


def rows(
    connection: Connection, asked: Asked, now: datetime, code: str, label: str, line: str | None = None
) -> list[UUID]:
    """The referrals; none where no referral is behind a number (announced needs, offers)."""
    try:
        return _rows(connection, asked, now, code, label, line)
    except (ValueError, KeyError) as error:
        raise NoSuchFigure(f"{code}: {label}") from error


def announced(connection: Connection, asked: Asked, now: datetime, label: str) -> list[Announced]:
    """The announced needs behind a number, the latest first; nothing of them names anybody."""
    counted = next(each for each in COUNTED if each.code == "announced")
    if label not in counted.labels:
        raise NoSuchFigure(f"announced: {label}")
    statement = (
        select(announcements.c.state)
        .where(*counted.meant(asked, now, label, None))
        .order_by(announcements.c.announced_on.desc(), announcements.c.id)
    )
    return [loaded_announcement(state) for state in connection.execute(statement).scalars()]


def _rows(connection: Connection, asked: Asked, now: datetime, code: str, label: str, line: str | None) -> list[UUID]:
    for counted in COUNTED:
        if counted.code == code:
            return counted.rows(connection, asked, now, label, line)
    for ratio in RATIOS:
        if ratio.code == code:
            return ratio.rows(connection, asked, now, label)
    if code == "language_gap" and line == "offers":
        return []
    if code == "institution_answers":
        meant = [*conditions(forwardings, asked), within(_f.forwarded_on, asked.period, local_day(now))]
        statement = select(_f.id).where(*meant, _f.institution_id == UUID(label)).distinct()
    else:
        statement = select(_r.id).where(*conditions(referrals, asked), _meant(asked, now, code, label, line))
    return sorted(connection.execute(statement).scalars())


def _meant(asked: Asked, now: datetime, code: str, label: str, line: str | None) -> ColumnElement[bool]:
    opened = within(_r.opened_on, asked.period, local_day(now))
    for duration in DURATIONS:
        if duration.code == code:
            return and_(opened, or_(duration.after.is_(None), duration.after > int(label)))
    if code == "language_gap":
        return and_(opened, _r.is_first, _r.language == label)
    if code != "flow":
        raise KeyError(code)
    month = periods.parse(label)
    last = min(month.end, local_day(now))
    if line in ("opened", "closed"):
        column = _r.opened_on if line == "opened" else _r.closed_on
        return column.between(month.start, last)
    return and_(_r.opened_on <= last, or_(_r.closed_on.is_(None), _r.closed_on >= last + timedelta(days=1)))
