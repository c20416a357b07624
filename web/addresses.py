"""Addresses (Adressen): those of many pages of one kind, asked once and then only filled in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import url_for

from referrals.event import NOBODY


def addresses(endpoint: str, name: str, **more: Any) -> Callable[[UUID], str]:
    """How `url_for` writes the address of a page whose value `name` is an id; a list has hundreds of them."""
    values: dict[str, Any] = {name: NOBODY, **more}
    before, after = url_for(endpoint, **values).split(str(NOBODY))
    return lambda identity: f"{before}{identity}{after}"
