"""The figures of the group offers: visits by month, offer, language and topic, and the referrals that began there."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import abort, render_template, request, url_for

from projections import caseload, visits, words
from projections.figures.narrowing import parts
from projections.figures.panel import Panel
from projections.gatherings import DEFINITIONS
from referrals.gathering import GroupOffer
from web import desk
from web.audience import audience
from web.language import language
from web.pages.caseload_rows import rows
from web.pages.figures import groups, periods
from web.pages.figures.asking import Question, question
from web.pages.figures.showing import Address, shown
from web.pages.figures.state import standing
from web.pages.gatherings.blueprint import pages
from web.parts import COORDINATOR, now

MOST = 200
"""Rows of one page; the numbers of group offers are small."""


class Behind(NamedTuple):
    """The referrals behind a number: what was asked, the group offer in words, and which number it is."""

    question: Question
    offer: str
    number: dict[str, str]
    referrals: list[UUID]

    @property
    def address(self) -> dict[str, str]:
        """What the address of these rows says."""
        return {**self.number, **self.question.address}


@pages.get("/figures")
@audience(COORDINATOR)
def figures() -> str:
    """Every figure of the group offers, for the period and the filters in the address."""
    asked, stand = question(), standing()
    panels = visits.panels(desk.views(), asked.asked, stand.as_of, exact=True)
    spoken = language()
    return render_template(
        "gatherings/figures.html",
        question=asked,
        period=periods.name(asked.asked.period),
        figures=shown(
            panels, asked.asked, stand.state, address=_address(asked), definition=lambda code: f"#how-{code}"
        ),
        definitions=[(each.code, each.title(spoken), each.says(spoken)) for each in DEFINITIONS.values()],
        beside=groups.beside(),
        stand=stand,
        here=url_for("gatherings.figures"),
        fresh=desk.freshness(),
    )


@pages.get("/figures/referrals")
@audience(COORDINATOR)
def begun() -> str:
    """The referrals that began at a group offer, by case number; nobody is named."""
    found = behind()
    kept: dict[str, Any] = dict(found.question.address)
    return render_template(
        "gatherings/begun.html",
        label=found.offer,
        rows=rows(caseload.of_ids(desk.views(), found.referrals[:MOST], now()), named=False),
        number=len(found.referrals),
        query=found.address,
        back=f"{url_for('gatherings.figures', **kept)}#referrals_begun",
        fresh=desk.freshness(),
    )


def behind() -> Behind:
    """What the address of this request asks for."""
    asked, stand = question(), standing()
    label, line = request.args.get("label", ""), request.args.get("line", "")
    if label not in set(GroupOffer):
        abort(404)
    meant = {part.code: part.asked for part in parts(desk.views(), asked.asked)}.get(line, asked.asked)
    found = visits.referrals_behind(desk.views(), meant, stand.as_of, label)
    return Behind(asked, words.word(GroupOffer(label), language()), {"label": label, "line": line}, found)


def _address(asked: Question) -> Address:
    """Where a number leads: to the referrals, or to the gatherings that were counted."""

    def address(panel: Panel, label: str, line: str) -> str:
        wanted: dict[str, Any] = {"label": label, "line": line, **asked.address}
        if panel.code == "referrals_begun":
            return url_for("gatherings.begun", **wanted)
        return url_for("gatherings.counted", figure=panel.code, part=panel.part, **wanted)

    return address
