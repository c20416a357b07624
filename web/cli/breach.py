"""Audit (Prüfung): whose data are affected by a breach (Datenpanne)?"""

from datetime import datetime, timedelta
from uuid import UUID

import click

from referrals.occasion import LOCAL, midnight
from web.access_log import Filters
from web.breach import HOURS, SENTENCES, Copy, Report, of_copies, of_looks
from web.cli import opening
from web.cli.saying import NotDone, progress, say, say_json, say_table
from web.house import RealHouse


@click.command(
    short_help="Say whose data are affected by a breach (Art. 33 GDPR).",
    help="Say whose files are affected by a breach (Datenpanne), which fields, since when: what an account saw "
    "(--staff), who saw a file (--person), or what copies that were taken give away (--stolen). Ids only, no names.",
)
@click.option(
    "--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day; of a copy: the day it was taken."
)
@click.option("--staff", help="The login of the account that was misused.")
@click.option("--person", type=click.UUID, help="The file that was looked at.")
@click.option(
    "--stolen",
    multiple=True,
    type=click.Choice([copy.value for copy in Copy]),
    help="What was copied; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def breach(since: datetime, staff: str | None, person: UUID | None, stolen: tuple[str, ...], as_json: bool) -> None:
    """Whose files, which fields, since when."""
    if sum(map(bool, (staff, person, stolen))) != 1:
        raise click.UsageError("Give one of --staff, --person, --stolen.")
    day = since.date()
    with opening.house() as house:
        if stolen:
            with progress("Reading", "events") as tell:
                report = of_copies(house.log, [Copy(each) for each in stolen], midnight(day + timedelta(days=1)), tell)
        else:
            wanted = Filters(staff_id=_known(house, staff) if staff else None, person_id=person, since=midnight(day))
            house.catch_up()
            with house.views.reading() as views:
                report = of_looks(views, house.log, house.access_log, wanted)
    (_say_json if as_json else _say)(report)


def _known(house: RealHouse, login: str) -> UUID:
    staff_id = house.accounts.staff_of(login)
    if staff_id is None:
        raise NotDone(f"nobody signs in as {login}: see `staff list`.")
    return staff_id


def _say_json(report: Report) -> None:
    say_json(
        {
            "judgement": report.judgement,
            "persons": len(report.affected),
            "lists": report.lists,
            "affected": [each.as_dict() for each in report.affected],
        }
    )


def _say(report: Report) -> None:
    if report.judgement:
        say(SENTENCES[report.judgement])
    say(f"{len(report.affected)} persons are affected; {report.lists} looks showed no single person.")
    if report.affected:
        say_table(
            ("person", "first", "last", "times", "fields"),
            [
                (
                    each.person_id,
                    f"{each.first.astimezone(LOCAL):%Y-%m-%d %H:%M}",
                    f"{each.last.astimezone(LOCAL):%Y-%m-%d %H:%M}",
                    each.times,
                    "; ".join(f"{group.value}: {', '.join(names)}" for group, names in each.fields.items()),
                )
                for each in report.affected
            ],
        )
    say(
        f"The authority is told within {HOURS} hours from when it became known (Art. 33 GDPR), unless there is no risk."
    )
