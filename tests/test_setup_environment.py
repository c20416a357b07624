"""The way to a running Lotse on a new machine, and the sentence for everything that can be wrong there."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files of a clean clone that the set-up needs; no environment yet."""
    home = tmp_path / "clone"
    (home / "bin").mkdir(parents=True)
    for name in ("bin/environment", "bin/start.py", "lotse", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, home / name)
    return home


def executable(path: Path, script: str) -> Path:
    """A small program on the path of a simulated machine."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def run(*command: str | Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Runs a command with these settings and none of ours."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "PORT"))}
    return subprocess.run(
        [str(word) for word in command], env=clean | settings, capture_output=True, text=True, check=False
    )


def test_a_python_that_is_too_old_is_refused_with_the_cure(clone: Path, tmp_path: Path) -> None:
    old = executable(tmp_path / "old" / "python", 'test "$1" = --version && echo "Python 3.9.2"')
    done = run(clone / "bin/environment", PYTHON=str(old))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("lotse: Python 3.11 or newer is needed, this machine offers Python 3.9.2:")
    assert "apt install python3" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_machine_without_python_is_refused_with_the_cure(clone: Path, tmp_path: Path) -> None:
    done = run(clone / "bin/environment", PYTHON=str(tmp_path / "nowhere"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "this machine offers no Python" in done.stderr


def test_a_missing_venv_module_is_refused_with_the_cure(clone: Path, tmp_path: Path) -> None:
    """Debian and Ubuntu leave it out."""
    bare = executable(tmp_path / "bare" / "python", 'case "$2" in *venv*) exit 1;; esac')
    done = run(clone / "bin/environment", PYTHON=str(bare))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "apt install python3-venv" in done.stderr
    assert not (clone / ".venv").exists()


def test_a_newer_python_under_another_name_is_found(clone: Path, tmp_path: Path) -> None:
    """`python3` may be the system's old one; a name that only pretends to be there is passed over."""
    executable(tmp_path / "bin" / "python3", "exit 1")
    executable(tmp_path / "bin" / "python3.13", "echo shim: not installed >&2; exit 127")
    executable(tmp_path / "bin" / "python3.12", 'case "$2" in *venv*) exit 1;; esac')
    done = run(clone / "bin/environment", PATH=f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert f"{tmp_path / 'bin' / 'python3.12'} lacks its venv module" in done.stderr


def test_nothing_is_installed_twice(clone: Path) -> None:
    """The second start takes no time: the copy of the requirements inside .venv is the stamp."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(sys.executable)
    shutil.copy(clone / "requirements.txt", clone / ".venv/installed-requirements.txt")
    done = run(clone / "bin/environment", "run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_changed_requirements_are_installed(clone: Path, tmp_path: Path) -> None:
    """A pull that changes the requirements needs no other command."""
    asked = tmp_path / "asked"
    executable(tmp_path / "python", f'test "$1" != -m || echo "$@" >> {asked}')
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(tmp_path / "python")
    (clone / ".venv/installed-requirements.txt").write_text("older==1")
    assert run(clone / "bin/environment", "run").returncode == 0
    assert run(clone / "bin/environment", "run").returncode == 0
    assert asked.read_text().count("--require-hashes --only-binary :all: --requirement requirements.txt") == 1


def test_packages_that_cannot_be_installed_are_said_so(clone: Path, tmp_path: Path) -> None:
    """And the next call tries again."""
    executable(tmp_path / "python", 'test "$1" != -m || { echo "no route" >&2; exit 1; }')
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(tmp_path / "python")
    done = run(clone / "bin/environment", "run")
    assert done.returncode == 2
    assert "is the package index reachable?" in done.stderr
    assert not (clone / ".venv/installed-requirements.txt").exists()


def test_the_command_line_runs_our_code_from_any_folder(clone: Path, tmp_path: Path) -> None:
    """A folder named `web` where the caller stands is not taken for ours, and the data stay in one place."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(sys.executable)
    shutil.copy(clone / "requirements.txt", clone / ".venv/installed-requirements.txt")
    (clone / "web/cli").mkdir(parents=True)
    (clone / "web/cli/__main__.py").write_text(
        "import os, sys; print(os.getcwd(), os.environ['LOTSE_DATA'], *sys.argv[1:])"
    )
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "web/cli").mkdir(parents=True)
    (elsewhere / "web/cli/__main__.py").write_text("raise SystemExit('not ours')")
    (elsewhere / "lotse").symlink_to(clone / "lotse")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    done = subprocess.run(
        [elsewhere / "lotse", "audit", "verify"], cwd=elsewhere, env=clean, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"{elsewhere} {clone}/var audit verify\n", "")


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "٣"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    done = run(sys.executable, ROOT / "bin/start.py", PORT=port, LOTSE_DATA=str(tmp_path / "var"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"lotse: PORT={port} is no port: give a number from 1 to 65535")
    assert not (tmp_path / "var").exists()


def test_a_data_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """Here a file stands in its place: nobody can write there, not even root."""
    (tmp_path / "taken").write_text("")
    done = run(sys.executable, ROOT / "bin/start.py", LOTSE_DATA=str(tmp_path / "taken" / "var"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "cannot be written" in done.stderr
    assert "LOTSE_DATA=" in done.stderr


def test_what_the_release_step_refuses_stops_everything_with_its_sentence(tmp_path: Path) -> None:
    """The pages read their code meanwhile, but they open only when it has agreed."""
    done = run(sys.executable, ROOT / "bin/start.py", LOTSE_DATA=str(tmp_path / "var"), LOTSE_PUBLIC_URI="x")
    assert done.returncode == 2
    assert "lotse: There is no setting LOTSE_PUBLIC_URI; did you mean LOTSE_PUBLIC_URL?" in done.stdout
    assert "Listening" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not list((tmp_path / "var").glob("*.sqlite"))


def test_a_busy_port_gives_way_to_the_next_one() -> None:
    from bin.start import free_port

    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert free_port(taken) > taken
    assert free_port(taken) == taken
