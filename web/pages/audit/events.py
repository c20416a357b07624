"""One event (Ereignis): its permalink, what was recorded, and the very bytes that its leaf is made of."""

import json
from typing import NamedTuple

from flask import abort, render_template, url_for

from projections import journal, words
from projections.journal import Place
from referrals.event import sealed_values
from referrals.ledger import FORMAT, leaf_data, leaf_hash
from referrals.log.application import Recorded
from web import desk, pseudonym
from web.audience import audience
from web.language import language
from web.pages.audit import circumstances
from web.pages.audit.blueprint import pages
from web.pages.audit.lines import lines
from web.parts import AUDITOR


class Leaf(NamedTuple):
    """What the ledger holds of an event: the header line by line, the state as stored, the hash kept and computed."""

    sequence: int
    header: tuple[str, ...]
    state: str
    kept: str
    computed: str

    @property
    def fits(self) -> bool:
        """Whether the event is the one that was recorded."""
        return self.kept == self.computed


@pages.get("/audit/events/<int:position>")
@audience(AUDITOR)
def event(position: int) -> str:
    """Everything about one event."""
    pseudonym.running()
    place = journal.at(desk.views(), position)
    if place is None:
        abort(404)
    line = lines([place])[0]
    desk.looked("audit.event", person_id=place.person_id, purpose="audit")
    return render_template(
        "audit/event.html",
        line=line,
        facts=circumstances.of(line.event),
        leaf=leaf_of(line.recorded),
        pretty=json.dumps(json.loads(line.recorded.stored.state), ensure_ascii=False, indent=2),
        sealed=[(field, words.word(sealed.group, language())) for field, sealed in sealed_values(line.event)],
        neighbours=neighbours(place),
        fresh=desk.freshness(),
    )


def leaf_of(recorded: Recorded) -> Leaf | None:
    """The leaf of an event beside what its stored bytes come to; None where the ledger has none."""
    stored, stream = recorded.stored, str(recorded.originator_id)
    found = desk.house().log.recorder.find_leaf(stream, stored.originator_version)
    if found is None:
        return None
    data = leaf_data(found.sequence, stream, stored.originator_version, stored.topic, stored.state)
    header = (FORMAT, str(found.sequence), stream, str(stored.originator_version), stored.topic)
    return Leaf(found.sequence, header, stored.state.decode(), found.hash.hex(), leaf_hash(data).hex())


def neighbours(place: Place) -> tuple[str, str]:
    """(address of the event before, of the one after) in the same file; empty at its ends."""
    positions = journal.of_stream(desk.views(), place.stream)
    here = positions.index(place.position)
    around = (positions[here - 1] if here else None, positions[here + 1] if here + 1 < len(positions) else None)
    before, after = (url_for("audit.event", position=each) if each else "" for each in around)
    return before, after
