"""Event feed (Ereignisse) through the API: the log by position, for the projections of other systems.

An event leaves where its purpose names the scope `events` in purposes.toml; its state is what the log stores: ids,
codes, times, and fingerprints of sealed values. Closed files are left out: the feed goes as far as the projections,
which know them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from projections import timeline
from referrals.log.application import Recorded
from referrals.purposes import registry
from web import desk
from web.api import shapes
from web.api.blueprint import read_at
from web.api.resource import AT_ONCE, PagedByPosition, asked, resource
from web.scopes import Scope, purposes_of

SOURCE = "/api/v1/events"
DIGITS = 20
"""Of a sequence, so that sequences sort as text."""


@read_at("/events")
@resource(Scope.EVENTS, shapes.EventFeed, asks=PagedByPosition)
def events() -> dict[str, Any]:
    """The events behind a position, as CloudEvents 1.0; read on behind `position`."""
    query = asked(PagedByPosition)
    after, limit = query["after"] or 0, query["limit"] or AT_ONCE
    known = desk.freshness().position
    read = [each for each in desk.house().log.read(after, limit + 1) if each.position <= known]
    shown = read[:limit]
    given = _given(shown)
    return {
        "events": [_told(each) for each in given],
        "position": shown[-1].position if shown else after,
        "more": len(read) > limit,
    }


def _given(read: Sequence[Recorded]) -> list[Recorded]:
    """Those whose purpose lets them out, and that are of no closed file."""
    out = [registry().purposes[purpose] for purpose in purposes_of(Scope.EVENTS)]
    covered = [each for each in read if any(processing.covers(each.topic) for processing in out)]
    persons = timeline.persons_of(desk.views(), {each.originator_id for each in covered})
    closed = desk.closed_to_us()
    return [each for each in covered if closed.isdisjoint({persons.get(each.originator_id), _named(each)})]


def _named(recorded: Recorded) -> UUID | None:
    """The person an event names itself, where it stands in a stream of its own."""
    return getattr(recorded.event, "person_id", None)


def _told(recorded: Recorded) -> dict[str, Any]:
    stored, occasion = recorded.stored, recorded.event.occasion
    return {
        "specversion": "1.0",
        "id": f"{recorded.originator_id}:{stored.originator_version}",
        "source": SOURCE,
        "type": recorded.topic,
        "subject": str(recorded.originator_id),
        "time": occasion.recorded_at,
        "datacontenttype": "application/json",
        "sequence": f"{recorded.position:0{DIGITS}}",
        "streamversion": stored.originator_version,
        "data": msgspec.json.decode(stored.state),
    }
