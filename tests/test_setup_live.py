"""The real thing as a newcomer meets it: every process, demo data, both databases, started twice."""

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
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


def told(lotse: Lotse, path: str) -> str:
    """What a GET of this path answers."""
    connection = HTTPConnection(urlsplit(lotse.url).netloc, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
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


def test_a_first_start_tells_the_demo_and_serves_it(data_folder: Path) -> None:
    """From an empty folder, as a newcomer begins."""
    with running(data_folder) as lotse:
        assert (status(lotse, "/livez"), status(lotse, "/readyz")) == (200, 200)
        assert events(data_folder, None) > 500


def test_a_second_start_keeps_the_data(told: Path, database_url: str | None) -> None:
    """On SQLite and on PostgreSQL; the pages answer, and the demo is not made twice."""
    made = events(told, database_url)
    with running(told, database_url) as lotse:
        assert (status(lotse, "/livez"), status(lotse, "/readyz")) == (200, 200)
        assert events(told, database_url) == made


def test_the_key_lies_outside_the_database_for_its_owner_alone(demo_lotse: Lotse) -> None:
    """And so does everything else in the data folder."""
    assert demo_lotse.data.stat().st_mode & 0o077 == 0
    keys = [path for path in demo_lotse.data.iterdir() if "kek" in path.name or "keys" in path.name]
    assert len(keys) >= 2
    assert [path.name for path in keys if path.stat().st_mode & 0o077] == []


def test_nobody_signed_in_sees_no_person(demo_lotse: Lotse) -> None:
    """The start page sends to the sign-in."""
    assert status(demo_lotse, "/") in {302, 303}


def test_the_metrics_count_the_requests_of_all_workers(demo_lotse: Lotse) -> None:
    """Whichever worker is asked tells the sum; the counts of an earlier start are gone."""
    counted = 'lotse_requests_total{method="GET",route="/readyz",status="200"} '
    asked = 0
    while not asked or (len(list((demo_lotse.data / "counts").glob("counter_*.db"))) < 2 and asked < 400):
        with ThreadPoolExecutor(8) as at_once:
            assert set(at_once.map(lambda _: status(demo_lotse, "/readyz"), range(16))) == {200}
        asked += 16
    for _ in range(4):
        (line,) = [line for line in told(demo_lotse, "/metrics").splitlines() if line.startswith(counted)]
        assert asked <= float(line.removeprefix(counted)) < asked + 10


def test_every_line_of_the_server_log_can_be_read_by_a_machine(demo_lotse: Lotse) -> None:
    """The number in an answer is the number of its line."""
    connection = HTTPConnection(urlsplit(demo_lotse.url).netloc, timeout=10)
    connection.request("GET", "/sign-in?target=/needle")
    number = connection.getresponse().headers["X-Request-ID"]
    connection.close()
    end = time.monotonic() + 10
    while str(number) not in demo_lotse.log.read_text() and time.monotonic() < end:
        time.sleep(0.05)
    (line,) = [line for line in demo_lotse.log.read_text().splitlines() if str(number) in line]
    read = json.loads(line[line.index("{") : line.rindex("}") + 1])
    assert (read["request"], read["route"], read["status"]) == (number, "/sign-in", 200)
    assert "needle" not in demo_lotse.log.read_text()


def test_no_process_says_more_than_it_should(demo_lotse: Lotse) -> None:
    """No traceback, no warning in what the processes print."""
    printed = demo_lotse.log.read_text()
    assert "Traceback" not in printed
    assert "Warning" not in printed
