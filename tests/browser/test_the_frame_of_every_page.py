"""The frame in a real browser: accessible in light and dark, never wider than the screen, without JavaScript."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.walk import violations
from tests.small_house import PASSWORD, SmallHouse, small_house
from tests.web.gallery import gallery_app

PAGES = ("/gallery", "/account", "/account/password", "/accessibility", "/nix")
type_of_context = Callable[..., BrowserContext]


class Silent(WSGIRequestHandler):
    """Prints nothing."""

    def log(self, *_: object) -> None:
        """Not a word."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    """The small house."""
    with small_house(tmp_path) as small:
        yield small


@pytest.fixture
def address(house: SmallHouse) -> Iterator[str]:
    """Where the gallery is served."""
    server = make_server("127.0.0.1", 0, gallery_app(house), threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, address: str) -> None:
    """As Anna."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("Benutzername").fill("anna")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def faults(page: Page) -> list[str]:
    """What axe finds in light and, of colours, in dark, and whether the page is wider than the screen."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] + ([f"{wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_fits(address: str, new_context: type_of_context, width: int) -> None:
    page = new_context(color_scheme="light", viewport={"width": width, "height": 800}).new_page()
    sign_in(page, address)
    for path in PAGES:
        page.goto(address + path)
        assert faults(page) == [], path
    page.goto(f"{address}/gallery")
    page.get_by_role("button", name="Weiterleiten").click()
    expect(page).to_have_title("Fehler: Alle Bausteine – Lotse")
    assert faults(page) == []


def test_axe_and_the_ruler_find_what_is_wrong(new_context: type_of_context) -> None:
    """The control of the control."""
    page = new_context(viewport={"width": 320, "height": 800}).new_page()
    page.set_content("<html lang=de><title>x</title><main><img src='data:,'><p style='width:400px'>x</p></main></html>")
    found = faults(page)
    assert any(fault.startswith("image-alt") for fault in found)
    assert any("px too wide" in fault for fault in found)


def test_the_error_summary_leads_to_the_field(address: str, any_page: Page) -> None:
    sign_in(any_page, address)
    any_page.goto(f"{address}/gallery")
    any_page.get_by_role("button", name="Weiterleiten").click()
    any_page.get_by_role("alert").get_by_role("link", name="„Nachname“: Füllen Sie dieses Feld aus.").click()
    any_page.keyboard.press("A")
    expect(any_page.get_by_label("Nachname")).to_have_value("A")


def test_an_expired_session_loses_nothing(address: str, any_page: Page, house: SmallHouse) -> None:
    sign_in(any_page, address)
    any_page.goto(f"{address}/gallery")
    any_page.get_by_label("Nachname").fill("Yıldız 🌻")
    any_page.get_by_label("Wunsch in eigenen Worten").fill("Arbeit\nmit Kindern")
    house.later(hours=13)
    any_page.get_by_role("button", name="Weiterleiten").click()
    expect(any_page.get_by_role("status")).to_contain_text("noch da")
    any_page.get_by_label("Benutzername").fill("anna")
    any_page.get_by_label("Passwort").fill(PASSWORD)
    any_page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    any_page.get_by_role("button", name="Eingaben absenden").click()
    expect(any_page.get_by_label("Nachname")).to_have_value("Yıldız 🌻")
    expect(any_page.get_by_label("Wunsch in eigenen Worten")).to_have_value("Arbeit\nmit Kindern")
