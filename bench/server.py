"""Server (Dienst): a process with its children, how much CPU it took, how much memory it holds, and asking it."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Protocol

import msgspec
import psutil

from bench.load import Answered, Browser, Plan
from bench.rounds import Sample
from bench.surroundings import HOME, DidNotStart, surroundings

READY_WITHIN = 120.0
QUIET = 0.05
"""Share of one processor below which a process counts as having nothing to do."""


class LoadFailed(Exception):
    """A request was not answered as it should be: what was measured until then counts nothing."""


class Serving(Protocol):
    """What takes part in an answer: a process with its children, whose CPU counts."""

    @property
    def name(self) -> str: ...

    def cpu(self) -> float: ...

    def said(self) -> str: ...


class Server:
    """A running process and its children."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", log: Path, port: int = 0) -> None:
        self.name, self.port, self.log = name, port, log
        self._process = process
        self._root = psutil.Process(process.pid)

    def cpu(self) -> float:
        """Seconds of CPU of the process and its children so far, those that ended included."""
        return used(self._root)

    def memory(self) -> float:
        """MiB that its children hold, pages they share counted once; of the process itself where it has none."""
        held = self._root.children() or [self._root]
        return sum(_held(each) for each in held) / 2**20

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def said(self) -> str:
        """The last lines that it printed."""
        return self.log.read_text("utf-8", "replace")[-2000:]


def used(root: psutil.Process) -> float:
    """Seconds of CPU of a process and its children, those that ended included."""
    spent = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:  # its parent counts it from now on
            continue
        spent += times.user + times.system + getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
    return spent


def _held(process: psutil.Process) -> float:
    info = process.memory_full_info()
    return float(getattr(info, "pss", info.uss))


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    name: str, command: Sequence[str], folder: Path, settings: Mapping[str, str], port: int = 0
) -> Iterator[Server]:
    """Start a process and stop it; where it has a port, wait until that answers."""
    log = folder / f"{name.replace(' ', '-')}.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command, cwd=HOME, env=surroundings(settings), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
    server = Server(name, process, log, port)
    try:
        if port:
            _wait_for(server)
        yield server
    finally:
        server.stop()


def _wait_for(server: Server) -> None:
    end = time.monotonic() + READY_WITHIN
    while not answers(server.port):
        if server.ended() or time.monotonic() > end:
            raise DidNotStart(f"{server.name} gives no answer. It said last:\n{server.said()}")
        time.sleep(0.02)


def answers(port: int, path: str = "/") -> bool:
    """Whether anything is said under a path, be it that there is no such page."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False


def gunicorn(application: str, port: int) -> list[str]:
    """The command for a peer: two processes with four threads each, as Lotse is served."""
    shared = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    return [
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--keep-alive", "5", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", *shared, application),
    ]


def settle(servers: Sequence[Server], within: float = 90.0) -> None:
    """Wait until what starts beside the pages has nothing to do any more."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        before = sum(server.cpu() for server in servers)
        time.sleep(0.5)
        if sum(server.cpu() for server in servers) - before < QUIET * 0.5 * len(servers):
            return


def loaded(port: int, seconds: float, browsers: Sequence[Browser], serving: Sequence[Serving]) -> Sample:
    """Let a second process ask for so long; the browsers keep the versions that their steps have left."""
    plan = Plan(port, seconds, list(browsers))
    before = {server.name: server.cpu() for server in serving}
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=HOME,
        input=json.dumps(msgspec.to_builtins(plan)),
        capture_output=True,
        text=True,
        check=False,
        env=surroundings({}),
    )
    if done.returncode:
        said = "\n".join(f"{server.name}: {server.said()}" for server in serving)
        raise LoadFailed(f"{done.stderr.strip()}\n{said}")
    parts = {server.name: server.cpu() - before[server.name] for server in serving}
    answered = msgspec.convert(json.loads(done.stdout), Answered)
    for browser, steps in zip(browsers, answered.steps, strict=True):
        browser.steps = steps
    return Sample(answered.count, answered.seconds, sum(parts.values()), answered.p50, answered.p95, parts)
