"""For the funder (Fördermittelgeber): rounded figures to look at, and the list under pseudonyms that goes out."""

from flask import Response, g, render_template, request

from projections import participants, participations
from projections.figures.panel import Asked
from projections.participations import DEFINITIONS
from referrals.refusal import Refusal
from web import desk, reporting
from web import funder as opening
from web.access_log import FUNDING
from web.audience import audience
from web.fields import Choice
from web.forms import Form, FormSchema, StepForm, blank, read
from web.language import N_, _, language
from web.pages.figures import groups
from web.pages.figures.asking import asked_by
from web.pages.figures.periods import name, offered
from web.pages.figures.showing import State, shown
from web.pages.participations import handed_out
from web.pages.participations.blueprint import pages
from web.pages.participations.incomplete import lacking
from web.parts import COORDINATOR, today

Answer = str | Response | tuple[str, int]


NOT_ASKED = N_("Nicht erhoben: Angehörige von Minderheiten")
WHY_NOT = N_(
    "Anhang I der ESF+-Verordnung (Nr. 1.2) nennt auch Angehörige von Minderheiten, etwa Roma. Lotse fragt niemanden "
    "danach: Das Bekenntnis zu einer Minderheit ist frei, die Angabe gehört zu den besonderen Kategorien (Art. 9 "
    "DSGVO), für die Vermittlung braucht sie niemand, und bei so wenigen Teilnahmen bliebe nach dem Runden keine Zahl "
    "übrig."
)
"""Which indicator of the funder's has no figure, and why (docs/decisions.md, 86)."""


class PeriodFilter(FormSchema):
    """The period that the funder asks about."""

    period = Choice(N_("Zeitraum"), kind="select", optional=True)


class HandingOver(StepForm):
    """Nothing but the wish, and as what."""

    kind = Choice(N_("Format"), handed_out.KINDS, optional=True)


@pages.get("/funder")
@audience(COORDINATOR)
def funder() -> Answer:
    """The figures of a period, rounded as they leave the house."""
    return _page(blank(HandingOver))


@pages.post("/funder/list")
@audience(COORDINATOR)
def hand_over() -> Answer:
    """The list under pseudonyms: recorded, then streamed; no copy stays here."""
    form = g.form = read(HandingOver, request.form)
    everybody = opening.participants(desk.house(), desk.views(), participations.everybody(desk.views()))
    listed = [each for each in everybody if each.may_be_listed]
    if form.ok:
        try:
            desk.casework().participations.hand_over(
                desk.sent(form), participations=[each.participant.id for each in listed]
            )
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
    if not form.ok:
        return _page(form)
    desk.looked_at("funder.list", [(each.person_id, None) for each in listed], purpose=FUNDING)
    return handed_out.file(form.values["kind"] or "csv", listed, len(everybody) - len(listed))


def _page(form: Form) -> Answer:
    chosen = read(PeriodFilter, request.args, options={"period": offered(today())})
    period = chosen.values.get("period") or "project"
    asked: Asked = asked_by({"period": period})
    desk.looked("funder.figures", purpose=FUNDING)
    day, spoken = reporting.last_day(desk.house()), language()
    as_of = desk.house().day_ends.end_of(day)
    told = opening.at_end_of(desk.house(), desk.views(), day)
    panels = participants.panels(told, asked.period, day, exact=False)
    page = render_template(
        "participations/funder.html",
        form=form,
        chosen=chosen,
        period=period,
        period_name=name(asked.period),
        figures=shown(panels, asked, State(as_of.position, as_of.at), definition=lambda code: f"#how-{code}"),
        definitions=[
            *((each.code, each.title(spoken), each.says(spoken)) for each in DEFINITIONS.values()),
            ("minorities", _(NOT_ASKED), _(WHY_NOT)),
        ],
        beside=groups.beside(),
        incomplete=len(lacking(None)),
        fresh=desk.freshness(),
    )
    return page, 422 if form.problems else 200
