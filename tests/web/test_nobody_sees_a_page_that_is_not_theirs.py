"""The URL map, role by role."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Blueprint, Flask, Response
from werkzeug.test import TestResponse

from tests.client import OUR_PAGES, PageClient
from tests.real_house import STAFF, Premises
from tests.small_house import PASSWORD, SmallHouse, frame_app, staff_id
from web.audience import LINK, PUBLIC, SIGNED_IN, audience, audience_of
from web.parts import AUDITOR, CASE_MANAGER, COORDINATOR, Worker, staff

REFUSED = "<title>Diese Seite ist nicht für Sie freigegeben – Lotse</title>"
pages = Blueprint("sample", __name__)


def sees_even(worker: Worker, number: int) -> bool:
    """Everybody may see even things."""
    return number % 2 == 0


@pages.get("/sample/<int:number>")
@audience(CASE_MANAGER, COORDINATOR, sees=sees_even)
def thing(number: int) -> Response:
    return Response(f"{number} for {staff().name}", mimetype="text/plain")


@pages.route("/sample/steps", methods=["GET", "POST"])
@audience(CASE_MANAGER, AUDITOR, POST=(CASE_MANAGER,))
def steps() -> Response:
    return Response("steps", mimetype="text/plain")


@pytest.fixture
def app(house: SmallHouse) -> Flask:
    return frame_app(house, pages)


def test_a_route_without_an_audience_stops_the_start(house: SmallHouse) -> None:
    careless = Blueprint("careless", __name__)
    careless.add_url_rule("/careless", "page", lambda: "everybody")
    with pytest.raises(RuntimeError, match=r"careless\.page names no audience"):
        frame_app(house, careless)


def test_an_audience_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="everybody"):
        audience("everybody")


def test_url_map_times_roles(premises: Premises) -> None:
    """Over every route there is: who is not named is turned away, who is not signed in is asked to sign in."""
    browsers, nobody = {login: premises.browser(login) for login in STAFF}, premises.browser()
    for rule in premises.app.url_map.iter_rules():
        named = audience_of(premises.app, rule.endpoint)
        if rule.endpoint == "session.sign_out" or rule.endpoint.startswith("api."):  # by token: tests/api
            continue
        values: dict[str, Any] = {name: uuid4() if "uuid:" in rule.rule else 2 for name in rule.arguments}
        with premises.app.test_request_context():
            address = premises.app.url_for(rule.endpoint, **values)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if LINK in named.roles(method):
                for client in (premises.browser(), *browsers.values()):
                    page = _ask(client, address, method)
                    door = address.rpartition("/")[0]
                    assert (page.status_code, page.location) == (303, door), f"{method} {address}: {page.status}"
                continue
            if PUBLIC not in named.roles(method):
                status = _ask(nobody, address, method).status_code
                assert status == (401 if method == "POST" else 303), f"nobody {method} {address}: {status}"
            for login, client in browsers.items():
                roles = {PUBLIC, SIGNED_IN, *STAFF[login][3]}
                page = _ask(client, address, method)
                turned_away = page.status_code == 403 and REFUSED in page.text
                allowed = not roles.isdisjoint(named.roles(method))
                assert turned_away != allowed, f"{login} {method} {address}: {page.status}"


def _ask(client: PageClient, address: str, method: str) -> TestResponse:
    """The answer, without the checks of every page: two thousand times it is one of four refusals."""
    return client.http.open(address, method=method, headers=OUR_PAGES if method == "POST" else None, buffered=True)


def test_a_rule_about_the_object_is_asked(app: Flask) -> None:
    anna = PageClient(app)
    anna.sign_in("anna", PASSWORD)
    assert anna.http.get("/sample/2").text == "2 for Anna Yıldız"
    refused = anna.get("/sample/3")
    assert (refused.status, refused.h1) == (403, "Diese Akte ist Ihnen nicht zugeordnet")
    assert "Fallübergabe" in refused.text


def test_one_method_may_be_narrower(app: Flask) -> None:
    dora = PageClient(app)
    dora.sign_in("dora", PASSWORD)
    assert dora.http.get("/sample/steps").status_code == 200
    assert dora.post("/sample/steps").h1 == "Diese Seite ist nicht für Sie freigegeben"


def test_a_disabled_account_is_out_in_the_same_moment(app: Flask, house: SmallHouse) -> None:
    anna = PageClient(app)
    anna.sign_in("anna", PASSWORD)
    house.accounts.disable(staff_id("anna"), house.now())
    assert anna.get("/account").path == "/sign-in"
