"""Backup and restore (Sichern und Zurückspielen): docs/backup.md describes the drill."""

from datetime import UTC, datetime
from pathlib import Path

import click

from web import backup as backing
from web import release as release_step
from web import restore as restoring
from web.cli import opening
from web.cli.saying import remark, say, say_json

NOT_IN_IT = (
    "Not in any backup: the key-encryption key {kek}, the signing key {signing} and {data}/secret-key. "
    "Keep copies of the first two apart from both folders."
)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(
    short_help="Copy the stores while they are used, and verify the copy.",
    help="Write log, accounts and access log to the folder DIR, and with --keys the key store to a folder elsewhere. "
    "Both must be new; each is written whole or not at all, and verified. The key-encryption key is in neither. "
    "Exit: 0 written and verified, 2 not.",
)
@click.argument("folder", metavar="[DIR]", required=False, type=FOLDER)
@click.option("--keys", "keys_folder", type=FOLDER, help="Back up the key store here; not beside DIR.")
@click.option("--json", "as_json", is_flag=True, help="Print the number of events and keys as JSON.")
def backup(folder: Path | None, keys_folder: Path | None, as_json: bool) -> None:
    """One part or both."""
    settings = opening.settings()
    where, keys_where = folder and folder.absolute(), keys_folder and keys_folder.absolute()
    if where is None and keys_where is None:
        raise click.UsageError("Name the folder DIR, or --keys, or both.")
    written = backing.back_up(settings, where, keys_where, datetime.now(UTC))
    if as_json:
        say_json(written._asdict())
        return
    if written.events is not None:
        say(f"{written.events} events, the accounts and the access log lie in {where}, verified.")
    if written.keys is not None:
        say(f"{written.keys} wrapped keys lie in {keys_where}, verified. After an erasure this backup is worthless.")
    else:
        remark("The key store was not backed up: give --keys with a folder in another place.")
    remark(NOT_IN_IT.format(kek=settings.kek_file, signing=settings.signing_key_file, data=settings.data))


@click.command(
    short_help="Put a backup back where nothing is.",
    help="Put the backup in DIR, or the keys in --keys, or both back where nothing is. What was erased since is erased "
    "again before anything opens, and the log says that it was put back. Exit: 0 put back, 2 not.",
)
@click.argument("folder", metavar="[DIR]", required=False, type=FOLDER)
@click.option("--keys", "keys_folder", type=FOLDER, help="The folder of the key store's backup.")
def restore(folder: Path | None, keys_folder: Path | None) -> None:
    """The other way round."""
    settings = opening.settings()
    given = {backing.EVENTS: folder, backing.KEYS: keys_folder}
    folders = {part: path.absolute() for part, path in given.items() if path is not None}
    if not folders:
        raise click.UsageError("Name the folder DIR, or --keys, or both.")
    put_back = restoring.restore(settings, folders)
    release_step.release(settings)
    size, seen = put_back.restored
    say(f"The log goes on from {size} events; {seen} had been known. It says so itself (log.restored).")
    if put_back.erased_again:
        say(f"{put_back.erased_again} erasures were carried out again, and the key-encryption key was turned:")
        say(f"back up {settings.kek_file} and the key store now.")
    say("Everything fits together; go on with `./lotse serve`.")
