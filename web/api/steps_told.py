"""Steps told (erzählte Schritte): entries of a timeline as data; names and texts only where the token may see them."""

from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins

from projections.timeline import Entry
from referrals.event import Event
from referrals.sealing import Sealed
from web import telling
from web.bearer import may
from web.scopes import Scope


def as_data(entries: Sequence[Entry], *, texts: bool = False) -> list[dict[str, Any]]:
    """One object for each; `texts` opens what was written, which is to be recorded as a look beforehand."""
    if not may(Scope.NAMES):
        return [_told(entry) for entry in entries]
    told = telling.whole(entries) if texts else telling.sentences(entries)
    return [
        {
            **_told(each.entry),
            "sentence": str(each.sentence),
            "texts": [{"label": text.label, "text": text.words, "kept_by": text.kept_by} for text in each.texts],
        }
        for each in told
    ]


def codes_of(event: Event) -> dict[str, Any]:
    """What an event says in ids, codes and days; nothing sealed."""
    names = [name for name in event.__struct_fields__ if name not in Event.__struct_fields__]
    values = {name: getattr(event, name) for name in names}
    return {name: to_builtins(value) for name, value in values.items() if not isinstance(value, Sealed)}


def _told(entry: Entry) -> dict[str, Any]:
    event, occasion = entry.event, entry.event.occasion
    return {
        "position": entry.position,
        "stream": event.originator_id,
        "version": event.originator_version,
        "type": event.TOPIC,
        "occurred_on": occasion.occurred_on,
        "recorded_at": occasion.recorded_at,
        "actor": occasion.actor,
        "role": occasion.role,
        "channel": occasion.channel.value,
        "values": codes_of(entry.stands),
        "taken_back": entry.taken_back_by is not None,
        "corrected": bool(entry.corrected_by),
    }
