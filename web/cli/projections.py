"""Projections (Sichten): how far they are, keeping them up to date, building them again."""

import logging
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event as Flag
from types import FrameType

import click
from sqlalchemy.exc import DBAPIError

from projections.following import run_forever, run_once
from projections.page import CannotApply
from projections.rebuild import rebuild as build_again
from projections.runner import Runner
from referrals.checkpoint import Checkpoints
from referrals.log.errors import StoreFailed
from referrals.signing_along import Signing
from web.access_segments import Closing
from web.cli import opening
from web.cli.access import segments_of
from web.cli.saying import progress, remark, say, say_json, say_table, sentence
from web.forgetting import WhenDue
from web.tidying import Tidying

AGAIN_AFTER = timedelta(seconds=5)
"""How long the process waits when the database does not answer, or an event cannot be taken in."""


@click.group(help="What can be asked (Sichten): built from the log, disposable.")
def projections() -> None:
    """Commands for the projections."""


@projections.command(help="How far every projection is, and how far behind the log.")
@click.option("--json", "as_json", is_flag=True, help="A list of name, version, position, lag_events, lag_seconds.")
def status(as_json: bool) -> None:
    """One line per projection."""
    with opening.house() as house:
        told = house.runner.status(house.now())
    if as_json:
        say_json([each._asdict() for each in told])
        return
    header = ("projection", "version", "position", "events behind", "seconds behind")
    say_table(header, [(*each[:4], f"{each.lag_seconds:.1f}") for each in told])


@projections.command(
    short_help="Keep the projections up to date until stopped.",
    help="Keep the projections up to date until stopped, sign what comes, and close the access log of each day; of "
    "several processes one leads, others stand by.",
)
@click.option("--once", is_flag=True, help="Take in what is new, and end.")
def run(once: bool) -> None:
    """The process of the Procfile."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.INFO)
    with opening.house() as house:
        house.runner.positions()  # says so when there are no tables
        if once:
            run_once(house.runner)
            say(f"The projections are at event {min(house.runner.positions().values())}.")
            return
        stop = Flag()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _setting(stop))
        remark("The projections follow the log, and what comes is signed.")
        settings = house.settings
        sign = Signing(Checkpoints(settings.checkpoints), house.log.recorder, settings.signing_key_file, remark)
        _follow(
            house.runner, stop, (sign, Closing(segments_of(house), house.now), WhenDue(house, remark), Tidying(house))
        )


def _follow(runner: Runner, stop: Flag, besides: Sequence[Callable[[], None]]) -> None:
    """Follow until stopped; a database that does not answer is waited for."""

    def afterwards() -> None:
        for each in besides:
            each()

    while not stop.is_set():
        try:
            run_forever(runner, stop, afterwards)
        except (DBAPIError, StoreFailed, CannotApply) as error:
            remark(f"lotse: {sentence(error)} The next attempt is in {AGAIN_AFTER.seconds} seconds.")
            stop.wait(AGAIN_AFTER.total_seconds())


def _setting(stop: Flag) -> "signal._HANDLER":
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return handle


@projections.command(
    short_help="Build a projection (or all) from the log again.",
    help="Build a projection (or all) from the log again; pages read the old tables meanwhile.",
)
@click.argument("name", required=False)
def rebuild(name: str | None) -> None:
    """Goes on where an interrupted rebuild stopped."""
    with opening.house() as house:
        with progress("Rebuilding", "events") as tell:
            build_again(house.runner, [name] if name else None, tell)
        say(f"Rebuilt {name or 'all projections'} up to event {house.log.head()}.")
