"""Row 7: the bundle's own `verify.py` over a whole log, against reading the same lines and nothing else."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.bundles import Written, bundle
from bench.child import run
from bench.goals import Detail, Row, at_most, plain
from bench.here import Here
from bench.rounds import Sample, cpu_ms, rate

VERIFY, READ = "verify.py", "reading and json.loads"
READING = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)\n"
GROWTH = 16.0
"""MiB that count as flat: what the interpreter holds varies by as much."""


def measure(here: Here) -> Row:
    """With the standard library alone, as an auditor runs it."""
    tiny, large = bundle(here, here.measure.tiny), bundle(here, here.large)
    held: dict[str, float] = {}
    rounds = here.rounds("verify", _peers(held, bundle(here, here.measure.small)))
    events = f"{rounds[VERIFY][0].done:,} events"
    _ran(held, "tiny", _verifying(tiny.folder), tiny)
    whole = here.rounds("verify all", _peers(held, large), 1)
    grown, times = held[VERIFY] - held["tiny"], large.events / tiny.events
    goals = (
        at_most(3, "reading and json.loads", rounds.ratio(VERIFY, READ, _seconds), note=events),
        at_most(3, "the same, all of it once", whole.ratio(VERIFY, READ, _seconds), note=f"{large.events:,} events"),
        at_most(GROWTH, f"more memory for {times:,.0f} times the events", grown, "MiB"),
    )
    lines = [
        [VERIFY, plain(whole.median(VERIFY, rate)), plain(1000 * whole.median(VERIFY, cpu_ms)), plain(held[VERIFY])],
        [f"{VERIFY}, {events}", plain(rounds.median(VERIFY, rate)), plain(1000 * rounds.median(VERIFY, cpu_ms)), ""],
        [f"{VERIFY}, {tiny.events:,} events", "", "", plain(held["tiny"])],
        [READ, plain(whole.median(READ, rate)), plain(1000 * whole.median(READ, cpu_ms)), plain(held[READ])],
        [f"{READ}, {events}", plain(rounds.median(READ, rate)), plain(1000 * rounds.median(READ, cpu_ms)), ""],
    ]
    head = ("work", "events/s", "CPU µs an event", "most memory MiB")
    detail = Detail(f"Verifying {large.events:,} events offline", head, lines)
    return Row(7, "verify 1 M events offline (`verify.py`)", goals, [detail])


def _peers(held: dict[str, float], written: Written) -> dict[str, Callable[[], Sample]]:
    return {
        VERIFY: partial(_ran, held, VERIFY, _verifying(written.folder), written),
        READ: partial(_ran, held, READ, _reading(written.folder), written),
    }


def _verifying(folder: Path) -> list[str]:
    return [sys.executable, "-I", str(folder / "verify.py"), str(folder)]


def _reading(folder: Path) -> list[str]:
    return [sys.executable, "-I", "-c", READING, str(folder / "events.jsonl")]


def _ran(held: dict[str, float], name: str, command: list[str], written: Written) -> Sample:
    ended = run(command, written.folder.parent)
    held[name] = ended.mib
    return Sample(written.events, ended.seconds, ended.cpu)


def _seconds(sample: Sample) -> float:
    return sample.seconds
