"""Attack: swap what two events say."""

from tests.ledger.conftest import state_of
from tests.tampering.conftest import Scene


def test_two_swapped_payloads_are_found(scene: Scene) -> None:
    for position, state in ((2, state_of(1, 2)), (5, state_of(1, 1))):
        scene.intruder("UPDATE events SET state = ? WHERE position = ?", values=(state, position))
    assert scene.audit()[:2] == (1, 2)
    assert scene.hands_nothing_out()
