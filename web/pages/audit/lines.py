"""Lines (Zeilen): events as an auditor reads them, with pseudonyms for persons and names for those who acted."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import request, url_for

from projections import kinds
from projections.journal import Place
from projections.sentences import KnownNames, Sentence, sentence
from referrals.event import Event
from referrals.log.application import Recorded
from referrals.staff import SYSTEM
from web import desk, pseudonym, telling
from web.language import _, language


class Line(NamedTuple):
    """One event of the journal, told; `about` and `replay` are empty where it is about nobody."""

    place: Place
    recorded: Recorded
    sentence: Sentence
    actor: str
    about: str
    replay: str

    @property
    def event(self) -> Event:
        """The event itself."""
        return self.recorded.event

    @property
    def late(self) -> bool:
        """Whether it was written down on a later day than it happened."""
        return self.event.occasion.recorded_on != self.event.occasion.occurred_on

    @property
    def title(self) -> str:
        """What kind of event it is."""
        return kinds.title(self.event.TOPIC, language())


def lines(places: Sequence[Place]) -> list[Line]:
    """The events at these places, in their order."""
    found = {each.position: each for each in desk.house().log.at([place.position for place in places])}
    events = [found[place.position].event for place in places]
    names = telling.names_in(events)
    return [
        Line(
            place,
            found[place.position],
            sentence(event, names, language(), told=told_before(event)),
            actor_name(event.occasion.actor, names),
            about(place),
            replay_address(place, event),
        )
        for place, event in zip(places, events, strict=True)
    ]


def told_before(event: Event) -> Sequence[Event]:
    """The stream of an event whose sentence speaks of an earlier step."""
    fields = event.__struct_fields__
    if "step" in fields or "appointment_id" in fields:
        return desk.house().log.events_of(event.originator_id)
    return ()


def actor_name(actor: UUID, names: KnownNames) -> str:
    """Who acted; the staff is what an audit is about, so it has names."""
    if actor == SYSTEM:
        return _("das System")
    return names.staff(actor) or names.institution(actor) or _("frühere Kolleg:in")


def about(place: Place) -> str:
    """Whom an event is about, by pseudonym; empty where it is about nobody."""
    return pseudonym.person(place.person_id) if place.person_id is not None else ""


def replay_address(place: Place, event: Event) -> str:
    """Where the file of an event is replayed at that event, or all about the person; empty where it is nobody's."""
    noun, person = kinds.noun(event.TOPIC), place.person_id
    if noun in ("referral", "appointment"):
        return url_for("audit.replay_referral", referral_id=place.stream, position=place.position)
    if noun == "gathering":
        return url_for("audit.replay_gathering", gathering_id=place.stream, position=place.position)
    if person is None:
        return ""
    if noun in ("person", "need", "release", "participation"):
        return url_for("audit.replay_person", person_id=person, position=place.position)
    return url_for("audit.journal", person=person)


def number_in_address(name: str) -> int | None:
    """The number of an event or a look in the address; None where there is none that could be one."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
