"""Attack: insert an event past the application."""

from tests.ledger.conftest import STREAMS
from tests.tampering.conftest import Scene

INSERT = "INSERT INTO events (originator_id, originator_version, topic, state) VALUES (?, 4, 'referral.note_taken', ?)"


def test_an_inserted_event_is_found(scene: Scene) -> None:
    scene.intruder(INSERT, values=(STREAMS[0], b"{}"))
    assert scene.audit()[:2] == (1, 10)
    assert scene.hands_nothing_out()
