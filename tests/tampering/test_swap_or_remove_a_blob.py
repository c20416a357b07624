"""Attack: swap or remove a sealed value."""

from tests.ledger.conftest import sealed
from tests.tampering.conftest import Scene


def test_a_removed_blob_is_found(scene: Scene) -> None:
    scene.intruder("DELETE FROM sealed WHERE id = ?", values=(sealed(1, 2).id,))
    found = scene.audit()
    assert found[:2] == (1, 5)
    assert "gone" in found.reason
    assert scene.hands_nothing_out()


def test_a_swapped_blob_is_found(scene: Scene) -> None:
    scene.intruder("UPDATE sealed SET blob = ? WHERE id = ?", values=(sealed(0, 1).data, sealed(1, 2).id))
    found = scene.audit()
    assert found[:2] == (1, 5)
    assert "exchanged" in found.reason
    assert scene.hands_nothing_out()
