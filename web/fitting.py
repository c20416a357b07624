"""Fitting (Zusammenpassen): log, views, keys and accounts belong together; nothing goes on silently over a lost one."""

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from sqlalchemy import select

from projections import bookmark
from projections import staff as members
from projections.bookmark import ViewsMissing
from projections.runner import Runner
from referrals import restoring
from referrals.checkpoint import Checkpoints
from referrals.keys import KeyStore
from referrals.log.application import Log
from referrals.sealing import Group
from referrals.store import Store, StoreMissing
from web.account_tables import accounts as account_rows
from web.settings import STORES, BadSettings, Settings

RESTORING = "restoring"
"""The file that stands in the data folder while a backup is put back."""


class StoresDoNotFit(Exception):
    """One of the stores is lost, older than the others, or of another installation."""

    @classmethod
    def because_the_log_is_older(cls, head: int, seen: int) -> Self:
        return cls(
            f"The log ends at event {head}, but event {seen} was seen here: it was lost, or an older one was put back. "
            "Put the newest backup of the log back. If this one is the newest, run `./lotse release --accept-restored`."
        )

    @classmethod
    def because_the_log_is_gone(cls, seen: int) -> Self:
        return cls(
            f"There is no log, but event {seen} was seen here: it was lost. "
            "Put its backup back with `./lotse restore`, or point LOTSE_DATA or LOTSE_DATABASE_URL to it."
        )

    @classmethod
    def because_a_checkpoint_says_otherwise(cls, size: int, signed: int) -> Self:
        return cls(
            f"The log holds {size} events and does not extend the checkpoint over {signed} events that was signed "
            "here: an older one was put back, or it was changed. Put the newest backup of the log back. "
            "If this one is the newest, run `./lotse release --accept-restored`."
        )

    @classmethod
    def because_the_keys_are_gone(cls) -> Self:
        return cls(
            "The key store holds no key of anybody in the log: it was lost, or belongs to another installation. "
            "Put it back from its backup; without it no personal value can be read."
        )

    @classmethod
    def because_the_accounts_are_gone(cls) -> Self:
        return cls(
            "The log knows staff, but nobody has an account: the store of the accounts was lost. "
            "Put it back from its backup, or give the accounts anew with `./lotse staff add`, called as it was then."
        )

    @classmethod
    def because_a_restore_was_interrupted(cls) -> Self:
        return cls("A backup was being put back, and that was interrupted: run `./lotse restore` again.")


def seen(views: Store) -> int:
    """The last event that the views have taken in; 0 where there are no views yet."""
    try:
        with views.reading() as connection:
            return max((mark.position for mark in bookmark.read(connection) if not mark.building), default=0)
    except (StoreMissing, ViewsMissing):
        return 0


def signed(checkpoints: Checkpoints) -> int:
    """How many events the newest checkpoint counts; 0 before the first one."""
    newest = checkpoints.newest()
    return newest.checkpoint.size if newest else 0


def check(log: Log, runner: Runner, keys: KeyStore, accounts: Store, settings: Settings) -> None:
    """Raises `StoresDoNotFit` when a store is lost, or the log ends before what was seen or signed of it."""
    if (settings.data / RESTORING).exists():
        raise StoresDoNotFit.because_a_restore_was_interrupted()
    before = max(runner.positions().values())
    if before > (head := log.head()):
        raise StoresDoNotFit.because_the_log_is_older(head, before)
    if misfits := restoring.unlike(Checkpoints(settings.checkpoints), log.recorder):
        raise StoresDoNotFit.because_a_checkpoint_says_otherwise(log.recorder.leaf_count(), misfits[-1].checkpoint.size)
    with runner.store.reading() as connection:
        staff = members.everybody(connection)
    if staff and not keys.keys_for([(each.id, Group.CONTACT) for each in staff]):
        raise StoresDoNotFit.because_the_keys_are_gone()
    if any(not each.disabled for each in staff):
        with accounts.reading() as connection:
            if connection.execute(select(account_rows.c.staff_id).limit(1)).first() is None:
                raise StoresDoNotFit.because_the_accounts_are_gone()


def check_permissions(settings: Settings) -> None:
    """Raises `BadSettings` when a file that holds secrets or personal data is open to others."""
    for path in open_to_others(settings):
        raise BadSettings.because_others_can_read(path)


def open_to_others(settings: Settings) -> list[Path]:
    """The files of this installation that others than its account may read or write."""
    return [
        path for path in _private(settings) if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]


def _private(settings: Settings) -> Iterable[Path]:
    yield from (settings.kek_file, settings.signing_key_file, settings.data / "secret-key")
    for name in STORES:
        url = settings.store_url(name)
        if url.startswith("sqlite:"):
            path = Store(url, schema=name).path
            assert path is not None
            yield path
