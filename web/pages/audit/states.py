"""States (Stände): what a file says at one moment, field by field in words, and what changed from one to the next."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from projections import words
from projections.sentences.pieces import minutes
from projections.word import heading
from referrals import announcement, gathering, institution, participation, person, release
from referrals.announcement import AnnouncementEvent
from referrals.event import Event
from referrals.gathering import Gathering, GatheringEvent
from referrals.institution import InstitutionEvent
from referrals.need import NeedRecorded
from referrals.participation_events import ParticipationEvent
from referrals.participation_state import QUESTIONS, Missing, Participation
from referrals.person import Person, PersonEvent
from referrals.referral import state
from referrals.referral.events import ReferralEvent
from referrals.referral.state import Appointment
from referrals.release import ReleaseEvent
from referrals.sealing import Sealed
from web import desk, pseudonym
from web.language import N_, _, language, moment, ngettext, short_day

LABELS = {
    "phase": N_("Stand"),
    "phase_since": N_("Stand seit"),
    "need": N_("Anliegen"),
    "kind": N_("Anliegen"),
    "quarter": N_("Quartier"),
    "language": N_("Sprache"),
    "case_manager": N_("Zuständig"),
    "institution_id": N_("Institution"),
    "institution_ids": N_("Institutionen"),
    "opened_on": N_("Eröffnet am"),
    "forwarded_on": N_("Weitergeleitet am"),
    "ground": N_("Grundlage"),
    "attempt": N_("Versuch"),
    "review_on": N_("Nachfragen am"),
    "resume_on": N_("Wieder aufnehmen am"),
    "follow_up_on": N_("Wiedervorlage am"),
    "missed_on": N_("Termin verpasst am"),
    "appointments": N_("Termine"),
    "stopped": N_("Weitergabe gestoppt"),
    "outcome": N_("Ergebnis"),
    "decided_by": N_("Entschieden von"),
    "confided": N_("Anvertraute Notizen"),
    "void_requested_by": N_("Als Fehleingabe gemeldet von"),
    "name": N_("Name"),
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "birth_year": N_("Geburtsjahr"),
    "address": N_("Anschrift"),
    "household_id": N_("Haushalt"),
    "consent": N_("Eingewilligt in"),
    "consent_on": N_("Eingewilligt am"),
    "registered_on": N_("Aufgenommen am"),
    "restricted": N_("Verarbeitung eingeschränkt"),
    "disputes": N_("Bestrittene Angaben"),
    "holds": N_("Löschsperren"),
    "informed_on": N_("Auskunft erteilt am"),
    "closed_to": N_("Nur sichtbar für"),
    "erased_on": N_("Gelöscht am"),
    "covers": N_("Umfasst"),
    "given_on": N_("Erteilt am"),
    "given": N_("Erteilt"),
    "valid_until": N_("Gilt bis"),
    "withdrawn_on": N_("Widerrufen am"),
    "announced_on": N_("Angekündigt am"),
    "note": N_("Notiz"),
    "wish": N_("Wunsch in eigenen Worten"),
    "entered_on": N_("Eintritt"),
    "since": N_("Zuletzt eingetreten"),
    "code": N_("Pseudonym"),
    **dict.fromkeys(QUESTIONS, ""),  # the questions of the funder have words of their own
    "left_on": N_("Austritt"),
    "results": N_("Ergebnisse beim Austritt"),
    "followed_up_on": N_("Nachgefragt für den"),
    "later_results": N_("Ergebnisse bis 28 Tage danach"),
    "held_on": N_("Tag"),
    "group_offer": N_("Gruppenangebot"),
    "place": N_("Wo"),
    "headcount": N_("Besuche"),
    "languages": N_("Sprachen"),
    "needs": N_("Themen"),
    "held_by": N_("Gehalten von"),
    "void": N_("Als Fehleingabe gestrichen"),
}
"""The fields an auditor sees, in this order; ids that say nothing to anybody are left out."""

SEALED_OF_A_PERSON = frozenset({"name", "phone", "email", "birth_year", "address"})


class Said(NamedTuple):
    """One field before and after; empty where it says nothing."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


