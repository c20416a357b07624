"""Rebuilding: a dropped projection comes back identical, beside the living one, and resumable."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import inspect

from projections import caseload, staff
from projections.following import keep_house, run_once
from projections.projection import Keyed, Projection, keyed_table
from projections.rebuild import NoSuchProjection, rebuild
from projections.runner import Outdated
from projections.span import Span
from referrals.staff import StaffEvent
from tests.cast import moment
from tests.projections.conftest import Desk
from tests.projections.following_processes import COUNTING
from tests.projections.histories import History

SEEDS = (11, 12)
NEXT = staff.VERSION + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dropped_projection_comes_back_identical(desk: Desk, seed: int) -> None:
    """Each by itself; whether taken in event by event, in small pages, or built from nothing in one go."""
    history = History(seed, referrals=10)
    for start in range(0, len(history.events), 37):
        desk.record(history.events[start : start + 37])
        desk.runner.catch_up()
    before = desk.rows()
    assert {name for name, rows in before.items() if not rows} <= MAY_BE_EMPTY
    for name in desk.runner.projections:
        rebuild(desk.runner, [name])
        assert desk.rows() == before, name
        assert desk.runner.positions()[name] == len(history.events)


MAY_BE_EMPTY: frozenset[str] = frozenset()
BESIDE = {"bookmarks", "heartbeats", "parked"}


def test_all_are_built_again_in_one_reading_and_a_second_time(desk: Desk) -> None:
    """The switch leaves nothing behind that a next rebuild stumbles over; the indexes are the same."""
    history = History(3, referrals=10)
    desk.record(history.events)
    desk.runner.catch_up()
    before, indexes = desk.rows(), _indexes(desk)
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        rebuild(desk.runner, progress=lambda position, head: seen.append((position, head)), page=100)
        assert desk.rows() == before
        assert _indexes(desk) == indexes
    assert seen[0] == (100, len(history.events))
    assert seen[-1] == (len(history.events), len(history.events))
    assert _tables(desk) == {*BESIDE, *before}


def test_old_tables_are_dropped_when_the_new_ones_are_in_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """To drop them takes long, and people write meanwhile; whoever is killed before leaves them to the next one."""
    history = History(4, referrals=4)
    desk.record(history.events[:-5])
    desk.runner.catch_up()
    with monkeypatch.context() as killed:
        killed.setattr("projections.rebuild.drop_old", lambda runner: None)
        rebuild(desk.runner)
    tables = {*BESIDE, *desk.rows()}
    assert len(_tables(desk) - tables) == len(tables) - len(BESIDE)
    desk.record(history.events[-5:])
    assert desk.runner.catch_up().behind == 0
    keep_house(desk.runner)
    assert _tables(desk) == tables


def test_pages_read_the_old_tables_until_the_switch(desk: Desk) -> None:
    """While the new ones are filled, questions are answered and new events reach the living tables."""
    history = History(5, referrals=10)
    desk.record(history.events[:-20])
    desk.runner.catch_up()
    answers: list[int] = []

    def look(position: int, head: int) -> None:
        if len(answers) == 1:
            desk.record(history.events[-20:])
            desk.runner.catch_up()
        answers.append(len(desk.rows([caseload.PROJECTION])["caseload_v1"]))

    rebuild(desk.runner, ["caseload"], look, page=30)
    assert len(answers) > 3
    assert set(answers) == {10}
    rebuilt = desk.rows()
    rebuild(desk.runner)
    assert desk.rows() == rebuilt
    assert desk.runner.catch_up().behind == 0


def test_an_interrupted_rebuild_goes_on_where_it_stopped(desk: Desk) -> None:
    """Or begins afresh, if that is asked for."""
    history = History(6, referrals=10)
    desk.record(history.events)
    desk.runner.catch_up()
    before = desk.rows()
    rebuild(desk.runner, ["caseload"], page=20, stopped=iter([False, False, True, True]).__next__)
    seen: list[int] = []
    rebuild(desk.runner, ["caseload"], lambda position, head: seen.append(position), page=20)
    assert seen[0] == 60
    assert desk.rows() == before

    rebuild(desk.runner, ["caseload"], page=20, stopped=iter([False, False, True, True]).__next__)
    seen.clear()
    rebuild(desk.runner, ["caseload"], lambda position, head: seen.append(position), page=20, afresh=True)
    assert seen[0] == 20
    assert desk.rows() == before


def test_two_who_rebuild_at_once_do_not_take_an_event_in_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading a span and writing it, somebody else was two of them faster."""
    history = History(8, referrals=10)
    desk.record(history.events)
    ours, theirs = desk.runner_of([COUNTING], page=200), desk.runner_of([COUNTING])
    ours.catch_up()
    before = desk.rows([COUNTING])
    read_span, two_spans = Span.read, iter([False, False, True]).__next__

    def overtaken(*words: Any) -> Span | None:
        read = read_span(*words)
        monkeypatch.undo()
        rebuild(theirs, page=20, stopped=two_spans)
        return read

    monkeypatch.setattr(Span, "read", overtaken)
    seen: list[int] = []
    rebuild(ours, page=20, progress=lambda position, head: seen.append(position))
    assert seen[:2] == [40, 60]
    assert desk.rows([COUNTING]) == before


