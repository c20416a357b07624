"""Attack: delete an event."""

from tests.tampering.conftest import Scene


def test_a_deleted_event_is_found(scene: Scene) -> None:
    scene.intruder("DELETE FROM events WHERE position = 5")
    assert scene.audit()[:2] == (1, 5)
    assert scene.hands_nothing_out()
