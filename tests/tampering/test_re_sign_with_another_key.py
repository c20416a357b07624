"""Attack: edit, and sign again with another key under the same name."""

from referrals.signing import key_file_text, load_signer, write_whole
from tests.tampering.conftest import Scene


def test_another_key_is_found_by_a_kept_checkpoint(scene: Scene) -> None:
    scene.keep()
    path = scene.data_folder / "signing-key"
    name = load_signer(path).verifier.name
    scene.edit_row(5)
    scene.fit_leaves()
    scene.forget_checkpoints()
    path.unlink()
    write_whole(path, key_file_text(name, b"\x07" * 32))
    assert scene.audit().status == 0
    found = scene.check(scene.bundle(), scene.note)
    assert found.status == 1
    assert "nicht mit dem Schlüssel" in found.reason