def stand(told: Sequence[Event]) -> Any:
    """What these events of one stream come to; None where nothing is kept of such a stream, or nothing was told."""
    first = told[0] if told else None
    folds: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (ReferralEvent, state.fold),
        (PersonEvent, person.fold),
        (ReleaseEvent, release.fold),
        (AnnouncementEvent, announcement.fold),
        (InstitutionEvent, institution.fold),
        (ParticipationEvent, participation.fold),
        (GatheringEvent, gathering.fold),
        (NeedRecorded, lambda events: events[0]),
    )
    for events, fold in folds:
        if isinstance(first, events):
            return fold(told)
    return None


def compared(before: Any, after: Any) -> list[Said]:
    """The fields of two states of the same file, side by side; what both leave empty is left out."""
    left, right = _in_words(before), _in_words(after)
    rows = [Said(_label(name), left.get(name, ""), right.get(name, "")) for name in LABELS]
    return [row for row in rows if row.before or row.after]


def _label(name: str) -> str:
    return heading(words.word(Missing(name), language())) if name in QUESTIONS else _(LABELS[name])


def _in_words(found: Any) -> dict[str, str]:
    if not isinstance(found, msgspec.Struct):
        return {}
    opened, fields = _opened(found), _fields(found)
    return {name: opened.get(name) or value_in_words(name, fields.get(name)) for name in LABELS}


def _fields(found: msgspec.Struct) -> dict[str, Any]:
    """The fields of a state by name, those that lie deeper too."""
    fields = {name: getattr(found, name) for name in found.__struct_fields__}
    if isinstance(found, Participation):
        return {**fields, **found.answers}
    return {**fields, **_fields(found.about)} if isinstance(found, Gathering) else fields


def _opened(found: Any) -> dict[str, str]:
    """The sealed values of a person whose file is open for the audit, in clear."""
    if not isinstance(found, Person) or not desk.opened_for_audit(found.id):
        return {}
    names = [name for name in sorted(SEALED_OF_A_PERSON) if getattr(found, name) is not None]
    texts = desk.open_values([(getattr(found, name), found.id, name) for name in names])
    return dict(zip(names, texts, strict=True))


def value_in_words(name: str, value: Any) -> str:
    """A value as an auditor reads it; sealed ones by their fingerprint, so that a change is seen."""
    spoken = language()
    match value:
        case None | () | False:
            return ""
        case Sealed():
            return _("verschlossen (%(fingerprint)s …)", fingerprint=value.blob[:8])
        case UUID():
            return _id_in_words(name, value)
        case StrEnum():
            return words.word(value, spoken) if type(value) in words.WORDS else str(value.value)
        case datetime():
            return moment(value)
        case date():
            return short_day(value)
        case tuple():
            return _many(name, value)
        case str() if name == "quarter":
            return words.quarter(value, spoken)
        case str() if name == "language":
            return words.language_name(value, spoken)
        case int() if name == "minutes":
            return minutes(value, spoken).text
        case msgspec.Struct():
            return _parts(value)
        case True:
            return _("ja")
        case _:
            return str(value)


def _id_in_words(name: str, value: UUID) -> str:
    if name in ("case_manager", "void_requested_by", "closed_to", "held_by"):
        return desk.staff_names([value]).get(value) or _("frühere Kolleg:in")
    if name.startswith("institution"):
        return desk.institution_names([value]).get(value) or _("gelöschte Institution")
    if name == "stopped":
        return _("ja, die Entbindung wurde widerrufen")
    return pseudonym.pseudonym(pseudonym.running().id, value)


def _many(name: str, values: Iterable[Any]) -> str:
    listed = list(values)
    if name == "confided":
        return ngettext("%(n)s Notiz", "%(n)s Notizen", len(listed))
    return "; ".join(value_in_words(name, each) for each in listed)


def _parts(value: msgspec.Struct) -> str:
    if isinstance(value, Appointment):
        lasting = f", {minutes(value.minutes, language()).text}" if value.minutes else ""
        return f"{moment(value.starts_at)}{lasting}: {words.word(value.state, language())}"
    known = (getattr(value, field) for field in value.__struct_fields__)
    return ", ".join(value_in_words("", each) for each in known if each is not None and not isinstance(each, Sealed))
