"""Attack: change the bundle itself."""

from tests.tampering.conftest import Scene


def test_a_changed_bundle_is_found_by_its_own_program(scene: Scene) -> None:
    folder = scene.bundle()
    events = folder / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b'step\\":2', b'step\\":7', 1))
    assert scene.check(folder)[:2] == (1, 3)
