"""Sessions (Anmeldungen): signed-in browsers; each can be seen and ended. The cookie holds a random token only."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from referrals.store import Store
from web.account_tables import accounts, sessions

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)

BROWSERS = {  # first match wins: Edge calls itself Chrome, Chrome calls itself Safari
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


_ALIVE = (sessions.c.ended_at.is_(None), sessions.c.expires_at > bindparam("now"))
_FIND = (
    select(sessions, accounts.c.must_change)
    .join(accounts, accounts.c.staff_id == sessions.c.staff_id)
    .where(sessions.c.id == bindparam("id"), accounts.c.disabled_at.is_(None), *_ALIVE)
)


@dataclass(frozen=True)
class Session:
    """One signed-in browser; `token` is known only right after signing in, `id` is no secret."""

    id: str
    staff_id: UUID
    created_at: datetime
    last_seen_at: datetime
    agent: str
    must_change: bool = False
    token: str | None = field(default=None, repr=False)


class Sessions:
    """The sessions of all staff; every clock is an argument."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, staff_id: UUID, now: datetime, user_agent: str = "", *, must_change: bool = False) -> Session:
        """A new session; its token is given once and stored as a hash."""
        token = secrets.token_urlsafe(32)
        begun = Session(_fingerprint(token), staff_id, now, now, agent_family(user_agent), must_change, token)
        row = {
            "id": begun.id,
            "staff_id": staff_id,
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + IDLE,
            "agent": begun.agent,
        }
        with self._store.writing() as connection:
            connection.execute(insert(sessions).values(row))
        return begun

    def find(self, token: str, now: datetime) -> Session | None:
        """The living session of a token, marked as seen; None when ended, expired, disabled or unknown."""
        with self._store.glancing() as connection:
            row = connection.execute(_FIND, {"id": _fingerprint(token), "now": now}).first()
        if row is None:
            return None
        if now - row.last_seen_at >= SEEN_EVERY:
            seen = {"last_seen_at": now, "expires_at": min(now + IDLE, row.created_at + LONGEST)}
            with self._store.writing() as connection:
                connection.execute(update(sessions).where(sessions.c.id == row.id).values(seen))
        return _session(row, must_change=row.must_change)

    def of(self, staff_id: UUID, now: datetime) -> list[Session]:
        """The living sessions of a staff member, newest first."""
        query = select(sessions).where(sessions.c.staff_id == staff_id, *_ALIVE).order_by(sessions.c.created_at.desc())
        with self._store.reading() as connection:
            return [_session(row) for row in connection.execute(query, {"now": now})]

    def end(self, staff_id: UUID, session_id: str, now: datetime) -> bool:
        """End one session of a staff member; False when it was not theirs or had ended."""
        return self._end(now, sessions.c.staff_id == staff_id, sessions.c.id == session_id) == 1

    def end_all(self, staff_id: UUID, now: datetime, *, but: str = "") -> int:
        """End all sessions of a staff member, or all but the one with this id; the number ended."""
        return self._end(now, sessions.c.staff_id == staff_id, sessions.c.id != but)

    def tidy(self, now: datetime) -> int:
        """Drop sessions that were over 90 days ago; the number dropped."""
        with self._store.writing() as connection:
            return connection.execute(delete(sessions).where(sessions.c.expires_at < now - KEPT)).rowcount

    def _end(self, now: datetime, *which: ColumnElement[bool]) -> int:
        with self._store.writing() as connection:
            ending = update(sessions).where(*which, sessions.c.ended_at.is_(None))
            return connection.execute(ending.values(ended_at=now)).rowcount


def agent_family(user_agent: str) -> str:
    """Browser and system in two words, as "Firefox, Windows"; the rest of a user agent is not kept."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _fingerprint(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _session(row: Any, *, must_change: bool = False) -> Session:
    return Session(row.id, row.staff_id, row.created_at, row.last_seen_at, row.agent, must_change)
