"""Changes (Was sich geändert hat): what others recorded in the worker's cases since the last visit."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import g

from projections import news
from projections.sentences import Sentence
from projections.timeline import Entry
from referrals.person_events import PersonRestricted
from web import desk
from web.parts import now, staff
from web.telling import sentences
from web.visits import Visit

SHOWN = 20


class Change(NamedTuple):
    """One thing that happened, and whose file it is in; `referral_id` is None where it is around the person."""

    entry: Entry
    said: Sentence
    name: str
    referral_id: UUID | None


class Changes(NamedTuple):
    """What changed since a visit: the newest ones, how many there are in all, and where the next page begins."""

    since: Visit
    shown: list[Change]
    total: int
    before: int | None


def since_last_visit(before: int | None = None) -> Changes | None:
    """What others recorded since the last visit; None at the first one."""
    visit = _last_visit()
    if visit is None:
        return None
    managers, me = desk.carried_by_us(), staff().staff_id
    count = news.count_since(desk.views(), visit.position, managers, not_by=me)
    found = news.since(
        desk.views(), desk.house().log, visit.position, managers, not_by=me, before=before, limit=SHOWN + 1
    )
    shown = found[:SHOWN]
    return Changes(visit, told(shown), count, shown[-1].position if len(found) > SHOWN else None)


def told(entries: Sequence[Entry]) -> list[Change]:
    """These entries in words, the access to their files recorded."""
    kept_only = desk.restricted_among({each.person_id for each in entries if each.person_id is not None})
    entries = [each for each in entries if each.person_id is None or not desk.is_closed_to_us(each.person_id)]
    entries = [each for each in entries if each.person_id not in kept_only or isinstance(each.event, PersonRestricted)]
    if not entries:
        return []
    desk.looked_at("caseload.changes", dict.fromkeys((each.person_id, each.referral_id) for each in entries))
    persons = desk.person_names({each.person_id for each in entries if each.person_id is not None})
    return [
        Change(
            each.entry,
            each.sentence,
            persons.get(each.entry.person_id, "") if each.entry.person_id else "",
            each.entry.referral_id,
        )
        for each in sentences(entries)
    ]


def _last_visit() -> Visit | None:
    """The visit before this one; noted once in a request."""
    if "last_visit" not in g:
        g.last_visit = desk.house().visits.note(staff().staff_id, desk.freshness().position, now())
    visit: Visit | None = g.last_visit
    return visit
