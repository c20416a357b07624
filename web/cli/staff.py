"""Staff (Mitarbeitende): accounts, roles, teams."""

import secrets
from typing import Any
from uuid import UUID, uuid4, uuid5

import click

from projections import worklist
from referrals.casework import Receipt
from referrals.occasion import Purpose
from referrals.roles import DECIDING, HELD_BY_STAFF, Role, RolesProposed, check_roles
from referrals.staff import CannotChangeStaff
from web.accounts import CannotAddAccount, normal_login
from web.cli import opening
from web.cli.saying import NotDone, say, say_json, say_table
from web.house import RealHouse
from web.passwords import CannotSetPassword, check_strength

NAMESPACE = UUID("3d2ff7a5-4a0e-5f3b-8f0b-6a2f0a5a1c11")
# Without letters and digits that look alike on paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
ROLES = [role.value for role in HELD_BY_STAFF]

roles_option = click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(ROLES),
    help="May be given several times: case_manager (Fallmanager:in), coordinator (Koordination), "
    "auditor (Prüfer:in), administrator (Administration).",
)


@click.group(help="Accounts of the staff (Mitarbeitende).")
def staff() -> None:
    """Commands for accounts."""


@staff.command(help="Give somebody an account; prints the start password once. Asks for what is not given.")
@click.option("--login", prompt="Login (one word)", help="What they sign in with.")
@click.option("--name", prompt="Name", help="How colleagues know them; sealed.")
@click.option("--team", prompt="Team (empty for none)", default="", help="Their team, for case managers.")
@roles_option
@click.option("--json", "as_json", is_flag=True, help="Print id, login and start password as JSON.")
def add(login: str, name: str, team: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Event first, then the account; called again after a failure in between it completes."""
    held = tuple(Role(role) for role in roles or _asked_roles())
    check_roles(held)
    if not name.strip():
        raise NotDone("a name is needed: give --name.")
    with opening.house() as house:
        if house.accounts.staff_of(login) is not None:
            raise CannotAddAccount.because_the_login_is_taken()
        if not normal_login(login).isprintable() or not login.strip() or " " in login.strip():
            raise CannotAddAccount.because_the_login_is_not_one_word()
        password = start_password(login)
        command_id = uuid5(NAMESPACE, "\n".join((normal_login(login), name, team, *sorted(held))))
        receipt = house.casework.team.add(
            opening.sent(command_id, Purpose.ADMINISTRATION), name=name.strip(), team=team.strip(), roles=held
        )
        staff_id = receipt.stream("staff.")
        house.accounts.add(staff_id, login, password, house.now())
        waits = _waits(house, receipt, staff_id)
    if as_json:
        told = {"id": str(staff_id), "login": normal_login(login), "start_password": password}
        say_json({**told, "waits_for_a_second_person": bool(waits)})
        return
    say(f"{name.strip()} can sign in as {normal_login(login)} with the start password {password}")
    say("It is shown only now, and has to be changed at the first sign-in.")
    if waits:
        say(waits)


@staff.command(
    short_help="Set the roles of somebody; those not named are taken away.",
    help="Set the roles of somebody; those not named are taken away. Giving or taking auditor or administrator is "
    "proposed here, and confirmed in Lotse by somebody of administration or coordination.",
)
@click.argument("login")
@roles_option
def roles(login: str, roles: tuple[str, ...]) -> None:
    """All roles at once."""
    with opening.house() as house:
        staff_id = _known(house, login)
        sent = opening.sent(uuid4(), Purpose.ADMINISTRATION)
        receipt = house.casework.team.change_roles(sent, staff_id, roles=tuple(Role(role) for role in roles))
        waits = _waits(house, receipt, staff_id)
    say(waits or f"{normal_login(login)} is now {', '.join(roles)}.")


@staff.command(help="Close an account at once; what the person did stays. Refused while referrals stand on it.")
@click.argument("login")
def disable(login: str) -> None:
    """The event first; sessions end with the account."""
    with opening.house() as house:
        staff_id = _known(house, login)
        sent = opening.sent(uuid4(), Purpose.ADMINISTRATION)
        try:
            house.casework.team.disable(sent, staff_id, open_cases=_open_cases(house, staff_id))
        except CannotChangeStaff as refusal:
            account = house.accounts.account(staff_id)
            if refusal.reason != "same_value" or account is None or account.disabled_at is not None:
                raise
        house.accounts.disable(staff_id, house.now())
    say(f"{normal_login(login)} cannot sign in any more.")


@staff.command("list", help="Everybody with an account.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_staff(as_json: bool) -> None:
    """By login."""
    with opening.house() as house:
        accounts = {account.staff_id: account for account in house.accounts.all()}
        members = list(opening.staff_of(house.log).values())
        names = house.vault.reveal_many([(member.name, member.id, "name") for member in members])
    told = [
        {
            "id": str(member.id),
            "login": accounts[member.id].login if member.id in accounts else None,
            "name": name,
            "team": member.team or None,
            "roles": [role.value for role in member.roles],
            "proposed": [role.value for role in member.proposal.roles] if member.proposal else None,
            "disabled": member.disabled,
        }
        for member, name in zip(members, names, strict=True)
    ]
    told.sort(key=lambda one: str(one["login"] or ""))
    if as_json:
        say_json(told)
        return
    header = ("login", "name", "team", "roles", "account")
    say_table(
        header,
        [
            (
                one["login"] or "–",
                one["name"] or "–",
                one["team"] or "–",
                _in_words(one),
                "closed" if one["disabled"] else "open" if one["login"] else "none",
            )
            for one in told
        ],
    )


def _in_words(one: dict[str, Any]) -> str:
    held = ", ".join(one["roles"]) or "none"
    return f"{held} (proposed: {', '.join(one['proposed'])})" if one["proposed"] else held


def _waits(house: RealHouse, receipt: Receipt, staff_id: UUID) -> str:
    """Who can confirm what was proposed; empty where the roles count already."""
    if RolesProposed.TOPIC not in {ref.topic for ref in receipt.recorded}:
        return ""
    logins = {account.staff_id: account.login for account in house.accounts.all()}
    able = sorted(
        logins[each.id]
        for each in opening.staff_of(house.log).values()
        if each.id in logins and each.id != staff_id and not each.disabled and not DECIDING.isdisjoint(each.roles)
    )
    who = f"Can be confirmed in Lotse by: {', '.join(able)}." if able else "Nobody can yet: add a coordinator first."
    return f"Auditor and administrator take two persons: the role waits for the second one. {who}"


def start_password(login: str) -> str:
    """A random password that can be read out, good enough for this login."""
    while True:
        groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))
        password = "-".join(groups)
        try:
            check_strength(login, password)
        except CannotSetPassword:
            continue
        return password


def _asked_roles() -> tuple[str, ...]:
    text = click.prompt(f"Roles, with commas between them ({', '.join(ROLES)})")
    named = tuple(part.strip() for part in text.split(",") if part.strip())
    for role in named:
        if role not in ROLES:
            raise NotDone(f"there is no role {role}: there are {', '.join(ROLES)}.")
    return named


def _known(house: RealHouse, login: str) -> UUID:
    staff_id = house.accounts.staff_of(login)
    if staff_id is None:
        raise NotDone(f"nobody signs in as {login}: see `staff list`.")
    return staff_id


def _open_cases(house: RealHouse, staff_id: UUID) -> int:
    """How many active referrals stand on somebody; refuses to guess when the projections are far behind."""
    behind = house.catch_up().behind
    if behind:
        raise NotDone(f"the projections are {behind} events behind: run `projections run --once` first.")
    with house.views.reading() as connection:
        return worklist.counts(connection, house.now(), [staff_id]).active
