"""Attack: rewrite everything and sign again with the stolen key."""

from tests.tampering.conftest import Scene


def test_the_stolen_key_is_found_by_whoever_kept_a_checkpoint(scene: Scene) -> None:
    scene.keep()
    scene.edit_row(5)
    scene.fit_leaves()
    scene.forget_checkpoints()
    assert scene.audit().status == 0
    folder = scene.bundle()
    assert scene.check(folder).status == 0
    found = scene.check(folder, scene.note)
    assert found[:2] == (1, 0)
    assert "Wurzel" in found.reason
