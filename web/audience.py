"""Who may see which route: every route names its audience, and the session decides before the page runs."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from web import bearer, kept
from web.bearer import API
from web.forms import blank
from web.parts import ROLES, Worker, now, the_house
from web.security import SAFE_METHODS, cookie_name, link_cookie_name
from web.sign_in import SignIn

PUBLIC = "public"
SIGNED_IN = "signed_in"
LINK = "link"
"""Whoever outside has proved the one-time code of the link that the path names; nobody of the staff by their role."""
Rule = Callable[..., bool]
View = TypeVar("View", bound=Callable[..., Any])


class Audience:
    """Who a route is for: roles (or PUBLIC, SIGNED_IN, LINK), and a rule about the object its path names."""

    def __init__(self, who: tuple[str, ...], sees: Rule | None, methods: Mapping[str, tuple[str, ...]]) -> None:
        self.who, self.sees, self.methods = who, sees, methods

    def roles(self, method: str) -> tuple[str, ...]:
        """Who may use this method of the route."""
        return self.methods.get(method, self.who)

    def admits(self, worker: Worker, method: str) -> bool:
        """Whether the role fits."""
        who = self.roles(method)
        return PUBLIC in who or SIGNED_IN in who or worker.has(*who)


def audience(*who: str, sees: Rule | None = None, **methods: tuple[str, ...]) -> Callable[[View], View]:
    """Name who may see a route: `@audience(CASE_MANAGER, COORDINATOR, sees=may_see_referral)`.

    `sees(worker, **path_values) -> bool` judges the object (rules stand in `web/rules.py`); it may abort(404) itself.
    `POST=(CASE_MANAGER,)` narrows one method.
    """
    if not who or not set(who) <= {PUBLIC, SIGNED_IN, LINK, *ROLES}:
        raise ValueError(f"no such audience: {who}")

    def named(view: View) -> View:
        view.audience = Audience(who, sees, methods)  # type: ignore[attr-defined]
        return view

    return named


def audience_of(app: Flask, endpoint: str) -> Audience:
    """The audience a route names; a route without one stops the start."""
    named = getattr(app.view_functions[endpoint], "audience", None)
    if not isinstance(named, Audience):
        raise RuntimeError(f"the route {endpoint} names no audience; put @audience(…) under its @route")
    return named


def install(app: Flask) -> None:
    """Check that every route names its audience, and judge every request."""
    for rule in app.url_map.iter_rules():
        audience_of(app, rule.endpoint)
    app.before_request(_judge)


def mark(staff_id: object) -> str:
    """Whom a session cookie belonged to, so that an ended session still knows its owner; says nothing by itself."""
    keyed = hmac.new(current_app.config["SECRET_KEY"].encode(), str(staff_id).encode(), hashlib.sha256)
    return keyed.hexdigest()[:16]


def session_cookie() -> tuple[str, str]:
    """(token, mark) of the browser's session cookie; empty where there is none."""
    token, _dot, owner = request.cookies.get(cookie_name(current_app), "").partition(".")
    return token, owner


def _judge() -> AnyResponse | None:
    g.staff = None
    if request.endpoint in ("about.livez", "about.readyz", "operations.metrics"):
        return None
    if request.blueprint == LINK:
        return _judge_reader()
    if request.endpoint is None:
        _recognise()
        return None
    if request.blueprint == API:
        bearer.recognise()
    else:
        _recognise()
    named = audience_of(current_app, request.endpoint)
    if PUBLIC in named.roles(request.method):
        return None
    if g.staff is None:
        return ask_to_sign_in()
    if (
        request.blueprint != API
        and g.session.must_change
        and request.endpoint
        not in (
            "session.password",
            "session.sign_out",
            "session.display",
        )
    ):
        return redirect(url_for("session.password"), 303)
    if not named.admits(g.staff, request.method):
        g.needed = named.roles(request.method)
        abort(403)
    if named.sees is not None and not named.sees(g.staff, **(request.view_args or {})):
        not_yours()
    return None


def _judge_reader() -> AnyResponse | None:
    """A page of a link: staff are readers like any other there, and whoever has no session goes back to the door."""
    named = audience_of(current_app, str(request.endpoint))
    if PUBLIC in named.roles(request.method):
        return None
    link_id: UUID = (request.view_args or {})["link_id"]
    token = request.cookies.get(link_cookie_name(current_app, link_id), "")
    if LINK in named.roles(request.method) and token and the_house().accounts.links.is_open(token, link_id, now()):
        return None
    return redirect(url_for("link.door", link_id=link_id), 303)


def not_yours() -> NoReturn:
    """The page exists, but the object is not assigned to this worker."""
    g.not_yours = True
    abort(403)


def _recognise() -> None:
    token, _owner = session_cookie()
    if not token:
        return
    g.session = the_house().accounts.sessions.find(token, now())
    if g.session is not None:
        g.staff = the_house().worker(g.session.staff_id)


def ask_to_sign_in() -> AnyResponse:
    """To the sign-in page and back; what was typed travels along."""
    if request.method in SAFE_METHODS:
        target = request.full_path.rstrip("?")
        return redirect(url_for("session.sign_in", target=target if target != "/" else None), 303)
    waiting = kept.from_request()
    page: Response = make_response(
        render_template("session/sign_in.html", form=blank(SignIn, target=waiting.target), kept=waiting, ended=True),
        401,
    )
    return page
