"""Tokens: kept as a hash, for a while, within scopes and roles; cookies open nothing here."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from referrals import purposes
from referrals.staff import Role
from tests.api.conftest import Api, Program, token_of
from tests.cast import ANNA, BEN, FRIDA
from tests.real_house import STAFF, Premises
from web.account_tables import tokens
from web.audience import audience_of
from web.lockout import PER_LOGIN
from web.scopes import HOLDERS, Scope
from web.tokens import KEPT, LONGEST, MOST, CannotMakeToken, Token, fingerprint

ADDRESSES = {
    Scope.CASELOAD: "/caseload",
    Scope.DIRECTORY: "/institutions",
    Scope.FIGURES: "/figures",
    Scope.EVENTS: "/events",
}


def problem(answer: TestResponse) -> str:
    """The code of a problem."""
    assert answer.mimetype == "application/problem+json"
    told: str = json.loads(answer.data)["type"]
    return told.removeprefix("urn:lotse:problem:")


def make(
    premises: Premises, *scopes: Scope, lasts: timedelta = timedelta(days=1), token_id: UUID | None = None
) -> Token:
    """A token of Anna's, through the front door of the store."""
    return premises.house.accounts.tokens.make(
        ANNA, "x", scopes, premises.moment, roles=["case_manager"], lasts=lasts, made_by=ANNA, token_id=token_id
    )


def test_a_token_opens_and_is_kept_as_a_hash_alone(both_premises: Premises) -> None:
    """Nothing in the store gives it back."""
    made = token_of(both_premises, "anna", Scope.CASELOAD)
    assert made.secret is not None
    assert made.secret.startswith("lotse_")
    assert made.secret not in repr(made)
    assert Api(both_premises, made).get("/caseload").status_code == 200
    with both_premises.house.stores["accounts"].reading() as connection:
        row = connection.execute(select(tokens)).one()
    assert row.token_hash == fingerprint(made.secret)
    assert made.secret not in str(row)
    assert row.last_used_at == both_premises.moment


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer nix", "Basic YTpi", "lotse_x"])
def test_without_a_valid_token_there_is_nothing(premises: Premises, sent: str) -> None:
    answer = premises.app.test_client().get("/api/v1/caseload", headers={"Authorization": sent} if sent else {})
    assert (answer.status_code, problem(answer)) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_of_the_pages_opens_nothing_here(premises: Premises) -> None:
    """Cookies travel by themselves, tokens do not: that is why no other check against foreign pages is needed."""
    assert premises.browser("anna").http.get("/api/v1/caseload").status_code == 401
    assert premises.browser("anna").http.post(f"/api/v1/referrals/{uuid4()}/note").status_code == 401


def test_a_token_opens_no_page(program: Program) -> None:
    api = program("anna")
    answer = api.http.get("/caseload", headers={"Authorization": f"Bearer {api.token.secret}"})
    assert answer.status_code == 303


def test_it_ends_when_it_is_revoked(premises: Premises, program: Program) -> None:
    """By its owner in the same moment; a second time there is nothing to revoke."""
    api, store = program("anna"), premises.house.accounts.tokens
    assert not store.revoke(api.token.id, premises.moment, by=BEN, staff_id=BEN)
    assert api.get("/caseload").status_code == 200
    assert store.revoke(api.token.id, premises.moment, by=ANNA, staff_id=ANNA)
    assert api.get("/caseload").status_code == 401
    assert not store.revoke(api.token.id, premises.moment, by=ANNA)


def test_it_ends_by_itself_and_its_row_a_year_later(premises: Premises, program: Program) -> None:
    api = program("anna", days=30)
    premises.later(days=29)
    assert api.get("/caseload").status_code == 200
    premises.later(days=1)
    assert api.get("/caseload").status_code == 401
    premises.later(days=KEPT.days)
    assert [each.id for each in premises.house.accounts.tokens.all()] == [api.token.id]
    premises.later(days=1)
    assert premises.house.accounts.tidy(premises.moment) >= 1
    assert premises.house.accounts.tokens.all() == []


def test_it_ends_with_the_account(premises: Premises, program: Program) -> None:
    api = program("anna")
    premises.house.accounts.disable(ANNA, premises.moment)
    assert api.get("/caseload").status_code == 401
    with pytest.raises(CannotMakeToken, match="account_closed"):
        make(premises, Scope.CASELOAD)


