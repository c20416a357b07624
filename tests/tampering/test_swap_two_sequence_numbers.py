"""Attack: swap two numbers of the ledger."""

from tests.tampering.conftest import Scene


def test_two_swapped_sequence_numbers_are_found(scene: Scene) -> None:
    for old, new in ((3, 99), (5, 3), (99, 5)):
        scene.intruder(f"UPDATE leaves SET sequence = {new} WHERE sequence = {old}")
    assert scene.audit()[:2] == (1, 4)
    assert scene.hands_nothing_out()
