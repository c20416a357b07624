"""The release step: stores and tables are created here and nowhere else, before any process opens the house."""

from pathlib import Path

from projections.runner import Runner
from referrals.keys import metadata as key_tables
from referrals.keys import prepare_kek
from referrals.log.application import Log
from web.access_log import metadata as access_tables
from web.account_tables import metadata as account_tables
from web.house import open_store
from web.settings import Settings


def release(settings: Settings) -> Path | None:
    """Create what is missing; the path of the key-encryption key when it was made just now.

    BadSettings when the folder cannot be written, KekUnusable when the key is missing, open to others or another one,
    UnknownTopic or LedgerDoesNotFit when the log is not one this version may go on from.
    """
    settings.prepare_folder()
    tables = {"keys": key_tables, "accounts": account_tables, "access": access_tables}
    for name, metadata in tables.items():
        store = open_store(settings, name)
        store.create(metadata)
        store.dispose()
    keys = open_store(settings, "keys")
    _, made = prepare_kek(settings.kek_file, keys)
    keys.dispose()
    log = Log.open(settings.store_url("events"), create=True)
    views = open_store(settings, "views")
    try:
        log.check_contents()
        Runner(log, views).create()
    finally:
        views.dispose()
        log.close()
    return settings.kek_file if made else None
