"""The URL map, role by role."""

from typing import Any

import pytest
from flask import Blueprint, Flask, Response

from tests.client import PageClient
from tests.web.conftest import CAST, PASSWORD, SmallHouse, staff_id
from web import app as web_app
from web.audience import PUBLIC, SIGNED_IN, audience, audience_of
from web.parts import AUDITOR, CASE_MANAGER, COORDINATOR, Worker, staff

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
def app(house: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(web_app, "BLUEPRINTS", (*web_app.BLUEPRINTS, pages))
    application = web_app.create_app(house)
    application.testing = True
    return application


def test_a_route_without_an_audience_stops_the_start(house: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = Blueprint("careless", __name__)
    careless.add_url_rule("/careless", "page", lambda: "everybody")
    monkeypatch.setattr(web_app, "BLUEPRINTS", (*web_app.BLUEPRINTS, careless))
    with pytest.raises(RuntimeError, match=r"careless\.page names no audience"):
        web_app.create_app(house)


def test_an_audience_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="everybody"):
        audience("everybody")


def test_url_map_times_roles(app: Flask) -> None:
    """Whoever is not named gets 403, whoever is not signed in the sign-in page; nobody named is turned away."""
    for rule in app.url_map.iter_rules():
        named = audience_of(app, rule.endpoint)
        values: dict[str, Any] = dict.fromkeys(rule.arguments, 2 if "int:" in rule.rule else "x")
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            _nobody(app, address, method, PUBLIC in named.roles(method))
            for login, (_name, role, _team) in CAST.items():
                client = PageClient(app)
                client.sign_in(login, PASSWORD)
                status = _ask(client, address, method)
                allowed = {PUBLIC, SIGNED_IN, role} & set(named.roles(method))
                assert (status != 403) == bool(allowed), f"{login} {method} {address}: {status}"


def _ask(client: PageClient, address: str, method: str) -> int:
    page = client.post(address, follow=False) if method == "POST" else client.get(address, follow=False)
    return page.status


def _nobody(app: Flask, address: str, method: str, public: bool) -> None:
    client = PageClient(app)
    status = _ask(client, address, method)
    if not public:
        assert status == (401 if method == "POST" else 303), f"nobody {method} {address}: {status}"


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
