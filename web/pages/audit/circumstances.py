"""Circumstances (Umstände) of an event: who, in which role, when it happened and was recorded, on which ground, how."""

from enum import StrEnum
from typing import NamedTuple

from projections import words
from referrals.event import Event
from web.language import _, language, moment, ngettext, short_day
from web.shell import role_name


class Fact(NamedTuple):
    """One circumstance; `marked` where it is out of the ordinary."""

    label: str
    value: str
    marked: bool = False


def of(event: Event) -> list[Fact]:
    """The circumstances of an event in the order in which they are asked for."""
    occasion, spoken = event.occasion, language()
    late = (occasion.recorded_on - occasion.occurred_on).days
    recorded = moment(occasion.recorded_at)
    if late:
        days = ngettext("%(n)s Tag später nachgetragen", "%(n)s Tage später nachgetragen", late)
        recorded = f"{recorded} ({days})"
    facts = [
        Fact(_("Geschehen am"), short_day(occasion.occurred_on)),
        Fact(_("Eingetragen am"), recorded, bool(late)),
        Fact(_("In der Rolle"), role_name(occasion.role)),
        Fact(_("Auf welchem Weg"), words.word(occasion.channel, spoken)),
        Fact(_("Zweck"), words.word(occasion.purpose, spoken)),
    ]
    if said := in_words(getattr(event, "ground", None)):
        facts.insert(2, Fact(_("Grundlage"), said))
    if said := in_words(getattr(event, "reason", None)):
        facts.insert(2, Fact(_("Grund"), said))
    return facts


def in_words(code: object) -> str:
    """A ground or a reason that an event names, as a word."""
    if isinstance(code, StrEnum) and type(code) in words.WORDS:
        return words.word(code, language())
    return str(code) if isinstance(code, str) else ""
