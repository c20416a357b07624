"""Counted (Gezähltes): the gatherings whose head-counts add up to one number of the figures."""

from typing import Any, NamedTuple

from flask import abort, render_template, request, url_for

from projections import visits
from projections.gatherings import DEFINITIONS
from referrals.gathering import Gathering
from web import desk
from web.audience import audience
from web.language import language
from web.pages import paging
from web.pages.figures.asking import Question, question
from web.pages.figures.naming import Names
from web.pages.figures.state import standing
from web.pages.gatherings.blueprint import pages
from web.pages.gatherings.held import rows_of
from web.parts import COORDINATOR


class Number(NamedTuple):
    """One number of visits: what was asked, in words, its address, and the gatherings behind it."""

    question: Question
    title: str
    label: str
    query: dict[str, Any]
    found: list[Gathering]


@pages.get("/figures/dates")
@audience(COORDINATOR)
def counted() -> str:
    """The gatherings behind a number of visits, the latest first."""
    number = number_counted()
    found, keep = number.found, number.query
    part = paging.part(found, ".counted", keep)
    return render_template(
        "gatherings/counted.html",
        title=number.title,
        label=number.label,
        query=keep,
        rows=rows_of(part.rows),
        visits=sum(each.about.headcount for each in found),
        number=len(found),
        back=f"{url_for('.figures', **dict[str, Any](number.question.address))}#{keep['figure']}",
        state=standing().state,
        fresh=desk.freshness(),
        **part.places,
    )


def number_counted() -> Number:
    """The number that the address of this request names, and its rows."""
    asked, as_of = question(), standing().as_of
    code, label = request.args.get("figure", ""), request.args.get("label", "")
    line, part = request.args.get("line"), request.args.get("part")
    panels = visits.panels(desk.views(), asked.asked, as_of, exact=True) if code in visits.LABELS else []
    panel = next((each for each in panels if each.code == code and label in each.labels), None)
    if panel is None:
        abort(404)
    try:
        found = visits.gatherings_behind(desk.views(), asked.asked, as_of, code, label, part or line)
    except LookupError:
        abort(404)
    title, said = DEFINITIONS[code].title(language()), Names.of(asked.asked, [panel]).label(panel, label)
    query = {"figure": code, "label": label, "line": line, "part": part, **asked.address}
    return Number(asked, title, said, query, found)
