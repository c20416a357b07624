"""`projections status`, `run`, `rebuild`."""

import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from projections import staff
from projections.projection import Keyed, Projection, keyed_table
from referrals.log.errors import StoreFailed
from tests.browser.live import ROOT, surroundings, unused_port
from tests.commands import Lotse, add, as_json, done, refused
from web.cli.projections import in_turn
from web.cli.saying import progress
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


def test_what_is_parked_is_listed_with_its_reason_and_tried_again(
    lotse: Lotse, house: RealHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status 1 as long as something waits; nothing of the name that was typed is told."""
    assert done(lotse("projections", "parked")) == "Nothing is parked.\n"
    assert as_json(lotse("projections", "parked", "--json")) == []

    def choke(state: Any, event: Any) -> Any:
        raise KeyError("Anna")

    with monkeypatch.context() as breaking:
        breaking.setitem(staff.PROJECTION.parts[0].__dict__, "fold", choke)
        add(lotse, "anna", "Mitte", "case_manager")
        house.catch_up()
        result = lotse("projections", "parked", "retry")
        assert (result.exit_code, result.stdout) == (1, "0 events were taken in, 1 are still parked.\n")
    header, line = done(lotse("projections", "parked")).splitlines()
    assert header.split() == ["projection", "position", "stream", "topic", "reason"]
    assert line.split()[0] == "staff"
    (told,) = as_json(lotse("projections", "parked", "--json"))
    assert set(told) == {"name", "version", "position", "stream", "topic", "reason", "parked_at"}
    assert (told["name"], told["position"], told["topic"]) == ("staff", 1, "staff.added")
    assert told["reason"].startswith("KeyError at projections.page:")
    assert "Anna" not in line + str(told)
    assert [one["name"] for one in as_json(lotse("projections", "status", "--json")) if one["parked"]] == ["staff"]
    assert "There are: " in refused(lotse("projections", "parked", "retry", "nonsense"))
    assert done(lotse("projections", "parked", "retry", "staff")) == "1 events were taken in, 0 are still parked.\n"
    with house.views.reading() as connection:
        assert len(staff.everybody(connection)) == 1


def test_what_needs_a_rebuild_is_named_at_every_start(
    lotse: Lotse, house: RealHouse, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `release`, `serve`, `projections run` and `status`; each names the command."""
    house.catch_up()
    (part,) = staff.PROJECTION.parts
    assert isinstance(part, Keyed)
    newer = Projection("staff", 99, (replace(part, table=keyed_table("staff", 99), columns=lambda member: {}),))
    monkeypatch.setattr("projections.registry.PROJECTIONS", (newer,))
    monkeypatch.setattr("projections.runner.Runner.__init__.__defaults__", ((newer,),))
    said = f"staff: built by version {staff.VERSION}, the code has 99; `./lotse projections rebuild staff`"
    assert said in lotse("release").stderr
    assert said in lotse("projections", "status").stderr
    monkeypatch.setattr("os.execv", lambda *_: None)
    assert said in lotse("serve", "--port", str(unused_port())).stderr
    assert said in lotse("projections", "run", "--once").stderr
    assert said not in lotse("projections", "status").stderr


def test_a_rebuild_tells_its_rate_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal, in plain lines."""
    with progress("Rebuilding", "events") as tell:
        tell(100, 1000)
        tell(500, 1000)
        tell(1000, 1000)
    first, second, last = capsys.readouterr().err.splitlines()
    assert first == "Rebuilding: 100 of 1000 events"
    assert re.fullmatch(r"Rebuilding: 500 of 1000 events, [\d,]+ a second, \d+ s left", second)
    assert last.endswith(" a second, 0 s left")


def test_what_fails_keeps_none_of_the_others_waiting() -> None:
    """The first failure is told when all had their turn."""
    told: list[str] = []

    def fails() -> None:
        raise StoreFailed("no answer")

    with pytest.raises(StoreFailed, match="no answer"):
        in_turn((fails, lambda: told.append("an erasure that was due")))
    assert told == ["an erasure that was due"]
