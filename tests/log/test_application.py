"""The log as the rest of Lotse sees it: events in, events out."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from referrals.event import Event, UnknownTopic, encode
from referrals.log.application import Log
from referrals.log.errors import AlreadyRecorded, VersionTaken
from referrals.occasion import Channel, Occasion, Purpose
from referrals.staff import Role, RolesChanged, StaffDisabled
from referrals.verify import verify

ANNA = UUID(int=1)


def occasion(command_id: UUID) -> Occasion:
    """Frida, at her desk."""
    return Occasion(
        actor=UUID(int=6),
        role="administrator",
        command_id=command_id,
        correlation_id=command_id,
        channel=Channel.WORKER,
        purpose=Purpose.ADMINISTRATION,
        occurred_on=date(2026, 11, 3),
        recorded_at=datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
    )


def changed(version: int, command_id: UUID, stream: UUID = ANNA) -> RolesChanged:
    """Anna's roles, as of this version of her stream."""
    return RolesChanged(
        originator_id=stream,
        originator_version=version,
        occasion=occasion(command_id),
        roles=(Role.CASE_MANAGER, Role.COORDINATOR),
    )


def test_events_come_out_as_they_went_in(log: Log) -> None:
    """By stream, by page and by position."""
    command = uuid4()
    events: list[Event] = [
        changed(1, command),
        StaffDisabled(originator_id=ANNA, originator_version=2, occasion=occasion(command)),
    ]
    assert log.head() == 0
    assert log.record(*events, command_id=command) == [1, 2]
    assert log.events_of(ANNA) == events
    assert log.events_of(uuid4()) == []
    assert [(recorded.position, recorded.event) for recorded in log.read(0, 10)] == [(1, events[0]), (2, events[1])]
    assert [recorded.event for recorded in log.read(1, 10)] == events[1:]
    assert [recorded.event for recorded in log.at([2])] == events[1:]
    assert log.head() == 2
    assert verify(log.recorder).intact is True


def test_what_is_stored_is_what_the_event_encodes(log: Log) -> None:
    """Byte for byte, under its topic."""
    event = changed(1, uuid4())
    log.record(event)
    [recorded] = log.read(0, 10)
    assert recorded.stored.state == encode(event)
    assert (recorded.topic, recorded.originator_id) == ("staff.roles_changed", ANNA)


def test_the_library_saves_through_the_same_door(log: Log) -> None:
    """`save` of the library reaches our mapper and our recorder."""
    event, command = changed(1, uuid4()), uuid4()
    recordings = log.save(event, command_id=command)
    assert [recording.notification.id for recording in recordings] == [1]
    assert list(log.events.get(ANNA)) == [event]
    assert log.result_of(command) is not None


def test_a_command_is_recorded_once(log: Log) -> None:
    """And its first result is found again."""
    command = uuid4()
    log.record(changed(1, command), command_id=command)
    with pytest.raises(AlreadyRecorded):
        log.record(changed(2, command), command_id=command)
    result = log.result_of(command)
    assert result is not None
    assert [(ref.position, ref.originator_version) for ref in result] == [(1, 1)]


def test_somebody_was_faster(log: Log) -> None:
    """The library's IntegrityError, under a name that says what happened."""
    log.record(changed(1, uuid4()))
    with pytest.raises(VersionTaken):
        log.record(changed(1, uuid4()))


def test_an_event_nobody_can_read_does_not_stop_the_page(log: Log, stored: Callable[..., list[StoredEvent]]) -> None:
    """It is decoded when asked for, so a runner can park it and go on."""
    log.recorder.insert_events(stored(1))
    log.record(changed(1, uuid4()))
    poison, good = log.read(0, 10)
    with pytest.raises(UnknownTopic):
        poison.event  # noqa: B018
    assert good.event.originator_id == ANNA


def test_the_environment_of_the_process_changes_nothing(
    log: Log, store_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No snapshots, no cipher, no other store by a variable somebody left behind."""
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")
    monkeypatch.setenv("LOTSE_PERSISTENCE_MODULE", "eventsourcing.popo")
    again = Log.open(store_url("events"))
    again.record(changed(1, uuid4()))
    assert (again.snapshots, again.repository.cache) == (None, None)
    assert log.events_of(ANNA) == again.events_of(ANNA)
    again.close()
