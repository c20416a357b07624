"""The release step: stores and tables are created here and nowhere else, before any process opens the house."""

from contextlib import closing
from pathlib import Path

from projections.runner import Runner
from referrals.keys import KeyStore, prepare_kek
from referrals.keys import metadata as key_tables
from referrals.log.application import Log
from referrals.log.errors import NoLog
from web import fitting
from web.access_log import metadata as access_tables
from web.account_tables import metadata as account_tables
from web.house import open_store
from web.settings import Settings


def release(settings: Settings) -> Path | None:
    """Create what is missing; the path of the key-encryption key when it was made just now.

    BadSettings when the folder cannot be written, KekUnusable when the key is missing, open to others or another one,
    UnknownTopic or LedgerDoesNotFit when the log is not one this version may go on from, StoresDoNotFit when a store
    of an installation at work is lost or older than the others.
    """
    settings.prepare_folder()
    tables = {"keys": key_tables, "accounts": account_tables, "access": access_tables}
    for name, metadata in tables.items():
        store = open_store(settings, name)
        store.create(metadata)
        store.dispose()
    keys = open_store(settings, "keys")
    kek, made = prepare_kek(settings.kek_file, keys)
    views = open_store(settings, "views")
    try:
        with closing(_log(settings, fitting.seen(views))) as log:
            log.check_contents()
            runner = Runner(log, views)
            runner.create()
            fitting.check(log, runner, KeyStore(keys, kek, settings.kek_file))
    finally:
        views.dispose()
        keys.dispose()
    return settings.kek_file if made else None


def _log(settings: Settings, seen: int) -> Log:
    """The log; made only where nothing was ever seen of one."""
    try:
        return Log.open(settings.store_url("events"), create=not seen)
    except NoLog as error:
        if not seen:
            raise
        raise fitting.StoresDoNotFit.because_the_log_is_older(0, seen) from error
