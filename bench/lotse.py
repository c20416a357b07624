"""Lotse as it really runs: its pages and its projections as processes, driven by people who have signed in."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.load import FORM, Browser
from bench.peers.people import NOTE
from bench.rounds import Sample
from bench.server import LoadFailed, Server, Serving, free_port, loaded, running, settle
from bench.surroundings import HOME
from bench.town import PASSWORD, Town
from referrals.log.application import Log
from web.release import release
from web.settings import Settings

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
STEP = "/referrals/{referral}/follow-up"
COMMAND = [sys.executable, "-m", "web.cli"]


def form() -> dict[str, str]:
    """What is typed into the form of a step, the same for every peer."""
    return {"due_on": (date.today() + timedelta(days=9)).isoformat(), "note": NOTE}


class Lotse:
    """A running Lotse and who is signed in."""

    def __init__(self, town: Town, log: Log, web: Server, beside: Sequence[Serving]) -> None:
        self.town, self.web = town, web
        self.serving: list[Serving] = [web, *beside]
        self._cookies: dict[str, str] = {}
        self._working = [
            Browser(STEP, {}, [(str(each), len(log.events_of(each))) for each in carried], form())
            for carried in town.carried
        ]

    def headers(self, login: str) -> dict[str, str]:
        """What the browser of somebody who has signed in sends along."""
        if login not in self._cookies:
            fields = urlencode({"login": login, "password": PASSWORD})
            answer = self.ask("POST", "/sign-in", {**FORM, **OWN_PAGE}, fields)
            if answer[0] != 303:
                raise LoadFailed(f"{login} cannot sign in: {answer[0]}")
            self._cookies[login] = answer[1]
        return {"Cookie": self._cookies[login], **OWN_PAGE}

    def ask(self, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str, bytes]:
        """One request: status, the cookie that was set, and what was said."""
        with closing(HTTPConnection("127.0.0.1", self.web.port, timeout=600)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
            return response.status, cookie, response.read()

    def post(self, seconds: float, threads: int) -> Sample:
        """Steps by so many case managers at a time, each on their own referrals."""
        working = self._working[:threads]
        for browser, login in zip(working, self.town.managers, strict=False):
            browser.headers = self.headers(login)
        return loaded(self.web.port, seconds, working, self.serving)

    def read(self, path: str, seconds: float, threads: int) -> Sample:
        """A page, by so many case managers at a time."""
        browsers = [Browser(path, self.headers(login)) for login in self.town.managers[:threads]]
        return loaded(self.web.port, seconds, browsers, self.serving)

    def page(self, path: str, login: str) -> str:
        """A page as somebody sees it."""
        status, _cookie, said = self.ask("GET", path, self.headers(login))
        if status != 200:
            raise LoadFailed(f"{path} was answered with {status}")
        return said.decode()


@contextmanager
def lotse(data: Path, town: Town, database: Serving | None = None, url: str = "") -> Iterator[Lotse]:
    """Start both processes on a data folder, and on a database where there is one; wait until they are at rest."""
    settings = {"LOTSE_DATA": str(data), **({"LOTSE_DATABASE_URL": url} if url else {})}
    release(Settings.from_environ(settings))
    port, config = free_port(), str(HOME / "web" / "gunicorn.conf.py")
    with ExitStack() as stack:
        follow = [*COMMAND, "projections", "run"]
        projections = stack.enter_context(running("projections", follow, data.parent, settings))
        serve = [sys.executable, "-m", "gunicorn", "--config", config]
        web = stack.enter_context(running("web", serve, data.parent, {**settings, "PORT": str(port)}, port))
        beside = [projections, *([database] if database else [])]
        settle([web, projections])
        with closing(Log.open(Settings.from_environ(settings).store_url("events"))) as log:
            ours = Lotse(town, log, web, beside)
        yield ours
