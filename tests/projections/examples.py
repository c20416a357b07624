"""Example events: every class in every shape, made from its fields; and the cast that tells stories."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import referrals
from projections.sentences import KnownNames
from referrals.description import InstitutionDescription, OfferDescription
from referrals.event import TOPICS, Event
from referrals.occasion import Channel, Occasion, Purpose
from referrals.sealing import Group, Sealed
from tests.cast import ANNA, BEN, CEM, EMIL, GUEL, JOBCENTER, VHS, known

for module in pkgutil.walk_packages(referrals.__path__, "referrals."):
    importlib.import_module(module.name)


COURSE = known("Integrationskurs")
NAMES = KnownNames(
    staff_names={ANNA: "Anna", BEN: "Ben", CEM: "Cem", EMIL: "Emil"},
    institution_names={VHS: "VHS Krefeld", JOBCENTER: "Jobcenter"},
    offer_names={COURSE: "Integrationskurs"},
)
NOBODY = KnownNames()


def occasion(
    day: date = date(2026, 11, 3),
    *,
    by: UUID = ANNA,
    recorded: date | None = None,
    channel: Channel = Channel.WORKER,
    role: str = "case_manager",
) -> Occasion:
    """Anna writes it down at noon of the same day."""
    return Occasion(
        actor=by,
        role=role,
        command_id=known("command"),
        correlation_id=known("correlation"),
        channel=channel,
        purpose=Purpose.CASE_MANAGEMENT,
        occurred_on=day,
        recorded_at=datetime.combine(recorded or day, datetime.min.time(), UTC).replace(hour=11),
    )


def sealed(word: str = "text", *, person: UUID = GUEL, group: Group = Group.CASE) -> Sealed:
    """A reference that no vault can open."""
    return Sealed(person, group, word.encode().hex().ljust(64, "0")[:64])


def every_class() -> list[type[Event]]:
    """Every event of the domain, in the order of the topics."""
    return [TOPICS[topic] for topic in sorted(TOPICS) if TOPICS[topic].__module__.startswith("referrals.")]


def every_shape(cls: type[Event]) -> Iterator[Event]:
    """The event with all it can hold, with as little as it can hold, and with every value of every code."""
    own = {name: hint for name, hint in get_type_hints(cls).items() if name in cls.__struct_fields__[3:]}
    full = {name: _example(name, hint) for name, hint in own.items()}
    yield _made(cls, full)
    yield _made(cls, {**full, **{name: None for name, hint in own.items() if NoneType in get_args(hint)}})
    for name, hint in own.items():
        for code in _codes(hint):
            yield _made(cls, {**full, name: (code,) if get_origin(hint) is tuple else code})


def _made(cls: type[Event], fields: dict[str, Any]) -> Event:
    return cls(originator_id=known("stream"), originator_version=2, occasion=occasion(), **fields)


def _codes(hint: Any) -> Iterator[StrEnum]:
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            yield from kind


def _example(name: str, hint: Any) -> Any:
    if isinstance(hint, UnionType):
        return _example(name, get_args(hint)[0])
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(_codes(inner)) or (("contact", "need") if inner is str else (VHS, JOBCENTER))
    if get_origin(hint) is dict:
        return {name: 1}
    if issubclass(hint, StrEnum):
        return next(iter(hint))
    texts = {"language": "tr", "quarter": "stephanplatz", "period": "2026-Q4"}
    texts |= {"field": "occurred_on", "value": "2026-11-02"}
    examples: dict[type, Any] = {
        UUID: {"institution_id": VHS, "offer_id": COURSE, "receiver": BEN, "giver": CEM}.get(name, known(name)),
        Sealed: sealed(name),
        str: texts.get(name, "Mitte"),
        int: 1,
        bool: True,
        date: date(2026, 11, 20),
        datetime: datetime(2026, 11, 10, 9, 30, tzinfo=UTC),
        InstitutionDescription: InstitutionDescription(name="VHS Krefeld"),
        OfferDescription: OfferDescription(name="Integrationskurs"),
    }
    return examples[hint]
