"""Looking back at a day in a test: the past of a desk, and somebody registered on a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from projections.past import Moment, Past, Seen
from referrals.person import PersonRegistered
from tests.cast import ANNA, day, on, sealed


@contextmanager
def looked_back(past: Past, number: int, seen: Seen) -> Iterator[Connection]:
    """The caseload of a day."""
    with past.at(Moment(day(number), seen)) as connection:
        yield connection


def registered(person_id: UUID, day_number: int = 0) -> PersonRegistered:
    """Somebody asks for the first time."""
    fields: dict[str, Any] = {"name": sealed(), "language": "tr", "quarter": "stephanplatz", "case_manager": ANNA}
    return PersonRegistered(originator_id=person_id, originator_version=1, occasion=on(day_number), **fields)
