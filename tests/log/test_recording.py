"""One transaction: events, leaves, sealed values, command; all of it or nothing. On both databases."""

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking

from referrals.ledger import leaf_data, leaf_hash
from referrals.log.application import Log
from referrals.log.errors import AlreadyRecorded, StreamMoved, TooLarge
from referrals.log.recorder import MAX_EVENTS, MAX_STATE
from referrals.sealing import Blob, Group

Make = Callable[..., list[StoredEvent]]


def blob(data: bytes = b"ciphertext") -> Blob:
    """A sealed value of some person."""
    return Blob(sha256(data).digest(), uuid4(), Group.CONTACT, data)


def nothing_is_there(log: Log) -> bool:
    """Whether no table holds anything."""
    extent = log.recorder.extent()
    return (extent.head, extent.last_sequence, log.head(), log.recorder.leaf_count()) == (0, -1, 0, 0)


def test_every_event_gets_its_leaf(log: Log, stored: Make) -> None:
    """The leaf is the one of the ledger, whichever database computed it; the bytes are the stored ones."""
    events = stored(2, state='{"where":"Dieselstraße \U0001f600"}'.encode()) + stored(1, state=b"\x00\xff\n")
    log.recorder.insert_events(events)
    expected = [
        leaf_hash(leaf_data(n, str(event.originator_id), event.originator_version, event.topic, event.state))
        for n, event in enumerate(events)
    ]
    assert [leaf.hash for leaf in log.recorder.leaves(0, 10)] == expected
    assert [row.state for row in log.recorder.walk(0, 10)] == [event.state for event in events]


def test_a_topic_beyond_ascii_gets_the_same_leaf(log: Log) -> None:
    """Both databases hash UTF-8."""
    event = StoredEvent(uuid4(), 1, "prüfung.gemacht", b"")
    log.recorder.insert_events([event])
    assert log.recorder.leaves(0, 1)[0].hash == leaf_hash(leaf_data(0, str(event.originator_id), 1, event.topic, b""))


def test_several_streams_are_recorded_together(log: Log, stored: Make) -> None:
    """In the order they were given."""
    one, other = stored(2), stored(1)
    assert log.recorder.insert_events([*one, *other]) == [1, 2, 3]
    assert [notification.originator_id for notification in log.recorder.select_notifications(1, 9)] == [
        event.originator_id for event in [*one, *other]
    ]


def test_a_command_gives_its_first_result_back(log: Log, stored: Make) -> None:
    """The positions, streams, versions and topics of what it recorded."""
    command, events = uuid4(), stored(2)
    log.recorder.insert_events(stored(1), command_id=uuid4())
    positions = log.recorder.insert_events(events, command_id=command)
    log.recorder.insert_events(stored(1), command_id=uuid4())
    result = log.result_of(command)
    assert result is not None
    assert [tuple(ref) for ref in result] == [
        (position, event.originator_id, event.originator_version, event.topic)
        for position, event in zip(positions, events, strict=True)
    ]


def test_a_command_sent_twice_is_recorded_once(log: Log, stored: Make) -> None:
    """Also when the second time carries other events."""
    command = uuid4()
    log.recorder.insert_events(stored(1), command_id=command)
    with pytest.raises(AlreadyRecorded) as refusal:
        log.recorder.insert_events(stored(3), command_id=command)
    assert refusal.value.command_id == command
    assert log.recorder.leaf_count() == 1


def test_the_same_command_with_the_same_events_is_no_conflict(log: Log, stored: Make) -> None:
    """The command is looked up before the versions."""
    command, events = uuid4(), stored(1)
    log.recorder.insert_events(events, command_id=command)
    with pytest.raises(AlreadyRecorded):
        log.recorder.insert_events(events, command_id=command, unchanged=[(uuid4(), 7)])


def test_a_command_that_records_nothing_is_remembered(log: Log) -> None:
    """Its result is empty, not unknown."""
    command = uuid4()
    assert log.recorder.insert_events([], command_id=command) == []
    assert log.result_of(command) == ()
    assert log.result_of(uuid4()) is None
    with pytest.raises(AlreadyRecorded):
        log.recorder.insert_events([], command_id=command)


