"""bin/start.py: release, demo data, then the processes of the Procfile until somebody says stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROCFILE = """\
release: false
web: python -m web.cli serve-pages
projections: python -m web.cli projections run
"""
# A Lotse of a few lines: it writes down what it is asked, takes the release step with it, answers /livez, and waits.
STAND_IN = """\
import os, pathlib, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/livez" else 404)
        self.end_headers()
def note(*asked):
    with open("asked", "a") as file:
        print(*asked, file=file)
told = pathlib.Path(os.environ["RELEASE_TOLD"])
if sys.argv[1] == "serve-pages":
    note(os.environ["RELEASE_COMMAND"])
    if os.environ.get("STUMBLE") == "release":
        sys.exit("lotse: no, and here is the cure.")
    time.sleep(0.2)
    told.write_text("Stores are ready.\\nSign in as anna.\\n")
else:
    while not told.exists():
        time.sleep(0.02)
note(*sys.argv[1:])
if os.environ.get("STUMBLE") == sys.argv[1]:
    sys.exit("lotse: no, and here is the cure.")
if sys.argv[1] == "serve-pages":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Pages).serve_forever()
if sys.argv[1] == "projections":
    time.sleep(60)
"""


def unused_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """A folder with start.py and a stand-in for Lotse, and the process that runs there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "log"
        self.port = unused_port()
        for name, content in {"Procfile": PROCFILE, "web/__init__.py": "", "web/cli.py": STAND_IN}.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(content)
        (home / "bin").mkdir()
        for name in ("bin/start.py", "web/port.py"):
            shutil.copy(ROOT / name, home / name)

    def start(self, *arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
        with self.log.open("wb") as sink:
            return subprocess.Popen(
                [sys.executable, self.home / "bin/start.py", *arguments],
                env=clean | {"PORT": str(self.port)} | settings,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )

    def asked(self) -> list[str]:
        """What the stand-in was asked to do, in order."""
        return (self.home / "asked").read_text().splitlines()

    def printed(self) -> str:
        return self.log.read_text()


def eventually(holds: Callable[[], object], within: float = 20.0) -> None:
    """Waits until it holds; fails when it never does."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process of that number still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The stand-in house; whatever still runs in it afterwards is stopped."""
    yield (house := House(tmp_path / "house"))
    for pid in re.findall(r"started \(pid=(\d+)\)", house.printed()):
        if alive(int(pid)):
            os.killpg(int(pid), signal.SIGKILL)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_everything_cleanly(house: House, stop: signal.Signals) -> None:
    """Exit status 0: it is the ordinary way to stop, and make has nothing to complain about."""
    process = house.start()
    eventually(lambda: f"Lotse is ready: http://localhost:{house.port}" in house.printed())
    pids = [int(pid) for pid in re.findall(r"started \(pid=(\d+)\)", house.printed())]
    assert len(pids) == 2
    process.send_signal(stop)
    assert process.wait(timeout=20) == 0
    eventually(lambda: not any(alive(pid) for pid in pids))
    assert "Traceback" not in house.printed()


def test_the_stores_are_made_before_the_pages_open_and_there_is_no_demo_unasked(house: House) -> None:
    process = house.start()
    eventually(lambda: "Lotse is ready" in house.printed() and len(house.asked()) == 3)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    assert house.asked()[0] == "release"
    assert sorted(house.asked()[1:]) == ["projections run", "serve-pages"]


def test_demo_data_are_made_only_where_the_stores_are_empty(house: House) -> None:
    process = house.start("--demo")
    eventually(lambda: "Lotse is ready" in house.printed())
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    assert house.asked()[0] == "release --demo"
    assert "    Sign in as anna.\n" in house.printed()


def test_the_data_folder_is_for_its_owner_alone(house: House) -> None:
    """The key-encryption key will lie in it."""
    process = house.start()
    eventually(lambda: "Lotse is ready" in house.printed())
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    assert (house.home / "var").stat().st_mode & 0o777 == 0o700
    assert list((house.home / "var").iterdir()) == []


def test_a_refusal_before_the_start_is_passed_on_and_nothing_starts(house: House) -> None:
    process = house.start("--demo", STUMBLE="release")
    assert process.wait(timeout=20) == 1
    assert "lotse: no, and here is the cure." in house.printed()
    assert "Lotse is ready" not in house.printed()
    assert house.asked() == ["release --demo"]


@pytest.mark.parametrize("name", ["serve-pages", "projections"])
def test_when_one_process_ends_the_other_is_stopped_too(house: House, name: str) -> None:
    """Half a Lotse would look like a whole one; the reason stands above."""
    process = house.start(STUMBLE=name)
    assert process.wait(timeout=20) == 1
    assert "lotse: no, and here is the cure." in house.printed()


def test_a_busy_port_is_left_to_its_owner_and_said_so(house: House) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", house.port))
        busy.listen()
        process = house.start()
        eventually(lambda: "Lotse is ready" in house.printed())
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    told = re.search(r"Port (\d+) is busy: Lotse takes (\d+)\.", house.printed())
    assert told is not None
    assert int(told[1]) == house.port
    assert f"Lotse is ready: http://localhost:{told[2]} " in house.printed()
