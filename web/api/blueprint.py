"""The routes of the API, all below /api/v1."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_smorest import Blueprint

from web.bearer import API

PREFIX = "/api/v1"
pages = Blueprint(API, __name__, url_prefix=PREFIX)
View = TypeVar("View", bound=Callable[..., Any])


def read_at(rule: str) -> Callable[[View], View]:
    """Put a resource at this address, to be read."""

    def routed(view: View) -> View:
        pages.add_url_rule(rule, view.__name__, view, methods=["GET"])
        return view

    return routed
