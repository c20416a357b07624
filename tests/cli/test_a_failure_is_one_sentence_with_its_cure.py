"""Whatever can be foreseen ends with exit status 2 and a sentence, never with a traceback."""

from pathlib import Path

import click
import pytest

from tests.commands import Lotse, done, refused
from web.cli import main

EVERY_COMMAND = [
    ("demo",),
    ("serve",),
    ("staff", "list"),
    ("projections", "status"),
    ("projections", "run", "--once"),
    ("projections", "rebuild"),
    ("import", "institutions", "pyproject.toml"),
    ("export", "institutions", "x.json"),
    ("audit", "verify"),
]


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=" ".join)
def test_without_stores_every_command_says_what_to_do(
    bare: Lotse, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('{"id": "x", "name": "x", "description": "x"}')
    assert "./lotse release" in refused(bare(*command))


def test_an_unknown_setting_is_refused_before_anything_happens(bare: Lotse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_DATABSE_URL", "x")
    assert "did you mean LOTSE_DATABASE_URL?" in refused(bare("release"))


def test_a_database_that_does_not_answer_is_said(bare: Lotse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere")
    assert "The database does not answer" in refused(bare("release"))


def test_a_lost_key_is_said(lotse: Lotse, data_folder: Path) -> None:
    (data_folder / "kek").unlink()
    assert "key-encryption key" in refused(lotse("staff", "list"))


def test_a_key_that_others_can_read_is_refused(lotse: Lotse, data_folder: Path) -> None:
    (data_folder / "kek").chmod(0o644)
    assert "chmod 600" in refused(lotse("demo"))


def test_a_file_that_is_no_store_is_said(lotse: Lotse, data_folder: Path) -> None:
    (data_folder / "keys.sqlite").write_bytes(b"this is no database, and long enough to be looked at" * 40)
    assert "The database" in refused(lotse("staff", "list"))


def test_views_that_are_gone_are_made_again_by_the_release_step(lotse: Lotse, data_folder: Path, anna: str) -> None:
    views = data_folder / "views.sqlite"
    if not views.exists():
        pytest.skip("the views lie in PostgreSQL")
    for path in data_folder.glob("views.sqlite*"):
        path.unlink()
    assert "./lotse release" in refused(lotse("projections", "run", "--once"))
    done(lotse("release"))
    assert "at event 1" in done(lotse("projections", "run", "--once"))


def every_command(command: click.Command, *path: str) -> list[tuple[str, ...]]:
    """The path of every command and group."""
    if not isinstance(command, click.Group):
        return [path]
    context = click.Context(command)
    below = {name: command.get_command(context, name) for name in command.list_commands(context)}
    return [path, *(found for name, one in below.items() if one for found in every_command(one, *path, name))]


@pytest.mark.parametrize("path", every_command(main), ids=" ".join)
def test_help_reads_well_at_every_level(path: tuple[str, ...]) -> None:
    from click.testing import CliRunner

    result = CliRunner().invoke(main, [*path, "--help"], prog_name="lotse")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: {' '.join(('lotse', *path))}")
    lines = result.output.splitlines()
    assert lines[2].strip(), "the help says what the command does"
    assert max(map(len, lines)) <= 100
    assert "..." not in result.output.replace("[ARGS]...", ""), "a summary is cut off"


def test_an_unknown_command_is_refused(bare: Lotse) -> None:
    assert "No such command" in refused(bare("forget"))
