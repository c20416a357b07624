"""Staff (Mitarbeitende): who works here, in which team and roles, and who stands in for whom today."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Connection, Index, String, bindparam, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.staff import Member, StaffEvent, evolve

VERSION = 2
_staff = keyed_table(
    "staff",
    VERSION,
    Column("team", String, nullable=False),
    Column("disabled", Boolean, nullable=False),
    # of_team
    Index(f"staff_v{VERSION}_of_team", "team"),
)


def _columns(member: Member) -> dict[str, Any]:
    return {"team": member.team, "disabled": member.disabled}


_part = Keyed(table=_staff, topics=topics_of(StaffEvent), state=Member, fold=evolve, columns=_columns)
PROJECTION = Projection("staff", VERSION, (_part,))

_EVERYBODY = select(_staff.c.state).order_by(_staff.c.team, _staff.c.id)
_ONE = select(_staff.c.state).where(_staff.c.id == bindparam("id"))
_SOME = select(_staff.c.id, _staff.c.state).where(_staff.c.id.in_(bindparam("ids", expanding=True)))


def everybody(connection: Connection) -> list[Member]:
    """All members, disabled ones too, by team."""
    return [_part.load(state) for state in connection.execute(_EVERYBODY).scalars().all()]


def get(connection: Connection, staff_id: UUID) -> Member | None:
    """One member; None when there is nobody under this id."""
    state = connection.execute(_ONE, {"id": staff_id}).scalar()
    return None if state is None else _part.load(state)


def of_ids(connection: Connection, staff_ids: Iterable[UUID]) -> dict[UUID, Member]:
    """The members under these ids, for the names on a page."""
    wanted = list(set(staff_ids))
    rows = connection.execute(_SOME, {"ids": wanted}).all() if wanted else ()
    return {staff_id: _part.load(state) for staff_id, state in rows}


def of_team(connection: Connection, team: str) -> list[Member]:
    """The members of a team whose account is open."""
    rows = connection.execute(
        select(_staff.c.state).where(_staff.c.team == team, _staff.c.disabled.is_(False)).order_by(_staff.c.id)
    )
    return [_part.load(state) for (state,) in rows]


def teams(connection: Connection) -> list[str]:
    """The names of all teams."""
    return list(connection.execute(select(_staff.c.team).distinct().order_by(_staff.c.team)).scalars())


def covered_by(connection: Connection, staff_id: UUID, today: date) -> list[UUID]:
    """The absent colleagues for whom this member stands in today."""
    return [
        member.id
        for member in everybody(connection)
        if any(each.substitute == staff_id and each.holds(today) for each in member.substitutions)
    ]


def substitutes_of(connection: Connection, staff_id: UUID, today: date) -> list[UUID]:
    """Who stands in for this member today."""
    member = get(connection, staff_id)
    return [each.substitute for each in member.substitutions if each.holds(today)] if member else []
