"""Attack: delete an event and its leaf."""

from tests.tampering.conftest import Scene


def test_a_deleted_event_with_its_leaf_is_found(scene: Scene) -> None:
    scene.intruder("DELETE FROM events WHERE position = 5", "DELETE FROM leaves WHERE sequence = 4")
    found = scene.audit()
    assert found[:2] == (1, 6)
    assert "jumps from leaf 3 to leaf 5" in found.reason
    assert scene.hands_nothing_out()


def test_closing_the_gap_is_found_too(scene: Scene) -> None:
    """Versions of a stream have no gap either."""
    scene.intruder("DELETE FROM events WHERE position = 5")
    scene.fit_leaves()
    assert scene.audit().status == 1
    assert scene.hands_nothing_out()
