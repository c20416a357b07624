"""The command line as a user meets it: `lotse("staff", "list")` on an installation of the test's own."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from web.cli import main
from web.cli.opening import settings
from web.house import RealHouse, open_house

Lotse = Callable[..., Result]


@pytest.fixture
def bare(data_folder: Path, database_url: str | None, monkeypatch: pytest.MonkeyPatch) -> Lotse:
    """The command line on an installation whose stores nobody has made yet."""
    for name in [name for name in os.environ if name.startswith("LOTSE_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LOTSE_DATA", str(data_folder))
    if database_url:
        monkeypatch.setenv("LOTSE_DATABASE_URL", database_url)

    def call(*arguments: str | Path, typed: str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed, prog_name="lotse")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def lotse(bare: Lotse, move_in: Callable[[str], Path]) -> Lotse:
    """The command line on empty stores."""
    move_in("released")
    return bare


@pytest.fixture
def house(lotse: Lotse) -> Iterator[RealHouse]:
    """What lies behind the command line, to look into."""
    opened = open_house(settings())
    yield opened
    opened.close()


@pytest.fixture
def anna(lotse: Lotse) -> str:
    """Anna, case manager in the team Mitte, has an account; her id."""
    return add(lotse, "anna", "Mitte", "case_manager")


def add(lotse: Lotse, login: str, team: str, *roles: str) -> str:
    """Give somebody an account; the id."""
    options = [part for role in roles for part in ("--role", role)]
    told = done(lotse("staff", "add", "--login", login, "--name", login.title(), "--team", team, *options, "--json"))
    staff_id: str = json.loads(told)["id"]
    return staff_id


def done(result: Result) -> str:
    """What a command printed, which has to have done what was asked."""
    assert result.exit_code == 0, result.output
    return result.stdout


def as_json(result: Result) -> Any:
    """The JSON a command printed."""
    return json.loads(done(result))


def refused(result: Result) -> str:
    """The one sentence on stderr with which a command did not do what was asked."""
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    sentence = result.stderr.strip().splitlines()[-1]
    assert sentence.startswith(("lotse: ", "Error: "))
    return sentence
