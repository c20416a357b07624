"""All persons (ratsuchende Personen) under pseudonyms, as they are known now or on a day, and one of them in full."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from projections import caseload, persons, survey, words
from projections.caseload import Entry
from projections.past import Moment, Seen, person_at
from referrals.person import LANGUAGES, Person, Quarter
from web import desk, pseudonym
from web.audience import audience
from web.fields import Choice, Options
from web.forms import Form, FormSchema, read
from web.language import N_, language
from web.pages.audit import moments, states
from web.pages.audit.blueprint import pages
from web.pages.audit.referral import came_later
from web.parts import AUDITOR

ROWS = 50


class PersonFilter(FormSchema):
    """What the list is narrowed to."""

    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    language = Choice(N_("Sprache"), kind="select", optional=True)


class Row(NamedTuple):
    """One person of the list; `running` of `all` their referrals have not ended."""

    person: Person
    code: str
    quarter: str
    language: str
    running: int
    all: int


class Asked(NamedTuple):
    """From where the list is looked at, and what it is narrowed to: as a form, and as it stands in the address."""

    view: moments.View
    form: Form
    query: dict[str, Any]

    @property
    def words(self) -> list[str]:
        """What was chosen, in words."""
        return [dict(self.form[name].options)[code] for name, code in self.query.items()]


class Attempt(NamedTuple):
    """A referral of the person, under its pseudonym."""

    entry: Entry
    code: str
    institution: str


@pages.get("/audit/persons", endpoint="persons")
@audience(AUDITOR)
def listed() -> str | Response:
    """The persons as they are known, or were."""
    pseudonym.running()
    if (elsewhere := moments.chosen_anew("audit.persons")) is not None:
        return elsewhere
    asked = chosen()
    view, form, query = asked
    before = request.args.get("before", type=int)
    with moments.looking_back(view) as connection:
        found = persons.page(connection, **query, before=before, limit=ROWS + 1)
        total = persons.count(connection, **query)
        shown = rows(connection, [person for _position, person in found[:ROWS]])
    if shown:
        desk.looked_at("audit.persons", [(row.person.id, None) for row in shown], purpose="audit")
    return render_template(
        "audit/persons.html",
        view=view,
        filter=form,
        query=query,
        words=asked.words,
        rows=shown,
        total=total,
        more=url_for("audit.persons", **query, **view.query, before=found[ROWS - 1][0]) if len(found) > ROWS else "",
        first=url_for("audit.persons", **query, **view.query) if before is not None else "",
        other=url_for("audit.persons", **query, **view.other),
        fresh=desk.freshness(),
        **_wrong(view),
    )


def chosen() -> Asked:
    """What the address of this request asks for."""
    form = read(PersonFilter, request.args, options=_options())
    return Asked(moments.view(), form, {name: str(value) for name, value in form.values.items() if value is not None})


def rows(connection: Connection, known: Sequence[Person]) -> list[Row]:
    """These persons in words, as they are looked at."""
    referrals = survey.of_persons(connection, [person.id for person in known])
    return [_row(person, referrals.get(person.id, (0, 0))) for person in known]


@pages.get("/audit/persons/<uuid:person_id>", endpoint="person")
@audience(AUDITOR)
def one(person_id: UUID) -> str | Response:
    """What was known of a person on a day, beside what is known of that day now; and the referrals of that day."""
    pseudonym.running()
    if (elsewhere := moments.chosen_anew("audit.person", person_id=person_id)) is not None:
        return elsewhere
    view, known = moments.view(), desk.person(person_id)
    desk.looked("audit.person", person_id=person_id, purpose="audit")
    told: Any = desk.house().log.events_of(person_id)
    then: Person | None = known
    seen_now: Person | None = known
    if (moment := view.moment) is not None:
        then, seen_now = (person_at(told, Moment(moment.day, seen)) for seen in (Seen.RECORDED_ON, Seen.AS_OF))
    with moments.looking_back(view) as connection:
        entries = caseload.of_person(connection, person_id, view.now)
    return render_template(
        "audit/person.html",
        view=view,
        person_id=person_id,
        code=pseudonym.person(person_id),
        rows=states.compared(then, seen_now),
        late=came_later(person_id, told, moment) if moment else [],
        referrals=_attempts(entries),
        other=url_for("audit.person", person_id=person_id, **view.other),
        fresh=desk.freshness(),
        **_wrong(view),
    )


def _row(person: Person, referrals: tuple[int, int]) -> Row:
    spoken = language()
    quarter, tongue = words.quarter(person.quarter, spoken), words.language_name(person.language, spoken)
    return Row(person, pseudonym.person(person.id), quarter, tongue, *referrals)


def _attempts(entries: list[Entry]) -> list[Attempt]:
    places = desk.institution_names(each.institution_id for each in entries)
    return [
        Attempt(each, pseudonym.referral(each.id), places.get(each.institution_id, "") if each.institution_id else "")
        for each in entries
    ]


def _options() -> dict[str, Options]:
    spoken = language()
    tongues = [(code, words.language_name(code, spoken)) for code in LANGUAGES]
    return {
        "quarter": dict(words.choices(Quarter, spoken)),
        "language": dict(sorted(tongues, key=lambda each: each[1].casefold())),
    }


def _wrong(view: moments.View) -> dict[str, Form]:
    return {"form": view.form} if view.form.problems else {}
