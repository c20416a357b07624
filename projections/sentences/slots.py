"""Slots (Leerstellen): what stands in a sentence where its wording has a `{slot}`.

A slot without a function here is a field of the event, told in words by its type.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from projections import words, words_of_reports
from projections.sentences.pieces import Names, Piece, day, listed, minutes, moment, moment_within, text
from projections.word import Word
from referrals.event import Event
from referrals.referral.codes import Ground, Party, Way
from referrals.staff import SYSTEM, Role

NOBODY_KNOWS = {
    "nom": Word("eine frühere Kolleg:in", "a former colleague"),
    "acc": Word("eine frühere Kolleg:in", "a former colleague"),
    "dat": Word("einer früheren Kolleg:in", "a former colleague"),
}
THE_SYSTEM = {
    "nom": Word("das System", "the system"),
    "acc": Word("das System", "the system"),
    "dat": Word("dem System", "the system"),
}
NO_INSTITUTION = {
    "nom": Word("eine gelöschte Institution", "a deleted institution"),
    "acc": Word("eine gelöschte Institution", "a deleted institution"),
    "dat": Word("einer gelöschten Institution", "a deleted institution"),
}
GROUNDS = {
    Ground.RELEASE: Word("mit Schweigepflichtentbindung", "with a release"),
    Ground.STATUTORY_DUTY: Word("aufgrund einer gesetzlichen Pflicht", "under a statutory duty"),
    Ground.EMERGENCY: Word("in einer Notlage ohne Schweigepflichtentbindung", "in an emergency without a release"),
    Ground.PERSON_PASSES_IT_ON: Word(
        "die Angaben gibt die ratsuchende Person selbst weiter", "the person passes the details on herself"
    ),
}
WAYS = {
    Way.IN_PERSON: Word("persönlich", "in person"),
    Way.PHONE: Word("per Telefon", "by phone"),
    Way.LETTER: Word("per Brief", "by letter"),
    Way.EMAIL: Word("per E-Mail", "by e-mail"),
    Way.LINK: Word("über einen Link", "through a link"),
}
MISSED_BY = {
    Party.PERSON: Word("Die ratsuchende Person war nicht da", "the person was not there"),
    Party.INSTITUTION: Word("Die Institution hat ihn nicht eingehalten", "the institution did not keep it"),
    Party.CASE_MANAGER: Word("Die Fallmanager:in war nicht da", "the case manager was not there"),
}


class Telling(NamedTuple):
    """What a slot may look at; `told` is the stream of the event up to now, as far as the page has it."""

    event: Event
    names: Names
    language: str
    told: Sequence[Event]

    def say(self, de: str, en: str) -> list[Piece]:
        """A text of our own."""
        return text(en if self.language == "en" else de)

    def field(self, name: str) -> Any:
        """A field of the event."""
        return getattr(self.event, name)

    def staff(self, staff_id: UUID, case: str = "nom") -> list[Piece]:
        """The name of a member of staff."""
        if staff_id == SYSTEM:
            return text(THE_SYSTEM[case].in_language(self.language))
        name = self.names.staff(staff_id)
        return [Piece(name, "name")] if name else text(NOBODY_KNOWS[case].in_language(self.language))

    def actor(self, case: str = "nom") -> list[Piece]:
        """Who did it: a member of staff, the installation itself, or an institution through its link."""
        occasion = self.event.occasion
        if occasion.role == Role.INSTITUTION:
            return self.institution(occasion.actor, case)
        return self.staff(occasion.actor, case)

    def institution(self, institution_id: UUID, case: str = "acc") -> list[Piece]:
        """The name of an institution."""
        name = self.names.institution(institution_id)
        return [Piece(name, "name")] if name else text(NO_INSTITUTION[case].in_language(self.language))


def in_words(value: Any, language: str) -> list[Piece]:
    """A value of an event in words."""
    match value:
        case Way():
            return text(WAYS[value].in_language(language))
        case Ground():
            return text(GROUNDS[value].in_language(language))
        case StrEnum():
            return text(words.word(value, language))
        case datetime():
            return [moment(value, language)]
        case date():
            return [day(value, language)]
        case tuple():
            return text(", ".join(words.word(code, language) for code in value))
        case _:
            return [Piece(str(value), "name")]


def offer(t: Telling) -> list[Piece]:
    """(Angebot Integrationskurs), where one is chosen and known."""
    institution_id, offer_id = t.field("institution_id"), t.field("offer_id")
    name = t.names.offer(institution_id, offer_id) if institution_id and offer_id else None
    return [*t.say(" (Angebot „", " (offer “"), Piece(name, "name"), *t.say("“)", "”)")] if name else []


def chosen(t: Telling) -> list[Piece]:
    """The institution it is meant for, where one is chosen."""
    institution_id = t.field("institution_id")
    if institution_id is None:
        return []
    return [*t.say(", vorgesehen für ", ", meant for "), *t.institution(institution_id), *offer(t)]


def attempt(t: Telling) -> list[Piece]:
    """The second attempt and the later ones say so."""
    number = t.field("attempt")
    return t.say(f", {number}. Versuch", f", attempt {number}") if number > 1 else []


def carried_by(t: Telling) -> list[Piece]:
    """Who carries it, where somebody else wrote it down."""
    carrier = t.field("case_manager")
    return [] if carrier == t.event.occasion.actor else [*t.say("; zuständig ist ", "; carried by "), *t.staff(carrier)]


def shared(t: Telling) -> list[Piece]:
    """What was passed on."""
    codes = ", ".join(words.covers(code, t.language) for code in t.field("shared"))
    return t.say(f"; mitgeteilt: {codes}", f"; passed on: {codes}") if codes else []


def of_appointment(t: Telling) -> list[Piece]:
    """The time of the appointment that the event names, where its stream is at hand."""
    wanted = t.field("appointment_id")
    for event in reversed(t.told):
        made = getattr(event, "new_appointment_id", None) or getattr(event, "appointment_id", None)
        starts_at = getattr(event, "starts_at", None)
        if made == wanted and starts_at is not None and event.originator_version < t.event.originator_version:
            return [*t.say(" am ", " on "), moment_within(starts_at, t.language)]
    return []


def from_giver(t: Telling) -> list[Piece]:
    """From whom, where somebody else hands over."""
    giver = t.field("giver")
    return [] if giver == t.event.occasion.actor else [*t.say(" von ", " from "), *t.staff(giver, "dat")]


def kept_back(t: Telling) -> list[Piece]:
    """The confided notes that stay with their authors."""
    count = t.field("kept_back")
    if count == 1:
        return t.say(
            " Eine anvertraute Notiz ist nicht mit übergegangen.", " One confided note was not handed over with it."
        )
    return (
        t.say(
            f" {count} anvertraute Notizen sind nicht mit übergegangen.",
            f" {count} confided notes were not handed over with it.",
        )
        if count
        else []
    )


def requested_by(t: Telling) -> list[Piece]:
    """Who asked to void it, where two persons were needed."""
    asked = t.field("requested_by")
    return [*t.say(", gemeldet hatte das ", ", as reported by "), *t.staff(asked)] if asked else []


def proposed_by(t: Telling) -> list[Piece]:
    """Who proposed it."""
    return [*t.say(" (Vorschlag von ", " (proposed by "), *t.staff(t.field("requested_by"), "dat"), Piece(")")]


def in_language(t: Telling) -> list[Piece]:
    """auf Türkisch; in einer anderen Sprache."""
    code = t.field("language")
    if code == "other":
        return t.say("in einer anderen Sprache", "in another language")
    name = words.language_name(code, t.language)
    return t.say(f"auf {name}", f"in {name}")


def lasting(t: Telling) -> list[Piece]:
    """How long an appointment takes, where somebody said."""
    known = t.field("minutes")
    return [Piece(", "), minutes(known, t.language)] if known else []


def where(t: Telling) -> list[Piece]:
    """From which quarter, and through which institution."""
    pieces: list[Piece] = []
    if t.field("quarter"):
        pieces += text(f" ({words.quarter(t.field('quarter'), t.language)})")
    if t.field("institution_id"):
        pieces += [*t.say(", gemeldet über ", ", through "), *t.institution(t.field("institution_id"))]
    return pieces


def ended_offer(t: Telling) -> list[Piece]:
    """Which offer ended, where its name is known."""
    name = t.names.offer(t.event.originator_id, t.field("offer_id"))
    return [Piece(": "), Piece(name, "name")] if name else []


def quarter(t: Telling) -> list[Piece]:
    """The quarter by its name."""
    return text(words.quarter(t.field("quarter"), t.language)) if t.field("quarter") else []


def until_day(t: Telling) -> list[Piece]:
    """bis zu einem Tag, where one was named."""
    until = t.field("until")
    return [*t.say(", bis ", ", until "), day(until, t.language)] if until else []


SLOTS: dict[str, Callable[[Telling], list[Piece]]] = {
    "offer": offer,
    "chosen": chosen,
    "attempt": attempt,
    "carried_by": carried_by,
    "shared": shared,
    "of_appointment": of_appointment,
    "from_giver": from_giver,
    "kept_back": kept_back,
    "requested_by": requested_by,
    "proposed_by": proposed_by,
    "in_language": in_language,
    "lasting": lasting,
    "where": where,
    "until_day": until_day,
    "of_period": lambda t: text(words_of_reports.period(t.field("period"), t.language)),
    "ended_offer": ended_offer,
    "quarter": quarter,
    "language": lambda t: text(words.language_name(t.field("language"), t.language)),
    "institution": lambda t: t.institution(t.field("institution_id")),
    "institution_ids": lambda t: listed((t.institution(one) for one in t.field("institution_ids")), t.language),
    "substitute": lambda t: t.staff(t.field("substitute")),
    "staff_id": lambda t: t.staff(t.field("staff_id")),
    "group": lambda t: listed((t.staff(one, "acc") for one in t.field("staff")), t.language),
    "missed_by": lambda t: text(MISSED_BY[t.field("by")].in_language(t.language)),
    "confided": lambda t: t.say("anvertraute ", "confided ") if t.field("confided") else [],
    "announced": lambda t: t.say(" (angekündigt)", " (announced before)") if t.field("announcement_id") else [],
    "participants": lambda t: text(str(len(t.field("participations")))),
    "described": lambda t: [Piece(t.field("description").name, "name")],
    "offer_name": lambda t: [Piece(t.field("offer").name, "name")],
}

NAMED: dict[str, Callable[[Telling, str], list[Piece]]] = {
    "actor": lambda t, case: t.actor(case),
    "receiver": lambda t, case: t.staff(t.field("receiver"), case),
    "member": lambda t, case: t.staff(t.event.originator_id, case),
    "itself": lambda t, case: t.institution(t.event.originator_id, case),
}
"""The slots that take a case of German grammar."""


def fill(t: Telling, slot: str, case: str) -> list[Piece]:
    """What stands in a slot."""
    if slot in NAMED:
        return NAMED[slot](t, case or "nom")
    if slot in SLOTS:
        return SLOTS[slot](t)
    return in_words(t.field(slot), t.language)


def change(t: Telling, field: str, value: Any) -> list[Piece]:
    """A value before or after a correction."""
    if value is None:
        return t.say("keine Angabe", "nothing")
    if field == "language":
        return text(words.language_name(value, t.language))
    if field == "minutes":
        return [minutes(value, t.language)]
    if field == "quarter":
        return text(words.quarter(value, t.language))
    return in_words(value, t.language)
