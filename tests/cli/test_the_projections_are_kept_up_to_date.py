"""`projections status`, `run`, `rebuild`."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from projections import staff
from tests.browser.live import ROOT, surroundings
from tests.commands import Lotse, add, as_json, done, refused
from web.house import RealHouse


def lags(lotse: Lotse) -> dict[str, int]:
    """How many events each projection is behind."""
    return {one["name"]: one["lag_events"] for one in as_json(lotse("projections", "status", "--json"))}


def test_status_says_how_far_each_projection_is(lotse: Lotse, anna: str) -> None:
    told = as_json(lotse("projections", "status", "--json"))
    assert {one["name"] for one in told} >= {"caseload", "timeline", "directory", "persons", "staff"}
    known = {"name", "version", "position", "lag_events", "lag_seconds", "heartbeat", "parked"}
    assert all(set(one) == known for one in told)
    assert {(one["heartbeat"], one["parked"]) for one in told} == {(None, 0)}
    assert {one["lag_events"] for one in told} == {1}
    assert all(one["lag_seconds"] > 0 for one in told)
    done(lotse("projections", "run", "--once"))
    assert set(lags(lotse).values()) == {0}


def test_status_is_a_table_for_people(lotse: Lotse) -> None:
    header, *lines, last = done(lotse("projections", "status")).splitlines()
    assert header.split() == ["projection", "version", "position", "events", "behind", "seconds", "behind", "parked"]
    assert all(line.split()[3] == "0" for line in lines)
    assert last == "No process leads yet."


def test_a_rebuilt_projection_is_identical(lotse: Lotse, house: RealHouse, anna: str) -> None:
    add(lotse, "ben", "Mitte", "case_manager")
    house.catch_up()
    with house.views.reading() as connection:
        before = staff.everybody(connection)
    assert "Rebuilt staff up to event 2" in done(lotse("projections", "rebuild", "staff"))
    assert "Rebuilt all projections" in done(lotse("projections", "rebuild"))
    with house.views.reading() as connection:
        assert staff.everybody(connection) == before
    assert set(lags(lotse).values()) == {0}


def test_a_projection_that_is_none_is_refused_with_the_names(lotse: Lotse) -> None:
    assert "There are: " in refused(lotse("projections", "rebuild", "nonsense"))


def test_the_process_follows_the_log_until_it_is_told_to_stop(
    lotse: Lotse, data_folder: Path, database_url: str | None
) -> None:
    env = surroundings(data_folder, database_url) | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "web.cli", "projections", "run"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE)
    try:
        add(lotse, "anna", "Mitte", "case_manager")
        end = time.monotonic() + 30
        while set(lags(lotse).values()) != {0} and time.monotonic() < end:
            time.sleep(0.1)
        assert set(lags(lotse).values()) == {0}
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    first, *others = told.decode().splitlines()
    assert first == "The projections follow the log, and what comes is signed."
    assert all("A key to sign with was made" in line for line in others)
