"""Sentences (Sätze): every event told in German and in English, for timeline, audit page and export alike.

`str(sentence(event, names, "de", told=stream))` →
„Anna hat die Vermittlung an VHS Krefeld weitergeleitet (per Telefon), mit Schweigepflichtentbindung.“
"""

from collections.abc import Iterable, Sequence
from functools import cache
from string import Formatter
from uuid import UUID

import msgspec

from projections import words
from projections.sentences.corrections import CORRECTION_SLOTS, SEALED_TEXTS, field_label
from projections.sentences.of_access import OF_ACCESS
from projections.sentences.of_audits import OF_AUDITS
from projections.sentences.of_custody import OF_CUSTODY
from projections.sentences.of_erasure import OF_ERASURE
from projections.sentences.of_evidence import OF_EVIDENCE
from projections.sentences.of_gatherings import OF_GATHERINGS
from projections.sentences.of_links import BY_THE_INSTITUTION, OF_LINKS
from projections.sentences.of_participations import OF_PARTICIPATIONS
from projections.sentences.of_persons import OF_PERSONS
from projections.sentences.of_referrals import OF_REFERRALS
from projections.sentences.of_reports import OF_REPORTS
from projections.sentences.of_rights import OF_RIGHTS
from projections.sentences.of_the_house import OF_THE_HOUSE
from projections.sentences.pieces import Ids, KnownNames, Names, Piece, day, joined
from projections.sentences.slots import Telling, fill
from projections.sentences.wording import Wording
from referrals.event import Event, sealed_values
from referrals.institution import InstitutionEvent
from referrals.occasion import Channel
from referrals.referral.events import NoteTaken, StepCorrected
from referrals.sealing import Group, Sealed
from referrals.staff import SYSTEM, Role, StaffEvent

__all__ = ["SENTENCES", "Ids", "KnownNames", "Names", "OpenField", "Piece", "Sentence", "ids_in", "sentence"]

SENTENCES: dict[type[Event], Wording] = {
    **OF_REFERRALS,
    **OF_PERSONS,
    **OF_THE_HOUSE,
    **OF_RIGHTS,
    **OF_ERASURE,
    **OF_EVIDENCE,
    **OF_REPORTS,
    **OF_CUSTODY,
    **OF_ACCESS,
    **OF_AUDITS,
    **OF_GATHERINGS,
    **OF_PARTICIPATIONS,
    **OF_LINKS,
}
"""Every event class with its icon, its title and its sentence."""


class OpenField(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed text of an event: `vault.reveal(sealed, originator_id, field)`; a confided one only for its author."""

    field: str
    sealed: Sealed
    originator_id: UUID
    label: str
    confided: bool
    author: UUID

    def may_be_opened_by(self, staff_id: UUID) -> bool:
        """Confided texts (§ 65 SGB VIII) stay with their author."""
        return not self.confided or self.author == staff_id


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is told; `kind` names the icon, `notes` say what was unusual about recording it."""

    kind: str
    title: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    sealed: tuple[OpenField, ...] = ()

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def sentence(event: Event, names: Names, language: str = "de", told: Sequence[Event] = ()) -> Sentence:
    """The event in the language of the reader.

    `told` is the stream of the event as far as it is at hand: a correction names its step and the old value from it,
    the outcome of an appointment its time.
    """
    spoken = "en" if language == "en" else "de"
    wording = _wording(event)
    telling = Telling(event, names, spoken, told)
    pieces: list[Piece] = []
    for literal, slot, case in _parsed(wording.sentence.in_language(spoken)):
        pieces.append(Piece(literal))
        if slot in CORRECTION_SLOTS:
            pieces += CORRECTION_SLOTS[slot](telling)
        elif slot:
            pieces += fill(telling, slot, case)
    return Sentence(
        kind=wording.kind,
        title=wording.title.in_language(spoken),
        pieces=joined(pieces),
        notes=_notes(event, spoken),
        sealed=_sealed(event, spoken),
    )


def ids_in(events: Iterable[Event]) -> Ids:
    """Whose names the sentences of these events need."""
    staff: set[UUID | None] = set()
    institutions: set[UUID | None] = set()
    for event in events:
        (institutions if event.occasion.role == Role.INSTITUTION else staff).add(event.occasion.actor)
        for field in event.__struct_fields__:
            value = getattr(event, field)
            if field in ("receiver", "giver", "substitute", "requested_by", "case_manager", "staff_id"):
                staff.add(value)
            elif field == "institution_id":
                institutions.add(value)
            elif field in ("staff", "held_by"):
                staff.update(value)
            elif field == "institution_ids":
                institutions.update(value)
        if isinstance(event, StaffEvent):
            staff.add(event.originator_id)
        elif isinstance(event, InstitutionEvent):
            institutions.add(event.originator_id)
    return Ids(
        frozenset(one for one in staff if one is not None and one != SYSTEM),
        frozenset(one for one in institutions if one is not None),
    )


def _wording(event: Event) -> Wording:
    told = BY_THE_INSTITUTION.get(type(event)) if event.occasion.role == Role.INSTITUTION else None
    return told or SENTENCES[type(event)]


@cache
def _parsed(template: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((literal, slot or "", case or "") for literal, slot, case, _ in Formatter().parse(template))


def _notes(event: Event, language: str) -> tuple[str, ...]:
    """„nachgetragen am …“, and the channel where it is not the ordinary one."""
    occasion = event.occasion
    notes: list[str] = []
    if occasion.recorded_on != occasion.occurred_on:
        recorded = day(occasion.recorded_on, language).text
        notes.append(f"recorded later, on {recorded}" if language == "en" else f"nachgetragen am {recorded}")
    if occasion.channel is not Channel.WORKER:
        notes.append(words.word(occasion.channel, language))
    return tuple(notes)


def _sealed(event: Event, language: str) -> tuple[OpenField, ...]:
    fields: list[OpenField] = []
    for stored, sealed in sealed_values(event):
        field = event.field if isinstance(event, StepCorrected) else stored
        if field not in SEALED_TEXTS:
            continue
        confided = sealed.group is Group.CONFIDED or (isinstance(event, NoteTaken) and event.confided)
        fields.append(
            OpenField(
                field=field,
                sealed=sealed,
                originator_id=event.originator_id,
                label=field_label(field, language),
                confided=confided,
                author=event.occasion.actor,
            )
        )
    return tuple(fields)
