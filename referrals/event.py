"""Events (Ereignisse): immutable facts with a name on disk that never changes.

The stored state is the JSON of an event without its originator: id and version stand in columns of their own and
in the header of the ledger leaf. What is hashed is what is stored, byte for byte.
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypedDict, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import asdict, force_setattr

from referrals.occasion import Occasion
from referrals.sealing import Sealed

NOBODY = UUID(int=0)


class Head(TypedDict):
    """What every event of a stream starts with."""

    originator_id: UUID
    originator_version: int
    occasion: Occasion


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of one stream; `originator_version` counts from 1 without a gap.

    `LATER` names fields that were added when events of this version were stored already: None, they are left out of
    the state, so that what was stored and hashed before reads and writes as it did.
    """

    TOPIC: ClassVar[str]
    VERSION: ClassVar[int] = 1
    LATER: ClassVar[tuple[str, ...]] = ()

    originator_id: UUID = NOBODY
    originator_version: int = 0
    occasion: Occasion


E = TypeVar("E", bound=type[Event])
Upcast = Callable[[dict[str, Any]], dict[str, Any]]

TOPICS: dict[str, type[Event]] = {}
_UPCASTS: dict[tuple[str, int], Upcast] = {}
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {}
_encoder = msgspec.json.Encoder()


class UnknownTopic(Exception):
    """An event on disk whose topic this version of Lotse does not know."""

    def __init__(self, topic: str) -> None:
        super().__init__(
            f"The log holds events '{topic}', which this version does not know: install the newer version."
        )
        self.topic = topic


def topic(name: str, *, version: int = 1, upcasts: dict[int, Upcast] | None = None) -> Callable[[E], E]:
    """Give an event class its name on disk, for ever.

    `upcasts[n]` turns the stored fields of version n into those of version n + 1.
    """

    def register(cls: E) -> E:
        if name in TOPICS:
            raise ValueError(f"The topic '{name}' is taken by {TOPICS[name].__name__}.")
        cls.TOPIC = name
        cls.VERSION = version
        TOPICS[name] = cls
        _DECODERS[name] = msgspec.json.Decoder(cls)
        for old, upcast in (upcasts or {}).items():
            _UPCASTS[name, old] = upcast
        return cls

    return register


def head(originator_id: UUID, version: int, occasion: Occasion) -> Head:
    """The head of the event that follows `version`."""
    return {"originator_id": originator_id, "originator_version": version + 1, "occasion": occasion}


def encode(event: Event) -> bytes:
    """The state of an event as it is stored and hashed: compact JSON, UTF-8, fields in the order of the class."""
    fields = asdict(event)
    del fields["originator_id"], fields["originator_version"]
    for name in event.LATER:
        if fields[name] is None:
            del fields[name]
    if event.VERSION > 1:
        fields["class_version"] = event.VERSION
    return _encoder.encode(fields)


def decode(topic: str, originator_id: UUID, originator_version: int, state: bytes) -> Event:
    """The event behind stored bytes, brought to today's version of its class."""
    cls = TOPICS.get(topic)
    if cls is None:
        raise UnknownTopic(topic)
    event: Event
    if cls.VERSION == 1:
        event = _DECODERS[topic].decode(state)
    else:
        event = msgspec.convert(_upcast(cls, msgspec.json.decode(state)), cls)
    force_setattr(event, "originator_id", originator_id)
    force_setattr(event, "originator_version", originator_version)
    return event


def sealed_values(event: Event) -> Iterator[tuple[str, Sealed]]:
    """The sealed values of an event with the field each stands in."""
    for field in event.__struct_fields__:
        value = getattr(event, field)
        if isinstance(value, Sealed):
            yield field, value


def _upcast(cls: type[Event], fields: dict[str, Any]) -> dict[str, Any]:
    for version in range(fields.pop("class_version", 1), cls.VERSION):
        fields = _UPCASTS[cls.TOPIC, version](fields)
    return fields
