"""Reports (Berichte) for whoever has no account: made, listed, printed, handed out as JSON, and made once more."""

from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from projections import reports
from projections.figures import report as documents
from projections.figures.report import Document
from projections.reports import Report
from referrals.checkpoint import Checkpoints, Signed
from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.report import CannotMakeReport, CannotRepeatReport, Subject
from referrals.signing import NoteBroken
from web import desk, qr, reporting
from web.audience import audience
from web.fields import Choice
from web.forms import Form, StepForm, blank, read
from web.language import N_, _
from web.pages.figures import periods, waiting
from web.pages.figures.asking import COMPARED, options
from web.pages.figures.blueprint import pages
from web.pages.figures.groups import Group, grouped
from web.pages.figures.showing import State, shown, told_once
from web.parts import COORDINATOR, now
from web.recording import recorded
from web.refusals import sentence


class NewReport(StepForm):
    """What a report is about."""

    period = Choice(N_("Zeitraum"), kind="select")
    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    need = Choice(N_("Anliegen"), kind="select", optional=True)
    language = Choice(N_("Sprache"), kind="select", optional=True)
    institution = Choice(N_("Institution"), kind="select", optional=True)
    compare = Choice(N_("Vergleichen"), COMPARED, kind="select", optional=True)


class Told(NamedTuple):
    """A report in words."""

    report: Report
    period: str
    narrowed: str
    by: str


@pages.get("/reports", endpoint="reports")
@audience(COORDINATOR)
def listed() -> str:
    """Every report that was made, and a form for the next."""
    offered = options()
    start: dict[str, Any] = {
        name: code for name, code in request.args.items() if code in {**offered, "compare": COMPARED}.get(name, {})
    }
    return _list(blank(NewReport, options=offered, **start))


@pages.post("/reports", endpoint="make_report")
@audience(COORDINATOR)
def make() -> AnyResponse | tuple[str, int]:
    """Make a report as of the end of yesterday and note it in the log."""
    form = read(NewReport, request.form, options=options())
    if form.ok and (page := _waits(form)) is not None:
        return page
    made: list[reporting.Made] = []

    def record() -> Any:
        made.append(reporting.make(desk.house(), desk.sent(form), _subject(form)))
        return made[0].receipt

    return recorded(
        form, record, lambda: url_for("figures.report", report_id=made[0].report.id), lambda: (_list(form), 422)
    )


@pages.get("/reports/<uuid:report_id>")
@audience(COORDINATOR)
def report(report_id: UUID) -> str:
    """What was reported, and what can be done with it."""
    return render_template("figures/report.html", told=in_words([_found(report_id)])[0], repeated=None, refusal="")


@pages.get("/reports/<uuid:report_id>/repetition")
@audience(COORDINATOR)
def repetition(report_id: UUID) -> str | AnyResponse:
    """The report made once more from the log: whether its bytes are the same."""
    told = _found(report_id)
    if (page := waiting.counting(told.position, recounted=True)) is not None:
        return page
    document, refusal = None, ""
    try:
        document = reporting.again(desk.house(), told, recounted=True)
    except CannotRepeatReport as refused:
        refusal = sentence(refused.code, refused.params)
    return render_template("figures/report.html", told=in_words([told])[0], repeated=document, refusal=refusal)


@pages.get("/reports/<uuid:report_id>/paper")
@audience(COORDINATOR)
def paper(report_id: UUID) -> str | AnyResponse:
    """The report as it is printed, with the newest checkpoint as a code to be kept with it."""
    told = _found(report_id)
    if (page := waiting.counting(told.position)) is not None:
        return page
    document = reporting.again(desk.house(), told)
    newest = _newest()
    return render_template(
        "figures/paper.html",
        told=in_words([told])[0],
        groups=_drawn(document),
        checkpoint=newest,
        code=_code(newest) if newest else "",
        printed_at=now(),
    )


@pages.get("/reports/<uuid:report_id>/file")
@audience(COORDINATOR)
def report_file(report_id: UUID) -> AnyResponse:
    """The bytes of the report: JSON, of which the log holds the SHA-256."""
    told = _found(report_id)
    if (page := waiting.counting(told.position)) is not None:
        return page
    answer = Response(reporting.again(desk.house(), told).bytes, mimetype="application/json")
    name = f"lotse-bericht-{told.subject.period}-{told.day.isoformat()}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _waits(form: Form) -> AnyResponse | None:
    """Where to wait for the report; None where it is made at once, or refused."""
    try:
        return waiting.making(desk.sent(form), _subject(form))
    except CannotMakeReport:
        return None


def _found(report_id: UUID) -> Report:
    found = reports.get(desk.views(), report_id)
    if found is None:
        abort(404)
    return found


def _list(form: Form) -> str:
    return render_template(
        "figures/reports.html",
        form=form,
        reports=in_words(reports.latest(desk.views())),
        ordered=[(each.sent.command_id, _about(each.subject)) for each in waiting.ordered()],
        last_day=reporting.last_day(desk.house()),
        fresh=desk.freshness(),
    )


def _subject(form: Form) -> Subject:
    given = form.values
    return Subject(
        period=given["period"],
        quarter=given["quarter"],
        need=NeedKind(given["need"]) if given["need"] else None,
        language=given["language"],
        institution_id=UUID(given["institution"]) if given["institution"] else None,
        compare=given["compare"] or "none",
    )


def _about(subject: Subject) -> str:
    period = periods.name(documents.asked_of(subject).period)
    return " · ".join([period, *_narrowing(subject, options())])


def in_words(found: list[Report]) -> list[Told]:
    """These reports, as the list shows them."""
    makers = desk.staff_names({each.made_by for each in found}) if found else {}
    offered = options()
    return [
        Told(
            each,
            periods.name(documents.asked_of(each.subject).period),
            " · ".join(_narrowing(each.subject, offered)),
            makers.get(each.made_by, "–"),
        )
        for each in found
    ]


def _narrowing(subject: Subject, offered: Any) -> list[str]:
    chosen = {
        "quarter": subject.quarter,
        "need": subject.need,
        "language": subject.language,
        "institution": str(subject.institution_id) if subject.institution_id else None,
    }
    told = [offered[name].get(str(code), str(code)) for name, code in chosen.items() if code]
    return [*told, *([_(COMPARED[subject.compare])] if subject.compare in COMPARED else [])]


def _drawn(document: Document) -> list[Group]:
    asked = documents.asked_of(document.subject)
    state = State(document.position, datetime.combine(document.day, time(23, 59), LOCAL))
    panels = list(told_once(document.panels, asked))
    drawn = shown(panels, asked, state)
    return grouped(zip((panel.code for panel in panels), drawn, strict=True))


def _newest() -> Signed | None:
    """The newest checkpoint; None where nothing was signed, or a file of the folder is not as it was signed."""
    try:
        return Checkpoints(desk.house().settings.checkpoints).newest()
    except NoteBroken:
        return None


def _code(signed: Signed) -> Markup:
    drawn = qr.code(signed).svg_inline(scale=3, border=2, light="white", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  # drawn by us, from a signed note
