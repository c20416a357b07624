"""Accounts to take away (Zugänge): who has which roles, for whoever reviews the rights of access."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from referrals.staff import Member
from web import desk
from web.accounts import Account
from web.exports import columns
from web.exports.table import Column
from web.language import _
from web.pages.administration import everybody
from web.pages.exports.blueprint import Taken, to_take_away
from web.parts import ADMINISTRATOR


class Known(NamedTuple):
    """A member of staff by name, and how they sign in; None without an account."""

    member: Member
    name: str
    account: Account | None


@to_take_away("/administration/staff", "staff", ADMINISTRATOR)
def members() -> Taken:
    """Everybody with an account, and their roles."""
    columns_: list[Column[Known]] = [
        columns.named("staff", _("Name"), lambda row: row.member.id, lambda row: row.name),
        columns.text("login", _("Benutzername"), lambda row: row.account.login if row.account else None),
        columns.several("roles", _("Rollen"), lambda row: row.member.roles),
        columns.text("team", _("Team"), lambda row: row.member.team),
        columns.yes_no("disabled", _("Geschlossen"), lambda row: row.member.disabled),
        columns.yes_no("proposal", _("Änderung vorgeschlagen"), lambda row: row.member.proposal is not None),
        columns.instant("created_at", _("Angelegt"), lambda row: row.account.created_at if row.account else None),
    ]
    return Taken(_("Zugänge"), [], {}, columns_, _known())


def _known() -> Iterator[Sequence[Known]]:
    names = desk.staff_names()
    accounts = {each.staff_id: each for each in desk.house().accounts.all()}
    yield [Known(each, names[each.id], accounts.get(each.id)) for each in everybody()]
