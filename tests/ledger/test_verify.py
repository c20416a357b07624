"""Every change of the stored log is found and named; what nobody can find is written down as well."""

from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from referrals import verify as module
from referrals.ledger import EMPTY_ROOT, leaf_data, leaf_hash, root_of
from referrals.log.application import Log
from referrals.verify import Kept, Verdict, verify
from referrals.verify_sealed import sealed_references
from tests.ledger.conftest import STREAMS, Intruder, sealed, state_of

KNOWN = {"test.happened"}
OTHER_STATE = b'{"step":99}'


def judged(log: Log, kept: Kept | None = None) -> Verdict:
    """The verdict over the log as it lies there now."""
    return verify(log.recorder, topics=KNOWN, kept=[kept] if kept else [])


def keep(log: Log) -> Kept:
    """What an auditor takes home."""
    verdict = judged(log)
    assert verdict.root is not None
    return Kept(verdict.size, verdict.root)


def assert_found(verdict: Verdict, position: int, *words: str) -> None:
    """Tampered, with the first bad position and a sentence that holds these words."""
    assert (verdict.intact, verdict.exit_code, verdict.first_bad) == (False, 1, position)
    assert verdict.root is None
    assert verdict.reason is not None
    for word in words:
        assert word in verdict.reason


def write_leaf(intruder: Intruder, sequence: int, stream: UUID, version: int, state: bytes) -> None:
    """Somebody who knows the format makes the leaf fit."""
    leaf = leaf_hash(leaf_data(sequence, str(stream), version, "test.happened", state))
    intruder("UPDATE leaves SET hash = ? WHERE sequence = ?", values=(leaf, sequence))


def test_an_untouched_log_is_intact(log: Log) -> None:
    """With its size and the root over all leaves."""
    verdict = judged(log)
    root = root_of(leaf.hash for leaf in log.recorder.leaves(0, 99)).hex()
    assert verdict == Verdict(True, 9, root)
    assert verdict.exit_code == 0
    told = {"intact": True, "size": 9, "root": root, "first_bad": None, "reason": None, "warnings": ()}
    assert verdict.as_dict() == told


def test_an_empty_log_is_intact(tmp_path: Path) -> None:
    """Its root is the hash of nothing."""
    empty = Log.open(tmp_path / "empty.sqlite", create=True)
    assert verify(empty.recorder) == Verdict(True, 0, EMPTY_ROOT.hex())
    empty.close()


@pytest.mark.parametrize("page", [1, 2, 4, 9, 10])
def test_pages_do_not_change_the_verdict(
    log: Log, intruder: Intruder, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """Whatever the page size; the progress ends at the size."""
    whole, seen = judged(log), []
    monkeypatch.setattr(module, "PAGE", page)
    assert verify(log.recorder, topics=KNOWN, progress=lambda done, total: seen.append((done, total))) == whole
    assert seen[-1] == (9, 9)
    intruder("UPDATE events SET state = ? WHERE position = 6", values=(OTHER_STATE,))
    assert_found(judged(log), 6, "not the one that was recorded")


@pytest.mark.parametrize(
    ("change", "value"),
    [("state = ?", OTHER_STATE), ("topic = ?", "test.hidden"), ("topic = ?", "test\nhappened")],
)
def test_an_edited_row_is_found(log: Log, intruder: Intruder, change: str, value: object) -> None:
    """State and topic are under the hash."""
    intruder(f"UPDATE events SET {change} WHERE position = 5", values=(value,))
    assert_found(judged(log), 5, "position 5 is not the one that was recorded")


def test_bytes_moved_between_topic_and_state_are_found(log: Log, intruder: Intruder) -> None:
    """They would give the same leaf data."""
    moved = "test.happened\n" + state_of(1, 2).decode()
    intruder("UPDATE events SET topic = ? WHERE position = 5", values=(moved,))
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(b"",))
    assert_found(judged(log), 5, "not the one that was recorded")


def test_an_event_given_to_another_stream_is_found(log: Log, intruder: Intruder) -> None:
    """Originator and version are under the hash and name the leaf."""
    intruder("UPDATE events SET originator_id = ? WHERE position = 5", values=(UUID(int=9),))
    assert_found(judged(log), 5, "no leaf")


