"""Announced needs behind a number (angekündigte Anliegen): the days, what it was about, what came of it; no note."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import abort, render_template, request, url_for

from projections import figures, words
from projections.figures.announced import Announced
from web import desk
from web.audience import audience
from web.language import _, language
from web.pages import paging
from web.pages.figures.asking import Question, question
from web.pages.figures.blueprint import pages
from web.pages.figures.naming import OWN
from web.pages.figures.state import standing
from web.parts import COORDINATOR


class Row(NamedTuple):
    """An announced need in words; empty where nobody said it."""

    announced: Announced
    need: str
    quarter: str
    institution: str


class Number(NamedTuple):
    """One number of announced needs: what was asked, its label in words, its address, and the rows behind it."""

    question: Question
    label: str
    query: dict[str, Any]
    found: list[Announced]


@pages.get("/announced")
@audience(COORDINATOR)
def announced() -> str:
    """The announced needs behind one number, the latest first; they never named anybody."""
    number = number_announced()
    found, keep = number.found, number.query
    part = paging.part(found, ".announced", keep)
    kept: dict[str, Any] = dict(number.question.address)
    return render_template(
        "figures/announced.html",
        label=number.label,
        rows=rows_of(part.rows),
        number=len(found),
        query=keep,
        back=f"{url_for('.overview', **kept)}#announced",
        state=standing().state,
        fresh=desk.freshness(),
        **part.places,
    )


def number_announced() -> Number:
    """The number that the address of this request names, and its rows."""
    asked, label = question(), request.args.get("label", "")
    line = request.args.get("line")
    try:
        found = figures.announced_behind(desk.views(), asked.asked, standing().as_of, label, line)
    except figures.NoSuchFigure:
        abort(404)
    return Number(asked, _(OWN[label]), {"label": label, "line": line, **asked.address}, found)


def rows_of(found: Sequence[Announced]) -> list[Row]:
    """These in words."""
    spoken, places = language(), desk.institution_names(each.institution_id for each in found)
    return [
        Row(
            each,
            words.word(each.need, spoken),
            words.quarter(each.quarter, spoken) if each.quarter else "",
            places.get(each.institution_id, "–") if each.institution_id else "",
        )
        for each in found
    ]
