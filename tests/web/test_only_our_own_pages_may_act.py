"""Headers, cookies, and where an unsafe request may come from."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.client import PageClient
from tests.page_checks import faults_of_headers
from tests.small_house import PASSWORD, SmallHouse, frame_app
from web.settings import Settings


def login(app: Flask, address: str = "http://localhost/sign-in", **headers: str) -> Any:
    """A sign-in with these headers and nothing else."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = {"login": "anna", "password": PASSWORD}
    return app.test_client(use_cookies=False).post(address, data=fields, headers=given)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (303, {"Sec_Fetch_Site": "same-origin"}),
        (303, {"Sec_Fetch_Site": "none"}),
        (403, {"Sec_Fetch_Site": "cross-site"}),
        (403, {"Sec_Fetch_Site": "same-site"}),
        (403, {"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"}),
        (303, {"Origin": "http://localhost"}),
        (403, {"Origin": "http://localhost.example.org"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": "http://[::1"}),
        (303, {}),
        (303, {"Cookie": "lotse_language=en"}),
        (403, {"Cookie": "lotse=abc"}),
    ],
)
def test_an_unsafe_request_comes_from_our_own_pages(app: Flask, status: int, headers: dict[str, str]) -> None:
    """Sec-Fetch-Site decides; without it Origin; without both only where no session is at stake."""
    assert login(app, **headers).status_code == status


def test_a_foreign_page_is_told_that_nothing_was_recorded(nobody: PageClient) -> None:
    page = nobody.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status, page.h1) == (403, "Diese Eingabe kam nicht von einer Seite von Lotse")


def test_every_response_carries_the_headers(app: Flask, nobody: PageClient) -> None:
    """Pages, redirects, errors and machines' answers alike."""
    for address in ("/", "/sign-in", "/livez", "/readyz", "/nix", "/sign-out", "/static/none/x.css"):
        response = nobody.http.get(address)
        assert list(faults_of_headers(response)) == [], address
    assert list(faults_of_headers(nobody.http.post("/sign-in"))) == []


def test_static_files_are_kept_for_a_year_under_a_hashed_path(app: Flask, nobody: PageClient) -> None:
    page = nobody.get("/sign-in")
    sheets = [link.get("href") for link in page.tree.iter("link")]
    assert len(sheets) == 3
    for address in sheets:
        response = nobody.http.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert response.status_code == 200, address
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    packed = nobody.http.get(sheets[0], headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"


def test_the_session_cookie_is_read_by_no_script_and_sent_by_no_other_site(app: Flask) -> None:
    cookie = login(app).headers["Set-Cookie"]
    assert cookie.startswith("lotse=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_under_tls_the_cookie_belongs_to_this_host_alone(house: SmallHouse) -> None:
    house.settings = Settings(
        data=house.settings.data, kek_file=house.settings.kek_file, given_secret_key="x" * 40, tls=True
    )
    response = login(frame_app(house), "https://localhost/sign-in", Sec_Fetch_Site="same-origin")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lotse=")
    assert "Secure" in cookie.split("; ")
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_without_tls_nothing_is_said_about_transport(nobody: PageClient) -> None:
    assert "Strict-Transport-Security" not in nobody.get("/sign-in").response.headers


def test_a_host_nobody_named_is_refused(app: Flask) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": "evil.example.org"}).status_code == 400


def test_sign_out_makes_the_browser_forget(signed_in: Callable[[str], PageClient]) -> None:
    anna = signed_in("anna")
    response = anna.post("/sign-out", follow=False).response
    assert '"cache"' in response.headers["Clear-Site-Data"]
    assert anna.get("/account").path == "/sign-in"


@pytest.mark.parametrize("size", [600_000, 9_000_000])
def test_too_much_at_once_is_refused_with_a_sentence(nobody: PageClient, size: int) -> None:
    page = nobody.post("/sign-in", {"login": "x" * size, "password": "y"})
    assert (page.status, page.h1) == (413, "Das war zu viel auf einmal")


def test_a_form_in_another_encoding_is_marked_unreadable(nobody: PageClient) -> None:
    kind = "application/x-www-form-urlencoded"
    page = nobody.post("/sign-in", b"login=G%FCl&password=x", content_type=kind)
    assert "nicht lesbar angekommen" in page.errors[0]
    assert page.fields("Anmelden")["login"] == "G\ufffdl"


def test_livez_asks_no_database(app: Flask, house: SmallHouse, nobody: PageClient) -> None:
    house.accounts = None  # type: ignore[assignment]
    nobody.http.set_cookie("lotse", "abc.def")
    assert nobody.http.get("/livez").json == {"alive": True}


def test_readyz_says_why_not(house: SmallHouse, nobody: PageClient) -> None:
    assert nobody.http.get("/readyz").status_code == 200
    house.reasons = ["caseload is 5000 events behind"]
    response = nobody.http.get("/readyz")
    assert response.status_code == 503
    assert response.json == {"ready": False, "reasons": house.reasons}
