"""What the funder is told of a person (ESF Plus), for her own information: her answers in words, and the lists."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection

from projections import participations, words
from projections.participants import AXES
from referrals.event import Event
from referrals.participation_events import ParticipationEvent
from referrals.participation_state import QUESTIONS, Missing
from web.own_data import contents as c

LABELS = {
    "code": "Pseudonym gegenüber dem Fördermittelgeber",
    **{question: words.word(Missing(question)) for question in QUESTIONS},
    "results": "Ergebnisse",
}


def label(event: Event, field: str) -> str | None:
    """What a sealed value of a participation is called; None for other events."""
    return LABELS[field] if isinstance(event, ParticipationEvent) else None


def in_words(event: Event, field: str, text: str) -> str:
    """A sealed code in words; a text is a text."""
    if not isinstance(event, ParticipationEvent) or field not in AXES:
        return text
    known = {code.value: words.word(code) for code in AXES[field]}
    return ", ".join(known.get(code, code) for code in text.split(","))


def recipients(connection: Connection, person_id: UUID) -> Iterator[c.Recipient]:
    """The lists on which the person stands, the first one first."""
    known = participations.of_person(connection, person_id)
    if known is None:
        return
    for day in participations.handed_over_on(connection, known.id):
        yield c.Recipient(
            institution="Fördermittelgeber (ESF Plus)",
            on=day,
            way="Liste ohne Namen, unter einem Pseudonym",
            ground="Nachweis der Förderung (Art. 4 der Verordnung (EU) 2021/1060)",
            shared=[
                "Eintritt und Austritt",
                *(words.word(Missing(question)) for question in QUESTIONS),
                "Ergebnisse",
            ],
        )
