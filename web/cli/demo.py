"""Demo: fictional data, for trying Lotse out."""

import click

from web.cli import opening
from web.cli.saying import NotDone, progress, say
from web.demo import LOGINS, PASSWORD, tell
from web.demo.people import STAFF
from web.house import RealHouse

ACCOUNTS = f"Sign in as {', '.join(LOGINS[:-1])} or {LOGINS[-1]} with the password {PASSWORD}"


@click.command(
    short_help="Fill an empty installation with fictional data.",
    help="Fill an empty installation with fictional people, institutions and histories (Beispieldaten).",
)
@click.option("--if-empty", is_flag=True, help="Do nothing when there is data already.")
def demo(if_empty: bool) -> None:
    """Never touches an installation that holds anything."""
    with opening.house() as house:
        if not is_empty(house) and not if_empty:
            raise NotDone(
                "there is data already; the demo data need an empty installation (set LOTSE_DATA to another folder)."
            )
        accounts = fill(house)
    if accounts:
        say(accounts)


def is_empty(house: RealHouse) -> bool:
    """Whether nothing was ever recorded here."""
    return not house.log.head() and not house.accounts.all()


def fill(house: RealHouse) -> str:
    """Tell the demo data where nothing is yet; how to sign in, or nothing where other data are."""
    if is_empty(house):
        with progress("Telling the demo data", "events") as so_far:
            told = tell(house, so_far)
        say(f"{told.persons} fictional persons, {told.referrals} referrals, {told.institutions} institutions.")
    return ACCOUNTS if house.accounts.staff_of(STAFF[0].login) == STAFF[0].id else ""
