"""Attack: put something unreadable in the place of a state, with a leaf that fits."""

from uuid import UUID

import pytest

from referrals.ledger import leaf_data, leaf_hash
from tests.tampering.conftest import TOPIC, Scene

STREAM = UUID(int=9)


@pytest.mark.parametrize("state", [b"no json at all", b"[]", b'"text"'])
def test_a_state_that_is_no_object_is_found(scene: Scene, state: bytes) -> None:
    event = "INSERT INTO events (originator_id, originator_version, topic, state) VALUES (?, 1, ?, ?)"
    scene.intruder(event, values=(STREAM, TOPIC, state))
    leaf = leaf_hash(leaf_data(9, str(STREAM), 1, TOPIC, state))
    scene.intruder("INSERT INTO leaves VALUES (9, ?, 1, ?)", values=(STREAM, leaf))
    found = scene.audit()
    assert found[:2] == (1, 10)
    assert "cannot be read" in found.reason
    assert scene.hands_nothing_out()
