"""Breach (Datenpanne, Art. 33 GDPR): whose files, which fields, since when; from the access log and the log itself.

Ids, codes and counts only: who has to be told is looked up by whoever carries the case.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from projections import journal
from referrals.event import Event, sealed_values
from referrals.log.application import Log, Recorded
from referrals.sealing import Group
from web.access_log import AccessLog, Entry, Filters

PAGE = 1_000
HOURS = 72
"""To report to the authority, from the moment it became known (Art. 33(1) GDPR)."""


class Copy(StrEnum):
    """What somebody took away."""

    LOG = "log"
    KEYS = "keys"
    KEK = "kek"
    BACKUP = "backup"


class Judgement(StrEnum):
    """What whoever has it can read."""

    READABLE = "readable"
    CODES_ONLY = "codes_only"
    NOTHING = "nothing"


SENTENCES = {
    Judgement.READABLE: (
        "Log, keys and key-encryption key together open every sealed value: everything recorded until then is readable."
    ),
    Judgement.CODES_ONLY: (
        "Without the keys and the key-encryption key no sealed value opens; codes, days and ids are readable, no name."
    ),
    Judgement.NOTHING: "Keys without the log open nothing. Turn the key-encryption key now.",
}


class Affected(NamedTuple):
    """One person: when her file was looked at (or recorded), in which views, and which sealed fields it held."""

    person_id: UUID
    first: datetime
    last: datetime
    times: int
    views: tuple[str, ...]
    fields: dict[Group, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "person": str(self.person_id),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "times": self.times,
            "views": list(self.views),
            "fields": {group.value: list(names) for group, names in self.fields.items()},
        }


class Report(NamedTuple):
    """What came out; `lists` counts looks at pages that show no single person."""

    affected: list[Affected]
    lists: int = 0
    judgement: Judgement | None = None


def judge(stolen: Iterable[Copy]) -> Judgement:
    """What the copies give away together; a backup holds the log, and never the keys."""
    held = set(stolen)
    if not held & {Copy.LOG, Copy.BACKUP}:
        return Judgement.NOTHING
    return Judgement.READABLE if {Copy.KEYS, Copy.KEK} <= held else Judgement.CODES_ONLY


def of_looks(views: Connection, log: Log, looks: AccessLog, wanted: Filters) -> Report:
    """What an account saw, or who saw a person's file; `wanted` says whose and since when."""
    entries = list(looks.every(wanted))
    seen: dict[UUID, list[Entry]] = {}
    for entry in entries:
        if entry.access.person_id is not None:
            seen.setdefault(entry.access.person_id, []).append(entry)
    until = max((entry.access.at for entry in entries), default=None)
    affected = [
        _looked_at(person_id, found, _fields(_of_person(views, log, person_id), until, wanted.staff_id))
        for person_id, found in seen.items()
    ]
    alone = sum(1 for entry in entries if entry.access.person_id is None)
    return Report(sorted(affected, key=lambda each: each.first), alone)


def of_copies(
    log: Log,
    stolen: Iterable[Copy],
    taken_at: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Everybody of whom something sealed was recorded until the copies were taken."""
    judgement, head = judge(stolen), log.head()
    found: dict[UUID, Affected] = {}
    after = 0
    while judgement is not Judgement.NOTHING and (page := log.read(after, PAGE)):
        for recorded in page:
            if recorded.event.occasion.recorded_at <= taken_at:
                _add(found, recorded.event)
        after = page[-1].position
        progress(after, head)
    return Report(sorted(found.values(), key=lambda each: each.first), judgement=judgement)


def _add(found: dict[UUID, Affected], event: Event) -> None:
    at = event.occasion.recorded_at
    for field, sealed in sealed_values(event):
        known = found.get(sealed.person) or Affected(sealed.person, at, at, 0, (), {})
        names = known.fields.get(sealed.group, ())
        fields = {**known.fields, sealed.group: tuple(dict.fromkeys((*names, field)))}
        found[sealed.person] = known._replace(last=at, times=known.times + 1, fields=fields)


def _looked_at(person_id: UUID, found: list[Entry], fields: dict[Group, tuple[str, ...]]) -> Affected:
    times = [entry.access.at for entry in found]
    views = tuple(dict.fromkeys(entry.access.view for entry in reversed(found)))
    return Affected(person_id, min(times), max(times), len(found), views, fields)


def _of_person(views: Connection, log: Log, person_id: UUID) -> Iterator[Recorded]:
    """Every event of her files, in order."""
    after = 0
    wanted = journal.Wanted(person=person_id)
    while places := journal.page(views, wanted, after=after, limit=PAGE):
        yield from log.at([place.position for place in places])
        after = places[-1].position


def _fields(told: Iterable[Recorded], until: datetime | None, staff_id: UUID | None) -> dict[Group, tuple[str, ...]]:
    """The sealed fields recorded until the last look; confided ones only where the account wrote them itself."""
    fields: dict[Group, dict[str, None]] = {}
    for recorded in told:
        event = recorded.event
        if until is not None and event.occasion.recorded_at > until:
            continue
        for field, sealed in sealed_values(event):
            if sealed.group is Group.CONFIDED and staff_id is not None and event.occasion.actor != staff_id:
                continue
            fields.setdefault(sealed.group, {})[field] = None
    return {group: tuple(names) for group, names in fields.items()}
