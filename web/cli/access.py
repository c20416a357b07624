"""Access (Einsichten): the days of the access log are closed into the ledger, checked, and dropped in time."""

from datetime import date

import click

from referrals.access_segment import kept_from
from referrals.occasion import LOCAL
from web import unreviewed
from web.access_segments import AccessSegments, Judged
from web.cli import opening
from web.cli.saying import remark, say, say_json
from web.house import RealHouse

TAMPERED = 1


@click.group(help="The record of who looked at which file (Einsichten).")
def access() -> None:
    """Commands for the access log."""


@access.command(
    short_help="Close the days that are over into the ledger.",
    help="Close every day of the access log that is over: number of looks and root go into the ledger. The projections "
    "process does the same; for cron where none runs.",
)
def close() -> None:
    """Nothing to do is fine, too."""
    with opening.house() as house:
        closed = segments_of(house).close(house.now())
    for segment in closed:
        say(f"{segment.day}: {segment.entries} looks, root {segment.root}.")
    say(f"Closed {len(closed)} days." if closed else "Every day that is over was closed before.")


@access.command(
    short_help="Say whether the closed days are what was recorded.",
    help="Hold every look of a closed day against the root in the ledger. Exit: 0 intact, 1 changed, deleted or added, "
    "2 cannot judge.",
)
@click.option("--json", "as_json", is_flag=True, help="Print intact, days, entries and findings as JSON.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Judge the closed days; today's looks are not closed yet."""
    with opening.house() as house:
        judged = segments_of(house).verify()
    if as_json:
        say_json(as_dict(judged))
    else:
        for finding in judged.findings:
            say(f"The access log was TAMPERED with: {finding.reason}")
        if not judged.findings:
            say(f"The access log is intact: {judged.entries} looks in {judged.days} closed days.")
    ctx.exit(TAMPERED if judged.findings else 0)


@access.command(
    short_help="Drop the days whose retention is over.",
    help="Drop the looks older than twelve months, and those of institutions after six, each day with an event. "
    "A day that is not what was closed is not "
    "dropped, nor one with looks that wait for a review. The projections process does the same once a day.",
)
@click.option("--lost", is_flag=True, help="Instead: say of closed days of which nothing is there that they are lost.")
def drop(lost: bool) -> None:
    """Rows leave only here."""
    with opening.house() as house:
        segments = segments_of(house)
        needed = needed_days(house)
        gone = segments.give_up() if lost else segments.drop(_today(house), needed)
    for segment in gone:
        remark(f"{segment.day}: {segment.entries} looks.")
    say(f"{'Lost' if lost else 'Dropped'}: {len(gone)} days.")
    if waiting := [] if lost else sorted(day for day in needed if day < kept_from(_today(house))):
        say(f"Not dropped, for looks of theirs wait for a review: {', '.join(map(str, waiting))}.")


def needed_days(house: RealHouse) -> frozenset[date]:
    """The days whose looks wait for a review."""
    house.catch_up()
    with house.views.reading() as connection:
        return unreviewed.days(house.access_log, connection)


def segments_of(house: RealHouse) -> AccessSegments:
    """The segments of this installation."""
    return AccessSegments(house.log, house.casework, house.stores["access"])


def as_dict(judged: Judged) -> dict[str, object]:
    """The verdict for a script."""
    findings = [{"day": str(each.day), "reason": each.reason} for each in judged.findings]
    return {"intact": not findings, "days": judged.days, "entries": judged.entries, "findings": findings}


def _today(house: RealHouse) -> date:
    return house.now().astimezone(LOCAL).date()
