"""Parking: an event that a projection cannot take in waits with the later ones of its stream; all others go on."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Integer

from projections import caseload, parked, parking, persons
from projections.following import keep_house
from projections.name_index import NameIndex
from projections.parked import Parked
from projections.projection import Appended, Keyed, Projection, Spread, appended_table, keyed_table, spread_table
from projections.rebuild import rebuild
from projections.runner import Runner
from referrals.event import TOPICS, Event
from referrals.referral.events import ReferralForwarded
from tests.projections.conftest import Desk
from tests.projections.histories import History

CANNOT: dict[str, Callable[[Event], bool]] = {}
"""Where the code is broken, and for which events; whoever mends it, clears it."""


class CannotSay(Exception):
    """An error whose message holds what nobody may read."""


def _breaks(place: str, event: Event) -> bool:
    return place in CANNOT and CANNOT[place](event)


def _fold(state: list[str] | None, event: Event) -> list[str]:
    if _breaks("fold", event):
        raise CannotSay("Gül A., 02151 000000")
    return [*(state or ()), "none" if _breaks("row", event) else "null" if _breaks("table", event) else event.TOPIC]


def _columns(state: list[str]) -> dict[str, Any]:
    if "none" in state:
        raise CannotSay
    return {"steps": None if "null" in state else len(state)}


def _rows(event: Event) -> list[dict[str, Any]]:
    if _breaks("append", event):
        raise CannotSay("Gül A., 02151 000000")
    return [{}]


TOLD = Projection(
    "told",
    1,
    (
        Keyed(
            table=keyed_table("told", 1, Column("steps", Integer, nullable=False)),
            topics=frozenset(TOPICS),
            state=list[str],
            fold=_fold,
            columns=_columns,
            spread=(
                Spread(
                    spread_table("told_topics", 1, Column("length", Integer, primary_key=True)),
                    lambda state: [{"length": length} for length in {len(topic) for topic in state}],
                ),
            ),
        ),
        Appended(appended_table("told_each", 1), frozenset(TOPICS), _rows),
    ),
)


@pytest.fixture(autouse=True)
def mended() -> Iterator[None]:
    """The code is whole at the beginning of every test."""
    CANNOT.clear()
    yield
    CANNOT.clear()


def first_forwarded(history: History) -> tuple[int, UUID]:
    """Position and stream of the first event that nobody will be able to take in."""
    at = next(place for place, event in enumerate(history.events, 1) if isinstance(event, ReferralForwarded))
    return at, history.events[at - 1].originator_id


def broken(place: str, stream: UUID) -> None:
    """From now on the code cannot take in the forwardings of a referral."""
    CANNOT[place] = lambda event: event.TOPIC == "referral.forwarded" and event.originator_id == stream


def waiting(runner: Runner) -> list[Parked]:
    return parking.waiting(runner)


@pytest.mark.parametrize(("place", "size"), [("fold", 7), ("row", 500), ("table", 40), ("append", 500)])
def test_one_event_waits_with_the_later_ones_of_its_stream_and_all_others_go_on(
    desk: Desk, place: str, size: int
) -> None:
    """In the fold, in the columns, refused by the database, or in the rows of an event: wherever it breaks."""
    history = History(31, referrals=6)
    at, stream = first_forwarded(history)
    broken(place, stream)
    desk.record(history.events)
    runner = desk.runner_of([TOLD, caseload.PROJECTION], page=size)
    assert runner.catch_up().behind == 0
    later = [n for n, event in enumerate(history.events, 1) if event.originator_id == stream and n >= at]
    found = waiting(runner)
    assert [(each.name, each.position, each.stream) for each in found] == [("told", n, stream) for n in later]
    assert [each.reason is None for each in found] == [n != at for n in later]
    told, _topics, each_event = desk.rows([TOLD]).values()
    counted = Counter(event.originator_id for n, event in enumerate(history.events, 1) if n not in later)
    assert {row[0]: row[1] for row in told} == counted
    assert len(each_event) == len(history.events) - len(later)
    assert all(each.parked == (len(later) if each.name == "told" else 0) for each in runner.status(runner.clock()))


def test_the_reason_names_the_error_and_the_place_and_no_value(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """What stands in a message may be what somebody said."""
    history = History(31, referrals=4)
    at, stream = first_forwarded(history)
    broken("fold", stream)
    desk.record(history.events)
    runner = desk.runner_of([TOLD])
    runner.catch_up()
    reason = waiting(runner)[0].reason
    assert reason is not None
    assert reason.startswith("CannotSay at projections.page:")
    assert f"told: event {at} (referral.forwarded) is parked: CannotSay at " in caplog.text
    assert "02151" not in caplog.text + "".join(str(each) for each in waiting(runner))


def test_what_comes_later_in_the_stream_waits_too(desk: Desk) -> None:
    """Also on another page, and for another process; a step of somebody else's is there at once."""
    history = History(32, referrals=3)
    at, stream = first_forwarded(history)
    broken("fold", stream)
    runner = desk.runner_of([TOLD])
    for start in range(0, len(history.events), 5):
        desk.record(history.events[start : start + 5])
        assert runner.catch_up().behind == 0
    later = [n for n, event in enumerate(history.events, 1) if event.originator_id == stream and n >= at]
    assert [each.position for each in waiting(desk.runner_of([TOLD]))] == later


