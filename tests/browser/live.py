"""Lotse as it really runs: bin/start.py with all its processes, on a data folder and a port of its own."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY = re.compile(r"Lotse is ready: (http://localhost:\d+)")


@dataclass(frozen=True)
class Lotse:
    """A running Lotse: its address, its data folder, and what its processes print."""

    url: str
    data: Path
    log: Path


def surroundings(data: Path, database_url: str | None, port: int | None = None) -> dict[str, str]:
    """The settings of this Lotse and nobody else's."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    database = {"LOTSE_DATABASE_URL": database_url} if database_url else {}
    return inherited | {"LOTSE_DATA": str(data), "PORT": str(port or unused_port())} | database


def unused_port() -> int:
    """A port nobody listens on, far away from the usual ones."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address, as soon as the process names it."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        printed = log.read_text(encoding="utf-8", errors="replace")
        if ready := READY.search(printed):
            return ready[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"Lotse did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


@contextlib.contextmanager
def running(
    data: Path, database_url: str | None = None, *, demo: bool = True, port: int | None = None
) -> Iterator[Lotse]:
    """Starts Lotse and stops it as Ctrl-C does."""
    log = data.with_suffix(".log")
    command = [sys.executable, str(ROOT / "bin" / "start.py"), *(["--demo"] if demo else [])]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            env=surroundings(data, database_url, port),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Lotse(wait_until_ready(process, log), data, log)
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=30)
    assert status == 0, log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="session")
def demo_lotse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """One Lotse on SQLite with demo data for all tests that only look."""
    with running(tmp_path_factory.mktemp("demo") / "var") as lotse:
        yield lotse


@pytest.fixture
def live_lotse(data_folder: Path, database_url: str | None) -> Iterator[Lotse]:
    """A Lotse of this test's own with demo data, on SQLite and again on PostgreSQL."""
    with running(data_folder, database_url) as lotse:
        yield lotse
        print(lotse.log.read_text(encoding="utf-8", errors="replace"))
