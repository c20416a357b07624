"""`release` and `serve`."""

import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.live import ROOT, surroundings
from tests.commands import Lotse, done, refused


def test_the_first_release_speaks_of_the_key(bare: Lotse, data_folder: Path) -> None:
    told = done(bare("release"))
    assert str(data_folder / "kek") in told
    assert "Back it up now, apart from the database" in told
    assert stat.S_IMODE((data_folder / "kek").stat().st_mode) == 0o600


def test_a_second_release_changes_nothing(lotse: Lotse, data_folder: Path, anna: str) -> None:
    key = (data_folder / "kek").read_bytes()
    assert done(lotse("release")) == "Stores and tables are ready.\n"
    assert (data_folder / "kek").read_bytes() == key
    assert "anna" in done(lotse("staff", "list"))


def test_a_folder_that_cannot_be_made_is_said(bare: Lotse, data_folder: Path) -> None:
    data_folder.rmdir()
    data_folder.write_text("a file where the folder should be")
    assert "cannot be written" in refused(bare("release"))


def test_a_busy_port_is_said_before_anything_starts(lotse: Lotse) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        assert "is busy" in refused(lotse("serve", "--port", str(busy.getsockname()[1])))


def test_the_pages_are_served_until_somebody_says_stop(
    lotse: Lotse, data_folder: Path, database_url: str | None, tmp_path: Path
) -> None:
    """A real process, from another folder, with the port as an option."""
    env = surroundings(data_folder, database_url)
    port = env.pop("PORT")
    env["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-P", "-m", "web.cli", "serve", "--port", port]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=log, stderr=subprocess.STDOUT)
    try:
        assert answer(f"http://127.0.0.1:{port}/livez", process) == 200
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(30)
    assert status in (0, -signal.SIGINT)
    assert f"http://localhost:{port}" in (tmp_path / "log").read_text()


def answer(url: str, process: "subprocess.Popen[bytes]") -> int:
    """The status of the page, as soon as there is one."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=5) as page:  # noqa: S310
                status: int = page.status
                return status
        except (URLError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the pages do not answer")
