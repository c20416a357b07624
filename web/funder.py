"""The funder (Fördermittelgeber): the one place where what participants answered is opened to be counted or listed.

Nothing of it is stored. Who was erased counts on without characteristics; whose data may only be kept counts likewise,
for it may not be used; origin and disability count with the consent to statistics in force alone (Art. 7(3), 9 and 18
GDPR).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Connection

from projections import participations, persons
from projections.participants import NO_ANSWER, Participant
from referrals.consent import Scope
from referrals.log.application import Log
from referrals.participation_events import LeavingResult
from referrals.participation_state import QUESTIONS, SENSITIVE, Participation
from referrals.person import Person
from referrals.sealing import Sealed, Vault

Reference = tuple[Sealed, UUID, str]


class Archive(Protocol):
    """What of the house is needed: the log, and what opens sealed values."""

    @property
    def log(self) -> Log: ...

    @property
    def vault(self) -> Vault: ...


class Opened(NamedTuple):
    """What was opened: whom it is about, for the record of looking, and what counts."""

    person_id: UUID
    participant: Participant
    may_be_listed: bool


def participants(house: Archive, views: Connection, listed: Sequence[Participation]) -> list[Opened]:
    """Participations with what they say; the caller records the look."""
    known = persons.of_ids(views, {each.person_id for each in listed})
    usable = [each for each in listed if _is_usable(known.get(each.person_id))]
    texts = opened(house.vault, usable)
    return [_participant(each, known.get(each.person_id), texts) for each in listed]


def at_end_of(house: Archive, views: Connection, day: date) -> list[Participant]:
    """What counts at the end of a day: steps recorded by then, and of them what may be opened today.

    An erasure, a restriction and a consent taken back hold at once: they are rights, and wait for no midnight.
    """
    listed = participations.at_end_of(house.log.told("participation."), day)
    return [each.participant for each in participants(house, views, listed)]


def opened(vault: Vault, listed: Iterable[Participation]) -> dict[str, str]:
    """The sealed values of participations in clear, by their fingerprints; what was erased is missing."""
    references = [reference for each in listed for reference in _references(each)]
    texts = vault.reveal_many(references)
    return {sealed.blob: text for (sealed, *_), text in zip(references, texts, strict=True) if text is not None}


def results_in(text: str | None) -> tuple[str, ...] | None:
    """The codes of results that were sealed together; None where nobody asked."""
    return None if text is None else tuple(code for code in text.split(",") if code in set(LeavingResult))


def _is_usable(person: Person | None) -> bool:
    return person is not None and person.restricted is None and person.erased_on is None


def _references(participation: Participation) -> Iterator[Reference]:
    yield participation.code, participation.id, "code"
    yield from ((sealed, participation.id, name) for name, sealed in participation.answers.items())
    for results in (participation.results, participation.later_results):
        if results is not None:
            yield results, participation.id, "results"


def _participant(participation: Participation, person: Person | None, texts: dict[str, str]) -> Opened:
    answers = {
        name: texts.get(sealed.blob, NO_ANSWER) for name, sealed in participation.answers.items() if name in QUESTIONS
    }
    if person is None or Scope.STATISTICS not in person.consent:
        answers |= dict.fromkeys(SENSITIVE & set(answers), NO_ANSWER)
    code = texts.get(participation.code.blob, "")
    told = Participant(
        id=participation.id,
        code=code,
        entered_on=participation.entered_on,
        left_on=participation.left_on,
        entries=participation.entries,
        answers=answers,
        results=_results(participation.results, texts),
        later_results=_results(participation.later_results, texts),
    )
    return Opened(participation.person_id, told, bool(code))


def _results(sealed: Sealed | None, texts: dict[str, str]) -> tuple[str, ...] | None:
    return None if sealed is None else results_in(texts.get(sealed.blob, NO_ANSWER))
