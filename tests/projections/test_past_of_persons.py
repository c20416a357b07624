"""Looking back at persons: as of a day, in today's knowledge, and as recorded on it."""

from collections.abc import Iterator
from typing import Any

import pytest

from projections import caseload, persons, survey
from projections.past import Moment, Past, Seen, person_at
from referrals.event import Event
from referrals.person import PersonMoved
from referrals.person_events import (
    DisputeResult,
    DisputeSettled,
    Fact,
    FactDisputed,
    PersonRestricted,
    RestrictionGround,
)
from referrals.referral.codes import Phase
from tests.cast import GUEL, day, moment, on, sealed
from tests.projections.conftest import Desk
from tests.projections.histories import History
from tests.projections.looking_back import looked_back, registered


@pytest.fixture
def past(desk: Desk) -> Iterator[Past]:
    """Looking back on the log of the desk, from a day behind all of them."""
    past = Past(desk.log, lambda: moment(900))
    yield past
    past.close()


def of_guel(version: int, cls: type[Event], happened: int, recorded: int | None = None, **fields: Any) -> Any:
    """Something about Gül that happened on a day and was written down on another."""
    occasion = on(happened, recorded=recorded)
    return cls(originator_id=GUEL, originator_version=version, occasion=occasion, **fields)


GUELS = (
    registered(GUEL),
    of_guel(2, PersonRestricted, 3, ground=RestrictionGround.ACCURACY_CONTESTED),
    of_guel(3, PersonMoved, 2, 5, quarter="alt_inrath"),
    of_guel(4, FactDisputed, 4, 6, field=Fact.CONTACT, note=sealed()),
    of_guel(5, DisputeSettled, 5, 6, field=Fact.CONTACT, result=DisputeResult.PUT_RIGHT),
)
"""She moved on day 2 and Anna wrote it down on day 5; the dispute of day 4 was written down when it was settled."""


def test_a_person_on_a_day_differs_from_what_was_known_of_her_exactly_by_what_came_later(
    desk: Desk, past: Past
) -> None:
    """The golden story of the two sides of a day, for a person: (quarter, restricted, disputed)."""
    desk.record(GUELS)
    sides: dict[Seen, list[Any]] = {seen: [] for seen in Seen}
    for seen in Seen:
        for number in range(-1, 7):
            at = Moment(day(number), seen)
            found = person_at(GUELS, at)
            with past.at(at) as connection:
                assert persons.get(connection, GUEL) == found
                assert persons.count(connection) == (found is not None)
            sides[seen].append(found and (found.quarter, found.restricted is not None, len(found.disputes)))
    here, there = "stephanplatz", "alt_inrath"
    assert sides[Seen.RECORDED_ON] == [
        *(None, (here, False, 0), (here, False, 0), (here, False, 0), (here, True, 0), (here, True, 0)),
        *((there, True, 0), (there, True, 0)),
    ]
    assert sides[Seen.AS_OF] == [
        *(None, (here, False, 0), (here, False, 0), (there, False, 0), (there, True, 0), (there, True, 1)),
        *((there, True, 0), (there, True, 0)),
    ]


def test_persons_of_a_day_are_narrowed_and_go_on_page_by_page(desk: Desk, past: Past) -> None:
    """By quarter and language, the last changed first; and how many referrals each of them has."""
    history = History(37, referrals=7)
    desk.record(history.events)
    with looked_back(past, history.today, Seen.AS_OF) as connection:
        every = persons.page(connection)
        assert [position for position, _ in every] == sorted((at for at, _ in every), reverse=True)
        assert persons.page(connection, before=every[2][0], limit=2) == every[3:5]
        quarter = every[0][1].quarter
        few = persons.page(connection, quarter=quarter)
        assert few == [each for each in every if each[1].quarter == quarter]
        assert persons.count(connection, quarter=quarter) == len(few)
        counted = survey.of_persons(connection, [person.id for _, person in every])
        for _, person in every:
            entries = caseload.of_person(connection, person.id, on(99).recorded_at)
            told = [each for each in entries if each.phase is not Phase.VOID]
            running = sum(each.ended_on is None for each in told)
            assert counted.get(person.id, (0, 0)) == (running, len(told))
        assert len(counted) < len(every)
