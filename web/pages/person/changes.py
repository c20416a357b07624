"""Small changes to a person: name, contact, quarter, language, year of birth, each a form of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, request

from projections import words
from referrals.casework import Receipt, Sent
from referrals.person import CannotChangePerson, Quarter
from web import desk, rules
from web.audience import audience
from web.fields import Choice, Line, Number, Text
from web.forms import Form, StepForm, blank, read
from web.identity import Identity, identity_of
from web.language import N_, language
from web.pages.person.blueprint import Answer, form_page, pages, recorded
from web.parts import CASE_MANAGER, today
from web.resent import recorded_before


class NewName(StepForm):
    """The name as the person writes it."""

    name = Line(N_("Name der Person"), hint=N_("So, wie die Person ihn selbst schreibt."))


class NewContact(StepForm):
    """How the person is reached now; an empty field means not at all."""

    phone = Line(N_("Telefon"), max=100, kind="tel", optional=True)
    email = Line(N_("E-Mail"), max=200, kind="email", optional=True)
    address = Text(N_("Anschrift"), max=300, rows=3, optional=True)


class NewQuarter(StepForm):
    """Where the person lives now."""

    quarter = Choice(N_("Quartier"))


class NewLanguage(StepForm):
    """The language the person prefers."""

    language = Choice(N_("Sprache der Person"), kind="select")


class NewBirthYear(StepForm):
    """The year of birth."""

    birth_year = Number(N_("Geburtsjahr"), min=1900, max=2100, hint=N_("Vier Ziffern, zum Beispiel 1987."))


@dataclass(frozen=True)
class Change:
    """One small form: its heading, its fields, what stands there now, and the command."""

    heading: str
    schema: type[StepForm]
    shown: Callable[[Identity], Mapping[str, Any]]
    record: Callable[[Sent, UUID, Mapping[str, Any]], Receipt]


CHANGES: dict[str, Change] = {
    "name": Change(
        N_("Name ändern"),
        NewName,
        lambda known: {"name": known.name},
        lambda sent, person_id, new: desk.casework().persons.rename(sent, person_id, **new),
    ),
    "contact": Change(
        N_("Kontakt ändern"),
        NewContact,
        lambda known: {"phone": known.phone, "email": known.email, "address": known.address},
        lambda sent, person_id, new: desk.casework().persons.change_contact(sent, person_id, **new),
    ),
    "quarter": Change(
        N_("Quartier ändern"),
        NewQuarter,
        lambda known: {"quarter": known.quarter},
        lambda sent, person_id, new: desk.casework().persons.move(sent, person_id, **new),
    ),
    "language": Change(
        N_("Sprache ändern"),
        NewLanguage,
        lambda known: {"language": known.language},
        lambda sent, person_id, new: desk.casework().persons.note_language(sent, person_id, **new),
    ),
    "birth-year": Change(
        N_("Geburtsjahr eintragen"),
        NewBirthYear,
        lambda known: {"birth_year": known.birth_year},
        lambda sent, person_id, new: desk.casework().persons.note_birth_year(
            sent, person_id, birth_year=str(new["birth_year"])
        ),
    ),
}


@pages.route("/persons/<uuid:person_id>/<what>", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def changing(person_id: UUID, what: str) -> Answer:
    """What stands there now, and what shall stand there."""
    if what not in CHANGES:
        abort(404)
    change, person = CHANGES[what], desk.person(person_id)
    known = identity_of(person)
    options = {
        "quarter": dict(words.choices(Quarter, language())),
        "language": dict(words.language_choices(language())),
    }
    if request.method == "GET":
        form = blank(change.schema, options=options, expected_version=person.version, **change.shown(known))
        return _page(person_id, change, form)
    form = read(change.schema, request.form, options=options)
    new = {name: form.values[name] for name in change.shown(known) if name in form.values}
    if int(new.get("birth_year", 0)) > today().year:
        form.refuse("birth_year", "number_out_of_range", min=1900, max=today().year)

    def record() -> Receipt:
        if _written(new) == _written(change.shown(known)) and not recorded_before(form):
            raise CannotChangePerson.because_nothing_would_change()
        return change.record(desk.sent(form, stream=person_id), person_id, new)

    return recorded(person_id, form, record, lambda: _page(person_id, change, form))


def _page(person_id: UUID, change: Change, form: Form) -> Answer:
    return form_page("change", "change", person_id, form, heading=change.heading)


def _written(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value or "") for name, value in values.items()}
