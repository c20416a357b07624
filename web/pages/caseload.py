"""Caseload (Meine Fälle): what a case manager works from; mine, covered, what changed, and finding a person."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request

from projections import caseload, words
from projections.caseload import Entry
from referrals.referral.codes import Phase
from web import desk
from web.access_log import SEARCH
from web.audience import audience
from web.fields import Line
from web.finding import carried_persons
from web.forms import FormSchema, blank, read
from web.language import N_, language
from web.pages import caseload_steps
from web.pages.caseload_changes import since_last_visit
from web.pages.caseload_lists import COVERED, MINE, caseload_page
from web.parts import CASE_MANAGER, now

pages = Blueprint("caseload", __name__)
pages.register_blueprint(caseload_steps.pages)
FOUND = 30


class Search(FormSchema):
    """A name, in any spelling."""

    term = Line(N_("Name"), max=200)


class Match(NamedTuple):
    """A person whose name fits, with the referrals the worker carries: (entry, need, phase)."""

    person_id: UUID
    name: str
    referrals: list[tuple[Entry, str, str]]


@pages.get("/caseload")
@audience(CASE_MANAGER)
def mine() -> str:
    """The worker's own caseload."""
    return caseload_page(MINE)


@pages.get("/caseload/covered")
@audience(CASE_MANAGER)
def covered() -> str:
    """The caseloads of the colleagues for whom the worker stands in today."""
    return caseload_page(COVERED)


@pages.get("/caseload/changes")
@audience(CASE_MANAGER)
def changes() -> str:
    """All that others recorded since the worker was last here."""
    before = request.args.get("before", "")
    found = since_last_visit(int(before) if before.isascii() and before.isdigit() and len(before) < 15 else None)
    return render_template("caseload/changes.html", changes=found, paged=bool(before), fresh=desk.freshness())


@pages.route("/caseload/search", methods=["GET", "POST"])
@audience(CASE_MANAGER)
def search() -> str | tuple[str, int]:
    """Find a person by name; the name travels in the form, never in an address."""
    if request.method == "GET":
        return render_template("caseload/search.html", form=blank(Search), matches=None, fresh=desk.freshness())
    form = read(Search, request.form)
    found = matches(form.values["term"]) if form.ok else None
    page = render_template("caseload/search.html", form=form, matches=found, fresh=desk.freshness())
    return page, 200 if form.ok else 422


def matches(term: str) -> list[Match]:
    """The persons with this name whom the worker carries, best first."""
    managers = desk.carried_by_us()
    found = desk.house().names.follow().search(term, FOUND, carried_persons())
    desk.looked_at("caseload.search", [(each.person_id, None) for each in found], purpose=SEARCH)
    return [Match(each.person_id, each.name, _referrals(each.person_id, managers)) for each in found]


def _referrals(person_id: UUID, managers: set[UUID]) -> list[tuple[Entry, str, str]]:
    spoken = language()
    return [
        (each, words.word(each.need, spoken), words.word(each.phase, spoken))
        for each in caseload.of_person(desk.views(), person_id, now())
        if each.case_manager in managers and each.phase is not Phase.VOID
    ]
