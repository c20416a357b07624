"""Golden events: every topic and version that was ever stored must load for ever, byte for byte.

`tests/golden/events.jsonl` is only ever appended to: `python -m tests.test_every_event_loads_for_ever` writes an
example of each event that has none yet.
"""

import json
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import pytest

import referrals.access_segment
import referrals.announcement
import referrals.audit
import referrals.audit_file
import referrals.break_glass
import referrals.custody
import referrals.erasure
import referrals.evidence
import referrals.gathering
import referrals.institution
import referrals.link
import referrals.need
import referrals.participation
import referrals.person
import referrals.referral.events
import referrals.release
import referrals.report
import referrals.retention
import referrals.staff  # noqa: F401 (registers the topics)
from referrals.event import TOPICS, Event, UnknownTopic, decode, encode
from referrals.occasion import Channel, Occasion, Purpose
from referrals.sealing import Group, Sealed

GOLDEN = Path(__file__).parent / "golden" / "events.jsonl"
STREAM = UUID("22222222-0000-4000-8000-000000000000")


def lines() -> list[dict[str, Any]]:
    """The stored events: topic, version, state as stored."""
    return [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


def names() -> list[str]:
    """One for each line; a second line of a version holds the fields that came later."""
    keys = [f"{line['topic']} {line['version']}" for line in lines()]
    return [key if key not in keys[:number] else f"{key} later" for number, key in enumerate(keys)]


@pytest.mark.parametrize("line", lines(), ids=names())
def test_a_stored_event_loads_and_an_event_of_today_is_stored_as_it_was(line: dict[str, Any]) -> None:
    """Loading never fails; the bytes of the present version never change."""
    state = line["state"].encode()
    event = decode(line["topic"], STREAM, 7, state)
    assert (event.originator_id, event.originator_version) == (STREAM, 7)
    if line["version"] == event.VERSION:
        assert encode(event) == state


def test_a_field_that_came_later_leaves_what_was_stored_before_as_it_was() -> None:
    """Bytes written before there was an origin are written like that today, too; with one, it is stored."""
    before, later = (line["state"] for line in lines() if line["topic"] == "referral.opened")
    assert "origin" not in before
    assert decode("referral.opened", STREAM, 1, before.encode()).origin is None  # type: ignore[attr-defined]
    assert decode("referral.opened", STREAM, 1, later.encode()).origin == "womens_cafe"  # type: ignore[attr-defined]


def test_every_topic_and_version_has_its_golden_event() -> None:
    """A new event, or a new version of one, adds a line."""
    missing = {(cls.TOPIC, cls.VERSION) for cls in TOPICS.values()} - {(g["topic"], g["version"]) for g in lines()}
    assert not missing, "run: python -m tests.test_every_event_loads_for_ever"


def test_no_topic_that_was_stored_is_forgotten() -> None:
    """A class may be renamed; its name on disk may not."""
    assert {g["topic"] for g in lines()} <= set(TOPICS)


def test_an_unknown_topic_is_said_with_the_cure() -> None:
    """A log written by a newer version."""
    with pytest.raises(UnknownTopic, match="install the newer version"):
        decode("referral.teleported", STREAM, 1, b"{}")


def test_a_personal_value_cannot_be_written_in_clear() -> None:
    """The field's type refuses a plain text."""
    line = next(g for g in lines() if g["topic"] == "person.registered")
    fields = json.loads(line["state"]) | {"name": "Gül A."}
    with pytest.raises(msgspec.ValidationError):
        decode("person.registered", STREAM, 1, json.dumps(fields).encode())


def example(hint: Any) -> Any:
    """A value of a type: deterministic, with everything filled that can be."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return example(next(part for part in arguments if part is not type(None)))
    if origin is tuple:
        return (example(arguments[0]),)
    if origin is dict:
        return {example(arguments[0]): example(arguments[1])}
    if origin is Literal:
        return arguments[0]
    simple: dict[Any, Any] = {
        str: "text",
        int: 3,
        float: 1.5,
        bool: True,
        UUID: UUID("33333333-0000-4000-8000-000000000000"),
        date: date(2026, 11, 22),
        datetime: datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        Sealed: Sealed(UUID("44444444-0000-4000-8000-000000000000"), Group.CASE, "ab" * 32),
    }
    if hint in simple:
        return simple[hint]
    if issubclass(hint, Enum):
        return next(iter(hint))
    if issubclass(hint, msgspec.Struct):
        return hint(
            **{name: example(kind) for name, kind in get_type_hints(hint).items() if name in hint.__struct_fields__}
        )
    return hint(9, 30)  # a time of day


def example_of(cls: type[Event]) -> Event:
    """An event with every field filled."""
    occasion = Occasion(
        actor=UUID(int=5),
        role="case_manager",
        command_id=UUID(int=6),
        correlation_id=UUID(int=7),
        channel=Channel.WORKER,
        purpose=Purpose.CASE_MANAGEMENT,
        occurred_on=date(2026, 11, 20),
        recorded_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    )
    own = {name: kind for name, kind in get_type_hints(cls).items() if name in cls.__struct_fields__}
    for given in ("originator_id", "originator_version", "occasion"):
        del own[given]
    return cls(occasion=occasion, **{name: example(kind) for name, kind in own.items()})


def append_what_is_missing() -> None:
    """Write an example of every event that has none."""
    known = {(g["topic"], g["version"]) for g in lines()} if GOLDEN.exists() else set()
    with GOLDEN.open("a", encoding="utf-8") as file:
        for topic, cls in sorted(TOPICS.items()):
            if (topic, cls.VERSION) not in known:
                state = encode(example_of(cls)).decode()
                file.write(json.dumps({"topic": topic, "version": cls.VERSION, "state": state}) + "\n")


if __name__ == "__main__":
    append_what_is_missing()
