"""People (Menschen): what every peer is filled with, the same for all: so many referrals of eight case managers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

NAMESPACE = UUID("5d6f9d5e-6a43-4a4f-9b64-0e7d2c1b8f11")
MANAGERS = 8
ACTIVE_EACH = 60
FIRST = ("Amina", "Bogdan", "Cansu", "Dilan", "Elif", "Fatma", "Goran", "Hatice", "Igor", "Jana", "Kemal", "Leyla")
LAST = ("Aslan", "Bauer", "Celik", "Demir", "Erdem", "Fischer", "Gök", "Huber", "Ivanova", "Jansen", "Kaya", "Lorenz")
NEEDS = ("employment", "authorities", "family", "language", "childcare_school", "health", "housing", "debt")
PLACES = tuple(f"Beratungsstelle {name}" for name in ("Nord", "Süd", "Ost", "West", "Mitte", "am Ring", "am Park"))
NOTE = "Frau Kaya von der Beratungsstelle ruft zurück, bis dahin liegen die Unterlagen vor."
"""What is typed with every step."""


class Case(NamedTuple):
    """A referral as a peer holds it; `due_on` is None once it is closed."""

    id: UUID
    name: str
    manager: int
    need: str
    place: str
    phase: str
    due_on: date | None


def cases(number: int, today: date) -> Iterator[Case]:
    """The first ones are active, 60 of each case manager; the others are closed and stand on colleagues long gone."""
    for each in range(number):
        active = each < MANAGERS * ACTIVE_EACH
        yield Case(
            id=uuid5(NAMESPACE, f"referral {each}"),
            name=name_of(each),
            manager=each % MANAGERS if active else MANAGERS + each % max(4, number // 1000),
            need=NEEDS[each % len(NEEDS)],
            place=PLACES[each % len(PLACES)],
            phase="forwarded" if active else "closed",
            due_on=today + timedelta(days=each % 21 - 5) if active else None,
        )


def name_of(number: int) -> str:
    """A name of nobody."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"


def active_of(manager: int) -> list[UUID]:
    """The active referrals of a case manager."""
    return [uuid5(NAMESPACE, f"referral {each}") for each in range(manager, MANAGERS * ACTIVE_EACH, MANAGERS)]
