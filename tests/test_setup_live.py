"""The real thing as a newcomer meets it: every process, demo data, both databases, started twice."""

import sqlite3
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.browser.live import Lotse, running


def status(lotse: Lotse, path: str) -> int:
    """What a GET of this path is answered with."""
    connection = HTTPConnection(urlsplit(lotse.url).netloc, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def events(data: Path, database_url: str | None) -> int:
    """How many events the log holds."""
    question = "SELECT count(*) FROM events"
    if database_url is None:
        with sqlite3.connect(f"file:{data / 'events.sqlite'}?mode=ro", uri=True) as log:
            count: int = log.execute(question).fetchone()[0]
        log.close()
        return count
    with psycopg.connect(database_url, options="-c search_path=events") as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return int(row[0])


def test_a_second_start_takes_seconds_and_keeps_the_data(data_folder: Path, database_url: str | None) -> None:
    """On SQLite and on PostgreSQL; the pages answer, and the demo is not made twice."""
    with running(data_folder, database_url) as lotse:
        assert (status(lotse, "/livez"), status(lotse, "/readyz")) == (200, 200)
        made = events(data_folder, database_url)
    assert made > 500
    begun = time.monotonic()
    with running(data_folder, database_url) as lotse:
        assert time.monotonic() - begun < 20
        assert status(lotse, "/livez") == 200
        assert events(data_folder, database_url) == made


def test_the_key_lies_outside_the_database_for_its_owner_alone(demo_lotse: Lotse) -> None:
    """And so does everything else in the data folder."""
    assert demo_lotse.data.stat().st_mode & 0o077 == 0
    keys = [path for path in demo_lotse.data.iterdir() if "kek" in path.name or "keys" in path.name]
    assert len(keys) >= 2
    assert [path.name for path in keys if path.stat().st_mode & 0o077] == []


def test_nobody_signed_in_sees_no_person(demo_lotse: Lotse) -> None:
    """The start page sends to the sign-in."""
    assert status(demo_lotse, "/") in {302, 303}


def test_no_process_says_more_than_it_should(demo_lotse: Lotse) -> None:
    """No traceback, no warning in what the processes print."""
    printed = demo_lotse.log.read_text()
    assert "Traceback" not in printed
    assert "Warning" not in printed
