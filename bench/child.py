"""Child (Kindprozess): a program from start to end, with the seconds it took and the most memory it ever held."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.server import LoadFailed
from bench.surroundings import HOME, surroundings

LAUNCHER = """
import json, os, sys, time
begun, pid = time.perf_counter(), os.fork()
if not pid:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(pid, 0)
unit = 1 if sys.platform == "darwin" else 1024
told = [os.waitstatus_to_exitcode(status), time.perf_counter() - begun, usage.ru_utime + usage.ru_stime]
with open(sys.argv[1], "w") as file:
    json.dump([*told, usage.ru_maxrss * unit / 2**20], file)
"""
"""A program inherits the memory mark of the one it was forked from, so a small one stands between."""


class Ended(NamedTuple):
    """How a program went."""

    seconds: float
    cpu: float
    mib: float
    """The most it held at a time."""
    said: str


def run(command: Sequence[str], folder: Path, settings: Mapping[str, str] | None = None) -> Ended:
    """Run a program to its end; LoadFailed unless it succeeds."""
    said, usage = folder / "child.log", folder / "child.json"
    with said.open("wb") as sink:
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(usage), *command],
            cwd=HOME,
            env=surroundings(settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            check=True,
        )
    text = said.read_text("utf-8", "replace")
    status, seconds, cpu, mib = json.loads(usage.read_text("ascii"))
    if status:
        raise LoadFailed(f"{' '.join(command[:4])} … ended with {status}:\n{text[-2000:]}")
    return Ended(seconds, cpu, mib, text)
