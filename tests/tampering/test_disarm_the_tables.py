"""Attack: drop what refuses changes, and change nothing yet."""

import json

from tests.commands import done
from tests.tampering.conftest import Scene


def test_a_dropped_trigger_is_said_and_the_release_step_puts_it_back(scene: Scene) -> None:
    """A warning: every leaf still fits, so the log is what was recorded."""
    sqlite = "sqlite" in type(scene.log.recorder).__module__
    trigger = "events_refuse_update" if sqlite else "final ON events"
    scene.intruder(f"DROP TRIGGER IF EXISTS {trigger}")
    told = json.loads(done(scene.lotse("audit", "verify", "--json")))
    assert told["intact"]
    assert "events" in told["warnings"][0]
    scene.log.recorder.create()
    assert json.loads(scene.lotse("audit", "verify", "--json").stdout)["warnings"] == []
