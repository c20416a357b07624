"""Papers of erasures (Löschunterlagen): beside the stores, so that a restored backup forgets again what was forgotten.

One file per erasure, with its events as the log holds them: ids, codes and days, no personal content.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from uuid import UUID

from referrals.erasure import fold
from referrals.erasure_events import ErasureBegun, ErasureEvent, ErasureRequested
from referrals.event import decode, encode
from referrals.signing import replace_whole
from web.house import RealHouse
from web.settings import Settings

FOLDER = "erasures"


def keep(house: RealHouse, erasure_id: UUID) -> None:
    """Write down how far the erasure is."""
    told = house.log.events_of(erasure_id)
    lines = [json.dumps({"topic": event.TOPIC, "state": encode(event).decode()}) for event in told]
    replace_whole(house.settings.data / FOLDER / f"{erasure_id}.jsonl", "".join(f"{line}\n" for line in lines))


def kept(settings: Settings) -> Iterator[tuple[UUID, list[ErasureEvent]]]:
    """Every erasure that was begun here, with its events as far as they were written down."""
    for path in sorted((settings.data / FOLDER).glob("*.jsonl")):
        yield UUID(path.stem), _events(path)


def tell_again(house: RealHouse) -> list[UUID]:
    """After a restore: record again, up to the point of no return, what the log does not know any more.

    `forgetting.carry_out` then does the rest. Whoever the restored log does not know has her keys destroyed only.
    """
    again = []
    for erasure_id, events in kept(house.settings):
        begun = next(number for number, event in enumerate(events, 1) if isinstance(event, ErasureBegun))
        asked = events[0]
        assert isinstance(asked, ErasureRequested)
        known = len(house.log.events_of(erasure_id))
        if not house.log.events_of(asked.person_id):
            erasure = fold(events)
            for owner in erasure.owners if erasure else ():
                house.keys.destroy(owner, house.now())
        elif known < begun:
            for event in events[known:begun]:
                house.log.record(event, command_id=event.occasion.command_id)
            again.append(erasure_id)
    return again


def _events(path: Path) -> list[ErasureEvent]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        cast(ErasureEvent, decode(line["topic"], UUID(path.stem), number, line["state"].encode()))
        for number, line in enumerate(lines, 1)
    ]
