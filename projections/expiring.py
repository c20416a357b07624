"""Expiring (Fälligkeiten): which files fall due, when and why; a question on caseload, persons and erasures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from projections import erasures, persons
from projections.caseload import referrals
from referrals import retention
from referrals.erasure_events import Stage
from referrals.person_state import Person
from referrals.retention import Due, File, Start, months_after

CHUNK = 500
MARGIN = timedelta(days=3)
"""Months are not equally long: a little more is read, and judged one by one."""
_r = referrals.c


class Falling(NamedTuple):
    """A file that falls due, and how far its erasure is; None where nobody asked for it."""

    due: Due
    stage: Stage | None


def falling(connection: Connection, today: date, months: int) -> list[Falling]:
    """What falls due within so many months, the earliest first; files that were erased are gone from it."""
    found = retention.due_within(_files(connection, months_after(today, months)), today, months)
    stages = erasures.stages_of(connection, [each.person_id for each in found])
    return [Falling(each, stages.get(each.person_id)) for each in found]


def _files(connection: Connection, last: date) -> Iterator[File]:
    ended = func.max(_r.ended_on)
    wanted = select(_r.person_id, ended).group_by(_r.person_id).having(func.count(_r.due_on) == 0)
    ends = {row[0]: row[1] for row in connection.execute(wanted.having(ended <= _begun(last)))}
    person_ids = list(ends)
    for start in range(0, len(person_ids), CHUNK):
        for person_id, person in persons.of_ids(connection, person_ids[start : start + CHUNK]).items():
            yield from _file(person, ends[person_id])
    for person in persons.others_than(connection, select(_r.person_id)):
        yield from _file(person, None)


def _begun(last: date) -> date:
    """The latest day on which a period that is over by then can have begun."""
    return months_after(last, -retention.of_files(Start.LAST_REFERRAL_ENDED).months) + MARGIN


def _file(person: Person, ended_on: date | None) -> Iterator[File]:
    if person.erased_on is None:
        yield File(person.id, person.registered_on, ended_on, person.holds)
