"""How a link stands for this installation now (Was ein Link öffnet): the log's word, and whether the keys are there."""

from datetime import datetime
from uuid import UUID

from referrals.keys import PersonErased
from referrals.link_standing import Standing, standing
from referrals.occasion import LOCAL
from web.house import RealHouse


def stands(house: RealHouse, link_id: UUID, at: datetime) -> Standing | None:
    """The link as the log tells it; None where it opens nothing, for whatever reason. Needs no request."""
    found = standing(house.log.events_of, link_id, at.astimezone(LOCAL).date())
    if found is None or found.stage is None:
        return None
    try:
        house.keys.refuse_the_erased([found.link.person_id])
    except PersonErased:
        return None
    return found
