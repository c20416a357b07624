"""Attack: two databases from one backup, each with a history of its own for an auditor of its own."""

from eventsourcing.persistence import StoredEvent

from tests.ledger.conftest import STREAMS
from tests.tampering.conftest import TOPIC, Scene


def test_two_auditors_who_compare_their_checkpoints_find_a_fork(scene: Scene) -> None:
    """Each side is consistent in itself."""
    scene.log.recorder.insert_events([StoredEvent(STREAMS[0], 4, TOPIC, b'{"for":"Dora"}')])
    scene.keep()
    dora = scene.bundle("dora")
    scene.cut_tail(9)
    scene.forget_checkpoints()
    scene.log.recorder.insert_events([StoredEvent(STREAMS[0], 4, TOPIC, b'{"for":"another"}')])
    other = scene.bundle("other")
    assert scene.check(dora).status == scene.check(other).status == 0
    assert scene.check(other, scene.note).status == 1
    assert scene.check(dora, other / "checkpoint.note").status == 1
