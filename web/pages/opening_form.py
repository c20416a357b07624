"""The short form of a new referral: its fields, and the institutions it offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from projections import directory, words
from projections.directory import Listing
from referrals.gathering import GroupOffer
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.referral.codes import Way
from web import desk, release_terms
from web.fields import Choice, Id, Line, Options, Text
from web.finding import Matches
from web.forms import StepForm
from web.language import N_, _, language
from web.release_terms import ReleaseTerms

MOST = 500
NEW = "new"
START: Mapping[str, Any] = {**release_terms.START, "way": Way.PHONE.value}


class Asking(StepForm):
    """Person, need and institution: the upper half of the form."""

    announcement = Id(N_("Angekündigtes Anliegen"), optional=True, hidden=True)
    person = Id(N_("Person"), optional=True, hidden=True)
    asked = Line(N_("Gesuchter Name"), max=2000, optional=True, hidden=True)
    checked = Line(N_("Geprüfte Mitteilung"), max=64, optional=True, hidden=True)
    name = Line(N_("Name der Person"), says={"required": N_("Geben Sie den Namen der Person ein.")})
    known = Choice(
        N_("Meinen Sie eine dieser Personen?"),
        says={
            "not_chosen": N_("Es gibt schon ähnliche Namen. Wählen Sie aus, ob Sie eine dieser Personen meinen."),
        },
    )
    language = Choice(
        N_("Sprache der Person"), kind="select", says={"not_chosen": N_("Wählen Sie die Sprache der Person aus.")}
    )
    quarter = Choice(N_("Quartier"), kind="select", says={"not_chosen": N_("Wählen Sie das Quartier aus.")})
    phone = Line(N_("Telefon"), max=100, kind="tel", optional=True)
    need = Choice(N_("Worum geht es?"), says={"not_chosen": N_("Wählen Sie aus, worum es geht.")})
    wish = Text(N_("Wunsch in eigenen Worten"), max=2000, rows=2, optional=True)
    origin = Choice(
        N_("Bei welchem Gruppenangebot hat es begonnen?"),
        kind="select",
        optional=True,
        hint=N_("Nur das Angebot wird gezählt. Fragen Sie die Person dafür nicht aus."),
    )
    institution = Choice(
        N_("Institution"),
        kind="select",
        says={"not_chosen": N_("Wählen Sie aus, an welche Institution es gehen soll.")},
    )


class Opening(ReleaseTerms, Asking):
    """And release and forwarding; what is not needed for a step is passed over there."""

    way = Choice(N_("Auf welchem Weg?"), says={"not_chosen": N_("Wählen Sie aus, auf welchem Weg es hinausgeht.")})


@dataclass(frozen=True)
class Offered:
    """The institutions in the order in which they can help: (heading, listings), the fitting ones first."""

    groups: tuple[tuple[str, tuple[Listing, ...]], ...]

    @property
    def options(self) -> Options:
        """Id → name."""
        return {str(each.id): each.name for _heading, listings in self.groups for each in listings}

    def find(self, institution_id: UUID) -> Listing | None:
        """One of those on offer."""
        listings = (each for _heading, group in self.groups for each in group)
        return next((each for each in listings if each.id == institution_id), None)


def offered(need: str, spoken: str, quarter: str) -> Offered:
    """All institutions, sorted by what is known so far."""
    connection = desk.views()
    known_need = need if need in set(NeedKind) else None
    known_language = spoken if spoken in words.LANGUAGES else None
    steps: list[tuple[str, list[Listing]]] = []
    if known_need and known_language:
        area = quarter if quarter in set(Quarter) else None
        fitting = directory.search(connection, need=known_need, language=known_language, area=area, limit=MOST)
        steps.append((_("Passt zu Anliegen und Sprache"), fitting))
    if known_need:
        steps.append((_("Passt zum Anliegen"), directory.search(connection, need=known_need, limit=MOST)))
    steps.append((_("Weitere") if steps else "", directory.search(connection, limit=MOST)))
    seen: set[UUID] = set()
    groups: list[tuple[str, tuple[Listing, ...]]] = []
    for heading, listings in steps:
        fresh = tuple(each for each in listings if each.id not in seen)
        seen.update(each.id for each in fresh)
        if fresh:
            groups.append((heading, fresh))
    return Offered(tuple(groups))


def options(matches: Matches, institutions: Offered) -> dict[str, Options]:
    """Every choice of the form in the reader's language."""
    spoken = language()
    return {
        **release_terms.options(),
        "known": {**{str(each.id): each.name for each in matches.candidates}, NEW: _("Nein, eine neue Person")},
        "language": dict(words.language_choices(spoken)),
        "quarter": dict(words.choices(Quarter, spoken)),
        "need": dict(words.choices(NeedKind, spoken)),
        "origin": dict(words.choices(GroupOffer, spoken)),
        "institution": institutions.options,
        "way": dict(words.choices(Way, spoken)),
    }
