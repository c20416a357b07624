"""Starts the processes of the Procfile and says where to look; `--demo` fills empty stores first."""

import os
import signal
import sys
import tempfile
import threading
import time
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from honcho.environ import parse_procfile
from honcho.manager import Manager

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))  # run as a script, whose own folder is `bin`

from web.port import is_free  # noqa: E402

FIRST_PORT = 8000
LAST_PORT = 65535
STARTED = ("web", "projections")
READY_WITHIN = 60.0
LOOKING_EVERY = 0.1
COMMAND, TOLD = "RELEASE_COMMAND", "RELEASE_TOLD"  # as in web/agreed.py, which this script does not read


class CannotStart(Exception):
    """A reason not to start, as one sentence with its cure."""

    @classmethod
    def because_the_port_is_no_number(cls, value: str) -> "CannotStart":
        return cls(f"PORT={value} is no port: give a number from 1 to {LAST_PORT}, for example PORT={FIRST_PORT}.")

    @classmethod
    def because_no_port_is_free(cls, first: int) -> "CannotStart":
        return cls(f"no port from {first} to {LAST_PORT} is free: give another one with PORT=….")

    @classmethod
    def because_the_folder_cannot_be_written(cls, folder: Path, error: OSError) -> "CannotStart":
        return cls(
            f"the data folder {folder} cannot be written ({error.strerror}): change its owner, "
            "or name another folder with LOTSE_DATA=…."
        )


def wanted_port(value: str | None) -> int:
    """The port asked for by PORT, or the usual one."""
    if not value:
        return FIRST_PORT
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= LAST_PORT:
        raise CannotStart.because_the_port_is_no_number(value)
    return int(value)


def free_port(first: int) -> int:
    """The first port from `first` upwards on which nobody listens."""
    found = next((port for port in range(first, LAST_PORT + 1) if is_free(port)), None)
    if found is None:
        raise CannotStart.because_no_port_is_free(first)
    return found


def ensure_writable(folder: Path) -> None:
    """Creates the data folder for its owner only, and tries to write in it."""
    trial = folder / f".trial-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise CannotStart.because_the_folder_cannot_be_written(folder, error) from error


def surroundings(port: int, release: str, told: Path) -> dict[str, str]:
    """The environment of every process: our Python first on the path, output at once, the step before all others."""
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        COMMAND: release,
        TOLD: str(told),
    }


def answers(port: int) -> bool:
    """Whether the pages give a sign of life."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False


def say_when_ready(port: int, told: Path, *, demo: bool) -> None:
    """Waits until the pages answer and prints where they are, and who may try them."""
    address = f"http://localhost:{port}"
    while not told.exists():  # the first start tells the demo data; a refusal ends this process
        time.sleep(LOOKING_EVERY)
    end = time.monotonic() + READY_WITHIN
    while not answers(port):
        if time.monotonic() > end:
            print(f"\n    No answer yet on {address}: the lines above may say why.\n", flush=True)
            return
        time.sleep(LOOKING_EVERY)
    accounts = (told.read_text("utf-8").splitlines() or [""])[-1] if demo else ""
    print(f"\n    Lotse is ready: {address}    (Ctrl-C stops it)", flush=True)
    print(f"    {accounts}\n" if accounts else "", flush=True)


def start(port: int, *, demo: bool) -> int:
    """Runs web and projections until one ends or Ctrl-C; 0 when it was asked to stop.

    The pages take the release step with them (web/agreed.py): code is read once, and nothing opens before it agrees.
    """
    commands = parse_procfile((HOME / "Procfile").read_text(encoding="utf-8")).processes
    manager = Manager()
    with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
        told = Path(folder) / "told"
        env = surroundings(port, "release --demo" if demo else "release", told)
        for name in STARTED:
            manager.add_process(name, commands[name], env=env, cwd=str(HOME))
        threading.Thread(target=say_when_ready, args=(port, told), kwargs={"demo": demo}, daemon=True).start()
        manager.loop()
    asked_to_stop = (128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if manager.returncode in asked_to_stop else abs(manager.returncode or 0)


def stop_quietly(_signal: int, _frame: FrameType | None) -> None:
    """Ctrl-C before the processes run: nothing is left behind, so there is nothing to say."""
    sys.exit(0)


def main(arguments: list[str]) -> int:
    """The processes, of which the first takes the release step, with demo data if asked for."""
    signal.signal(signal.SIGINT, stop_quietly)
    signal.signal(signal.SIGTERM, stop_quietly)
    try:
        wanted = wanted_port(os.environ.get("PORT"))
        ensure_writable(Path(os.environ.get("LOTSE_DATA") or HOME / "var"))
        port = free_port(wanted)
    except CannotStart as reason:
        print(f"lotse: {reason}", file=sys.stderr)
        return 2
    if port != wanted:
        print(f"Port {wanted} is busy: Lotse takes {port}.", flush=True)
    return start(port, demo="--demo" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
