"""Several processes, each event once: racing, killed in the middle of a page, one leading and others standing by."""

import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from projections import heartbeat, lock
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from tests.projections.conftest import Desk
from tests.projections.following_processes import (
    ALL,
    COUNTING,
    catch_up_until,
    die_in_a_page,
    follow_until_told_to_stop,
)
from tests.projections.histories import History

SPAWN = multiprocessing.get_context("spawn")


def _counted(desk: Desk) -> dict[object, object]:
    by_stream, each = desk.rows([COUNTING]).values()
    assert len(each) == len(set(each))
    return {stream: int(state) for stream, _, state in by_stream}  # type: ignore[call-overload]


def _process(target: Callable[..., None], *words: Any) -> Any:
    process = SPAWN.Process(target=target, args=words, daemon=True)
    process.start()
    return process


def test_processes_that_race_take_every_event_in_once(desk: Desk) -> None:
    """Three workers catch up at the same time while events still arrive."""
    history = History(21, referrals=40)
    desk.runner_of(ALL)
    desk.record(history.events[:200])
    start = SPAWN.Barrier(4)
    racing = [_process(catch_up_until, *desk.urls, start, len(history.events)) for _ in range(3)]
    start.wait(timeout=30)
    for at in range(200, len(history.events), 10):
        desk.record(history.events[at : at + 10])
    for process in racing:
        process.join(timeout=60)
        assert process.exitcode == 0
    assert _counted(desk) == Counter(event.originator_id for event in history.events)
    raced = desk.rows(PROJECTIONS)
    rebuild(desk.runner)
    assert desk.rows(PROJECTIONS) == raced


@pytest.mark.parametrize("after_bookmark", [False, True])
def test_who_is_killed_in_the_middle_of_a_page_leaves_neither_rows_nor_bookmark(
    desk: Desk, after_bookmark: bool
) -> None:
    """Kill -9 with the rows written, and again with the bookmark moved but nothing committed."""
    history = History(22, referrals=5)
    desk.record(history.events)
    runner = desk.runner_of(ALL)
    killed = _process(die_in_a_page, *desk.urls, after_bookmark)
    killed.join(timeout=60)
    assert killed.exitcode == -signal.SIGKILL
    assert set(runner.positions().values()) == {0}
    assert _counted(desk) == {}
    assert runner.catch_up().behind == 0
    assert _counted(desk) == Counter(event.originator_id for event in history.events)


def test_the_process_follows_the_log_and_stops_when_told(desk: Desk) -> None:
    """What is recorded is there a moment later; SIGTERM ends it cleanly."""
    history = History(23, referrals=5)
    runner = desk.runner_of(ALL)
    process = _process(follow_until_told_to_stop, *desk.urls)
    desk.record(history.events)
    _until(lambda: min(runner.positions().values()) == len(history.events))
    process.terminate()
    process.join(timeout=10)
    assert process.exitcode == 0


def test_one_leads_and_when_it_dies_another_takes_over(desk: Desk) -> None:
    """Killed without a word, the leader leaves nothing locked, and who stood by goes on within seconds."""
    history = History(24, referrals=5)
    runner = desk.runner_of(ALL)
    followers = {
        process.pid: process for process in (_process(follow_until_told_to_stop, *desk.urls) for _ in range(2))
    }
    desk.record(history.events[:50])
    _until(lambda: min(runner.positions().values()) == 50)
    leader = followers.pop(_leader(desk))
    with lock.Leadership(desk.views) as ours:
        assert not ours.held()
    leader.kill()
    desk.record(history.events[50:])
    began = time.monotonic()
    _until(lambda: min(runner.positions().values()) == len(history.events))
    assert time.monotonic() - began < 10
    _until(lambda: _leader(desk) in followers)
    for process in followers.values():
        process.terminate()
        process.join(timeout=20)
        assert process.exitcode == 0
    assert _counted(desk) == Counter(event.originator_id for event in history.events)


def _leader(desk: Desk) -> int:
    """The process that said last that it leads."""
    with desk.views.reading() as connection:
        beat = heartbeat.last(connection)
    return int(beat[0].rpartition(":")[2]) if beat else 0


def test_a_page_does_not_wait_for_ever_for_somebody_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another applies a page, ours says how old it is after a second."""
    if desk.views.is_sqlite:
        monkeypatch.setattr("referrals.store.BUSY_SECONDS", 0.1)
        desk.views.dispose()
    monkeypatch.setattr("projections.runner.PATIENCE", 0.2)
    desk.record(History(25, referrals=2).events)
    with lock.waiting(desk.views, lock.LIVING):
        freshness = desk.runner.catch_up()
        assert freshness.position == 0
        assert freshness.behind > 0
    assert desk.runner.catch_up().behind == 0


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.02)
