"""Lotse as it really runs: bin/start.py with all its processes, on a data folder and a port of its own."""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import TEMPLATE, Beginning, Server

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


def tell_the_demo(data: Path, database_url: str | None) -> None:
    """What the first start does before its processes run."""
    data.mkdir(mode=0o700)
    for command in ("release", "demo"):
        subprocess.run(
            [sys.executable, "-m", "web.cli", command],
            env=surroundings(data, database_url),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@pytest.fixture(scope="session")
def told_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo on SQLite, told once for all workers: each Lotse moves into a copy."""
    side_by_side = "PYTEST_XDIST_WORKER" in os.environ
    folder = tmp_path_factory.getbasetemp().parent / "told" if side_by_side else tmp_path_factory.mktemp("told")
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            tell_the_demo(folder / "var", None)
            (folder / "done").touch()
    return folder / "var"


@pytest.fixture(scope="session")
def told_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    """The demo on PostgreSQL, told once for this worker."""
    folder, name = tmp_path_factory.mktemp("told_postgres") / "var", f"lotse_told_{os.getpid()}"
    with postgres_server.database(name, TEMPLATE) as url:
        tell_the_demo(folder, url)
        yield Beginning(folder, name)


@pytest.fixture
def told(move_in: Callable[[str], Path]) -> Path:
    """A data folder in which the demo is told already, on SQLite and again on PostgreSQL."""
    return move_in("told")


@pytest.fixture(scope="session")
def demo_lotse(told_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """One Lotse on SQLite with demo data for all tests that only look."""
    data = tmp_path_factory.mktemp("demo") / "var"
    shutil.copytree(told_sqlite, data)
    with running(data) as lotse:
        yield lotse


@pytest.fixture
def live_lotse(told: Path, database_url: str | None) -> Iterator[Lotse]:
    """A Lotse of this test's own with demo data, on SQLite and again on PostgreSQL."""
    with running(told, database_url) as lotse:
        yield lotse
        print(lotse.log.read_text(encoding="utf-8", errors="replace"))
