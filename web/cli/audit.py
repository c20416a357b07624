"""Audit (Prüfung): is the log what was recorded?"""

import click

from referrals.log.errors import NoLog, StoreFailed
from referrals.verify import Verdict
from referrals.verify import verify as judge
from web.cli import opening
from web.cli.saying import progress, remark, say, say_json, sentence
from web.settings import BadSettings


@click.group(help="Check the log (Protokoll).")
def audit() -> None:
    """Commands for the auditor."""


@audit.command(
    help="Recompute every leaf of the ledger from the stored bytes. Exit: 0 intact, 1 tampered, 2 cannot judge."
)
@click.option("--json", "as_json", is_flag=True, help="Print intact, size, root, first_bad and reason as JSON.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Judge the whole log."""
    verdict = _verdict()
    if as_json:
        say_json({name: verdict.as_dict()[name] for name in ("intact", "size", "root", "first_bad", "reason")})
    elif verdict.intact:
        say(f"The log is intact: {verdict.size} events, root {verdict.root}.")
    else:
        where = "" if verdict.first_bad is None else f" First bad position: {verdict.first_bad}."
        told = "The log was TAMPERED with" if verdict.intact is False else "lotse: the log cannot be judged"
        (say if verdict.intact is False else remark)(f"{told}: {verdict.reason}{where}")
    ctx.exit(verdict.exit_code)


def _verdict() -> Verdict:
    """The verdict; a log that cannot be opened cannot be judged."""
    try:
        with opening.log() as log, progress("Verifying", "events") as tell:
            return judge(log.recorder, progress=tell)
    except (BadSettings, NoLog, StoreFailed) as error:
        return Verdict(intact=None, reason=sentence(error))
