"""Processes that write to one log at the same time."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import IntegrityError, StoredEvent

from referrals.log.application import Log
from referrals.log.errors import AlreadyRecorded

SPAWN = multiprocessing.get_context("spawn")
Barrier = Any


def race(worker: Callable[..., list[Any]], arguments: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """What each of the processes brought home; they begin together, each with a log of its own."""
    start, results = SPAWN.Barrier(len(arguments)), SPAWN.Queue()
    processes = [SPAWN.Process(target=_run, args=(worker, start, results, *words)) for words in arguments]
    for process in processes:
        process.start()
    brought = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=30)
        assert process.exitcode == 0
    return brought


def _run(worker: Callable[..., list[Any]], start: Barrier, results: Any, url: str, *words: Any) -> None:
    log = Log.open(url)
    try:
        start.wait(timeout=30)
        results.put(worker(log, *words))
    finally:
        log.close()


def write_many(log: Log, count: int) -> list[int]:
    """Record `count` times two events of a new stream; the positions."""
    positions: list[int] = []
    for _ in range(count):
        stream = uuid4()
        events = [StoredEvent(stream, version, "test.happened", b"{}") for version in (1, 2)]
        positions += log.recorder.insert_events(events, command_id=uuid4())
    return positions


def same_command(log: Log, command: UUID) -> list[str]:
    """Record one command, as another process does too."""
    try:
        log.recorder.insert_events([StoredEvent(uuid4(), 1, "test.happened", b"{}")], command_id=command)
    except AlreadyRecorded as refusal:
        return [f"already {refusal.command_id}"]
    return ["recorded"]


def same_version(log: Log, stream: UUID) -> list[str]:
    """Record the next event of a stream, as another process does too."""
    try:
        log.recorder.insert_events([StoredEvent(stream, 2, "test.happened", b"{}")], command_id=uuid4())
    except IntegrityError:
        return ["too late"]
    return ["recorded"]


def follow(log: Log, until: int) -> list[int]:
    """Read on from the last position seen until `until` events are there, as a projection does."""
    seen: list[int] = []
    while len(seen) < until:
        seen += [recorded.position for recorded in log.read(seen[-1] if seen else 0, 7)]
    return seen