def test_an_edited_row_with_its_leaf_is_found_by_a_kept_root_only(log: Log, intruder: Intruder) -> None:
    """Who may write both tables can make them fit: the root kept outside is what finds it."""
    kept = keep(log)
    other = state_of(1, 2).replace(b'"step":2', b'"step":99')
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(other,))
    write_leaf(intruder, 4, STREAMS[1], 2, other)
    assert judged(log).intact is True
    verdict = judged(log, kept)
    assert (verdict.intact, verdict.first_bad) == (False, None)
    assert verdict.reason == "The first 9 events do not give the root that was kept."


def test_a_kept_root_stays_good_while_the_log_grows(log: Log) -> None:
    """It is compared where it was taken."""
    kept = keep(log)
    log.recorder.insert_events([StoredEvent(STREAMS[0], 4, "test.happened", b"{}")])
    assert judged(log, kept).size == 10
    assert judged(log, kept).intact is True
    assert judged(log, Kept(0, EMPTY_ROOT.hex())).intact is True


@pytest.mark.parametrize("position", [1, 5, 9])
def test_a_deleted_event_is_found(log: Log, intruder: Intruder, position: int) -> None:
    """Its leaf speaks of it."""
    intruder(f"DELETE FROM events WHERE position = {position}")
    assert_found(judged(log), position, f"Leaf {position - 1} speaks of", "gone")


@pytest.mark.parametrize("position", [1, 5])
def test_an_event_deleted_with_its_leaf_is_found(log: Log, intruder: Intruder, position: int) -> None:
    """The sequence of the ledger has no gaps."""
    intruder(f"DELETE FROM events WHERE position = {position}", f"DELETE FROM leaves WHERE sequence = {position - 1}")
    assert_found(judged(log), position + 1, f"jumps from leaf {position - 2} to leaf {position}")


def test_a_deleted_leaf_is_found(log: Log, intruder: Intruder) -> None:
    """Its event stands without one."""
    intruder("DELETE FROM leaves WHERE sequence = 4")
    assert_found(judged(log), 5, "position 5 has no leaf")


def test_an_event_inserted_past_the_application_is_found(log: Log, intruder: Intruder) -> None:
    """At the end, where it looks like any other."""
    intruder(
        "INSERT INTO events (originator_id, originator_version, topic, state) VALUES (?, 4, 'test.happened', ?)",
        values=(STREAMS[0], OTHER_STATE),
    )
    assert_found(judged(log), 10, "no leaf: nobody recorded it")


@pytest.mark.parametrize("position", [0, -(2**63)])
def test_a_back_dated_event_is_found(log: Log, intruder: Intruder, position: int) -> None:
    """Squeezed in before the others, down to the lowest number a table can hold."""
    intruder(
        "INSERT INTO events (position, originator_id, originator_version, topic, state) "
        f"OVERRIDING SYSTEM VALUE VALUES ({position}, ?, 1, 'test.happened', ?)",
        values=(UUID(int=9), OTHER_STATE),
    )
    assert_found(judged(log), position, "no leaf")


def test_two_swapped_payloads_are_found(log: Log, intruder: Intruder) -> None:
    """Each is somebody's true event, at the wrong place."""
    intruder("UPDATE events SET state = ? WHERE position = 2", values=(state_of(1, 2),))
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(state_of(1, 1),))
    assert_found(judged(log), 2, "not the one that was recorded")


def test_two_swapped_sequence_numbers_are_found(log: Log, intruder: Intruder) -> None:
    """The order of the leaves is the order of the positions."""
    for old, new in ((3, 99), (5, 3), (99, 5)):
        intruder(f"UPDATE leaves SET sequence = {new} WHERE sequence = {old}")
    assert_found(judged(log), 4, "order of their leaves")


def test_a_missing_version_of_a_stream_is_found(log: Log) -> None:
    """Also when ledger and log agree: a stream counts 1, 2, 3."""
    log.recorder.insert_events([StoredEvent(STREAMS[2], 5, "test.happened", b"{}")])
    assert_found(judged(log), 10, f"stream {STREAMS[2]}", "gap")


def test_a_tail_cut_off_carelessly_is_found(log: Log, intruder: Intruder) -> None:
    """The commands still speak of it."""
    log.recorder.insert_events([StoredEvent(STREAMS[0], 4, "test.happened", b"{}")], command_id=UUID(int=77))
    intruder("DELETE FROM events WHERE position > 8", "DELETE FROM leaves WHERE sequence > 7")
    assert_found(judged(log), 9, "Position 10 was recorded", "ends at 8")


