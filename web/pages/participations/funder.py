"""For the funder (Fördermittelgeber): rounded figures to look at, and the list under pseudonyms that goes out."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from flask import Response, g, render_template, request, stream_with_context

from projections import participants, participations, words
from projections.figures.panel import Asked
from projections.participants import AXES, Participant
from projections.participations import DEFINITIONS
from referrals.participation_state import QUESTIONS, Missing
from referrals.refusal import Refusal
from web import desk, reporting
from web import funder as opening
from web.access_log import FUNDING
from web.audience import audience
from web.exports.table import CSV, MARK, csv_row
from web.fields import Choice
from web.forms import Form, FormSchema, StepForm, blank, read
from web.funder import Opened
from web.language import N_, _, language, moment, short_day
from web.pages.figures import groups
from web.pages.figures.asking import asked_by
from web.pages.figures.periods import name, offered
from web.pages.figures.showing import State, shown
from web.pages.participations.blueprint import pages
from web.pages.participations.incomplete import lacking
from web.parts import COORDINATOR, now, staff, today

Answer = str | Response | tuple[str, int]


class PeriodFilter(FormSchema):
    """The period that the funder asks about."""

    period = Choice(N_("Zeitraum"), kind="select", optional=True)


class HandingOver(StepForm):
    """Nothing but the wish."""


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
    response = Response(stream_with_context(_csv(listed, len(everybody) - len(listed))), content_type=CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="esf-plus-{now():%Y-%m-%d}.csv"'
    return response


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
        definitions=[(each.code, each.title(spoken), each.says(spoken)) for each in DEFINITIONS.values()],
        beside=groups.beside(),
        incomplete=len(lacking(None)),
        fresh=desk.freshness(),
    )
    return page, 422 if form.problems else 200


def _csv(listed: Sequence[Opened], left_out: int) -> Iterator[str]:
    yield MARK
    told = _(
        "Teilnahmen am ESF Plus unter Pseudonym, ausgegeben am %(moment)s von %(name)s",
        moment=moment(now()),
        name=staff().name,
    )
    yield csv_row([told, _("nicht aufgeführt (gelöscht oder eingeschränkt): %(number)s", number=left_out)])
    heads = [words.word(Missing(question), language()) for question in QUESTIONS]
    yield csv_row(
        [
            _("Pseudonym"),
            _("Eintritt"),
            _("Austritt"),
            _("Wiedereintritte"),
            *heads,
            _("Ergebnisse beim Austritt"),
            _("Ergebnisse bis 28 Tage danach"),
        ]
    )
    for each in sorted(listed, key=lambda one: (one.participant.entered_on, one.participant.code)):
        yield csv_row(_cells(each.participant))


def _cells(told: Participant) -> list[str]:
    return [
        told.code,
        short_day(told.entered_on),
        short_day(told.left_on) if told.left_on else "",
        str(told.entries - 1),
        *(
            _said(AXES[question], (told.answers[question],)) if question in told.answers else ""
            for question in QUESTIONS
        ),
        _said(AXES["results"], told.results or ()),
        _said(AXES["results"], told.known_results or ()) if told.left_on else "",
    ]


def _said(codes: type[StrEnum], told: Sequence[str]) -> str:
    return ", ".join(words.word(codes(code), language()) for code in told)
