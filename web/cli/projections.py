"""Projections (Sichten): how far they are, keeping them up to date, building them again."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event as Flag
from types import FrameType

import click
from sqlalchemy.exc import DBAPIError

from projections import parking
from projections.following import run_forever, run_once
from projections.rebuild import rebuild as build_again
from projections.runner import Runner
from referrals.checkpoint import Checkpoints
from referrals.log.errors import StoreFailed
from referrals.signing_along import Signing
from web import agreed
from web.access_segments import Closing
from web.cli import opening
from web.cli.access import segments_of
from web.cli.saying import progress, remark, remark_what_is_outdated, say, say_json, say_table
from web.daily import Daily
from web.forgetting import WhenDue
from web.tidying import Tidying

UNANSWERED = (DBAPIError, StoreFailed)
"""What says that the database does not answer."""

AGAIN_AFTER = timedelta(seconds=5)
"""How long the process waits when the database does not answer."""

STILL_PARKED = 1


@click.group(help="What can be asked (Sichten): built from the log, disposable.")
def projections() -> None:
    """Commands for the projections."""


@projections.command(
    short_help="How far every projection is.",
    help="How far every projection is, how far behind the log, and what is parked.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="A list of name, version, position, lag_events, lag_seconds, heartbeat (of the process that leads), parked.",
)
def status(as_json: bool) -> None:
    """One line per projection."""
    with opening.house() as house:
        told = house.runner.status(house.now())
        remark_what_is_outdated(house.runner.outdated())
    if as_json:
        say_json(
            [{**each._asdict(), "heartbeat": each.heartbeat.isoformat() if each.heartbeat else None} for each in told]
        )
        return
    header = ("projection", "version", "position", "events behind", "seconds behind", "parked")
    say_table(header, [(*each[:4], f"{each.lag_seconds:.1f}", each.parked) for each in told])
    beat = told[0].heartbeat
    say(f"The process that leads was last there at {beat:%Y-%m-%d %H:%M:%S} UTC." if beat else "No process leads yet.")


@projections.group(
    name="parked",
    invoke_without_command=True,
    short_help="What could not be taken in.",
    help="The events that a projection could not take in, and why; all others go on.",
)
@click.option("--json", "as_json", is_flag=True, help="A list; reason is null where an event waits behind another.")
@click.pass_context
def parked_events(context: click.Context, as_json: bool) -> None:
    """One line per event and projection."""
    if context.invoked_subcommand is not None:
        return
    with opening.house() as house:
        waiting = parking.waiting(house.runner)
    if as_json:
        fields = ("name", "version", "position", "stream", "topic", "reason")
        say_json(
            [
                {**{name: getattr(each, name) for name in fields}, "parked_at": each.parked_at.isoformat()}
                for each in waiting
            ]
        )
    elif not waiting:
        say("Nothing is parked.")
    else:
        header = ("projection", "position", "stream", "topic", "reason")
        behind = "waits behind an earlier event of its stream"
        say_table(
            header, [(each.name, each.position, each.stream, each.topic, each.reason or behind) for each in waiting]
        )


@parked_events.command(
    short_help="Try again what is parked.",
    help="Try again what is parked for a projection (or all). Exit status 1: some of it still is.",
)
@click.argument("name", required=False)
def retry(name: str | None) -> None:
    """After the code, or its version, has changed."""
    with opening.house() as house:
        taken = parking.retry(house.runner, [name] if name else None)
        left = [each for each in parking.waiting(house.runner) if name in (None, each.name)]
    say(f"{taken} events were taken in, {len(left)} are still parked.")
    if left:
        click.get_current_context().exit(STILL_PARKED)


@projections.command(
    short_help="Keep the projections up to date until stopped.",
    help="Keep the projections up to date until stopped, sign what comes, and close the access log of each day. Once a "
    "day: request the erasure of what is due, and drop looks that are no longer kept. Of several processes one leads, "
    "others stand by.",
)
@click.option("--once", is_flag=True, help="Take in what is new, and end.")
def run(once: bool) -> None:
    """The process of the Procfile."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.INFO)
    agreed.wait(os.environ)
    with opening.house() as house:
        house.runner.positions()  # says so when there are no tables
        remark_what_is_outdated(house.runner.outdated())
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
        closing, daily = Closing(segments_of(house), house.now), Daily(house, remark)
        _follow(house.runner, stop, (sign, closing, WhenDue(house, remark), daily, Tidying(house)))


def _follow(runner: Runner, stop: Flag, besides: Sequence[Callable[[], None]]) -> None:
    """Follow until stopped; a database that does not answer is waited for."""
    while not stop.is_set():
        try:
            run_forever(runner, stop, lambda: in_turn(besides))
        except UNANSWERED as error:
            from web.cli.failing import sentence

            remark(f"lotse: {sentence(error)} The next attempt is in {AGAIN_AFTER.seconds} seconds.")
            stop.wait(AGAIN_AFTER.total_seconds())


def in_turn(besides: Sequence[Callable[[], None]]) -> None:
    """What the leader does besides: what fails for want of a database keeps none of the others waiting."""
    failed: Exception | None = None
    for each in besides:
        try:
            each()
        except UNANSWERED as error:
            failed = failed or error
    if failed is not None:
        raise failed


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
