"""Keeping what was typed when a request could not be taken (session over, database away): it goes back, hidden.

Nothing is stored here: the fields travel in the answer to the browser that sent them, and passwords never do.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from web.problems import showable

PREFIX = "kept."
_SECRET = re.compile("passwor[dt]|secret|token|one_time_code", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """A form that waits: where it goes, and (name, value) as typed."""

    target: str
    fields: tuple[tuple[str, str], ...]

    @property
    def prefixed(self) -> list[tuple[str, str]]:
        """The fields under names of their own, to travel inside another form."""
        return [(PREFIX + name, value) for name, value in self.fields]

    @property
    def words(self) -> list[str]:
        """What was typed, to be read or copied: no ids and versions."""
        return [value for name, value in self.fields if value.strip() and not _is_machinery(name, value)]


def _is_machinery(name: str, value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return name == "expected_version" or len(value) < 3
    return True


def _safe(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((showable(name), showable(value)) for name, value in pairs if not _SECRET.search(name))


def from_request() -> Kept:
    """The form of this request."""
    return Kept(request.full_path.rstrip("?"), _safe(request.form.items(multi=True)))


def carried(target: str) -> Kept:
    """The form carried inside this request's form."""
    inside = ((n.removeprefix(PREFIX), v) for n, v in request.form.items(multi=True) if n.startswith(PREFIX))
    return Kept(target, _safe(inside))


def is_ours(target: str, method: str = "GET") -> bool:
    """Whether a path leads to a page of this application (never to another host)."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    try:
        current_app.create_url_adapter(request).match(target.partition("?")[0], method=method)  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True
