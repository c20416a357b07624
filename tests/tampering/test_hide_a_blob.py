"""Attack: keep sealed values in the table that no event speaks of."""

from hashlib import sha256

from tests.ledger.conftest import STREAMS
from tests.tampering.conftest import Scene


def test_a_value_without_an_event_is_found(scene: Scene) -> None:
    data = b"what nobody recorded"
    values = (sha256(data).digest(), STREAMS[0], "case", data)
    scene.intruder("INSERT INTO sealed (id, person, key_group, blob) VALUES (?, ?, ?, ?)", values=values)
    found = scene.audit()
    assert found[:2] == (1, None)
    assert "No event speaks of 1" in found.reason
    assert scene.hands_nothing_out()
