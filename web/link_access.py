"""Access through a link (Zugang über einen Link): one-time codes, and the sessions of readers outside.

A code has eight digits, holds for ten minutes, opens once, and is stored as a keyed hash; the newest one of a link is
the only one. Asking for codes and typing them are counted per link and per address, each apart from the sign-ins of
the staff, and lock for a while that doubles.
"""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from referrals.adding import adding
from referrals.store import Store
from web.account_tables import link_codes, link_sessions
from web.lockout import Lockout

DIGITS = 8
CODE_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(minutes=60)
KEPT = timedelta(days=90)
ASKED, TYPED = "link asked ", "link typed "


class Opened(NamedTuple):
    """A reader's session; the token is given once and stored as a hash."""

    token: str
    link_id: UUID


class Seen(NamedTuple):
    """What the case manager is told about a link: when it was opened last, and whether the last code went out."""

    opened_at: datetime | None  # nobody proved a code yet
    undelivered_at: datetime | None  # the last code was delivered, or none was mailed


class LinkAccess:
    """The codes and sessions of all links; every clock is an argument."""

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store, self._secret = store, secret
        self._lockout = Lockout(store, secret)

    def may_ask(self, link_id: UUID, address: str, now: datetime) -> bool:
        """Count that somebody asks for a code; whether one may go out."""
        return self._lockout.attempt(self._subjects(ASKED, link_id, address), now) == 0

    def new_code(self, link_id: UUID, now: datetime) -> str:
        """A fresh code, in place of the one before; it is known only here and now."""
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        row = {"code_hash": self._hash(link_id, code), "made_at": now, "expires_at": now + CODE_LASTS}
        row["undelivered"] = None
        with self._store.writing() as connection:
            made = adding(connection, link_codes).values(link_id=link_id, **row)
            connection.execute(made.on_conflict_do_update(index_elements=["link_id"], set_=row))
        return code

    def note_delivery(self, link_id: UUID, code: str, *, delivered: bool) -> None:
        """Whether the mail with this code went out."""
        this_one = link_codes.c.link_id == link_id, link_codes.c.code_hash == self._hash(link_id, code)
        with self._store.writing() as connection:
            connection.execute(update(link_codes).where(*this_one).values(undelivered=not delivered))

    def open(self, link_id: UUID, typed: str, address: str, now: datetime) -> Opened | None:
        """A session for whoever types the code of this link; None when it is wrong, used, over, or locked."""
        subjects = self._subjects(TYPED, link_id, address)
        if self._lockout.attempt(subjects, now):
            return None
        this_one = (
            link_codes.c.link_id == link_id,
            link_codes.c.code_hash == self._hash(link_id, digits_of(typed)),
            link_codes.c.expires_at > now,
        )
        token = secrets.token_urlsafe(32)
        session = {
            "id": _fingerprint(token),
            "link_id": link_id,
            "created_at": now,
            "expires_at": now + SESSION_LASTS,
        }
        with self._store.writing() as connection:
            if connection.execute(delete(link_codes).where(*this_one)).rowcount != 1:
                return None
            connection.execute(insert(link_sessions).values(session))
        self._lockout.succeeded(subjects)
        self._lockout.succeeded(self._subjects(ASKED, link_id, address))
        return Opened(token, link_id)

    def is_open(self, token: str, link_id: UUID, now: datetime) -> bool:
        """Whether this token is a living session of this link, and of no other."""
        s = link_sessions.c
        living = select(s.id).where(
            s.id == _fingerprint(token), s.link_id == link_id, s.ended_at.is_(None), s.expires_at > now
        )
        with self._store.reading() as connection:
            return connection.execute(living).first() is not None

    def end(self, token: str, now: datetime) -> None:
        """The reader is done."""
        this_one = link_sessions.c.id == _fingerprint(token), link_sessions.c.ended_at.is_(None)
        with self._store.writing() as connection:
            connection.execute(update(link_sessions).where(*this_one).values(ended_at=now))

    def seen(self, link_id: UUID) -> Seen:
        """When the link was opened last, and whether the last code could not be delivered."""
        opened = select(func.max(link_sessions.c.created_at)).where(link_sessions.c.link_id == link_id)
        failed = select(link_codes.c.made_at).where(link_codes.c.link_id == link_id, link_codes.c.undelivered)
        with self._store.reading() as connection:
            return Seen(connection.scalar(opened), connection.scalar(failed))

    def tidy(self, now: datetime) -> int:
        """Drop codes that are over and sessions from 90 days ago; the number of rows dropped."""
        with self._store.writing() as connection:
            codes = connection.execute(delete(link_codes).where(link_codes.c.expires_at < now - timedelta(days=1)))
            old = connection.execute(delete(link_sessions).where(link_sessions.c.expires_at < now - KEPT))
        return codes.rowcount + old.rowcount

    def _subjects(self, kind: str, link_id: UUID, address: str) -> Mapping[str, int]:
        return self._lockout.subjects(str(link_id), address, kind)

    def _hash(self, link_id: UUID, code: str) -> str:
        return hmac.new(self._secret, f"link code\x00{link_id}\x00{code}".encode(), sha256).hexdigest()


def digits_of(typed: str) -> str:
    """The digits of what was typed: blanks and hyphens between them do not matter."""
    return "".join(character for character in typed if character.isascii() and character.isdigit())


def in_groups(code: str) -> str:
    """12345678 → 1234 5678, as it is read out."""
    return f"{code[:4]} {code[4:]}"


def _fingerprint(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
