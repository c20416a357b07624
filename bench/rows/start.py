"""Row 11: from the second `make run` to its first page, and how many clicks a kept appointment takes."""

import re
import sys
import time
from pathlib import Path

from bench.asked import HELLO, LOTSE
from bench.goals import Detail, Row, at_most, plain
from bench.here import Here
from bench.rounds import Sample
from bench.server import Server, answers, free_port, gunicorn, running
from bench.surroundings import HOME

BOOTED = 0.5
"""Seconds until the second worker is there too: one that is told to end while it begins keeps everybody waiting."""
CLICKS = HOME / "tests" / "web" / "test_referral_steps.py"
COUNTED = re.compile(r"def test_kept_is_(\w+)_clicks_from_the_caseload")
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}


def measure(here: Here) -> Row:
    """With the demo data of the first start, as a newcomer tries it; Flask's hello world stands beside it."""
    folder = here.new_folder().parent
    data = folder / "var"
    _started(folder, data)  # the first start makes the stores and tells the demo data
    rounds = here.rounds(
        "start",
        {LOTSE: lambda: _started(folder, data), HELLO: lambda: _hello(folder)},
    )
    goals = (
        at_most(3, "until the first page", rounds.median(LOTSE, _seconds), "s"),
        at_most(3, "clicks to “kept”", _clicks(), "", note=f"counted by {CLICKS.relative_to(HOME)}"),
    )
    lines = [[name, plain(rounds.median(name, _seconds))] for name in (LOTSE, HELLO)]
    times = rounds.ratio(LOTSE, HELLO, _seconds)
    notes = [f"A start of Lotse takes {plain(times)} times as long as that of Flask's hello world under gunicorn."]
    detail = Detail("From the start to the first page", ("what", "seconds"), lines)
    return Row(11, "second `make run` to first page; clicks", goals, [detail], notes)


def _started(folder: Path, data: Path) -> Sample:
    command, port = [sys.executable, str(HOME / "bin" / "start.py"), "--demo"], free_port()
    with running("start", command, folder, {"LOTSE_DATA": str(data), "PORT": str(port)}) as server:
        return _until_it_answers(server, port, "/sign-in")


def _hello(folder: Path) -> Sample:
    port = free_port()
    with running("hello", gunicorn("bench.peers.hello:build()", port), folder, {}) as server:
        return _until_it_answers(server, port, "/")


def _until_it_answers(server: Server, port: int, path: str) -> Sample:
    begun = time.perf_counter()
    while not answers(port, path):
        if server.ended():
            raise RuntimeError(f"It ended before it answered:\n{server.said()}")
        time.sleep(0.01)
    sample = Sample(1, time.perf_counter() - begun, server.cpu())
    time.sleep(BOOTED)
    return sample


def _seconds(sample: Sample) -> float:
    return sample.seconds


def _clicks() -> float | None:
    """What the test says that plays it; None when there is no such test any more."""
    found = COUNTED.search(CLICKS.read_text("utf-8"))
    return NUMBERS.get(found[1]) if found else None
