"""Unreviewed (nicht beurteilt): looks of which no second person has said a word yet; they are kept until one does."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from projections import oversight
from projections.caseload import local_day
from referrals.access_review import review_id
from referrals.audit_file import LASTS
from web.access_log import AccessLog, Looks


def looks(log: AccessLog, views: Connection) -> list[Looks]:
    """The looks outside somebody's caseload, the first first; also those older than others are kept."""
    found = log.outside()
    decided = oversight.decided_since(views, min(each.day for each in found)) if found else frozenset()
    return [each for each in found if review_id(each.staff_id, each.person_id, each.day) not in decided]


def days(log: AccessLog, views: Connection) -> frozenset[date]:
    """The days whose looks a review still needs: those above, of an emergency, or of a file opened for an audit."""
    return frozenset(_days(log, views))


def _days(log: AccessLog, views: Connection) -> Iterator[date]:
    yield from (each.day for each in looks(log, views))
    for emergency in oversight.emergencies(views):
        yield from _from_to(emergency.opened_at, emergency.until)
    for file in oversight.audit_files(views):
        if file.until is not None:
            yield from _from_to(file.until - LASTS, file.until)


def _from_to(first: datetime, last: datetime) -> Iterator[date]:
    day = local_day(first)
    while day <= local_day(last):
        yield day
        day += timedelta(days=1)
