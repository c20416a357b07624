"""Announcements (angekündigte Anliegen): needs told by a third party that still wait for the person."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Index, String, bindparam, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.announcement import Announcement, AnnouncementEvent, evolve

VERSION = 1
_announcements = keyed_table(
    "announcements",
    VERSION,
    Column("kind", String, nullable=False),
    # Null where nobody said it.
    Column("quarter", String),
    Column("expires_on", Date, nullable=False),
    # waiting
    Index(f"announcements_v{VERSION}_waiting", "expires_on", "id"),
)


def _fold(announcement: Announcement | None, event: AnnouncementEvent) -> Announcement | None:
    after = evolve(announcement, event)
    return None if after.settled else after


def _columns(announcement: Announcement) -> dict[str, Any]:
    return {
        "kind": announcement.kind.value,
        "quarter": announcement.quarter,
        "expires_on": announcement.expires_on,
    }


_part = Keyed(
    table=_announcements,
    topics=topics_of(AnnouncementEvent),
    state=Announcement,
    fold=_fold,
    columns=_columns,
)
PROJECTION = Projection("announcements", VERSION, (_part,))

_WAITING = (
    select(_announcements.c.state)
    .where(_announcements.c.expires_on >= bindparam("today"))
    .order_by(_announcements.c.expires_on, _announcements.c.id)
    .limit(bindparam("limit"))
)


def waiting(connection: Connection, today: date, limit: int = 200) -> list[Announcement]:
    """The announced needs that can still become a referral, the next to expire first."""
    rows = connection.execute(_WAITING, {"today": today, "limit": limit})
    return [_part.load(state) for (state,) in rows]


def get(connection: Connection, announcement_id: UUID) -> Announcement | None:
    """One announced need; None when it is settled or unknown."""
    state = connection.execute(select(_announcements.c.state).where(_announcements.c.id == announcement_id)).scalar()
    return None if state is None else _part.load(state)
