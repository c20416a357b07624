"""Attack: write another person or group beside a sealed value, so that an erasure passes it by."""

import pytest

from tests.ledger.conftest import STREAMS, sealed
from tests.tampering.conftest import Scene


@pytest.mark.parametrize(("column", "value"), [("person", STREAMS[0]), ("key_group", "health")])
def test_another_label_is_found(scene: Scene, column: str, value: object) -> None:
    scene.intruder(f"UPDATE sealed SET {column} = ? WHERE id = ?", values=(value, sealed(1, 2).id))
    found = scene.audit()
    assert found[:2] == (1, 5)
    assert "another person or group" in found.reason
    assert scene.hands_nothing_out()
