"""Keys (Schlüssel): turning the key-encryption key, also without an erasure."""

import click

from web import forgetting
from web.cli import opening
from web.cli.saying import remark, say


@click.group(help="The keys of sealed values (Schlüssel).")
def keys() -> None:
    """Commands on the key store."""


@keys.command(
    short_help="Put a new key-encryption key in place of the old.",
    help="Wrap every key with a new key-encryption key (Hauptschlüssel) and destroy the old one, while people work: "
    "after a copy of it may have got lost. An erasure does it by itself. Called again after a failure it goes on.",
)
def turn() -> None:
    """Running processes pick the new one up."""
    with opening.house() as house:
        kek_id = house.keys.turn(house.now())
        remark(f"lotse: {forgetting.NEW_KEK.format(path=house.settings.kek_file)}")
    say(f"The key-encryption key is now {kek_id}.")
