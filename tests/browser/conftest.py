"""A real browser, watched: a console error or a request to another host fails any test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

from tests.real_parts import REAL_PARTS, missing

INSTALL = "apt install chromium-headless-shell (or chromium), or set TEST_CHROMIUM=/path/to/chromium"
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
OUR_HOSTS = {"localhost", "127.0.0.1"}
REFUSED_STATUS = "Failed to load resource: the server responded with a status of 4"

type_of_context = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], request: pytest.FixtureRequest
) -> dict[str, Any]:
    """Starts the machine's own Chromium; without one the test is skipped, or fails under REQUIRE_BROWSER=1."""
    given = os.environ.get("TEST_CHROMIUM")
    program = given or next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None or not shutil.which(program):
        missing(request.config, "Chromium", "REQUIRE_BROWSER", INSTALL)
    return browser_type_launch_args | {"executable_path": program, "args": list(QUIET)}


@pytest.fixture(scope="session", autouse=True)
def the_browser_is_named(browser: Browser, request: pytest.FixtureRequest) -> None:
    """The line at the end of the run."""
    request.config.stash[REAL_PARTS]["Chromium"] = browser.version


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """As in the office: German, Essen's clock."""
    return browser_context_args | {"locale": "de-DE", "timezone_id": "Europe/Berlin"}


class Watch:
    """Notes what no page may do."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.documents: set[str] = set()

    def follow(self, context: BrowserContext) -> BrowserContext:
        """Watches everything that happens in this context."""
        context.on("console", self.console)
        context.on("weberror", self.error)
        context.on("request", self.request)
        context.on("response", self.response)
        return context

    def console(self, message: ConsoleMessage) -> None:
        """A form answered with 422, or a page with 404, is no error of the page's code."""
        address = message.location["url"]
        if message.type == "error" and not (message.text.startswith(REFUSED_STATUS) and address in self.documents):
            self.complaints.append(f"console: {message.text} ({address})")

    def error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in OUR_HOSTS:
            self.complaints.append(f"request to another host: {request.url}")

    def response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.documents.add(response.url)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test at its end when a page complained; `watch.complaints` may be read before."""
    watch = Watch()
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def new_context(watch: Watch, new_context: type_of_context) -> type_of_context:
    """One context per person at a desk: `new_context()`, `new_context(color_scheme="dark")` …"""

    def create(**options: Any) -> BrowserContext:
        return watch.follow(new_context(**options))

    return create


@pytest.fixture(params=["javascript", "no-javascript"])
def any_page(request: pytest.FixtureRequest, new_context: type_of_context) -> Page:
    """A page with JavaScript, and the same test again with JavaScript off."""
    return new_context(java_script_enabled=request.param == "javascript").new_page()


@pytest.fixture
def page_without_javascript(new_context: type_of_context) -> Page:
    """A page with JavaScript off."""
    return new_context(java_script_enabled=False).new_page()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is marked for `-m 'not browser'`, and comes first: it takes longest."""
    for item in items:
        if "browser" in item.path.parts[-2:-1]:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
