"""Forgotten (gelöscht): the pages about an erased person are only read; a form that could record nothing leads back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from web import desk


def only_read(pages: Blueprint, endpoint: str, person_of: Callable[[UUID], UUID]) -> None:
    """From now on the forms of these pages are not shown for erased persons: `endpoint` is where they lead back to.

    What is sent all the same is answered by its own refusal, with everything that was typed.
    """

    def lead_back() -> Response | None:
        named: dict[str, Any] = request.view_args or {}
        name = next(iter(named), None)
        if request.method != "GET" or request.url_rule is None or "POST" not in (request.url_rule.methods or ()):
            return None
        if name is None or not is_erased(person_of(named[name])):
            return None
        return redirect(url_for(endpoint, **{name: named[name]}), 303)

    pages.before_request(lead_back)


def is_erased(person_id: UUID) -> bool:
    """Whether nothing sealed about this person can be opened any more."""
    return desk.person(person_id).erased_on is not None
