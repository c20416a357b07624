"""The release step reads what stands in the log before any process opens it."""

from collections.abc import Callable

import pytest
from eventsourcing.persistence import StoredEvent

from referrals.event import TOPICS, UnknownTopic, encode
from referrals.log.application import Log
from referrals.log.errors import LedgerDoesNotFit
from tests.cast import Story


def test_a_log_of_known_events_is_gone_on_from(log: Log) -> None:
    log.record(*Story().opened().forwarded().told)
    log.check_contents()
    assert log.recorder.topics() <= set(TOPICS)
    assert log.recorder.event_count() == log.recorder.leaf_count() == 2


def test_a_log_of_a_newer_version_is_not(log: Log, stored: Callable[..., list[StoredEvent]]) -> None:
    log.recorder.insert_events(stored(1))
    with pytest.raises(UnknownTopic, match="install the newer version"):
        log.check_contents()


def test_a_ledger_without_its_leaf_is_noticed(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Story().opened().told[0]
    log.record(opened)
    assert encode(opened)
    monkeypatch.setattr(log.recorder, "leaf_count", lambda: 0)
    with pytest.raises(LedgerDoesNotFit, match="audit verify"):
        log.check_contents()