def test_a_name_that_is_no_projection_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(NoSuchProjection, match=r"no projection 'casload'\. There are: announcements, audits, caseload"):
        rebuild(desk.runner, ["casload"])


def test_a_new_version_lies_beside_the_old_and_then_takes_its_place(desk: Desk) -> None:
    """Its release makes empty tables, start-up names it, the process builds it.

    For an hour the old tables stay: processes of the old version still answer from them, and keep them up to date.
    """
    history = History(7, referrals=5)
    desk.record(history.events[:-10])
    desk.runner.catch_up()
    newer = desk.runner_of([_staff_of_next_version(), caseload.PROJECTION])
    assert newer.outdated() == [Outdated("staff", (staff.VERSION,), NEXT)]
    assert str(newer.outdated()[0]) == f"staff: built by version {staff.VERSION}, the code has {NEXT}"
    assert {f"staff_v{staff.VERSION}", f"staff_v{NEXT}"} <= _tables(desk)
    assert newer.catch_up(max_events=10, names=["caseload"]).behind == 0
    run_once(newer)
    assert newer.outdated() == []
    assert len(desk.rows([_staff_of_next_version()])[f"staff_v{NEXT}"]) == len(_members(desk))

    desk.record(history.events[-10:])
    assert desk.runner.catch_up().behind == 0
    keep_house(newer)
    assert len(desk.rows([staff.PROJECTION])[f"staff_v{staff.VERSION}"]) == len(_members(desk))
    newer.clock = lambda: moment(0, hour=14)
    keep_house(newer)
    assert f"staff_v{staff.VERSION}" not in _tables(desk)
    assert f"staff_v{NEXT}" in _tables(desk)


def _staff_of_next_version() -> Projection:
    (old,) = staff.PROJECTION.parts
    assert isinstance(old, Keyed)
    table = keyed_table("staff", NEXT)
    return Projection("staff", NEXT, (replace(old, table=table, columns=lambda member: {}),))


def _members(desk: Desk) -> set[Any]:
    return {r.originator_id for r in desk.log.read(0, 10_000) if isinstance(r.event, StaffEvent)}


def _tables(desk: Desk) -> set[str]:
    return set(inspect(desk.views.engine).get_table_names())


def _indexes(desk: Desk) -> dict[str, list[list[str | None]]]:
    looked = inspect(desk.views.engine)
    return {
        name: sorted((index["column_names"] for index in looked.get_indexes(name)), key=repr)
        for name in sorted(_tables(desk))
    }
