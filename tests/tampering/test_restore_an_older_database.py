"""Attack: put an older database in place, and go on from there."""

from eventsourcing.persistence import StoredEvent

from tests.ledger.conftest import STREAMS
from tests.tampering.conftest import TOPIC, Scene


def test_an_older_database_is_found_even_when_it_grew_past_the_checkpoint(scene: Scene) -> None:
    scene.keep()
    scene.cut_tail(7)
    for version in (3, 4, 5):
        scene.log.recorder.insert_events([StoredEvent(STREAMS[1], version, TOPIC, b"{}")])
    found = scene.audit()
    assert found.status == 1
    assert "first 9 events do not give the root" in found.reason
    scene.forget_checkpoints()
    assert scene.check(scene.bundle(), scene.note)[:2] == (1, 0)
