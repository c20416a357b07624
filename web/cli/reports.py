"""Reports (Berichte): figures for the steering group and the funder, which can be made once more years later."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import click

from projections.figures import periods
from projections.figures.panel import Compare, Span
from projections.reports import Report, report_of
from referrals.need import NeedKind
from referrals.report import ReportMade, Subject
from web import reporting
from web.cli import opening
from web.cli.saying import progress, say, say_json, say_table

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(
    "report",
    short_help="Reports (Berichte): figures as they were.",
    help="Reports (Berichte): disclosed figures, the same bytes whenever they are made again.",
)
def reports() -> None:
    """Commands for reports."""


@reports.command(
    short_help="Make a report and note it in the log.",
    help="Make a report as of the end of yesterday and note it in the log: position, day, definitions, SHA-256. All "
    "numbers are rounded to multiples of five. PERIOD: 2026-11, 2026-Q4, 2026 or project.",
)
@click.argument("period", required=False)
@click.option("--quarter", help="Only this quarter of the town, by its code.")
@click.option("--need", type=click.Choice([need.value for need in NeedKind]), help="Only this need.")
@click.option("--language", help="Only persons of this language, by its code.")
@click.option("--institution", type=click.UUID, help="Only this institution, by its id.")
@click.option(
    "--compare",
    type=click.Choice([each.value for each in Compare]),
    default=Compare.NONE.value,
    help="Beside the period before, or quarter by quarter of the town.",
)
@click.option("--out", type=FILE, help="Write the report to this file instead of printing it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was noted as JSON (with --out).")
def make(
    period: str | None,
    quarter: str | None,
    need: str | None,
    language: str | None,
    institution: UUID | None,
    compare: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Without a period, the month that ended last."""
    if as_json and out is None:
        raise click.UsageError("Give --out FILE with --json: without it the report itself is printed.")
    with opening.house() as house:
        if period is None:
            day = reporting.last_day(house) + timedelta(days=1)
            before = periods.previous(periods.around(Span.MONTH, day))
            assert before is not None
            period = periods.code_of(before)
        subject = Subject(
            period=_checked(period),
            quarter=quarter,
            need=NeedKind(need) if need else None,
            language=language,
            institution_id=institution,
            compare=compare,
        )
        with progress("Counting", "events") as tell:
            made = reporting.make(house, opening.sent(uuid4()), subject, tell)
    _hand_out(made.document.bytes, out)
    if as_json:
        say_json(_told(made.report))
    elif out is not None:
        say(f"The report {made.report.id} on {period} as of {made.report.day} lies in {out}.")


@reports.command("list", help="Which reports were made, the latest first.")
@click.option("--json", "as_json", is_flag=True, help="A list of id, subject, position, day, sha256 and more.")
def list_(as_json: bool) -> None:
    """One line per report."""
    with opening.log() as log:
        told = [report_of(event) for event in log.told("report.") if isinstance(event, ReportMade)][::-1]
    if as_json:
        say_json([_told(each) for each in told])
        return
    header = ("report", "period", "as of", "event", "sha256")
    say_table(header, [(each.id, each.subject.period, each.day, each.position, each.sha256[:16]) for each in told])


@reports.command(
    short_help="Make an old report once more, from the log.",
    help="Make the report REPORT once more, from the log up to the event that it counted to, and check that its bytes "
    "are the same. Exit: 0 the same, 2 not: the reason stands on stderr.",
)
@click.argument("report", type=click.UUID)
@click.option("--out", type=FILE, help="Write the report to this file instead of printing it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was noted as JSON (with --out).")
def again(report: UUID, out: Path | None, as_json: bool) -> None:
    """The same bytes, or a sentence why not."""
    if as_json and out is None:
        raise click.UsageError("Give --out FILE with --json: without it the report itself is printed.")
    with opening.house() as house:
        told = reporting.find(house, report)
        with progress("Counting", "events") as tell:
            document = reporting.again(house, told, tell, recounted=True)
    _hand_out(document.bytes, out)
    if as_json:
        say_json(_told(told))
    elif out is not None:
        say(f"The report {told.id} came out the same as on {told.made_at:%Y-%m-%d}; it lies in {out}.")


def _checked(period: str) -> str:
    try:
        return periods.code_of(periods.parse(period))
    except ValueError:
        raise click.UsageError(f"'{period}' is no period: give 2026-11, 2026-Q4, 2026 or project.") from None


def _hand_out(report: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(report, nl=False)
    else:
        out.write_bytes(report)


def _told(report: Report) -> dict[str, object]:
    subject = report.subject
    return {
        "id": report.id,
        "period": subject.period,
        "quarter": subject.quarter,
        "need": subject.need,
        "language": subject.language,
        "institution": subject.institution_id,
        "compare": subject.compare,
        "position": report.position,
        "day": report.day,
        "definitions": report.definitions,
        "layout": report.layout,
        "sha256": report.sha256,
        "made_at": report.made_at.isoformat(),
    }
