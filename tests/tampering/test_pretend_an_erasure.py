"""Attack: let sealed values vanish without an erasure, or keep them in spite of one."""

from tests.ledger.conftest import sealed
from tests.tampering.conftest import Scene


def test_a_proper_erasure_is_no_attack(scene: Scene) -> None:
    """The control: green before, between and after, for the house and for whoever holds a bundle."""
    scene.keep()
    scene.forget(until=4, blobs_gone=False)
    assert scene.audit().status == 0
    scene.log.recorder.delete_blobs([scene.owner()])
    assert scene.audit().status == 0
    assert scene.check(scene.bundle("between"), scene.note).status == 0
    scene.forget(until=5, since=4)
    assert scene.audit().status == 0
    assert scene.check(scene.bundle("after"), scene.note).status == 0


def test_values_that_are_gone_before_the_keys_were_destroyed_are_found(scene: Scene) -> None:
    """An approval is no erasure."""
    scene.forget(until=3)
    found = scene.audit()
    assert found[:2] == (1, 2)
    assert "no erasure says so" in found.reason
    assert scene.hands_nothing_out()


def test_the_values_of_somebody_else_are_found(scene: Scene) -> None:
    scene.forget(stream=1)
    scene.log.recorder.delete_blobs([scene.owner(2)])
    assert scene.audit()[:2] == (1, 3)


def test_values_that_are_still_there_after_the_certificate_are_found(scene: Scene) -> None:
    scene.forget(blobs_gone=False)
    found = scene.audit()
    assert found[:2] == (1, 2)
    assert "still there" in found.reason
    assert scene.hands_nothing_out()


def test_a_bundle_that_hides_an_erasure_or_a_value_is_found(scene: Scene) -> None:
    """On its way to the auditor."""
    scene.forget()
    folder = scene.bundle()
    for name, other in (
        ("erasures.jsonl", ""),
        ("sealed.txt", ""),
        ("sealed.txt", (folder / "sealed.txt").read_text() + sealed(1, 2).id.hex()),
    ):
        before = (folder / name).read_text()
        (folder / name).write_text(other)
        assert scene.check(folder).status == 1
        (folder / name).write_text(before)
    assert scene.check(folder).status == 0
