"""The overview of the figures, what is behind a number, and how each is counted."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, render_template, request, url_for

from projections import caseload, figures
from projections.figures.definitions import DEFINITIONS, Definition
from projections.figures.panel import Compare, Panel
from web import desk
from web.audience import audience
from web.language import language
from web.pages import paging
from web.pages.caseload_rows import rows
from web.pages.figures import groups, periods
from web.pages.figures.asking import Question, question
from web.pages.figures.blueprint import pages
from web.pages.figures.naming import Names
from web.pages.figures.showing import STANDING, Address, shown, title, told_once
from web.pages.figures.state import standing
from web.parts import COORDINATOR, now

"""Rows of one page."""

ANNOUNCED = "announced"
"""The figure whose numbers are no referrals; the rows behind them have a page of their own."""


class Number(NamedTuple):
    """One number of a figure, in words and as it stands in the address, and the referrals behind it."""

    id: str
    title: str
    label: str
    line: str
    query: dict[str, Any]
    referrals: Sequence[UUID]


@pages.get("")
@audience(COORDINATOR)
def overview() -> str:
    """Every figure for the period and the filters in the address."""
    asked, stand = question(), standing()
    found = figures.panels(desk.views(), asked.asked, stand.as_of, exact=True)
    panels = list(told_once(found, asked.asked))
    drawn = shown(panels, asked.asked, stand.state, address=address_of(asked), definition=definition_of)
    return render_template(
        "figures/overview.html",
        question=asked,
        period=periods.name(asked.asked.period),
        groups=groups.grouped(zip((panel.code for panel in panels), drawn, strict=True)),
        beside=groups.beside(),
        stand=stand,
        here=url_for("figures.overview"),
        reports=url_for("figures.reports", **_kept(asked)),
        fresh=desk.freshness(),
    )


@pages.get("/rows")
@audience(COORDINATOR)
def behind() -> str:
    """The referrals behind one number, by case number; nobody is named."""
    asked = question()
    number = number_behind(asked)
    found, keep = number.referrals, number.query
    part = paging.part(found, "figures.behind", keep)
    return render_template(
        "figures/behind.html",
        title=number.title,
        label=number.label,
        line=number.line,
        rows=rows(caseload.of_ids(desk.views(), part.rows, now()), named=False),
        number=len(found),
        query=keep,
        back=f"{url_for('figures.overview', **_kept(asked))}#{number.id}",
        state=standing().state,
        fresh=desk.freshness(),
        **part.places,
    )


def number_behind(asked: Question) -> Number:
    """The number that the address of this request names, and its rows."""
    code, label = request.args.get("figure", ""), request.args.get("label", "")
    line, part = request.args.get("line"), request.args.get("part")
    panel = next((each for each in _panels(asked, code) if each.part == part and label in each.labels), None)
    if panel is None or (line is not None and line not in [each.code for each in panel.lines]):
        abort(404)
    as_of = standing().as_of
    found = figures.rows_behind(desk.views(), asked.asked, as_of, code, label, line, part, exact=True) or []
    names = Names.of(asked.asked, [panel])
    return Number(
        id=_id(panel),
        title=title(panel, names),
        label=names.label(panel, label),
        line=names.line(panel, line) if line is not None and len(panel.lines) > 1 else "",
        query={"figure": code, "label": label, "line": line, "part": part, **asked.address},
        referrals=found,
    )


@pages.get("/definitions")
@audience(COORDINATOR)
def definitions() -> str:
    """How every figure is counted."""
    return render_template("figures/definitions.html", definitions=_told(), one=False)


@pages.get("/definitions/<code>")
@audience(COORDINATOR)
def definition(code: str) -> str:
    """How one figure is counted."""
    if code not in DEFINITIONS:
        abort(404)
    return render_template("figures/definitions.html", definitions=_told(code), one=True)


def address_of(asked: Question) -> Address:
    """Where the numbers of a page lead: to the rows behind them, with the same filters."""

    rows, announced, alone = url_for("figures.behind"), url_for("figures.announced"), dict(asked.address)
    narrowed: dict[str, Any] = {name: code for name, code in asked.address.items() if name == "need"}
    if asked.asked.compare is Compare.PREVIOUS:
        del alone["compare"]

    def address(panel: Panel, label: str, line: str) -> str:
        if (panel.code, line) == ("language_gap", "offers"):
            return url_for("institutions.directory", language=label, **narrowed)
        if panel.code == ANNOUNCED:
            return f"{announced}?{urlencode({'label': label, 'line': line, **asked.address})}"
        wanted = {"figure": panel.code, "label": label, "line": line}
        part = {"part": panel.part} if panel.part else {}
        return f"{rows}?{urlencode({**wanted, **part, **(alone if panel.code in STANDING else asked.address)})}"

    return address


def definition_of(code: str) -> str:
    """Where it is explained how a figure is counted."""
    return url_for("figures.definition", code=code) if code in DEFINITIONS else ""


def _kept(asked: Question) -> dict[str, Any]:
    return dict(asked.address)


def _panels(asked: Question, code: str) -> list[Panel]:
    if code == ANNOUNCED or code not in DEFINITIONS:
        return []
    return figures.panels(desk.views(), asked.asked, standing().as_of, exact=True, only=(code,))


def _told(*codes: str) -> list[tuple[Definition, str, str]]:
    spoken = language()
    return [
        (each, each.title(spoken), each.says(spoken)) for each in map(DEFINITIONS.__getitem__, codes or DEFINITIONS)
    ]


def _id(panel: Panel) -> str:
    return f"{panel.code}-{panel.part}" if panel.part else panel.code
