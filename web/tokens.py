"""Tokens (Zugangsschlüssel): let another program act as a member of staff, within scopes and for a while.

The token is shown once and stored as a hash. Rows are kept for a year after a token is over, so that it can be said
who let what in, when it was last used, and who ended it.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, insert, select, update

from referrals.refusal import Refusal
from referrals.store import Store
from web.account_tables import accounts, tokens
from web.lockout import Lockout
from web.scopes import HOLDERS, Scope, purposes_of

PREFIX = "lotse_"
"""By which a program that looks for lost secrets knows one."""

LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=366)
MOST = 20
"""Tokens of one member of staff that are valid at the same time."""

ATTEMPTS = "token "


class CannotMakeToken(Refusal):
    """No token like this."""

    @classmethod
    def because_it_has_no_scope(cls) -> Self:
        """It could do nothing."""
        return cls("no_scope")

    @classmethod
    def because_the_role_does_not_hold(cls, scope: str) -> Self:
        """A token never has more than its owner."""
        return cls("beyond_the_role", scope=scope)

    @classmethod
    def because_no_purpose_is_registered(cls, scope: str) -> Self:
        """The registry of purposes names the scope nowhere."""
        return cls("no_purpose", scope=scope)

    @classmethod
    def because_it_lasts_too_long(cls) -> Self:
        """At most a year; and it ends in the future."""
        return cls("lasts", max=LONGEST.days)

    @classmethod
    def because_there_are_too_many(cls) -> Self:
        """Whoever needs more has forgotten some."""
        return cls("too_many", max=MOST)

    @classmethod
    def because_it_was_made_already(cls) -> Self:
        """The same form once more; the token is not shown twice."""
        return cls("made_already")

    @classmethod
    def because_the_account_is_closed(cls) -> Self:
        """Nobody signs in with it."""
        return cls("account_closed")


@dataclass(frozen=True)
class Token:
    """One token; `secret` is known only right after it was made, `id` is none."""

    id: UUID
    staff_id: UUID
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    made_by: UUID
    expires_at: datetime
    last_used_at: datetime | None  # null until it is used
    revoked_at: datetime | None  # null until it is revoked
    revoked_by: UUID | None
    secret: str | None = field(default=None, repr=False)

    def is_valid(self, now: datetime) -> bool:
        """Neither revoked nor over."""
        return self.revoked_at is None and now < self.expires_at


class Tokens:
    """The tokens of all staff; every clock is an argument."""

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store = store
        self._lockout = Lockout(store, secret)

    def make(
        self,
        staff_id: UUID,
        name: str,
        scopes: Iterable[Scope],
        now: datetime,
        *,
        roles: Collection[str],
        lasts: timedelta,
        made_by: UUID,
        token_id: UUID | None = None,
    ) -> Token:
        """A new token for somebody with these roles; raises `CannotMakeToken`, also when it was made already."""
        wanted = frozenset(scopes)
        check(wanted, roles, lasts)
        secret = PREFIX + secrets.token_urlsafe(32)
        made = Token(token_id or uuid4(), staff_id, name, wanted, now, made_by, now + lasts, None, None, None, secret)
        row = {
            "id": made.id,
            "staff_id": staff_id,
            "name": name,
            "token_hash": fingerprint(secret),
            "scopes": " ".join(sorted(wanted)),
            "made_at": now,
            "made_by": made_by,
            "expires_at": made.expires_at,
        }
        with self._store.writing() as connection:
            account = select(accounts.c.disabled_at).where(accounts.c.staff_id == staff_id).with_for_update()
            known = connection.execute(account).first()
            if known is None or known.disabled_at is not None:
                raise CannotMakeToken.because_the_account_is_closed()
            theirs = [_token(row) for row in connection.execute(select(tokens).where(tokens.c.staff_id == staff_id))]
            if made.id in {each.id for each in theirs}:
                raise CannotMakeToken.because_it_was_made_already()
            if sum(each.is_valid(now) for each in theirs) >= MOST:
                raise CannotMakeToken.because_there_are_too_many()
            connection.execute(insert(tokens).values(row))
        return made

    def find(self, secret: str, now: datetime) -> Token | None:
        """The valid token behind what was sent, marked as used; None when unknown, over, revoked or disabled."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(tokens)
                .join(accounts, accounts.c.staff_id == tokens.c.staff_id)
                .where(tokens.c.token_hash == fingerprint(secret), accounts.c.disabled_at.is_(None))
            ).first()
        if row is None or not (found := _token(row)).is_valid(now):
            return None
        if found.last_used_at is None or now - found.last_used_at >= SEEN_EVERY:
            with self._store.writing() as connection:
                connection.execute(update(tokens).where(tokens.c.id == found.id).values(last_used_at=now))
        return found

    def failed(self, secret: str, address: str, now: datetime) -> int:
        """Count a token that opens nothing; the minutes to wait, 0 while it may be tried again."""
        subjects = self._lockout.subjects(fingerprint(secret), address, ATTEMPTS)
        return self._lockout.attempt(subjects, now)

    def of(self, staff_id: UUID) -> list[Token]:
        """The tokens of a member of staff, the newest first; those that are over too."""
        return self._all(tokens.c.staff_id == staff_id)

    def all(self) -> list[Token]:
        """Everybody's, the newest first."""
        return self._all()

    def revoke(self, token_id: UUID, now: datetime, *, by: UUID, staff_id: UUID | None = None) -> bool:
        """End one at once (with `staff_id` only theirs); False when there was none to end."""
        which = [tokens.c.id == token_id, tokens.c.revoked_at.is_(None), tokens.c.expires_at > now]
        which += [tokens.c.staff_id == staff_id] if staff_id is not None else []
        with self._store.writing() as connection:
            ended = connection.execute(update(tokens).where(*which).values(revoked_at=now, revoked_by=by))
        return ended.rowcount == 1

    def tidy(self, now: datetime) -> int:
        """Drop tokens that were over a year ago; the number dropped."""
        with self._store.writing() as connection:
            return connection.execute(delete(tokens).where(tokens.c.expires_at < now - KEPT)).rowcount

    def _all(self, *which: Any) -> list[Token]:
        newest = select(tokens).where(*which).order_by(tokens.c.made_at.desc(), tokens.c.id)
        with self._store.reading() as connection:
            return [_token(row) for row in connection.execute(newest)]


def check(scopes: Collection[Scope], roles: Collection[str], lasts: timedelta) -> None:
    """Raise `CannotMakeToken` where a token would have more than its owner, or no purpose, or no end."""
    if not scopes:
        raise CannotMakeToken.because_it_has_no_scope()
    for scope in sorted(scopes):
        if set(roles).isdisjoint(HOLDERS[scope]):
            raise CannotMakeToken.because_the_role_does_not_hold(scope)
        if not purposes_of(scope):
            raise CannotMakeToken.because_no_purpose_is_registered(scope)
    if not timedelta() < lasts <= LONGEST:
        raise CannotMakeToken.because_it_lasts_too_long()


def fingerprint(secret: str) -> str:
    """As it is stored; the secret is 256 random bits, so a plain hash tells nothing of it."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _token(row: Row[Any]) -> Token:
    values = dict(row._mapping)
    values.pop("token_hash")
    known = {scope.value for scope in Scope}
    scopes = frozenset(Scope(each) for each in values.pop("scopes").split() if each in known)
    return Token(scopes=scopes, **values)
