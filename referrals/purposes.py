"""Purposes (Zwecke): for what personal data is processed, on which ground, and what each purpose may write.

The registry is configuration (`purposes.toml`) and a barrier at once: the door refuses what it does not name.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

import msgspec

from referrals.occasion import Purpose
from referrals.refusal import Refusal
from referrals.sealing import Group

REGISTRY = Path(__file__).with_suffix(".toml")


class CannotProcess(Refusal):
    """No registered purpose covers what would be written."""

    @classmethod
    def because_no_purpose_is_named(cls) -> Self:
        """A command without a purpose."""
        return cls("no_purpose")

    @classmethod
    def because_the_purpose_is_not_registered(cls, purpose: str) -> Self:
        """A purpose that purposes.toml does not know."""
        return cls("not_registered", purpose=purpose)

    @classmethod
    def because_the_purpose_does_not_cover(cls, purpose: str, what: str) -> Self:
        """An event or a kind of value that the purpose does not name."""
        return cls("not_covered", purpose=purpose, what=what)


class Processing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One processing activity; `topics` are names of events, or their beginnings with a dot.

    `retention` names classes of retention.toml; `kept` says what holds beside them. `scopes` are those of the API
    that serve this purpose; events of its topics leave through the event feed where `events` is among them.
    """

    name: str
    aim: str
    legal_basis: tuple[str, ...]
    persons: tuple[str, ...]
    groups: tuple[Group, ...]
    topics: tuple[str, ...]
    recipients: tuple[str, ...]
    retention: tuple[str, ...]
    kept: str
    sealed: dict[str, str]
    codes: dict[str, str]
    scopes: tuple[str, ...] = ()

    def covers(self, topic: str) -> bool:
        """Whether events of this name serve the purpose."""
        return topic in self.topics or topic.partition(".")[0] + "." in self.topics


class Controller(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is responsible (Art. 30(1)(a) GDPR); empty where nobody filled it in yet."""

    name: str
    contact: str
    officer: str
    third_countries: str


class Registry(msgspec.Struct, frozen=True):
    """Everything that purposes.toml says."""

    controller: Controller
    measures: dict[str, str]
    purposes: dict[Purpose, Processing]

    def check(self, purpose: Purpose, topics: Iterable[str], groups: Iterable[str]) -> None:
        """Raise `CannotProcess` unless the purpose is registered and covers these events and sealed values."""
        processing = self.purposes.get(purpose)
        if processing is None:
            raise CannotProcess.because_the_purpose_is_not_registered(purpose)
        for topic in topics:
            if not processing.covers(topic):
                raise CannotProcess.because_the_purpose_does_not_cover(purpose, topic)
        for group in groups:
            if group not in processing.groups:
                raise CannotProcess.because_the_purpose_does_not_cover(purpose, group)


@cache
def registry() -> Registry:
    """The registry of this installation."""
    return read(tomllib.loads(REGISTRY.read_text("utf-8")))


def read(told: Mapping[str, Any]) -> Registry:
    """The registry as a TOML document tells it; a purpose that the log does not know is a mistake."""
    named = {name: table for name, table in told.items() if name not in ("controller", "measures")}
    return msgspec.convert(
        {"controller": told["controller"], "measures": told["measures"], "purposes": named}, Registry
    )
