"""Attack: make an event look older, or squeeze one in before the others."""

from uuid import UUID

from tests.ledger.conftest import state_of
from tests.tampering.conftest import Scene

BEFORE_ALL = (
    "INSERT INTO events (position, originator_id, originator_version, topic, state) "
    "OVERRIDING SYSTEM VALUE VALUES (0, ?, 1, 'referral.note_taken', ?)"
)


def test_an_older_date_is_found(scene: Scene) -> None:
    """The time stands in the state, and the state is under the hash."""
    older = state_of(1, 2).replace(b'"step":2', b'"step":1')
    scene.intruder("UPDATE events SET state = ? WHERE position = 5", values=(older,))
    assert scene.audit()[:2] == (1, 5)
    assert scene.hands_nothing_out()


def test_an_event_before_all_others_is_found(scene: Scene) -> None:
    scene.intruder(BEFORE_ALL, values=(UUID(int=9), b"{}"))
    assert scene.audit()[:2] == (1, 0)
    assert scene.hands_nothing_out()


def test_an_event_before_all_others_with_fitting_leaves_is_found_by_a_checkpoint(scene: Scene) -> None:
    scene.keep()
    scene.intruder(BEFORE_ALL, values=(UUID(int=9), b"{}"))
    scene.fit_leaves()
    assert scene.audit().status == 1
    assert scene.hands_nothing_out()
