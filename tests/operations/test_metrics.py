"""`/metrics`: requests and standing for Prometheus, for whoever may read them, and nothing of anybody."""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families as families
from sqlalchemy.exc import OperationalError

from projections import persons
from projections.heartbeat import Heartbeat
from referrals.break_glass import Emergency
from referrals.checkpoint import Checkpoints
from tests.cast import ANNA, EMIL
from tests.client import Page
from tests.real_house import Premises

TOKEN = "t" * 40


def metrics(premises: Premises, **extra: Any) -> Page:
    return premises.browser().get("/metrics", **extra)


def values(premises: Premises) -> dict[tuple[str, ...], float]:
    """Value by name and labels."""
    told = families(metrics(premises).response.get_data(as_text=True))
    return {(each.name, *each.labels.values()): each.value for family in told for each in family.samples}


def test_log_and_projections_tell_how_they_stand(both_premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """Position, lag, what is parked, the process that leads, the log and its newest checkpoint."""
    premises = both_premises
    premises.house.catch_up()
    head = premises.house.log.head()
    with monkeypatch.context() as breaking:
        breaking.setitem(persons.PROJECTION.parts[0].__dict__, "fold", lambda state, event: 1 / 0)
        premises.take_in()
        premises.house.catch_up()
    premises.take_in(name="Ahmet B.", by=ANNA)
    premises.later(seconds=90)
    Heartbeat(premises.house.views, premises.house.now).beat()
    settings = premises.house.settings
    Checkpoints(settings.checkpoints).sign(premises.house.log.recorder, settings.signing_key_file)
    found = values(premises)
    newer = premises.house.log.head()
    at = found["lotse_projection_position", "caseload"]
    assert head < at < newer
    assert found["lotse_projection_lag_events", "caseload"] == newer - at
    assert found["lotse_projection_lag_seconds", "caseload"] == 90
    assert found["lotse_projection_parked_events", "persons"] == 1
    assert found["lotse_projection_parked_events", "caseload"] == 0
    assert found["lotse_leader_heartbeat_timestamp_seconds",] == premises.moment.timestamp()
    assert found["lotse_log_events",] == found["lotse_checkpoint_events",] == newer
    assert found["lotse_log_bytes",] > 10_000
    assert found["lotse_checkpoint_timestamp_seconds",] > 1_700_000_000
    assert found["lotse_database_up",] == 1
    assert found["lotse_reviews_overdue",] == found["lotse_erasures_due",] == 0


def test_requests_are_counted_by_route_method_and_status(premises: Premises) -> None:
    anna = premises.browser("anna")
    referral_id = premises.take_in().stream("referral.")
    address = f"/referrals/{referral_id}"
    before = values(premises)
    for _ in range(3):
        anna.get(address)
    anna.get("/nowhere")
    after = values(premises)
    route = "/referrals/<uuid:referral_id>"

    def more(*key: str) -> float:
        return after[key] - before.get(key, 0)

    assert more("lotse_requests_total", "GET", route, "200") == 3
    assert more("lotse_requests_total", "GET", "none", "404") == 1
    assert more("lotse_request_seconds_count", "GET", route) == 3
    assert more("lotse_request_seconds_bucket", "+Inf", "GET", route) == 3


def test_nothing_of_anybody_stands_there(premises: Premises) -> None:
    """No name, no id, no address."""
    referral_id = premises.take_in(name="Gül Needle").stream("referral.")
    anna = premises.browser("anna")
    anna.get(f"/referrals/{referral_id}?name=Needle")
    anna.get("/Needle")
    text = metrics(premises).response.get_data(as_text=True)
    for needle in ("Needle", str(referral_id), str(ANNA), "anna", "?"):
        assert needle not in text.replace("<uuid:", "")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_without_a_token_this_machine_alone_may_read(premises: Premises, header: str) -> None:
    """Behind a proxy everybody seems to come from this machine: what a proxy sent is refused."""
    assert metrics(premises).status == 200
    assert metrics(premises, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status == 401
    assert metrics(premises, environ_overrides={"REMOTE_ADDR": ""}).status == 401
    refused = metrics(premises, headers={header: "192.0.2.7"})
    assert refused.status == 401
    assert "lotse_" not in refused.response.get_data(as_text=True)


def test_with_a_token_whoever_has_it_may_read(premises: Premises) -> None:
    """And this machine no longer without it."""
    premises.house.settings = replace(premises.house.settings, metrics_token=TOKEN)
    assert metrics(premises).status == 401
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    for given, status in ((f"Bearer {TOKEN}", 200), (f"Bearer {TOKEN[1:]}", 401), ("Bearer ü", 401), ("", 401)):
        sent = {"Authorization": given.encode().decode("latin-1")}
        assert metrics(premises, headers=sent, environ_overrides=elsewhere).status == status
    assert TOKEN not in repr(premises.house.settings)


def test_without_a_database_the_requests_are_still_told(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(premises.house.runner, "status", away)
    found = values(premises)
    assert found["lotse_database_up",] == 0
    assert any(name == "lotse_requests_total" for name, *_ in found)
    assert not any(name.startswith("lotse_projection") for name, *_ in found)


def test_an_emergency_that_nobody_reviewed_in_time_is_counted(premises: Premises) -> None:
    guel = premises.take_in().stream("person.")
    premises.casework.break_glass.open(premises.sent(EMIL), guel, reason=Emergency.DANGER, text="Gefahr")
    premises.house.catch_up()
    assert values(premises)["lotse_reviews_overdue",] == 0
    premises.moment += timedelta(days=14)
    assert values(premises)["lotse_reviews_overdue",] == 1


def test_in_tests_no_counts_are_left_for_other_processes() -> None:
    """The folder of the workers is set by the server alone."""
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ
