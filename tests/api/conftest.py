"""Programs that act for the cast: each with a token of its own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.real_house import STAFF, Premises
from web.scopes import HOLDERS, Scope
from web.tokens import Token

Program = Callable[..., "Api"]


class Api:
    """A program with a token."""

    def __init__(self, premises: Premises, token: Token) -> None:
        self.premises, self.token = premises, token
        self.http: FlaskClient = premises.app.test_client(use_cookies=False)

    def get(self, path: str, **extra: Any) -> Any:
        """Read below /api/v1."""
        headers = {"Authorization": f"Bearer {self.token.secret}", **extra.pop("headers", {})}
        return self.http.get(f"/api/v1{path}", headers=headers, **extra)

    def record(self, path: str, content: Any, *, key: str = "once", version: int | str | None = 2) -> Any:
        """Record a step."""
        headers = {"Authorization": f"Bearer {self.token.secret}", "Idempotency-Key": key}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.http.post(f"/api/v1{path}", json=content, headers=headers)


def token_of(premises: Premises, login: str, *scopes: Scope, days: int = 30, name: str = "Tabelle") -> Token:
    """A token of somebody; without scopes with all that their role holds."""
    staff_id, _name, _team, roles = STAFF[login]
    held = [scope for scope in Scope if not set(roles).isdisjoint(HOLDERS[scope])]
    return premises.house.accounts.tokens.make(
        staff_id,
        name,
        scopes or held,
        premises.house.now(),
        roles=roles,
        lasts=timedelta(days=days),
        made_by=staff_id,
    )


@pytest.fixture
def program(premises: Premises) -> Program:
    """`program("anna", Scope.CASELOAD)`: without scopes with all that her role holds."""

    def made(login: str, *scopes: Scope, **more: Any) -> Api:
        return Api(premises, token_of(premises, login, *scopes, **more))

    return made


@pytest.fixture
def referral(premises: Premises) -> UUID:
    """Gül's referral, forwarded by Anna: at version 2."""
    return premises.take_in(name="Gül Needle").stream("referral.")
