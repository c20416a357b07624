"""Self-check (Selbstprüfung): for cron, every night."""

from datetime import UTC, datetime

import click

from projections import words
from web import selfcheck as checking
from web.cli import opening
from web.cli.saying import progress, say, say_json


@click.command(
    short_help="Let the installation look at itself.",
    help="Check chain, checkpoints, views, keys, access log, overdue erasures and reviews, permissions, settings and "
    "the last backup; the log remembers the outcome. Exit: 0 fine, 1 something found, 2 not all could be checked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print result, size and findings as JSON.")
@click.pass_context
def selfcheck(ctx: click.Context, as_json: bool) -> None:
    """One look, one event."""
    with progress("Verifying", "events") as tell:
        outcome = checking.look(opening.settings(), datetime.now(UTC), tell)
    if as_json:
        found = [{"finding": each.finding.value, "detail": each.detail} for each in outcome.found]
        say_json({"result": outcome.result.value, "size": outcome.size, "findings": found})
    else:
        for each in outcome.found:
            told = words.word(each.finding, "en")
            say(f"{told[0].upper()}{told[1:]}: {each.detail}")
        say(f"Self-check over {outcome.size} events: {words.word(outcome.result, 'en')}.")
    ctx.exit(outcome.exit_code)
