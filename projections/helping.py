"""Helping (Mithilfe): a long log is folded by two processes at once, each for half of the projections.

Each moves the bookmarks of its own. Where one ends before it is done, the other goes on where it stopped.
"""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from projections.filling import being_built, fill
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.runner import Runner
from referrals.log.application import Log
from referrals.store import Store

LONG = 50_000
"""Events for which it is worth while to start a process."""

HANDS = 2
"""They take turns in writing, so that more of them would wait for each other."""

_spawn = get_context("spawn")


@contextmanager
def others(
    runner: Runner, wanted: Sequence[Projection], span: int
) -> Iterator[tuple[Sequence[Projection], list[BaseProcess]]]:
    """What is left for us, and the processes that build the rest; they end with the block."""
    hands = min(HANDS, processors()) if _is_long(runner, wanted) else 1
    helpers = [started(runner, wanted[place::hands], span) for place in range(1, hands)]
    try:
        yield wanted[::hands], helpers
    finally:
        for each in helpers:
            each.terminate()
            each.join()


def _is_long(runner: Runner, wanted: Sequence[Projection]) -> bool:
    """Whether there is much to do that another process knows how to do."""
    if len(wanted) < HANDS or not isinstance(runner.log, Log) or not set(wanted) <= set(PROJECTIONS):
        return False
    with runner.store.reading() as connection:
        positions = [stand.position for stand in being_built(runner, connection, wanted)]
    return bool(positions) and runner.log.head() - min(positions) >= LONG


def processors() -> int:
    """How many we may use."""
    return len(os.sched_getaffinity(0))


def started(runner: Runner, wanted: Sequence[Projection], span: int) -> BaseProcess:
    """A process that builds these."""
    assert isinstance(runner.log, Log)
    url = runner.store.engine.url
    place = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
    names = [projection.name for projection in wanted]
    words = (dict(runner.log.env), place, runner.store.schema, names, span, os.getpid())
    process = _spawn.Process(target=_help, args=words, daemon=True)
    process.start()
    return process


def _help(env: Mapping[str, str], url: str, schema: str, names: Sequence[str], span: int, asked_by: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked for help ends it
    log, views = Log(env), Store(url, schema=schema, derived=True)
    runner = Runner(log, views)
    wanted = [runner.projections[name] for name in names]
    fill(runner, wanted, span, lambda _position, _head: None, lambda: os.getppid() != asked_by)
    views.dispose()
    log.close()
