"""The dashboard file for Grafana: every question finds what `/metrics` gives, and the file is what an import expects.

The fields are those of Grafana's page "Dashboard JSON model" (the classic one, which every version since 9 imports).
"""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from projections.heartbeat import Heartbeat
from referrals.checkpoint import Checkpoints
from tests.real_house import Premises

DOCS = Path(__file__).parents[2] / "docs"
PANELS = {"stat", "timeseries", "table"}
DRAWN_BY = {"stat": "reduceOptions", "table": "sortBy"}


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    """The file as it is imported."""
    told: dict[str, Any] = json.loads((DOCS / "grafana.json").read_text())
    return told


def given(premises: Premises) -> dict[str, set[str]]:
    """What `/metrics` gives: the labels of each sample by its name."""
    premises.take_in()
    premises.house.catch_up()
    Heartbeat(premises.house.views, premises.house.now).beat()
    settings = premises.house.settings
    Checkpoints(settings.checkpoints).sign(premises.house.log.recorder, settings.signing_key_file)
    premises.browser("emil").get("/figures/reports")
    told = families(premises.browser().get("/metrics").response.get_data(as_text=True))
    return {each.name: set(each.labels) for family in told for each in family.samples}


def test_every_question_finds_its_metric_with_its_labels(premises: Premises, dashboard: dict[str, Any]) -> None:
    """A metric that is called otherwise, or has no such label, would be an empty panel and no error."""
    known = given(premises)
    asked: set[str] = set()
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            names = set(re.findall(r"lotse_\w+", target["expr"]))
            assert names, panel["title"]
            assert names <= set(known), panel["title"]
            grouped = re.findall(r"by \(([^)]*)\)", target["expr"])
            labels = {each.strip() for group in grouped for each in group.split(",")}
            labels |= set(re.findall(r"\{\{(\w+)\}\}", target.get("legendFormat", "")))
            labels |= set(re.findall(r"[{,](\w+)=", target["expr"]))
            assert all(labels <= known[name] for name in names), panel["title"]
            asked |= names
    of_duty = {"lotse_reviews_overdue", "lotse_erasures_due", "lotse_projection_parked_events", "lotse_database_up"}
    assert of_duty <= asked


def test_the_file_is_one_that_grafana_imports(dashboard: dict[str, Any]) -> None:
    """No id of another installation, an own uid of 8 to 40 characters, and a source that is chosen on import."""
    assert dashboard["id"] is None
    assert re.fullmatch(r"[a-zA-Z0-9_-]{8,40}", dashboard["uid"])
    assert {"title", "tags", "timezone", "time", "refresh", "schemaVersion", "templating", "annotations"} <= set(
        dashboard
    )
    (source,) = dashboard["templating"]["list"]
    assert (source["type"], source["query"]) == ("datasource", "prometheus")
    for panel in dashboard["panels"]:
        assert {"id", "type", "title", "datasource", "gridPos", "targets", "fieldConfig", "options"} <= set(panel)
        assert panel["type"] in PANELS
        assert DRAWN_BY.get(panel["type"], "") in ("", *panel["options"])
        for owner in (panel, *panel["targets"]):
            assert owner["datasource"] == {"type": "prometheus", "uid": f"${{{source['name']}}}"}
        steps = panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [{"value": None}])
        assert steps[0]["value"] is None, "the first step begins at minus infinity"
        assert [each["value"] for each in steps[1:]] == sorted(each["value"] for each in steps[1:])
        if panel["type"] == "table":
            assert all((each["format"], each["instant"]) == ("table", True) for each in panel["targets"])


def test_the_panels_lie_beside_each_other(dashboard: dict[str, Any]) -> None:
    """On the 24 columns of the grid, none upon another, each with an id and letters of its own for its questions."""
    panels = dashboard["panels"]
    assert len({each["id"] for each in panels}) == len(panels) > 10
    assert all(0 <= each["gridPos"]["x"] <= 24 - each["gridPos"]["w"] for each in panels)
    for one, other in combinations((each["gridPos"] for each in panels), 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert beside or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    for panel in panels:
        letters = [each["refId"] for each in panel["targets"]]
        assert len(set(letters)) == len(letters)
