"""Attack: cut off the newest events, everywhere."""

from tests.tampering.conftest import Scene


def test_a_cut_tail_is_found_by_the_checkpoint_of_the_house(scene: Scene) -> None:
    scene.keep()
    scene.cut_tail(7)
    found = scene.audit()
    assert found[:2] == (1, 8)
    assert "had 9 events" in found.reason


def test_a_cut_tail_is_found_by_a_kept_checkpoint(scene: Scene) -> None:
    """Also when the house forgot its own."""
    scene.keep()
    scene.cut_tail(7)
    scene.forget_checkpoints()
    found = scene.check(scene.bundle(), scene.note)
    assert found[:2] == (1, 7)
    assert "nur 7" in found.reason
