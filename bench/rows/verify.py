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

ROUNDS = 3
VERIFY, READ = "verify.py", "reading and json.loads"
READING = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)\n"
GROWTH = 16.0
"""MiB that count as flat: what the interpreter holds varies by as much."""


def measure(here: Here) -> Row:
    """With the standard library alone, as an auditor runs it."""
    small, large = bundle(here, here.measure.tiny), bundle(here, here.large)
    held: dict[str, float] = {}
    peers: dict[str, Callable[[], Sample]] = {
        VERIFY: partial(_ran, held, "large", _verifying(large.folder), large),
        READ: partial(_ran, held, "reading", _reading(large.folder), large),
    }
    rounds = here.rounds("verify", peers, min(ROUNDS, here.measure.rounds))
    _ran(held, "small", _verifying(small.folder), small)
    grown, times = held["large"] - held["small"], large.events / small.events
    goals = (
        at_most(3, "reading and json.loads", rounds.ratio(VERIFY, READ, _seconds), note=f"{large.events:,} events"),
        at_most(GROWTH, f"more memory for {times:,.0f} times the events", grown, "MiB"),
    )
    lines = [
        [VERIFY, plain(rounds.median(VERIFY, rate)), plain(1000 * rounds.median(VERIFY, cpu_ms)), plain(held["large"])],
        [f"{VERIFY}, {small.events:,} events", "", "", plain(held["small"])],
        [READ, plain(rounds.median(READ, rate)), plain(1000 * rounds.median(READ, cpu_ms)), plain(held["reading"])],
    ]
    head = ("work", "events/s", "CPU µs an event", "most memory MiB")
    detail = Detail(f"Verifying {large.events:,} events offline", head, lines)
    return Row(7, "verify 1 M events offline (`verify.py`)", goals, [detail])


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
