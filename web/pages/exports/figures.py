"""What is behind a figure, to take away (Zeilen hinter den Zahlen), and the reports that were made of them."""

from collections.abc import Iterator, Sequence

from projections import reports
from web import desk
from web.exports import columns
from web.exports.table import Column
from web.language import _
from web.pages.exports.blueprint import Taken, in_address, to_take_away
from web.pages.exports.referrals import coded_by_id
from web.pages.figures import announced
from web.pages.figures.asking import question
from web.pages.figures.overview import number_behind
from web.pages.figures.reports import Told, in_words
from web.parts import COORDINATOR


@to_take_away("/figures/rows", "figures_rows", COORDINATOR)
def behind() -> Taken:
    """The referrals behind one number, as the page lists them; nobody is named."""
    asked = question()
    number = number_behind(asked)
    title = f"{number.title}: {number.label}" + (f", {number.line}" if number.line else "")
    columns_, chunks = coded_by_id(number.referrals)
    return Taken(title, asked.said, in_address(number.query), columns_, chunks)


@to_take_away("/figures/announced", "figures_announced", COORDINATOR)
def announced_needs() -> Taken:
    """The announced needs behind one number, the latest first; they never named anybody."""
    number = announced.number_announced()
    columns_: list[Column[announced.Row]] = [
        columns.word("need", _("Anliegen"), lambda row: row.announced.need),
        columns.day("announced_on", _("Angekündigt"), lambda row: row.announced.announced_on),
        columns.day("expires_on", _("Verfällt nach dem"), lambda row: row.announced.expires_on),
        Column("quarter", _("Quartier"), lambda row: row.announced.quarter, lambda row: row.quarter),
        columns.named(
            "institution", _("Angekündigt von"), lambda row: row.announced.institution_id, lambda row: row.institution
        ),
    ]
    title = f"{_('Angekündigte Anliegen')}: {number.label}"
    rows = iter([announced.rows_of(number.found)])
    return Taken(title, number.question.said, in_address(number.query), columns_, rows)


@to_take_away("/figures/reports", "figures_reports", COORDINATOR)
def made() -> Taken:
    """The reports that were made, the latest first, each with the hash of its bytes."""
    columns_: list[Column[Told]] = [
        columns.hidden("report", lambda row: str(row.report.id)),
        Column("period", _("Zeitraum"), lambda row: row.report.subject.period, lambda row: row.period),
        columns.text("narrowed", _("Eingegrenzt auf"), lambda row: row.narrowed),
        columns.day("day", _("Zählt bis zum Ende des"), lambda row: row.report.day),
        columns.count("position", _("Bis Ereignis"), lambda row: row.report.position),
        columns.instant("made_at", _("Erstellt"), lambda row: row.report.made_at),
        columns.named("made_by", _("Von"), lambda row: row.report.made_by, lambda row: row.by),
        columns.text("sha256", "SHA-256", lambda row: row.report.sha256),
    ]
    return Taken(_("Berichte"), [], {}, columns_, _made())


def _made() -> Iterator[Sequence[Told]]:
    yield in_words(reports.latest(desk.views()))
