"""Where a test's stores live: a test that asks for `database_url` runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A data folder of this test's own, as LOTSE_DATA names it."""
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """The value of LOTSE_DATABASE_URL: none stands for SQLite files in the data folder."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store_url(data_folder: Path, database_url: str | None) -> Callable[[str], str]:
    """The address of the store of that name, for `Store(store_url("events"), schema="events")`."""

    def address(name: str) -> str:
        return database_url or f"sqlite:///{data_folder / name}.sqlite"

    return address


@pytest.fixture
def move_in(request: pytest.FixtureRequest, data_folder: Path, database_url: str | None) -> Callable[[str], Path]:
    """`move_in("furnished")`: a copy of what the session fixtures `furnished_sqlite` and `…_postgres` have made.

    The database of the PostgreSQL one is copied by `postgres_url`, as tests.postgres.BEGINNINGS says.
    """

    def copy(begun: str) -> Path:
        made = (
            request.getfixturevalue(f"{begun}_postgres").folder
            if database_url
            else request.getfixturevalue(f"{begun}_sqlite")
        )
        shutil.copytree(made, data_folder, dirs_exist_ok=True)
        return data_folder

    return copy