@pytest.mark.parametrize("place", ["fold", "table"])
def test_tried_again_after_the_code_was_mended_the_rows_are_those_of_a_rebuild(desk: Desk, place: str) -> None:
    """And a second time there is nothing to try."""
    history = History(33, referrals=6)
    streams = set(list(history.told)[:3])
    CANNOT[place] = lambda event: event.TOPIC == "referral.forwarded" and event.originator_id in streams
    desk.record(history.events)
    runner = desk.runner_of([TOLD])
    runner.catch_up()
    count = len(waiting(runner))
    assert count > 3
    assert parking.retry(runner) == 0
    assert len(waiting(runner)) == count
    CANNOT.clear()
    assert parking.retry(runner, ["told"]) == count
    assert waiting(runner) == []
    assert parking.retry(runner) == 0
    again = desk.rows([TOLD])
    rebuild(runner)
    assert desk.rows([TOLD]) == again
    assert sum(row[1] for row in next(iter(again.values()))) == len(history.events)  # type: ignore[misc]


def test_the_caseload_comes_back_whole_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With appointments and corrections, which are read from the stream once more."""
    history = History(3, referrals=3, steps_each=16)
    desk.record(history.events)
    rebuild(desk.runner)
    before = desk.rows()
    evolve = caseload.part.fold

    def choke(state: Any, event: Any) -> Any:
        if isinstance(event, ReferralForwarded):
            raise CannotSay
        return evolve(state, event)

    part = caseload.part
    monkeypatch.setitem(part.__dict__, "fold", choke)
    rebuild(desk.runner)
    assert len(waiting(desk.runner)) > 5
    monkeypatch.undo()
    keep_house(desk.runner)
    assert waiting(desk.runner) == []
    assert desk.rows() == before


def test_a_rebuild_forgets_what_was_parked_and_parks_what_it_cannot_take_in(desk: Desk) -> None:
    """While it is being built, what waits for the living tables still waits for them."""
    history = History(34, referrals=5)
    at, stream = first_forwarded(history)
    desk.record(history.events)
    runner = desk.runner_of([TOLD])
    runner.catch_up()
    broken("table", stream)
    seen: list[int] = []
    rebuild(runner, progress=lambda *_: seen.append(len(waiting(runner))), page=50)
    assert set(seen) == {0}
    assert waiting(runner)[0].position == at
    CANNOT.clear()
    rebuild(runner)
    assert waiting(runner) == []


def test_where_the_order_among_streams_matters_trying_again_is_a_rebuild(desk: Desk) -> None:
    """One row that hears events of every stream; the process that leads leaves that to somebody's command."""
    one = UUID(int=1)
    part = Keyed(
        table=keyed_table("in_order", 1, Column("steps", Integer, nullable=False)),
        topics=frozenset(TOPICS),
        state=list[str],
        fold=_fold,
        columns=_columns,
        keys=lambda event: (one,),
    )
    history = History(35, referrals=3)
    _at, stream = first_forwarded(history)
    broken("fold", stream)
    desk.record(history.events)
    runner = desk.runner_of([Projection("in_order", 1, (part,))])
    runner.catch_up()
    count = len(waiting(runner))
    CANNOT.clear()
    keep_house(runner)
    assert len(waiting(runner)) == count > 0
    assert parking.retry(runner) == count
    ((_, _, _, state),) = desk.rows([Projection("in_order", 1, (part,))])["in_order_v1"]
    assert part.load(state) == [event.TOPIC for event in history.events]  # type: ignore[arg-type]


def test_an_event_that_nobody_can_read_is_parked_by_whoever_hears_it(desk: Desk) -> None:
    """Bytes that are no event of its topic."""
    history = History(36, referrals=2)
    desk.record(history.events)
    log_read = desk.log.read

    def read(after: int, limit: int) -> list[Any]:
        page = log_read(after, limit)
        for each in page:
            if each.position == 3:
                each.state = b"{}"
        return page

    desk.runner.log = type("Log", (), {"read": staticmethod(read), "head": desk.log.head, "events_of": None})()
    runner = desk.runner_of([TOLD])
    runner.log = desk.runner.log
    while runner.step():
        pass
    assert waiting(runner)[0].position == 3
    assert str(waiting(runner)[0].reason).startswith("ValidationError at referrals.event:")


def test_a_name_that_was_parked_is_found_once_it_is_taken_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names in memory follow the log; what is taken in late stands where they have been already."""

    class Opens:
        def reveal_many(self, references: Any) -> list[str | None]:
            return ["Gül A."] * len(list(references))

    history = History(37, referrals=4)
    desk.record(history.events)
    runner = desk.runner_of([persons.PROJECTION])
    evolve = persons.PROJECTION.parts[0].fold  # type: ignore[union-attr]
    poison = next(event.originator_id for event in history.events if event.TOPIC == "person.registered")

    def choke(state: Any, event: Any) -> Any:
        if event.originator_id == poison:
            raise CannotSay
        return evolve(state, event)

    with monkeypatch.context() as breaking:
        breaking.setitem(persons.PROJECTION.parts[0].__dict__, "fold", choke)
        runner.catch_up()
    index = NameIndex(desk.views, Opens())
    assert len(index.follow()) == 3
    assert parking.retry(runner) > 0
    assert len(index.follow()) == 4


def test_nothing_of_it_is_counted_for_tables_that_are_gone(desk: Desk) -> None:
    history = History(38, referrals=2)
    _at, stream = first_forwarded(history)
    broken("fold", stream)
    desk.record(history.events)
    runner = desk.runner_of([TOLD])
    runner.catch_up()
    with desk.views.writing() as connection:
        assert set(parked.counts(connection)) == {("told", 1)}
        assert parked.first(connection, "told", 1) == first_forwarded(history)[0]
        parked.clear(connection, ("told", 1, False))
        assert parked.counts(connection) == {}
        assert parked.first(connection, "told", 1) is None
