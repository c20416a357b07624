"""The auditor's desk (Prüfung): what there is to look at, and what to do next."""

from typing import NamedTuple

from flask import current_app, render_template, url_for

from web import desk
from web.audience import audience
from web.language import N_, _
from web.pages.audit.blueprint import pages
from web.parts import AUDITOR


class Station(NamedTuple):
    """One thing an auditor can look at; shown where its page exists."""

    endpoint: str
    label: str
    question: str


STATIONS = (
    Station("audit.referrals", N_("Vermittlungen"), N_("Wie stehen die Vermittlungen, heute oder an einem Tag davor?")),
    Station("audit.figures", N_("Zahlen"), N_("Wie viele Vermittlungen gibt es, nach Stand, Anliegen und Quartier?")),
    Station("audit.journal", N_("Journal"), N_("Wer hat wann was eingetragen oder geändert?")),
    Station("audit.accesses", N_("Einsichtnahmen"), N_("Wer hat welche Akte angesehen, und wozu?")),
    Station("audit.reviews", N_("Einsichten prüfen"), N_("Welche Einsichtnahmen müssen Sie noch beurteilen?")),
    Station("audit.files", N_("Akte öffnen"), N_("Eine einzelne Akte lesen: mit Grund und zweiter Person.")),
    Station("audit.integrity", N_("Unversehrtheit"), N_("Ist das Protokoll vollständig und unverändert?")),
    Station("audit.processing", N_("Verarbeitungsverzeichnis"), N_("Welche Daten werden wozu verarbeitet?")),
)
"""In the order in which an audit asks; a page that is registered appears by itself."""


@pages.get("/audit")
@audience(AUDITOR)
def overview() -> str:
    """Where an audit begins."""
    return render_template("audit/overview.html", stations=stations(), fresh=desk.freshness())


def stations() -> list[tuple[str, str, str]]:
    """(address, label, question) of what this installation offers."""
    return [
        (url_for(each.endpoint), _(each.label), _(each.question))
        for each in STATIONS
        if each.endpoint in current_app.view_functions
    ]
