"""Attack: delete the row of a command, so that it can be sent a second time."""

from uuid import UUID

from tests.cast import Story
from tests.tampering.conftest import Scene


def test_an_event_whose_command_is_gone_is_found(scene: Scene) -> None:
    command = UUID(int=500)
    scene.log.record(*Story().opened().forwarded().told, command_id=command)
    assert scene.audit().status == 0
    scene.intruder("DELETE FROM commands WHERE command_id = ?", values=(command,))
    found = scene.audit()
    assert found[:2] == (1, 10)
    assert "command that recorded the event" in found.reason
    assert scene.hands_nothing_out()
