"""Retention (Aufbewahrung): what falls due when and why, and the run that asks for its erasure."""

from datetime import date
from uuid import uuid4

import click

from projections import words
from referrals.occasion import LOCAL, Purpose
from referrals.retention import SuspendReason, classes
from web import retaining
from web.cli import opening
from web.cli.saying import remark, say, say_json, say_table
from web.house import RealHouse

REASONS = click.Choice([reason.value for reason in SuspendReason])


@click.group(
    short_help="How long what is kept (Löschfristen).",
    help="How long what is kept (Löschfristen); the periods stand in referrals/retention.toml.",
)
def retention() -> None:
    """Commands on retention."""


@retention.command(
    short_help="Say what falls due, when and why.",
    help="List the files that fall due within the next months, with the reason and what holds them. Changes nothing.",
)
@click.option("--months", type=click.IntRange(0, 1200), default=12, show_default=True, help="How far ahead.")
@click.option("--json", "as_json", is_flag=True, help="Print the classes, whether it is suspended, and the files.")
def due(months: int, as_json: bool) -> None:
    """A dry run."""
    with opening.house() as house:
        found, standing = retaining.due(house, _today(house), months), retaining.standing(house)
    told = [
        {
            "person": str(each.due.person_id),
            "due_on": each.due.on.isoformat(),
            "class": each.due.kind.code,
            "counted_from": each.due.since.isoformat(),
            "held_by": [words.word(hold.ground, "en") for hold in each.due.holds],
            "erasure": each.stage.value if each.stage else None,
        }
        for each in found
    ]
    if as_json:
        kinds = [{name: getattr(kind, name) for name in kind.__struct_fields__} for kind in classes()]
        say_json({"suspended": standing.suspended, "classes": kinds, "due": told})
        return
    if standing.suspended:
        remark(f"Suspended since {standing.since}: {standing.suspended.value}. Nothing is requested by itself.")
    if not told:
        say(f"Nothing falls due within {months} months.")
        return
    header = ("due on", "person", "class", "counted from", "held by", "erasure")
    say_table(
        header,
        [
            (
                one["due_on"],
                one["person"],
                one["class"],
                one["counted_from"],
                ", ".join(one["held_by"] or ()) or "–",
                one["erasure"] or "–",
            )
            for one in told
        ],
    )


@retention.command(
    short_help="Request the erasure of what is due.",
    help="Request the erasure of every file that is due and not held; a coordinator still decides on each. The "
    "projections process does the same once a day; for cron where none runs. While suspended it does nothing and says "
    "so.",
)
@click.option("--json", "as_json", is_flag=True, help="Print suspended, requested and kept.")
def run(as_json: bool) -> None:
    """Ask; nothing is erased here."""
    with opening.house() as house:
        standing = retaining.standing(house)
        ran = retaining.Ran([], []) if standing.suspended else retaining.run(house, _today(house))
    if as_json:
        say_json({"suspended": standing.suspended, "requested": ran.requested, "kept": ran.kept})
    elif standing.suspended:
        say(f"Suspended since {standing.since}: {standing.suspended.value}. Nothing was requested.")
    else:
        say(f"{len(ran.requested)} erasures were requested; {len(ran.kept)} files that are due are held.")


@retention.command(help="Request nothing by itself until it is resumed.")
@click.option("--reason", type=REASONS, required=True, help="Why.")
def suspend(reason: str) -> None:
    """Stop the run."""
    with opening.house() as house:
        sent = opening.sent(uuid4(), Purpose.DATA_SUBJECT_RIGHTS)
        house.casework.retention.suspend(sent, reason=SuspendReason(reason))
    say("Suspended; `retention resume` lets it go on.")


@retention.command(help="Go on with the run.")
def resume() -> None:
    """Let it run again."""
    with opening.house() as house:
        house.casework.retention.resume(opening.sent(uuid4(), Purpose.DATA_SUBJECT_RIGHTS))
    say("Resumed; `retention run` requests what is due.")


def _today(house: RealHouse) -> date:
    return house.now().astimezone(LOCAL).date()
