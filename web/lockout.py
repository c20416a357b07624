"""Lock-out: failed sign-ins are counted in the database, per login and per address, for all workers together.

Every attempt counts before the password is looked at and is given back when it was right, so that many attempts at
once get no extra guesses. Logins and addresses are stored as keyed hashes only.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import ceil

from sqlalchemy import Connection, delete, select, update

from referrals.adding import adding
from referrals.store import Store
from web.account_tables import failures

PER_LOGIN = 5
PER_ADDRESS = 50  # a whole office may share one address
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=8)
FORGOTTEN_AFTER = timedelta(hours=24)


class Lockout:
    """Counts attempts and says how long to wait."""

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store = store
        self._secret = secret

    def subjects(self, login: str, address: str, kind: str = "") -> Mapping[str, int]:
        """What an attempt is counted under, with the failures that lock each; `kind` counts apart from sign-ins."""
        found = {self._subject(f"{kind}login", login): PER_LOGIN}
        if prefix := address_prefix(address):
            found[self._subject(f"{kind}address", prefix)] = PER_ADDRESS
        return found

    def attempt(self, subjects: Mapping[str, int], now: datetime) -> int:
        """Count an attempt; the minutes to wait when it must not even be tried, else 0."""
        with self._store.writing() as connection:
            rows = {subject: self._row(connection, subject, now) for subject in sorted(subjects)}
            wait = max(_minutes_left(locked_until, now) for _, locked_until in rows.values())
            if wait:
                return wait
            for subject, (failed, _) in rows.items():
                connection.execute(
                    update(failures)
                    .where(failures.c.subject == subject)
                    .values(
                        failed=failed + 1, last_at=now, locked_until=_locked_until(failed + 1, subjects[subject], now)
                    )
                )
        return 0

    def minutes_left(self, subjects: Mapping[str, int], now: datetime) -> int:
        """The minutes until these may try again, 0 when they may."""
        with self._store.reading() as connection:
            query = select(failures.c.locked_until).where(failures.c.subject.in_(list(subjects)))
            return max((_minutes_left(moment, now) for moment in connection.scalars(query)), default=0)

    def succeeded(self, subjects: Mapping[str, int]) -> None:
        """Forget the login's failures, and give the address its attempt back."""
        with self._store.writing() as connection:
            for subject, limit in sorted(subjects.items()):
                this_one = failures.c.subject == subject
                if limit == PER_LOGIN:
                    connection.execute(delete(failures).where(this_one))
                else:
                    given_back = update(failures).where(this_one, failures.c.failed > 0)
                    connection.execute(given_back.values(failed=failures.c.failed - 1, locked_until=None))

    def forget(self, login: str) -> None:
        """Let a login try again at once: its password was set anew."""
        with self._store.writing() as connection:
            connection.execute(delete(failures).where(failures.c.subject == self._subject("login", login)))

    def tidy(self, now: datetime) -> int:
        """Drop what no longer counts; the number of rows dropped."""
        with self._store.writing() as connection:
            return connection.execute(delete(failures).where(failures.c.last_at < now - FORGOTTEN_AFTER)).rowcount

    def _subject(self, kind: str, value: str) -> str:
        return hmac.new(self._secret, f"{kind}\x00{value}".encode("utf-8", "replace"), sha256).hexdigest()

    def _row(self, connection: Connection, subject: str, now: datetime) -> tuple[int, datetime | None]:
        fresh = adding(connection, failures).values(subject=subject, failed=0, last_at=now)
        connection.execute(fresh.on_conflict_do_nothing())
        row = connection.execute(select(failures).where(failures.c.subject == subject).with_for_update()).one()
        return (0 if row.last_at < now - FORGOTTEN_AFTER else row.failed), row.locked_until


def address_prefix(address: str) -> str:
    """The part of an address that belongs to one house: all of IPv4, the first 64 bits of IPv6; empty if none."""
    try:
        known: IPv4Address | IPv6Address = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is None:
            return f"{int(known) >> 64:016x}"
        known = known.ipv4_mapped
    return str(known)


def _locked_until(failed: int, limit: int, now: datetime) -> datetime | None:
    if failed % limit:
        return None
    doublings: int = min(failed // limit - 1, 10)
    lock: timedelta = min(FIRST_LOCK * 2**doublings, LONGEST_LOCK)
    return now + lock


def _minutes_left(locked_until: datetime | None, now: datetime) -> int:
    if locked_until is None or locked_until <= now:
        return 0
    return ceil((locked_until - now) / timedelta(minutes=1))
