"""Following (Mitlesen): the process that keeps the projections up to date; one leads, others stand by."""

import logging
from collections.abc import Callable
from threading import Event as Flag

from projections import lock
from projections.rebuild import rebuild
from projections.runner import PAGE, Runner

POLL = 0.05
"""Seconds before the head of the log is looked at again; doubled up to `SLOWEST` while nothing happens."""

SLOWEST = 0.4

STAND_BY = 2.0
"""Seconds before a process that stands by tries to lead."""

told = logging.getLogger("lotse.projections")


def run_forever(runner: Runner, stop: Flag, afterwards: Callable[[], None] = lambda: None) -> None:
    """Follow the log until `stop` is set; what another version of the code has built is built again first.

    `afterwards` is called after each look at the log, by the one process that leads.
    """
    with lock.Leadership(runner.store) as leadership:
        pause = POLL
        while not stop.is_set():
            if not leadership.held():
                stop.wait(STAND_BY)
                continue
            pause = POLL if run_once(runner, stop) else min(pause * 2, SLOWEST)
            afterwards()
            stop.wait(0 if pause == POLL else pause)


def run_once(runner: Runner, stop: Flag | None = None) -> int:
    """Take in everything that is new, once; how many pages."""
    stopped = stop.is_set if stop else lambda: False
    outdated = runner.outdated()
    for each in outdated:
        stored = ", ".join(map(str, each.stored))
        told.warning("%s: built by version %s, the code has %s; it is built again.", each.name, stored, each.code)
    if new := {each.name for each in outdated} | never_built(runner):
        rebuild(runner, new, stopped=stopped)
    pages = 0
    while not stopped() and runner.step():
        pages += 1
    return pages


def never_built(runner: Runner) -> set[str]:
    """Projections at the beginning of a log that is long: building them beside is faster than page by page."""
    head = runner.log.head()
    return {name for name, position in runner.positions().items() if position == 0 and head > PAGE}
