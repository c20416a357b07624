"""Tokens (Zugangsschlüssel) of the API: made for somebody, listed, revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import click

from projections import staff as members
from referrals.roles import SYSTEM
from web.accounts import normal_login
from web.cli import opening
from web.cli.saying import NotDone, say, say_json, say_table
from web.house import RealHouse
from web.scopes import Scope
from web.tokens import LONGEST, Token

SCOPES = [scope.value for scope in Scope]


@click.group(
    "token",
    short_help="Tokens (Zugangsschlüssel) of the API.",
    help="Tokens (Zugangsschlüssel) of the API; each acts as a member of staff (docs/api.md).",
)
def token() -> None:
    """Commands for tokens."""


@token.command(
    short_help="Make a token for somebody; it is printed once.",
    help="Make a token that acts as LOGIN within its scopes; it is printed once. It never has more than the roles of "
    "its owner, who sees it on the page of the account, and that it was made here.",
)
@click.argument("login")
@click.option("--name", required=True, help="What it is for: the program that uses it.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), required=True, help="Several times.")
@click.option(
    "--days", type=click.IntRange(1, LONGEST.days), default=90, show_default=True, help="How long it is valid."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def add(login: str, name: str, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Within the roles of today; they are asked again whenever it is used."""
    if not 0 < len(name.strip()) <= 60:
        raise NotDone("--name has 1 to 60 characters.")
    with opening.house() as house:
        staff_id = house.accounts.staff_of(login)
        if staff_id is None:
            raise NotDone(f"nobody signs in as {login}: see `staff list`.")
        made = house.accounts.tokens.make(
            staff_id,
            name.strip(),
            [Scope(each) for each in scopes],
            house.now(),
            roles=_roles(house, staff_id),
            lasts=timedelta(days=days),
            made_by=SYSTEM,
        )
    if as_json:
        say_json({**_told(made, normal_login(login), datetime.now(UTC)), "token": made.secret})
        return
    say(f"{made.secret}")
    say(f"It acts as {normal_login(login)} until {made.expires_at:%Y-%m-%d}. It is shown only now. Id: {made.id}")


@token.command("list", help="Every token, also those that are over, for a year.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_tokens(as_json: bool) -> None:
    """The newest first."""
    with opening.house() as house:
        logins = {account.staff_id: account.login for account in house.accounts.all()}
        found = house.accounts.tokens.all()
        told = [_told(each, logins.get(each.staff_id), house.now()) for each in found]
    if as_json:
        say_json(told)
        return
    rows = [
        (
            one["id"],
            one["login"] or "–",
            one["name"],
            " ".join(one["scopes"]),
            one["state"],
            one["last_used_at"] or "never",
        )
        for one in told
    ]
    say_table(("id", "login", "name", "scopes", "state", "last used"), rows)


@token.command(help="End a token at once.")
@click.argument("token_id", type=click.UUID, metavar="ID")
def revoke(token_id: UUID) -> None:
    """By its id, as `list` shows it."""
    with opening.house() as house:
        if not house.accounts.tokens.revoke(token_id, house.now(), by=SYSTEM):
            raise NotDone("there is no valid token under this id: see `token list`.")
    say(f"{token_id} opens nothing any more.")


def _roles(house: RealHouse, staff_id: UUID) -> list[str]:
    house.catch_up()
    with house.views.reading() as connection:
        member = members.get(connection, staff_id)
    return [] if member is None or member.disabled else [role.value for role in member.roles]


def _told(made: Token, login: str | None, now: datetime) -> dict[str, Any]:
    state = "revoked" if made.revoked_at else "valid" if made.is_valid(now) else "over"
    return {
        "id": str(made.id),
        "login": login,
        "name": made.name,
        "scopes": sorted(scope.value for scope in made.scopes),
        "state": state,
        "made_at": made.made_at.isoformat(),
        "made_by": "command line" if made.made_by == SYSTEM else str(made.made_by),
        "expires_at": made.expires_at.isoformat(),
        "last_used_at": made.last_used_at.isoformat() if made.last_used_at else None,
        "revoked_at": made.revoked_at.isoformat() if made.revoked_at else None,
    }
