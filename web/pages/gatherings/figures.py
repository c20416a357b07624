"""The figures of the group offers: visits by month, offer, language and topic, and the referrals that began there."""

from flask import render_template, url_for

from projections import visits
from projections.gatherings import DEFINITIONS
from web import desk
from web.audience import audience
from web.language import language
from web.pages.figures import groups, periods
from web.pages.figures.asking import question
from web.pages.figures.showing import shown
from web.pages.figures.state import standing
from web.pages.gatherings.blueprint import pages
from web.parts import COORDINATOR


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
        figures=shown(panels, asked.asked, stand.state, definition=lambda code: f"#how-{code}"),
        definitions=[(each.code, each.title(spoken), each.says(spoken)) for each in DEFINITIONS.values()],
        beside=groups.beside(),
        stand=stand,
        here=url_for("gatherings.figures"),
        fresh=desk.freshness(),
    )
