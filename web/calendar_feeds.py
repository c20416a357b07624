"""Calendar feeds (Kalender-Adressen): a secret address by which a calendar reads a case manager's appointments.

The address holds a random token; stored is its hash. One for each account, made and ended by its owner; it ends with
the account, and asking too often is refused.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from referrals.store import Store
from web.account_tables import accounts, calendar_feeds
from web.lockout import Lockout

WINDOW = timedelta(hours=1)
MOST_IN_A_WINDOW = 60
WRONG = "calendar "


class Feed(NamedTuple):
    """The feed of somebody; the token is known only when it is made."""

    made_at: datetime
    read_at: datetime | None  # no calendar has asked yet


class TooOften(Exception):
    """The feed was read too often, or too many wrong addresses were tried; wait so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Asked too often; wait {seconds} seconds.")
        self.seconds = seconds


class CalendarFeeds:
    """The feeds of all staff; every clock is an argument."""

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store = store
        self._lockout = Lockout(store, secret)

    def of(self, staff_id: UUID) -> Feed | None:
        """The feed of a staff member, if there is one."""
        with self._store.reading() as connection:
            row = connection.execute(select(calendar_feeds).where(calendar_feeds.c.staff_id == staff_id)).first()
        return Feed(row.made_at, row.read_at) if row else None

    def make(self, staff_id: UUID, now: datetime) -> str:
        """A new token, in place of the one before; it is known only here and now."""
        token = secrets.token_urlsafe(32)
        with self._store.writing() as connection:
            connection.execute(delete(calendar_feeds).where(calendar_feeds.c.staff_id == staff_id))
            row = {"staff_id": staff_id, "token_hash": _fingerprint(token), "made_at": now, "reads": 0}
            connection.execute(insert(calendar_feeds).values(row))
        return token

    def end(self, staff_id: UUID) -> None:
        """The address leads nowhere from now on."""
        with self._store.writing() as connection:
            connection.execute(delete(calendar_feeds).where(calendar_feeds.c.staff_id == staff_id))

    def owner(self, token: str, address: str, now: datetime) -> UUID | None:
        """Whose feed this is; None when it is nobody's or the account is closed. Raises `TooOften`."""
        f = calendar_feeds.c
        wanted = (
            select(calendar_feeds)
            .join(accounts, accounts.c.staff_id == f.staff_id)
            .where(f.token_hash == _fingerprint(token), accounts.c.disabled_at.is_(None))
        )
        with self._store.writing() as connection:
            row = connection.execute(wanted).first()
            if row is not None:
                goes_on = row.window_at is not None and now - row.window_at < WINDOW
                begun, reads = (row.window_at, row.reads + 1) if goes_on else (now, 1)
                if reads > MOST_IN_A_WINDOW:
                    raise TooOften(int((begun + WINDOW - now).total_seconds()) + 1)
                seen = {"read_at": now, "window_at": begun, "reads": reads}
                connection.execute(update(calendar_feeds).where(f.staff_id == row.staff_id).values(seen))
                owner: UUID = row.staff_id
                return owner
        if minutes := self._lockout.attempt(self._lockout.subjects(_fingerprint(token), address, WRONG), now):
            raise TooOften(minutes * 60)
        return None


def _fingerprint(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