@pytest.mark.parametrize("scope", sorted(ADDRESSES))
def test_a_scope_opens_its_own_and_nothing_else(program: Program, scope: Scope) -> None:
    owner = "anna" if "case_manager" in HOLDERS[scope] else "emil"
    api = program(owner, scope)
    for other, address in ADDRESSES.items():
        answer = api.get(address)
        assert answer.status_code == (200 if other is scope else 403)
        if other is not scope:
            assert problem(answer) == "scope"
            assert f'scope="{other.value}"' in answer.headers["WWW-Authenticate"]


def test_a_token_never_has_more_than_its_owner(premises: Premises, program: Program) -> None:
    """Neither when it is made nor later, when a role is taken away."""
    with pytest.raises(CannotMakeToken, match="beyond_the_role"):
        make(premises, Scope.FIGURES)
    api = program("ben", Scope.CASELOAD)
    team = premises.casework.team
    team.change_roles(premises.sent(FRIDA, role="administrator"), BEN, roles=(Role.COORDINATOR,))
    answer = api.get("/caseload")
    assert (answer.status_code, problem(answer)) == (403, "role")


def test_a_scope_without_a_purpose_is_switched_off(
    premises: Premises, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """purposes.toml names it no more: the tokens that are out do not open it, and no new one is made."""
    api = program("emil", Scope.EVENTS)
    known = purposes.registry()
    named = dict.fromkeys(known.purposes, ())
    without = {each: _without_scopes(processing) for each, processing in known.purposes.items()}
    assert set(without) == set(named)
    off = purposes.Registry(known.controller, known.measures, without)
    monkeypatch.setattr("web.scopes.registry", lambda: off)
    assert problem(api.get("/events")) == "scope"
    with pytest.raises(CannotMakeToken, match="no_purpose"):
        make(premises, Scope.CASELOAD)


def _without_scopes(processing: purposes.Processing) -> purposes.Processing:
    from msgspec.structs import replace

    return replace(processing, scopes=())


def test_no_token_lasts_for_ever_or_does_nothing_or_is_made_twice(premises: Premises) -> None:
    for lasts in (timedelta(), timedelta(days=-1), LONGEST + timedelta(seconds=1)):
        with pytest.raises(CannotMakeToken, match="lasts"):
            make(premises, Scope.CASELOAD, lasts=lasts)
    with pytest.raises(CannotMakeToken, match="no_scope"):
        make(premises)
    same = uuid4()
    make(premises, Scope.CASELOAD, token_id=same)
    with pytest.raises(CannotMakeToken, match="made_already"):
        make(premises, Scope.CASELOAD, token_id=same)
    for _number in range(MOST - 1):
        make(premises, Scope.CASELOAD)
    with pytest.raises(CannotMakeToken, match="too_many"):
        make(premises, Scope.CASELOAD)


def test_whoever_guesses_waits_and_who_has_a_token_does_not(premises: Premises, program: Program) -> None:
    """Wrong tokens lock by the same rules as wrong passwords; a right one from the same address still opens."""
    client = premises.app.test_client()
    statuses = [
        client.get("/api/v1/caseload", headers={"Authorization": "Bearer lotse_wrong"}).status_code
        for _attempt in range(PER_LOGIN + 1)
    ]
    assert statuses == [401] * PER_LOGIN + [429]
    waits = client.get("/api/v1/caseload", headers={"Authorization": "Bearer lotse_wrong"})
    assert 0 < int(waits.headers["Retry-After"]) <= 900
    assert program("anna").get("/caseload").status_code == 200


def test_every_route_of_the_api_names_a_scope_that_its_audience_may_hold(premises: Premises) -> None:
    """The description of the API is the one that needs no token."""
    app: Flask = premises.app
    without = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            scope: Scope | None = getattr(app.view_functions[rule.endpoint], "scope")  # noqa: B009
            if scope is None:
                without.append(rule.endpoint)
            else:
                assert audience_of(app, rule.endpoint).who == HOLDERS[scope]
    assert without == ["api.openapi"]


def test_somebody_of_every_role_is_asked(program: Program) -> None:
    """Who holds nothing gets no token; everybody else reads what their role reads, and is turned away elsewhere."""
    for login, (_id, _name, _team, roles) in STAFF.items():
        held = [scope for scope in Scope if not set(roles).isdisjoint(HOLDERS[scope])]
        if not held:
            assert login == "frida"
            continue
        api = program(login)
        for scope, address in ADDRESSES.items():
            assert api.get(address).status_code == (200 if scope in held else 403), f"{login} {address}"
