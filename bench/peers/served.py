"""Served (Bedient): a peer filled, started under gunicorn, and asked like Lotse."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.load import Browser
from bench.lotse import STEP, form
from bench.peers.people import active_of
from bench.postgres import Database
from bench.rounds import Sample
from bench.server import Server, Serving, free_port, gunicorn, loaded, running
from bench.surroundings import HOME, surroundings

DJANGO_SITE = "bench.peers.django_site.wsgi:application"


class Peer:
    """A running peer."""

    def __init__(self, web: Server, database: Database | None) -> None:
        self.web = web
        self._serving: Sequence[Serving] = [web, database] if database else [web]
        self._working: dict[int, Browser] = {}

    def post(self, seconds: float, threads: int) -> Sample:
        """Steps by so many case managers at a time, each on their own referrals."""
        for manager in range(len(self._working), threads):
            steps = [(str(each), 5) for each in active_of(manager)]
            self._working[manager] = Browser(STEP, {}, steps, form())
        return loaded(self.web.port, seconds, [self._working[each] for each in range(threads)], self._serving)

    def read(self, path: str, seconds: float, threads: int) -> Sample:
        """A page, by so many case managers at a time; `{manager}` in the path is which."""
        browsers = [Browser(path.format(manager=manager)) for manager in range(threads)]
        return loaded(self.web.port, seconds, browsers, self._serving)


@contextmanager
def peer(
    name: str, application: str, folder: Path, settings: dict[str, str], database: Database | None = None
) -> Iterator[Peer]:
    """Start a peer on what it was filled with."""
    port = free_port()
    with running(name, gunicorn(application, port), folder, settings, port) as web:
        yield Peer(web, database)


def fill(module: str, place: str, referrals: int) -> None:
    """Fill an empty place in a process of its own, so that nothing of it stays in ours."""
    program = f"from {module} import seed; seed({place!r}, {referrals})"
    subprocess.run([sys.executable, "-c", program], cwd=HOME, env=surroundings({}), check=True)


def fill_django(settings: dict[str, str], referrals: int, changes_each: int = 0) -> None:
    """Tables and rows of the Django site."""
    command = [sys.executable, "-m", "bench.peers.django_site.filling", str(referrals), str(changes_each)]
    subprocess.run(command, cwd=HOME, env=surroundings(settings), check=True)
