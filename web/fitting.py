"""Fitting (Zusammenpassen): log, views and keys belong together; nothing goes on silently over a lost or older one."""

from projections import bookmark
from projections import staff as members
from projections.bookmark import ViewsMissing
from projections.runner import Runner
from referrals.keys import KeyStore
from referrals.log.application import Log
from referrals.sealing import Group
from referrals.store import Store, StoreMissing


class StoresDoNotFit(Exception):
    """One of the stores is lost, older than the others, or of another installation."""

    @classmethod
    def because_the_log_is_older(cls, head: int, seen: int) -> "StoresDoNotFit":
        return cls(
            f"The log ends at event {head}, but event {seen} was seen here: it was lost, or an older one was put back. "
            "Put the newest backup of the log back. If this one is the newest, run `./lotse projections rebuild`."
        )

    @classmethod
    def because_the_keys_are_gone(cls) -> "StoresDoNotFit":
        return cls(
            "The key store holds no key of anybody in the log: it was lost, or belongs to another installation. "
            "Put it back from its backup; without it no personal value can be read."
        )


def seen(views: Store) -> int:
    """The last event that the views have taken in; 0 where there are no views yet."""
    try:
        with views.reading() as connection:
            return max((mark.position for mark in bookmark.read(connection) if not mark.building), default=0)
    except (StoreMissing, ViewsMissing):
        return 0


def check(log: Log, runner: Runner, keys: KeyStore) -> None:
    """Raises `StoresDoNotFit` when the log ends before what was seen of it, or nobody's key is there."""
    before = max(runner.positions().values())
    if before > (head := log.head()):
        raise StoresDoNotFit.because_the_log_is_older(head, before)
    with runner.store.reading() as connection:
        staff = [(each.id, Group.CONTACT) for each in members.everybody(connection)]
    if staff and not keys.keys_for(staff):
        raise StoresDoNotFit.because_the_keys_are_gone()
