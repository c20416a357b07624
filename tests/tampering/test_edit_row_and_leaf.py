"""Attack: edit a row and make its leaf fit."""

from tests.tampering.conftest import Scene


def test_an_edited_row_with_its_leaf_is_found_by_the_checkpoint_of_the_house(scene: Scene) -> None:
    scene.keep()
    scene.edit_row(5)
    scene.fit_leaves()
    found = scene.audit()
    assert found.status == 1
    assert "first 9 events do not give the root" in found.reason
    scene.forget_checkpoints()
    assert scene.check(scene.bundle(), scene.note)[:2] == (1, 0)


def test_nobody_finds_it_before_the_first_checkpoint(scene: Scene) -> None:
    """The limit, said honestly."""
    scene.edit_row(5)
    scene.fit_leaves()
    assert scene.audit().status == 0
