"""Looks (Einsichtnahmen): who looked at whose file, when, in which view, for which purpose."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request, url_for

from referrals.occasion import midnight
from web import desk, pseudonym
from web.access_log import PURPOSES, Entry, Filters
from web.audience import audience
from web.fields import Choice, Day, Id, Options
from web.forms import Form, FormSchema, read
from web.language import N_, short_day
from web.looking import purpose_name, view_name
from web.pages.audit.blueprint import pages
from web.pages.audit.lines import number_in_address
from web.parts import AUDITOR
from web.shell import role_name

ROWS = 50
OUTSIDE = "outside"


class AccessFilter(FormSchema):
    """What the looks are narrowed to; a person stands in the address by id, on the page by pseudonym."""

    staff = Choice(N_("Wer"), kind="select", optional=True)
    purpose = Choice(N_("Wozu"), kind="select", optional=True)
    where = Choice(N_("Eigene Fälle?"), {OUTSIDE: N_("nur außerhalb der eigenen Fälle")}, kind="select", optional=True)
    first_day = Day(N_("Vom"), optional=True, future=True)
    last_day = Day(N_("Bis"), optional=True, future=True)
    person = Id(N_("Person"), optional=True, hidden=True)


class Chosen(NamedTuple):
    """Which looks are meant: the question, its form, and how it stands in the address."""

    filters: Filters
    form: Form
    query: dict[str, Any]

    @property
    def words(self) -> list[str]:
        """What was chosen, in words."""
        return [f"{self.form[name].label}: {self._word(name, code)}" for name, code in self.query.items()]

    def _word(self, name: str, code: str) -> str:
        if name in ("first_day", "last_day"):
            return short_day(self.form.values[name])
        if name == "person":
            return pseudonym.pseudonym(pseudonym.running().id, UUID(code))
        return dict(self.form[name].options).get(code, code)


class Line(NamedTuple):
    """A look in words; `person` is a pseudonym, empty where the view showed no single one."""

    entry: Entry
    who: str
    role: str
    person: str
    view: str
    purpose: str


@pages.get("/audit/accesses")
@audience(AUDITOR)
def accesses() -> str:
    """The latest looks first; `before` is the number of the last one of the page before."""
    pseudonym.running()
    found, before = chosen(), number_in_address("before")
    desk.looked("audit.accesses", purpose="audit")
    log = desk.house().access_log
    entries = log.page(found.filters, before=before, limit=ROWS + 1)
    more = len(entries) > ROWS
    return render_template(
        "audit/accesses.html",
        chosen=found,
        **({"form": found.form} if found.form.problems else {}),
        lines=lines(entries[:ROWS]),
        total=log.count(found.filters),
        older=url_for("audit.accesses", **found.query, before=entries[ROWS - 1].id) if more else "",
        latest=url_for("audit.accesses", **found.query) if before is not None else "",
        fresh=desk.freshness(),
    )


def chosen() -> Chosen:
    """The filters in the address; one that does not hold is a problem of the form, and filters nothing."""
    form = read(AccessFilter, request.args, options=_options())
    given = {name: value for name, value in form.values.items() if value is not None}
    return Chosen(_filters(given), form, {name: str(value) for name, value in given.items()})


def lines(entries: Sequence[Entry]) -> list[Line]:
    """The looks in words."""
    looking = {each.access.staff_id for each in entries}
    names = desk.institution_names(looking) | desk.staff_names(looking)
    return [
        Line(
            each,
            names.get(each.access.staff_id, "–"),
            role_name(each.access.role),
            pseudonym.person(each.access.person_id) if each.access.person_id else "",
            view_name(each.access.view),
            purpose_name(each.access.purpose),
        )
        for each in entries
    ]


def _filters(given: dict[str, Any]) -> Filters:
    last = given.get("last_day")
    return Filters(
        staff_id=UUID(given["staff"]) if "staff" in given else None,
        person_id=given.get("person"),
        purpose=given.get("purpose"),
        since=midnight(given["first_day"]) if "first_day" in given else None,
        until=midnight(last + timedelta(days=1)) if last else None,
        outside=True if given.get("where") == OUTSIDE else None,
    )


def _options() -> dict[str, Options]:
    staff = sorted(desk.staff_names().items(), key=lambda one: one[1].casefold())
    return {
        "staff": {str(one): name for one, name in staff},
        "purpose": {each: purpose_name(each) for each in PURPOSES},
    }
