"""Purposes: the registry and the log name the same ones, and the door refuses what no purpose covers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import uuid4

import pytest

import referrals.casework
import referrals.evidence  # noqa: F401 (registers topics)
from referrals.casework.door import Door
from referrals.event import TOPICS, Event
from referrals.institution import InstitutionListed
from referrals.occasion import Purpose
from referrals.purposes import CannotProcess, Processing, registry
from referrals.refusal import Refusal
from referrals.retention import classes
from referrals.sealing import Group, Sealed
from tests.workplace import Workplace

PROCESSINGS = registry().purposes
every = pytest.mark.parametrize("purpose", list(Purpose))


def test_every_purpose_of_the_log_is_registered_and_no_other() -> None:
    assert set(PROCESSINGS) == set(Purpose)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_event_serves_exactly_one_purpose(topic: str) -> None:
    assert len([p for p in PROCESSINGS.values() if p.covers(topic)]) == 1, "name it in referrals/purposes.toml"


@every
def test_the_registry_names_every_kind_of_data_its_events_hold(purpose: Purpose) -> None:
    """Sealed fields one by one, codes one by one; nothing that no event holds."""
    processing = PROCESSINGS[purpose]
    hints = list(_fields(processing))
    assert set(processing.sealed) == {name for name, hint in hints if Sealed in _parts(hint)}
    codes = {name for name, hint in hints if any(isinstance(p, type) and issubclass(p, StrEnum) for p in _parts(hint))}
    known = {name for name, _ in hints}
    assert codes - set(processing.codes) == set()
    assert set(processing.codes) - known == set()
    assert bool(processing.groups) == bool(processing.sealed)


@every
def test_a_processing_names_ground_persons_recipients_and_how_long(purpose: Purpose) -> None:
    processing = PROCESSINGS[purpose]
    for told in (processing.legal_basis, processing.persons, processing.recipients, (processing.kept,)):
        assert told
        assert all(told)
    assert set(processing.retention) <= {each.code for each in classes()}


def test_every_retention_class_belongs_to_a_purpose() -> None:
    assert {code for p in PROCESSINGS.values() for code in p.retention} == {each.code for each in classes()}


def _fields(processing: Processing) -> Iterator[tuple[str, Any]]:
    for topic, cls in TOPICS.items():
        if processing.covers(topic):
            hints = get_type_hints(cls)
            yield from ((name, hints[name]) for name in cls.__struct_fields__ if name not in Event.__struct_fields__)


def _parts(hint: Any) -> set[Any]:
    if get_origin(hint) in (tuple, Union, UnionType):
        return {part for argument in get_args(hint) for part in _parts(argument)}
    return {hint}


def test_every_room_of_the_house_names_a_purpose(workplace: Workplace) -> None:
    """No command begins without one."""
    for room, commands in vars(workplace.casework).items():
        door: Door = commands._door
        assert door.purpose in PROCESSINGS, room


def _listed(attempt: Any) -> list[Event]:
    from referrals.description import InstitutionDescription
    from referrals.event import head

    described = InstitutionDescription(name="VHS")
    return [InstitutionListed(**head(uuid4(), 0, attempt.occasion), description=described)]


@pytest.mark.parametrize(
    ("purpose", "reason"), [(None, "no_purpose"), (Purpose.CASE_MANAGEMENT, "not_covered")], ids=str
)
def test_a_command_without_a_purpose_that_covers_it_is_refused(
    workplace: Workplace,
    purpose: Purpose | None,
    reason: str,
) -> None:
    """Nothing is recorded."""
    door = Door(workplace.log, workplace.vault, lambda: datetime(2026, 11, 2, tzinfo=UTC), purpose=purpose)
    head = workplace.log.head()
    with pytest.raises(CannotProcess, match=reason):
        door.carry(workplace.sent(), _listed)
    assert workplace.log.head() == head


def test_a_sealed_value_of_a_group_that_the_purpose_does_not_name_is_refused() -> None:
    with pytest.raises(Refusal, match="not_covered"):
        registry().check(Purpose.ADMINISTRATION, ["staff.renamed"], [Group.HEALTH])