def test_a_stream_that_was_only_read_must_not_have_moved(log: Log, stored: Make) -> None:
    """The refusal carries what is needed to act."""
    read = stored(2)
    stream = UUID(str(read[0].originator_id))
    log.recorder.insert_events(read)
    log.recorder.insert_events(stored(1), unchanged=[(stream, 2), (uuid4(), 0)])
    with pytest.raises(StreamMoved) as refusal:
        log.recorder.insert_events(stored(1), unchanged=[(stream, 1)], command_id=uuid4())
    assert (refusal.value.originator_id, refusal.value.expected, refusal.value.found) == (stream, 1, 2)
    assert log.recorder.leaf_count() == 3


def test_sealed_values_come_with_their_event(log: Log, stored: Make) -> None:
    """Asked for by fingerprint, in one go; unknown ones are left out."""
    one, other = blob(b"one"), blob(b"\x00two\xff")
    log.recorder.insert_events(stored(1), blobs=[one, other])
    found = log.recorder.select_blobs([one.id, other.id, b"\x00" * 32])
    assert found == {one.id: one.data, other.id: other.data}
    assert log.recorder.select_blobs([]) == {}


def test_a_taken_version_leaves_nothing_of_the_transaction(log: Log, stored: Make) -> None:
    """No event, no leaf, no sealed value, no command."""
    taken, sealed, command = stored(1), blob(), uuid4()
    log.recorder.insert_events(taken)
    with pytest.raises(IntegrityError):
        log.recorder.insert_events([*stored(2), *taken], command_id=command, blobs=[sealed])
    assert log.recorder.leaf_count() == 1
    assert [recorded.position for recorded in log.read(0, 9)] == [1]
    assert log.result_of(command) is None
    assert log.recorder.select_blobs([sealed.id]) == {}
    log.recorder.insert_events(stored(1), command_id=command, blobs=[sealed])
    assert [leaf.sequence for leaf in log.recorder.leaves(0, 9)] == [0, 1]


def test_a_blob_without_its_fingerprint_is_refused(log: Log, stored: Make) -> None:
    """Otherwise nobody could tell later that it was exchanged."""
    with pytest.raises(ValueError, match="fingerprint"):
        log.recorder.insert_events(stored(1), blobs=[blob()._replace(data=b"other")])
    assert nothing_is_there(log)


@pytest.mark.parametrize("size", [800_000, MAX_STATE])
def test_a_large_event_is_recorded(log: Log, stored: Make, size: int) -> None:
    """The library's insert hangs for ever on PostgreSQL above about 0.5 MB."""
    log.recorder.insert_events(stored(2, state=b"x" * size), blobs=[blob(b"y" * size)])
    assert [len(row.state) for row in log.recorder.walk(0, 9)] == [size, size]


def test_too_much_at_once_is_refused(log: Log, stored: Make) -> None:
    """A state, a sealed value, a transaction; with the limit in the sentence."""
    with pytest.raises(TooLarge, match=str(MAX_STATE)):
        log.recorder.insert_events(stored(1, state=b"x" * (MAX_STATE + 1)))
    with pytest.raises(TooLarge, match=str(MAX_STATE)):
        log.recorder.insert_events(stored(1), blobs=[blob(b"x" * (MAX_STATE + 1))])
    with pytest.raises(TooLarge, match=str(MAX_EVENTS)):
        log.recorder.insert_events(stored(MAX_EVENTS + 1))
    assert nothing_is_there(log)


def test_words_the_log_does_not_know_are_refused(log: Log, stored: Make) -> None:
    """A misspelt command_id must not silently be no command at all."""
    with pytest.raises(TypeError, match="comand_id"):
        log.recorder.insert_events(stored(1), comand_id=uuid4())
    with pytest.raises(TypeError, match="tracking"):
        log.recorder.insert_events(stored(1), tracking=Tracking("views", 1))
    with pytest.raises(ValueError, match="one line"):
        log.recorder.insert_events([StoredEvent(uuid4(), 1, "two\nlines", b"")])
    assert nothing_is_there(log)


def test_events_are_found_by_position(log: Log, stored: Make) -> None:
    """In order of position, whatever the order of asking."""
    log.recorder.insert_events(stored(4))
    assert [found.id for found in log.recorder.select_positions([4, 2, 99])] == [2, 4]
    assert log.recorder.select_positions([]) == []
