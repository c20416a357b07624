"""The tests' own PostgreSQL."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import Server

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_finds_an_empty_database(postgres_url: str, turn: str) -> None:
    """What a test writes stays its own."""
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        connection.execute(f"CREATE TABLE left_behind_by_the_{turn} (id int)")
    assert tables == (0,)


def test_the_text_of_every_language_can_be_stored(postgres_url: str) -> None:
    """Names of the quarter: German, Turkish, Ukrainian, Arabic, Tamil."""
    names = ["Größe", "Işık", "Тетяна", "فاطمة", "கவிதா"]
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT %s::text[]", [names]).fetchone() == (names,)


def test_sqlalchemy_takes_the_same_address(postgres_url: str) -> None:
    """LOTSE_DATABASE_URL is one form for both libraries."""
    engine = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_a_store_has_an_address_on_either_database(
    store_url: Callable[[str], str], database_url: str | None, data_folder: Path
) -> None:
    """A test that asks for `database_url` or `store_url` runs twice."""
    if database_url is None:
        assert store_url("events") == f"sqlite:///{data_folder}/events.sqlite"
    else:
        assert store_url("events") == database_url


def test_a_server_over_the_network_has_an_ordinary_address() -> None:
    """TEST_POSTGRES_DSN may name one."""
    server = Server({"host": "db", "port": "5433", "user": "u", "password": "p"}, "TEST_POSTGRES_DSN", "17")
    assert server.url("x") == "postgresql://u:p@db:5433/x"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_the_run_that_started_it(ending: signal.Signals, postgres_server: Server) -> None:
    """Not even when the run is killed."""
    if postgres_server.origin == "TEST_POSTGRES_DSN":
        pytest.skip("the server was given: it is not ours to stop")
    code = (
        "import signal, time; from tests.postgres import cluster\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in what runs in the background
        "with cluster() as s: print(s.parameters['host'], flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        assert (folder / ".s.PGSQL.5432").exists()
        os.kill(run.pid, ending)
    end = time.monotonic() + 20
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()
