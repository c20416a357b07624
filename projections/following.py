"""Following (Mitlesen): the process that keeps the projections up to date; one leads, others stand by."""

import logging
import time
from collections.abc import Callable
from threading import Event as Flag

from projections import lock, parking
from projections.heartbeat import Heartbeat
from projections.rebuild import rebuild, sweep
from projections.runner import PAGE, Runner

POLL = 0.05
"""Seconds before the head of the log is looked at again; doubled up to `SLOWEST` while nothing happens."""

SLOWEST = 0.4

STAND_BY = 1.0
"""Seconds before a process that stands by tries to lead."""

AGAIN = 300.0
"""Seconds before parked events are tried again: a newer version of the code may write along."""

told = logging.getLogger("lotse.projections")


def run_forever(runner: Runner, stop: Flag, afterwards: Callable[[], None] = lambda: None) -> None:
    """Follow the log until `stop` is set; what another version of the code has built is built again first.

    `afterwards` is called after each look at the log, by the one process that leads.
    """
    heartbeat = Heartbeat(runner.store, runner.clock)
    again = 0.0  # what was parked before we lead is tried at once
    with lock.Leadership(runner.store) as leadership:
        pause = POLL
        while not stop.is_set():
            if not leadership.held():
                stop.wait(STAND_BY)
                continue
            heartbeat.beat()
            pause = POLL if run_once(runner, stop, heartbeat.beat) else min(pause * 2, SLOWEST)
            if time.monotonic() >= again:
                keep_house(runner)
                again = time.monotonic() + AGAIN
            afterwards()
            stop.wait(pause)


def run_once(runner: Runner, stop: Flag | None = None, beat: Callable[[], None] = lambda: None) -> int:
    """Take in everything that is new, once; how many pages. `beat` is called after each of them."""
    stopped = stop.is_set if stop else lambda: False
    outdated = runner.outdated()
    for each in outdated:
        told.warning("%s; it is built again.", each)
    if new := {each.name for each in outdated} | never_built(runner):
        rebuild(runner, new, lambda _position, _head: beat(), stopped=stopped)
    pages = 0
    while not stopped() and runner.step():
        beat()
        pages += 1
    return pages


def keep_house(runner: Runner) -> None:
    """Try again what is parked, and drop the tables of other versions that nobody reads any more."""
    if taken := parking.retry(runner, building=False):
        told.warning("%s parked events were taken in.", taken)
    for name in sweep(runner):
        told.warning("%s: the tables of another version were dropped.", name)


def never_built(runner: Runner) -> set[str]:
    """Projections at the beginning of a log that is long: building them beside is faster than page by page."""
    head = runner.log.head()
    return {name for name, position in runner.positions().items() if position == 0 and head > PAGE}
