"""Attack: edit a row."""

from tests.tampering.conftest import Scene


def test_an_edited_row_is_found(scene: Scene) -> None:
    scene.edit_row(5)
    assert scene.audit()[:2] == (1, 5)
    assert scene.hands_nothing_out()
