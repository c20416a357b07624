"""Links (Links der Institutionen): the links of a referral, for whoever carries it.

Whether a link may show anything is not asked here but of the log (`referrals/link_standing.py`).
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Index, Uuid, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.link import Link, LinkEvent, evolve

VERSION = 1
_links = keyed_table(
    "links",
    VERSION,
    Column("referral_id", Uuid, nullable=False),
    # of_referral
    Index(f"links_v{VERSION}_of_referral", "referral_id"),
)


def _columns(link: Link) -> dict[str, Any]:
    return {"referral_id": link.referral_id}


_part = Keyed(table=_links, topics=topics_of(LinkEvent), state=Link, fold=evolve, columns=_columns)
PROJECTION = Projection("links", VERSION, (_part,))


def of_referral(connection: Connection, referral_id: UUID) -> list[Link]:
    """The links of a referral, the one that changed last first."""
    rows = connection.execute(
        select(_links.c.state).where(_links.c.referral_id == referral_id).order_by(_links.c.position.desc())
    )
    return [_part.load(state) for (state,) in rows]


def get(connection: Connection, link_id: UUID) -> Link | None:
    """One link; None where there is none under this id."""
    state = connection.execute(select(_links.c.state).where(_links.c.id == link_id)).scalar()
    return None if state is None else _part.load(state)
