"""What the journal is narrowed to (Filter): codes, ids, days and numbers in the address, never a name."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import request

from projections import journal, kinds, words
from projections.journal import Wanted
from referrals.event import TOPICS
from referrals.occasion import Channel
from referrals.person import Quarter
from referrals.staff import SYSTEM
from web import desk, pseudonym
from web.fields import Choice, Day, Id, Number, Options
from web.forms import Form, FormSchema, read
from web.language import N_, _, language, short_day


class JournalFilter(FormSchema):
    """The filters of the journal."""

    kind = Choice(N_("Was"), kind="select", optional=True)
    actor = Choice(N_("Wer"), kind="select", optional=True)
    institution = Choice(N_("Institution"), kind="select", optional=True)
    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    channel = Choice(N_("Auf welchem Weg"), kind="select", optional=True)
    first_day = Day(N_("Eingetragen ab"), optional=True, future=True)
    last_day = Day(N_("Eingetragen bis"), optional=True, future=True)
    first = Number(N_("Ereignis ab Nummer"), optional=True)
    last = Number(N_("Ereignis bis Nummer"), optional=True)
    person = Id(N_("Person"), optional=True, hidden=True)
    file = Id(N_("Akte"), optional=True, hidden=True)


class Chosen(NamedTuple):
    """Which events are meant: the question, its form, and how it stands in the address."""

    wanted: Wanted
    form: Form
    query: dict[str, Any]

    @property
    def words(self) -> list[str]:
        """What was chosen, in words."""
        return [f"{self.form[name].label}: {self._word(name, code)}" for name, code in self.query.items()]

    def _word(self, name: str, code: str) -> str:
        if name in ("first_day", "last_day"):
            return short_day(self.form.values[name])
        if name in ("person", "file"):
            return pseudonym.pseudonym(pseudonym.running().id, UUID(code))
        return dict(self.form[name].options).get(code, code) if hasattr(self.form[name].field, "offered") else code


def chosen() -> Chosen:
    """The filters in the address; one that does not hold is a problem of the form, and filters nothing."""
    form = read(JournalFilter, request.args, options=_options())
    given = {name: value for name, value in form.values.items() if value is not None}
    wanted = Wanted(**{name: _typed(name, value) for name, value in given.items()})
    return Chosen(wanted, form, {name: str(value) for name, value in given.items()})


def kinds_offered() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The kinds of events in groups, for the one choice that is too long for a plain list."""
    return list(kinds.grouped(TOPICS, language()))


def _typed(name: str, value: Any) -> Any:
    if name in ("actor", "institution"):
        return UUID(value)
    return Channel(value) if name == "channel" else value


def _options() -> dict[str, Options]:
    spoken, groups = language(), kinds_offered()
    acting = {str(one): name for one, name in desk.staff_names().items()} | {str(SYSTEM): _("das System")}
    places = desk.institution_names(journal.institutions(desk.views()))
    return {
        "kind": {noun: word for noun, word, _kinds in groups} | dict(kind for _n, _w, each in groups for kind in each),
        "actor": dict(sorted(acting.items(), key=lambda one: one[1].casefold())),
        "institution": {str(id_): name for id_, name in sorted(places.items(), key=lambda one: one[1].casefold())},
        "quarter": dict(words.choices(Quarter, spoken)),
        "channel": dict(words.choices(Channel, spoken)),
    }
