"""Processes: making the stores, and serving the pages."""

import os
import sys
from pathlib import Path

import click

from web import release as release_step
from web.cli import opening
from web.cli.demo import fill
from web.cli.saying import NotDone, remark_what_is_outdated, say
from web.port import is_free

HOME = Path(__file__).resolve().parent.parent.parent


@click.command(
    short_help="Create the stores, tables and keys that are missing.",
    help="Create what is missing: stores, tables, and the key-encryption key (Hauptschlüssel). Refuses to go on over a "
    "log that is older than what was seen or signed of it.",
)
@click.option("--accept-restored", is_flag=True, help="Go on over an older log; the log itself records that.")
@click.option("--demo", is_flag=True, help="Fill an empty installation with fictional data, as `demo --if-empty` does.")
def release(accept_restored: bool, demo: bool) -> None:
    """The release step; the only place where stores are made."""
    released = release_step.release(opening.settings(), accept_restored=accept_restored)
    if released.kek_made is not None:
        say(
            f"The key-encryption key was made at {released.kek_made}. Back it up now, apart from the database: "
            "without it no personal value can ever be read again, and whoever has both can read them all."
        )
    if released.restored is not None:
        size, seen = released.restored
        say(
            f"The log goes on from {size} events; {seen} had been known. It says so itself (log.restored), and what "
            "was signed over the lost events lies in checkpoints/set-aside. Tell whoever keeps a checkpoint."
        )
    remark_what_is_outdated(released.outdated)
    say("Stores and tables are ready.")
    if demo:
        with opening.house() as house:
            say(fill(house))


@click.command(help="Serve the pages in the foreground until Ctrl-C. Needs `release` first; creates no data.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: PORT, else 8000]")
def serve(port: int | None) -> None:
    """Become gunicorn."""
    settings = opening.settings()
    with opening.house() as house:
        house.check()
        remark_what_is_outdated(house.runner.outdated())
    chosen = port or settings.port
    if not is_free(chosen):
        raise NotDone(f"port {chosen} is busy: stop what listens there, or give another one with --port.")
    os.environ["PORT"] = str(chosen)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    os.environ.setdefault("LOTSE_DATA", str(settings.data))
    say(f"Lotse serves http://localhost:{chosen} (Ctrl-C stops it).")
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn", "--config", str(HOME / "web" / "gunicorn.conf.py")]
    os.execv(sys.executable, command)  # noqa: S606
