"""Household of a person (Haushalt): who lives together, named only where the worker carries them too."""

from typing import NamedTuple
from uuid import UUID

from flask import request

from projections import persons
from referrals.casework import Receipt
from referrals.person import Person
from web import desk, finding, rules
from web.audience import audience
from web.case_number import case_number
from web.fields import Choice, Line
from web.finding import Matches
from web.forms import Form, StepForm, blank, read
from web.language import N_
from web.pages.person.blueprint import Answer, form_page, pages, recorded
from web.parts import CASE_MANAGER


class Joining(StepForm):
    """A search, and whom it found."""

    name = Line(
        N_("Mit wem lebt die Person zusammen?"),
        hint=N_("Suchen Sie nach dem Namen."),
        says={
            "required": N_("Geben Sie einen Namen ein, nach dem gesucht werden soll."),
            "nobody_found": N_("Unter diesem Namen ist Ihnen niemand zugeordnet. Suchen Sie nach einem anderen."),
        },
    )
    other = Choice(N_("Welche Person ist gemeint?"), says={"not_chosen": N_("Wählen Sie die Person aus.")})


class Leaving(StepForm):
    """Nothing but the wish."""


class Housemate(NamedTuple):
    """Somebody of the household; the name is empty where a colleague carries the person."""

    id: UUID
    name: str
    code: str


def of_person(person: Person) -> list[Housemate]:
    """With whom she lives; seeing a name is a look at that file."""
    if person.household_id is None:
        return []
    others = [each for each in persons.of_household(desk.views(), person.household_id) if each.id != person.id]
    ours = finding.carried_persons()
    names = desk.person_names(each.id for each in others if each.id in ours)
    desk.looked_at("person.household", [(each, None) for each in names])
    return [Housemate(each.id, names.get(each.id, ""), case_number(each.id)) for each in others]


@pages.route("/persons/<uuid:person_id>/household", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def household(person_id: UUID) -> Answer:
    """Search for the other person, and say that the two live together."""
    person = desk.person(person_id)
    if request.method == "GET":
        return _page(person, blank(Joining, expected_version=person.version), Matches())
    found = finding.by_name(request.form.get("name", ""), but=person_id)
    form = read(Joining, request.form, options={"other": {str(each.id): each.name for each in found.candidates}})
    if request.form.get("do") == "search":
        form.problems.pop("other", None)
        return _page(person, form, found, searched=True)
    if not found.candidates and "other" in form.problems:
        form.problems.pop("other")
        form.refuse("name", "nobody_found")

    def record() -> Receipt:
        other = UUID(form.values["other"])
        return desk.casework().persons.join_household(desk.sent(form, stream=person_id), person_id, other=other)

    return recorded(person_id, form, record, lambda: _page(person, form, found, searched=True))


@pages.post("/persons/<uuid:person_id>/household/leaving")
@audience(CASE_MANAGER, sees=rules.carries_person)
def leaving(person_id: UUID) -> Answer:
    """The person lives elsewhere now."""
    form = read(Leaving, request.form)
    person = desk.person(person_id)

    def record() -> Receipt:
        return desk.casework().persons.leave_household(desk.sent(form, stream=person_id), person_id)

    def again() -> Answer:
        shown = blank(Joining, expected_version=person.version)
        shown.problems.update(form.problems)
        return _page(person, shown, Matches())

    return recorded(person_id, form, record, again)


def _page(person: Person, form: Form, found: Matches, *, searched: bool = False) -> Answer:
    found.looked_at()
    leave = blank(Leaving, expected_version=person.version) if person.household_id else None
    return form_page(
        "household",
        "household",
        person.id,
        form,
        found=found,
        searched=searched,
        housemates=of_person(person),
        leave=leave,
    )
