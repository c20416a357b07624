"""Attack: let the house itself sign the changed log."""

from tests.tampering.conftest import Scene


def test_the_house_does_not_sign_what_does_not_extend_its_last_checkpoint(scene: Scene) -> None:
    scene.keep()
    scene.edit_row(5)
    scene.fit_leaves()
    for arguments in (("checkpoint",), ("bundle", scene.outside / "bundle")):
        assert scene.lotse("audit", *arguments).exit_code == 1
    assert not (scene.outside / "bundle").exists()
