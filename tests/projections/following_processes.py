"""What other processes do with a log and its views: they follow, race, and die."""

import os
import signal
import threading
from typing import Any

from projections import bookmark
from projections.following import run_forever
from projections.projection import Appended, Keyed, Projection, appended_table, keyed_table
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from projections.runner import Runner
from referrals.event import TOPICS, Event
from referrals.log.application import Log
from referrals.store import Store


def _one_more(count: int | None, event: Event) -> int:
    return (count or 0) + 1


COUNTING = Projection(
    "counting",
    1,
    (
        Keyed(
            table=keyed_table("counting", 1),
            topics=frozenset(TOPICS),
            state=int,
            fold=_one_more,
            columns=lambda count: {},
        ),
        Appended(
            table=appended_table("counting_each", 1),
            topics=frozenset(TOPICS),
            rows=lambda event: [{}],
        ),
    ),
)
"""Counts the events of each stream: twice taken in would count twice, and the second row would be refused."""

ALL = (*PROJECTIONS, COUNTING)


def catch_up_until(events_url: str, views_url: str, start: Any, head: int) -> None:
    """Catch up again and again, as a worker does that serves pages."""
    log, views = Log.open(events_url), Store(views_url, schema="views")
    runner = Runner(log, views, ALL, page=25)
    start.wait(timeout=30)
    while runner.catch_up(max_events=1_000_000).position < head:
        pass
    views.dispose()
    log.close()


def die_in_a_page(events_url: str, views_url: str, after_bookmark: bool) -> None:
    """Kill -9 when the rows of a page are written: before its bookmark is, or before the commit."""
    log, views = Log.open(events_url), Store(views_url, schema="views")
    written = bookmark.move

    def dying(*words: Any, **more: Any) -> None:
        if after_bookmark:
            written(*words, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    bookmark.move = dying
    Runner(log, views, ALL).step()


def die_in_a_rebuild(events_url: str, views_url: str, pages: int) -> None:
    """Kill -9 after some pages of a rebuild, in the middle of the next one."""
    log, views = Log.open(events_url), Store(views_url, schema="views")
    runner, told = Runner(log, views, ALL), 0

    def progress(_position: int, _head: int) -> None:
        nonlocal told
        told += 1
        if told == pages:
            _die_before_the_commit()

    rebuild(runner, progress=progress, page=20)


def _die_before_the_commit() -> None:
    def dying(*_words: Any, **_more: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    bookmark.move = dying


def follow_until_told_to_stop(events_url: str, views_url: str) -> None:
    """The process of the Procfile: ends on SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    log, views = Log.open(events_url), Store(views_url, schema="views")
    run_forever(Runner(log, views, ALL), stop)
    views.dispose()
    log.close()
