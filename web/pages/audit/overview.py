"""The auditor's desk (Prüfung): which audit is under way, and what there is to look at."""

from typing import NamedTuple

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.refusal import Refusal
from web import desk, kept, pseudonym, reviewing
from web.audience import audience
from web.fields import Line
from web.forms import Form, StepForm, blank, read
from web.language import N_, _
from web.pages.audit.blueprint import pages
from web.parts import AUDITOR


class Station(NamedTuple):
    """One thing an auditor can look at."""

    endpoint: str
    label: str
    question: str


STATIONS = (
    Station("audit.journal", N_("Journal"), N_("Wer hat wann was eingetragen oder geändert?")),
    Station("audit.referrals", N_("Vermittlungen"), N_("Wie steht eine Vermittlung, heute oder an einem Tag davor?")),
    Station("audit.persons", N_("Personen"), N_("Wie war eine Person bekannt, heute oder an einem Tag davor?")),
    Station("audit.figures", N_("Zahlen"), N_("Wie viele Vermittlungen gibt es, heute oder an einem Tag davor?")),
    Station("audit.accesses", N_("Einsichtnahmen"), N_("Wer hat welche Akte angesehen, und wozu?")),
    Station("audit.reviews", N_("Einsichten prüfen"), N_("Welche Einsichtnahmen müssen Sie noch beurteilen?")),
    Station("audit.files", N_("Akte öffnen"), N_("Eine einzelne Akte lesen: mit Grund und zweiter Person.")),
    Station("audit.integrity", N_("Unversehrtheit"), N_("Ist das Protokoll vollständig und unverändert?")),
    Station("audit.breach", N_("Datenpanne"), N_("Wessen Daten sind betroffen, welche und seit wann?")),
    Station("audit.processing", N_("Verarbeitungsverzeichnis"), N_("Welche Daten werden wozu verarbeitet?")),
)
"""In the order in which an audit asks."""


class Beginning(StepForm):
    """An audit begins; `target` is the page that was asked for before."""

    target = Line(N_("Danach weiter zu"), max=2000, optional=True, hidden=True)


@pages.get("/audit")
@audience(AUDITOR)
def overview() -> str:
    """Where an audit begins, goes on and ends."""
    return desk_page(blank(Beginning, target=request.args.get("target")))


@pages.post("/audit/beginning")
@audience(AUDITOR)
def begin() -> Response | tuple[str, int]:
    """Begin an audit; whoever is at one already stays at it."""
    form = g.form = read(Beginning, request.form)
    if not form.ok:
        return desk_page(form), 422
    there = str(form.values.get("target") or "")
    if pseudonym.current() is None:
        desk.casework().audits.begin(desk.sent(form))
    return redirect(there if kept.is_ours(there) else url_for("audit.overview"), 303)


@pages.post("/audit/ending")
@audience(AUDITOR)
def end() -> Response | tuple[str, int]:
    """End the audit that the worker is at."""
    form = g.form = read(StepForm, request.form)
    audit = pseudonym.running()
    if not form.ok:
        return desk_page(form), 422
    try:
        desk.casework().audits.end(desk.sent(form), audit.id)
    except Refusal as refused:
        form.refuse("", refused.code, **refused.params)
        return desk_page(form), 422
    return redirect(url_for("audit.overview"), 303)


def desk_page(form: Form) -> str:
    """The auditor's desk."""
    wrong = {"form": form} if form.problems else {}
    return render_template(
        "audit/overview.html",
        step=form,
        audit=pseudonym.current(),
        example=pseudonym.example(),
        stations=stations(),
        reviews=reviewing.counted(reviewing.pending()),
        fresh=desk.freshness(),
        **wrong,
    )


def stations() -> list[tuple[str, str, str]]:
    """(address, label, question) of each, in the reader's language."""
    return [(url_for(each.endpoint), _(each.label), _(each.question)) for each in STATIONS]
