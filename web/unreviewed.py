"""Unreviewed (nicht beurteilt): looks outside somebody's caseload of which no second person has said a word yet."""

from datetime import date

from sqlalchemy import Connection

from projections import oversight
from referrals.access_review import review_id
from referrals.access_segment import kept_from
from referrals.occasion import midnight
from web.access_log import AccessLog, Looks


def looks(log: AccessLog, views: Connection, today: date) -> list[Looks]:
    """The first first; those whose retention is over are gone."""
    first = kept_from(today)
    decided = oversight.decided_since(views, first)
    found = log.outside(midnight(first))
    return [each for each in found if review_id(each.staff_id, each.person_id, each.day) not in decided]
