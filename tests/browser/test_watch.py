"""The watch over every browser test notices what it is there for."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Watch

PAGES = {
    "/fine": "<!doctype html><html lang=de><title>Gut</title><main><h1>Gut</h1></main>",
    "/shouts": "<!doctype html><html lang=de><title>A</title><script>console.error('Nein')</script>",
    "/breaks": "<!doctype html><html lang=de><title>A</title><script>gibtEsNicht()</script>",
    "/strays": "<!doctype html><html lang=de><title>A</title><img src='http://elsewhere.invalid/a.png'>",
    "/lacks": "<!doctype html><html lang=de><title>A</title><script src='/missing.js'></script>",
    "/unlabelled": "<!doctype html><html><title></title><input><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
}


class Desk(BaseHTTPRequestHandler):
    """Answers with the pages above, and with 404 elsewhere."""

    def do_GET(self) -> None:
        body = PAGES.get(self.path, "Fehlt").encode()
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the tests look at the browser."""


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    """The address of a small server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_good_page_is_left_in_peace(desk: str, page: Page, watch: Watch) -> None:
    page.goto(f"{desk}/fine", wait_until="networkidle")
    assert watch.complaints == []


def test_an_address_that_is_not_there_is_no_error_of_the_page(desk: str, page: Page, watch: Watch) -> None:
    answer = page.goto(f"{desk}/nowhere", wait_until="networkidle")
    assert answer is not None
    assert (answer.status, [line for line in watch.complaints if "favicon" not in line]) == (404, [])
    watch.complaints.clear()


@pytest.mark.parametrize(
    ("path", "noticed"),
    [
        ("/shouts", "console: Nein"),
        ("/breaks", "gibtEsNicht is not defined"),
        ("/strays", "request to another host: http://elsewhere.invalid/a.png"),
        ("/lacks", "missing.js"),
    ],
)
def test_a_bad_page_is_noticed(desk: str, page: Page, watch: Watch, path: str, noticed: str) -> None:
    page.goto(f"{desk}{path}", wait_until="networkidle")
    assert any(noticed in complaint for complaint in watch.complaints), watch.complaints
    watch.complaints.clear()


def test_no_script_runs_where_it_is_turned_off(desk: str, page_without_javascript: Page, watch: Watch) -> None:
    page_without_javascript.goto(f"{desk}/shouts", wait_until="networkidle")
    assert watch.complaints == []


def test_axe_finds_what_is_wrong(desk: str, page: Page) -> None:
    """The control of the control: a broken axe would find nothing anywhere."""
    page.goto(f"{desk}/unlabelled", wait_until="networkidle")
    found = {violation["id"] for violation in Axe().run(page).response["violations"]}
    assert {"html-has-lang", "document-title", "label", "image-alt"} <= found