def test_a_tail_cut_off_everywhere_is_found_by_a_kept_root_only(
    log: Log, intruder: Intruder, database_url: str | None
) -> None:
    """Nothing in the store speaks of it any more."""
    kept = keep(log)
    intruder("DELETE FROM events WHERE position > 7", "DELETE FROM leaves WHERE sequence > 6")
    for stream in (1, 2):
        intruder("DELETE FROM sealed WHERE id = ?", values=(sealed(stream, 3).id,))
    if database_url is None:
        intruder("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'events'")
    assert judged(log).intact is True
    assert_found(judged(log, kept), 8, "had 9 events", "now 7")


def test_a_removed_sealed_value_is_found(log: Log, intruder: Intruder) -> None:
    """The event still holds its fingerprint."""
    intruder("DELETE FROM sealed WHERE id = ?", values=(sealed(1, 2).id,))
    assert_found(judged(log), 5, "position 5 is gone")


def test_an_exchanged_sealed_value_is_found(log: Log, intruder: Intruder) -> None:
    """Its bytes no longer have the fingerprint."""
    intruder("UPDATE sealed SET blob = ? WHERE id = ?", values=(sealed(1, 1).data, sealed(1, 2).id))
    assert_found(judged(log), 5, "position 5 was exchanged")


def test_the_first_of_several_faults_is_named(log: Log, intruder: Intruder) -> None:
    """Whatever its kind."""
    intruder("UPDATE events SET state = ? WHERE position = 7", values=(OTHER_STATE,))
    intruder("DELETE FROM sealed WHERE id = ?", values=(sealed(2, 1).id,))
    assert_found(judged(log), 3, "gone")


def test_an_unknown_topic_is_no_tampering(log: Log) -> None:
    """An older version cannot judge what a newer one wrote."""
    verdict = verify(log.recorder, topics={"other.topic"})
    assert (verdict.intact, verdict.exit_code, verdict.first_bad) == (None, 2, 1)
    assert verdict.reason is not None
    assert "does not know the topic 'test.happened'" in verdict.reason


def test_tampering_weighs_more_than_an_unknown_topic(log: Log, intruder: Intruder) -> None:
    """Otherwise a made-up topic would hide the rest."""
    intruder("UPDATE events SET state = ? WHERE position = 7", values=(OTHER_STATE,))
    assert_found(verify(log.recorder, topics=set()), 7, "not the one that was recorded")


def test_without_tables_nobody_can_judge(log: Log, intruder: Intruder) -> None:
    """Exit status 2, and why."""
    intruder("DROP TABLE leaves")
    verdict = judged(log)
    assert (verdict.intact, verdict.exit_code) == (None, 2)
    assert verdict.reason is not None
    assert "no table leaves" in verdict.reason


def test_events_recorded_meanwhile_do_not_disturb(log: Log) -> None:
    """It judges what was there when it began."""

    def record_one(done: int, total: int) -> None:
        assert total == 9
        log.recorder.insert_events([StoredEvent(UUID(int=100 + done), 1, "test.happened", b"{}")])

    verdict = verify(log.recorder, topics=KNOWN, progress=record_one)
    assert (verdict.intact, verdict.size) == (True, 9)
    assert judged(log).size == 10


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (b'{"a":{"person":"p","group":"g","blob":"aa"}}', ["aa"]),
        (b'{"a":[{"blob":"bb","group":"g","person":"p"},[{"person":"p","group":"g","blob":"cc"}]]}', ["bb", "cc"]),
        (b'{"person":"p","group":"g","blob":"aa","field":1}', []),
        (b'{"text":"\\"blob\\""}', []),
    ],
)
def test_references_are_objects_with_exactly_three_keys(state: bytes, found: list[str]) -> None:
    """Wherever they stand, in whatever order."""
    assert sorted(reference.blob.hex() for reference in sealed_references(state)) == found


def test_a_reference_nobody_can_follow_is_found(log: Log) -> None:
    """A fingerprint that is none."""
    state = b'{"note":{"person":"p","group":"g","blob":"zz"}}'
    log.recorder.insert_events([StoredEvent(STREAMS[0], 4, "test.happened", state)])
    assert_found(judged(log), 10, "cannot be read")
