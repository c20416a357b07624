"""What a new description adds to what is known already: absence is not deletion.

A field that is absent keeps what is known; a list that is there replaces the known one; places are joined by their
id. Only what a JSON file empties explicitly (null, "" or []) is cleared. An empty CSV cell cannot be told from an
absent field and clears nothing.
"""

from collections.abc import Hashable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from referrals.description import InstitutionDescription, OfferDescription, OfferedAt, Place

Description = TypeVar("Description", InstitutionDescription, OfferDescription)
Described = TypeVar("Described", bound=Struct)
Keyed = TypeVar("Keyed", Place, OfferedAt)

NEVER_CLEARED = frozenset({"name", "status", "places", "offered_at", "needs", "external_id"})


def completed(known: Description, new: Description, cleared: frozenset[str] = frozenset()) -> Description:
    """The new description with everything that it leaves unsaid taken from what is known."""
    return _filled(known, new, cleared - NEVER_CLEARED)


def contradictions(known: Described, new: Described) -> list[str]:
    """The fields that both describe, and differently."""
    found = []
    for name in new.__struct_fields__:
        before, after = getattr(known, name), getattr(new, name)
        if name in ("places", "offered_at"):
            earlier = {_key(entry): entry for entry in before}
            if any(_key(entry) in earlier and contradictions(earlier[_key(entry)], entry) for entry in after):
                found.append(name)
        elif not _unsaid(before) and not _unsaid(after) and before != after:
            found.append(name)
    return found


def _filled(known: Described, new: Described, cleared: frozenset[str]) -> Described:
    kept: dict[str, object] = {}
    for name in new.__struct_fields__:
        before, after = getattr(known, name), getattr(new, name)
        if name in ("places", "offered_at"):
            kept[name] = _joined(before, after)
        elif _unsaid(after) and name not in cleared:
            kept[name] = before
    return replace(new, **kept)


def _joined(before: tuple[Keyed, ...], after: tuple[Keyed, ...]) -> tuple[Keyed, ...]:
    entries = {_key(entry): entry for entry in before}
    for entry in after:
        key = _key(entry)
        entries[key] = _filled(entries[key], entry, frozenset()) if key in entries else entry
    return tuple(entries.values())


def _key(entry: Place | OfferedAt) -> Hashable:
    return entry.id if isinstance(entry, Place) else entry.place_id


def _unsaid(value: object) -> bool:
    return value is None or value == ()
