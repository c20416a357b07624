"""The release step: stores and tables are created here and nowhere else, before any process opens the house."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from projections.rebuild import rebuild
from projections.runner import Outdated, Runner
from referrals import restoring
from referrals.checkpoint import Checkpoints
from referrals.keys import KeyStore, prepare_kek
from referrals.keys import metadata as key_tables
from referrals.log.application import Log
from referrals.log.errors import NoLog
from referrals.restoring import Restored
from referrals.store import Store
from web import access_segments, access_tables, fitting
from web.account_tables import metadata as account_tables
from web.house import open_store
from web.operations import reporting
from web.settings import Settings

TABLES = {"keys": key_tables, "accounts": account_tables}


class Released(NamedTuple):
    """What the release step did beside making what was missing."""

    kek_made: Path | None
    """Where the key-encryption key lies, when it was made just now."""
    restored: Restored | None
    """From what the log goes on, when it is older than what was known of it."""
    outdated: Sequence[Outdated]
    """The projections that have to be built from the log before they can answer."""


def release(settings: Settings, *, accept_restored: bool = False) -> Released:
    """Create what is missing.

    BadSettings when the folder cannot be written or a file is open to others, KekUnusable when the key is missing or
    another one, UnknownTopic or LedgerDoesNotFit when the log is not one this version may go on from, AccessLogBroken
    or StoresDoNotFit when a store of an installation at work is lost or older than the others; with `accept_restored`
    an older log is gone on from, and says so.
    """
    settings.prepare_folder()
    fitting.check_permissions(settings)
    stores = {name: open_store(settings, name) for name in (*TABLES, "access", "views")}
    try:
        for name, metadata in TABLES.items():
            stores[name].create(metadata)
        kek, made = prepare_kek(settings.kek_file, stores["keys"])
        keys = KeyStore(stores["keys"], kek, settings.kek_file)
        with closing(_log(settings, stores["views"])) as log:
            log.check_contents()
            log.recorder.create()  # what an older version did not have, and what somebody removed
            access_segments.check_there(log, stores["access"])
            access_tables.prepare(stores["access"])
            runner = Runner(log, stores["views"])
            runner.create()
            if settings.uses_postgresql:
                reporting.create(stores["views"])
            restored = _go_on(settings, log, runner) if accept_restored else None
            fitting.check(log, runner, keys, stores["accounts"], settings)
            outdated = runner.outdated()
    finally:
        for store in stores.values():
            store.dispose()
    return Released(settings.kek_file if made else None, restored, outdated)


def _go_on(settings: Settings, log: Log, runner: Runner) -> Restored | None:
    """Go on from an older log: it says so, and the views are built again from it."""
    before, head = max(runner.positions().values()), log.head()
    seen = before if before > head else 0
    restored = restoring.accept(Checkpoints(settings.checkpoints), log, datetime.now(UTC), seen)
    if restored is not None:
        rebuild(runner)
    return restored


def _log(settings: Settings, views: Store) -> Log:
    """The log; made only where nothing was ever seen or signed of one."""
    seen = max(fitting.seen(views), fitting.signed(Checkpoints(settings.checkpoints)))
    try:
        return Log.open(settings.store_url("events"), create=not seen)
    except NoLog as error:
        if not seen:
            raise
        raise fitting.StoresDoNotFit.because_the_log_is_gone(seen) from error
