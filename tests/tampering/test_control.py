"""The control: nobody touched anything."""

from eventsourcing.persistence import StoredEvent

from tests.ledger.conftest import STREAMS
from tests.tampering.conftest import TOPIC, Scene


def test_an_untouched_log_stays_green(scene: Scene) -> None:
    scene.keep()
    assert scene.audit().status == 0
    scene.log.recorder.insert_events([StoredEvent(STREAMS[0], 4, TOPIC, b"{}")])
    assert scene.audit().status == 0
    assert scene.check(scene.bundle(), scene.note).status == 0
