"""Bearer (Überbringer): who asks through the API. The token names its owner; cookies count for nothing there."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, request
from werkzeug.exceptions import Forbidden, TooManyRequests, Unauthorized

from web.parts import now, the_house
from web.scopes import Scope, purposes_of
from web.tokens import Token

API = "api"
"""The blueprint whose routes are asked with a token."""

View = TypeVar("View", bound=Callable[..., Any])


class NoToken(Unauthorized):
    """No token was sent, or none that opens anything."""


class ScopeMissing(Forbidden):
    """The token is not meant for this."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope


def needs(scope: Scope | None) -> Callable[[View], View]:
    """Name the scope that a route of the API asks for; None where nobody has to say who they are."""

    def named(view: View) -> View:
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return named


def scope_of(endpoint: str) -> Scope | None:
    """The scope of a route; a route of the API without one stops the start."""
    view = current_app.view_functions[endpoint]
    if not hasattr(view, "scope"):
        raise RuntimeError(f"the route {endpoint} names no scope; put @resource(…) under its @route")
    scope: Scope | None = view.scope
    return scope


def recognise() -> None:
    """The owner of the token acts; raises where there is no valid token, or it is not meant for this route."""
    scope = scope_of(str(request.endpoint))
    if scope is None:
        return
    moment, tokens = now(), the_house().accounts.tokens
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if kind.casefold() != "bearer" or not secret:
        raise NoToken()
    found: Token | None = tokens.find(secret, moment)
    worker = None if found is None else the_house().worker(found.staff_id)
    if found is None or worker is None:
        if minutes := tokens.failed(secret, request.remote_addr or "", moment):
            raise TooManyRequests(retry_after=minutes * 60)
        raise NoToken()
    g.token, g.staff = found, worker
    if scope not in found.scopes or not purposes_of(scope):
        raise ScopeMissing(scope)


def may(scope: Scope) -> bool:
    """Whether the token of this request is also meant for this, and a registered purpose stands behind it."""
    token: Token = g.token
    return scope in token.scopes and bool(purposes_of(scope))
