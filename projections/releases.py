"""Releases (Schweigepflichtentbindungen): which ones a person gave, and which one holds for an institution on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Index, Uuid, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.release import Covers, Release, ReleaseEvent, evolve

VERSION = 1
_releases = keyed_table(
    "releases",
    VERSION,
    Column("person_id", Uuid, nullable=False),
    Column("given_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    # Null while it was not withdrawn.
    Column("withdrawn_on", Date),
    # of_person
    Index(f"releases_v{VERSION}_of_person", "person_id", "given_on"),
)


def _columns(release: Release) -> dict[str, Any]:
    return {
        "person_id": release.person_id,
        "given_on": release.given_on,
        "valid_until": release.valid_until,
        "withdrawn_on": release.withdrawn_on,
    }


_part = Keyed(table=_releases, topics=topics_of(ReleaseEvent), state=Release, fold=evolve, columns=_columns)
PROJECTION = Projection("releases", VERSION, (_part,))


def get(connection: Connection, release_id: UUID) -> Release | None:
    """One release; None when there is none under this id."""
    state = connection.execute(select(_releases.c.state).where(_releases.c.id == release_id)).scalar()
    return None if state is None else _part.load(state)


def of_person(connection: Connection, person_id: UUID) -> list[Release]:
    """All releases of a person, withdrawn and past ones too, the newest first."""
    rows = connection.execute(
        select(_releases.c.state)
        .where(_releases.c.person_id == person_id)
        .order_by(_releases.c.given_on.desc(), _releases.c.position.desc())
    )
    return [_part.load(state) for (state,) in rows]


def holding(
    connection: Connection, person_id: UUID, institution_id: UUID, day: date, covers: Iterable[Covers] = ()
) -> Release | None:
    """The release that holds for this institution on this day and covers all of these; the widest one first."""
    needed = set(covers)
    fitting = [
        release
        for release in of_person(connection, person_id)
        if release.allows(institution_id, day) and needed <= set(release.covers)
    ]
    return max(fitting, key=lambda release: (len(release.covers), release.valid_until), default=None)
