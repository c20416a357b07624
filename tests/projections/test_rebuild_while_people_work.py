"""A rebuild while people work: nobody meets an empty table, and one that was killed is gone on with."""

import multiprocessing
import signal
import threading
from collections.abc import Sequence
from multiprocessing.process import BaseProcess

import pytest

from projections import bookmark, helping
from projections.projection import Projection
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from projections.runner import Runner
from tests.projections.conftest import Desk
from tests.projections.following_processes import ALL, COUNTING, die_in_a_rebuild
from tests.projections.histories import History

SPAWN = multiprocessing.get_context("spawn")


def test_a_rebuild_that_was_killed_is_gone_on_with(desk: Desk) -> None:
    """Kill -9 in the middle of the fourth page: three are kept, the living tables answer, the rest follows."""
    history = History(41, referrals=6)
    desk.record(history.events)
    runner = desk.runner_of(ALL)
    runner.catch_up()
    before = desk.rows(ALL)
    killed = SPAWN.Process(target=die_in_a_rebuild, args=(*desk.urls, 3), daemon=True)
    killed.start()
    killed.join(timeout=60)
    assert killed.exitcode == -signal.SIGKILL
    assert desk.rows(ALL) == before
    seen: list[int] = []
    rebuild(runner, progress=lambda position, _head: seen.append(position), page=20)
    assert seen[0] == 80
    assert desk.rows(ALL) == before
    assert runner.catch_up().behind == 0


@pytest.mark.parametrize("dies", [False, True])
def test_a_long_log_is_folded_by_two_processes(desk: Desk, monkeypatch: pytest.MonkeyPatch, dies: bool) -> None:
    """Each builds half of the projections; where the other one dies, we build its half, too."""
    desk.record(History(43, referrals=6).events)
    desk.runner.catch_up()
    before, started, ended = desk.rows(), helping.started, []

    def watched(runner: Runner, wanted: Sequence[Projection], span: int) -> BaseProcess:
        process = started(runner, wanted, span)
        if dies:
            process.kill()
        ended.append((process, len(wanted)))
        return process

    monkeypatch.setattr(helping, "LONG", 10)
    monkeypatch.setattr(helping, "processors", lambda: 2)
    monkeypatch.setattr(helping, "started", watched)
    rebuild(desk.runner)
    assert [(process.exitcode, count) for process, count in ended] == [
        (-signal.SIGKILL if dies else 0, len(PROJECTIONS) // 2)
    ]
    assert desk.rows() == before


def test_a_view_that_was_opened_before_sees_full_tables_to_its_end(desk: Desk) -> None:
    """On PostgreSQL a table is found by its name of now, with the rows of then: the switch waits for such a reader."""
    history = History(42, referrals=4)
    desk.record(history.events)
    runner = desk.runner_of([COUNTING])
    runner.catch_up()
    streams = len({event.originator_id for event in history.events})
    rebuilding = threading.Thread(target=rebuild, args=(runner,))
    with desk.views.reading() as connection:
        assert len(bookmark.read(connection)) > 1
        rebuilding.start()
        rebuilding.join(timeout=1)
        assert rebuilding.is_alive() is not desk.views.is_sqlite
        assert connection.exec_driver_sql("SELECT count(*) FROM counting_v1").scalar_one() == streams
    rebuilding.join(timeout=30)
    with desk.views.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM counting_v1").scalar_one() == streams
        assert not any(mark.building for mark in bookmark.read(connection))


def test_all_projections_are_still_there_afterwards(desk: Desk) -> None:
    """The tables that pages ask for have the names that pages know."""
    rebuild(desk.runner)
    assert set(desk.rows(PROJECTIONS)) == {table.name for each in PROJECTIONS for table in each.tables}
