"""Accounts (Zugänge): who may sign in, and with which password. Names of staff are not kept here."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from referrals.refusal import Refusal
from referrals.store import Store
from web.account_tables import accounts
from web.calendar_feeds import CalendarFeeds
from web.link_access import LinkAccess
from web.lockout import Lockout
from web.passwords import CannotSetPassword, Passwords, check_strength
from web.sessions import Session, Sessions
from web.tokens import Tokens

LONGEST_LOGIN = 100


class CannotSignIn(Refusal):
    """The sign-in is refused."""

    @classmethod
    def because_login_or_password_is_wrong(cls) -> Self:
        """Unknown, disabled and mistyped look alike."""
        return cls("wrong")

    @classmethod
    def because_of_too_many_failures(cls, minutes: int) -> Self:
        """Locked for a while, whatever is typed."""
        return cls("locked", minutes=minutes)


class CannotAddAccount(Refusal):
    """The login cannot be used."""

    @classmethod
    def because_the_login_is_taken(cls) -> Self:
        """Somebody signs in with it already."""
        return cls("login_taken")

    @classmethod
    def because_the_login_is_not_one_word(cls) -> Self:
        """Empty, too long, or with spaces or control characters."""
        return cls("login_not_one_word", max=LONGEST_LOGIN)

    @classmethod
    def because_the_person_has_one(cls) -> Self:
        """One account per staff member."""
        return cls("has_an_account")


@dataclass(frozen=True)
class Account:
    """How a staff member signs in."""

    staff_id: UUID
    login: str
    must_change: bool
    created_at: datetime
    disabled_at: datetime | None  # null while the account may sign in


class Accounts:
    """The accounts store; every clock is an argument."""

    def __init__(self, store: Store, *, secret: bytes, passwords: Passwords | None = None) -> None:
        self._store = store
        self.sessions = Sessions(store)
        self.links = LinkAccess(store, secret)
        self.calendars = CalendarFeeds(store, secret)
        self.tokens = Tokens(store, secret)
        self._lockout = Lockout(store, secret)
        self._passwords = passwords or Passwords()

    def add(self, staff_id: UUID, login: str, password: str, now: datetime, *, must_change: bool = True) -> None:
        """Give a staff member an account; raises `CannotAddAccount` or `CannotSetPassword`."""
        login = normal_login(login)
        if not _is_one_word(login):
            raise CannotAddAccount.because_the_login_is_not_one_word()
        check_strength(login, password)
        row = {
            "staff_id": staff_id,
            "login": login,
            "password_hash": self._passwords.hash(password),
            "must_change": must_change,
            "created_at": now,
        }
        try:
            with self._store.writing() as connection:
                connection.execute(insert(accounts).values(row))
        except IntegrityError:
            if self.account(staff_id):
                raise CannotAddAccount.because_the_person_has_one() from None
            raise CannotAddAccount.because_the_login_is_taken() from None

    def account(self, staff_id: UUID) -> Account | None:
        """The account of a staff member, if there is one."""
        with self._store.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.staff_id == staff_id)).first()
        return _account(row) if row else None

    def staff_of(self, login: str) -> UUID | None:
        """Whose login this is; for the command line."""
        with self._store.reading() as connection:
            known = select(accounts.c.staff_id).where(accounts.c.login == normal_login(login))
            return connection.scalar(known)

    def all(self) -> list[Account]:
        """Every account by login."""
        with self._store.reading() as connection:
            return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.login))]

    def set_password(
        self,
        staff_id: UUID,
        password: str,
        now: datetime,
        *,
        must_change: bool = False,
        keep_session: str = "",
    ) -> None:
        """Set a password and end all sessions but the kept one; raises `CannotSetPassword`."""
        login = self._login_of(staff_id)
        check_strength(login, password)
        new = {"password_hash": self._passwords.hash(password), "must_change": must_change}
        with self._store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.staff_id == staff_id).values(new))
        self.sessions.end_all(staff_id, now, but=keep_session)
        self._lockout.forget(login)

    def change_password(self, session: Session, present: str, new: str, now: datetime) -> None:
        """Whoever is signed in changes their own; raises `CannotSetPassword`, or `CannotSignIn` when locked."""
        self.confirm(session.staff_id, present, now)
        if present == new:
            raise CannotSetPassword.because_it_is_the_old_one()
        self.set_password(session.staff_id, new, now, keep_session=session.id)

    def confirm(self, staff_id: UUID, present: str, now: datetime) -> None:
        """Whoever is signed in shows that it is them; raises `CannotSetPassword`, or `CannotSignIn` when locked."""
        subjects = self._lockout.subjects(self._login_of(staff_id), "")
        if minutes := self._lockout.attempt(subjects, now):
            raise CannotSignIn.because_of_too_many_failures(minutes)
        with self._store.reading() as connection:
            stored = connection.scalar(select(accounts.c.password_hash).filter_by(staff_id=staff_id))
        if not self._passwords.matches(stored, present):
            raise CannotSetPassword.because_the_present_one_is_wrong()
        self._lockout.succeeded(subjects)

    def disable(self, staff_id: UUID, now: datetime) -> None:
        """Nobody signs in with it any more, its sessions end at once, and its calendar address leads nowhere."""
        with self._store.writing() as connection:
            this_one = (accounts.c.staff_id == staff_id, accounts.c.disabled_at.is_(None))
            connection.execute(update(accounts).where(*this_one).values(disabled_at=now))
        self.calendars.end(staff_id)
        self.sessions.end_all(staff_id, now)

    def enable(self, staff_id: UUID) -> None:
        """Let a disabled account sign in again."""
        with self._store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.staff_id == staff_id).values(disabled_at=None))

    def sign_in(self, login: str, password: str, now: datetime, *, address: str = "", user_agent: str = "") -> Session:
        """A new session; raises `CannotSignIn`. Takes the same time for unknown, disabled and wrong."""
        login = normal_login(login)
        subjects = self._lockout.subjects(login, address)
        if minutes := self._lockout.attempt(subjects, now):
            raise CannotSignIn.because_of_too_many_failures(minutes)
        row = self._usable(login)
        if not self._passwords.matches(row.password_hash if row else None, password) or row is None:
            if minutes := self._lockout.minutes_left(subjects, now):
                raise CannotSignIn.because_of_too_many_failures(minutes)
            raise CannotSignIn.because_login_or_password_is_wrong()
        self._lockout.succeeded(subjects)
        if self._passwords.is_outdated(row.password_hash):
            self._rehash(row.staff_id, password)
        return self.sessions.begin(row.staff_id, now, user_agent, must_change=row.must_change)

    def tidy(self, now: datetime) -> int:
        """Drop failures and codes that no longer count, sessions and tokens long over; the number of rows dropped."""
        kept = (self.sessions, self.tokens, self.links, self._lockout)
        return sum(each.tidy(now) for each in kept)

    def _usable(self, login: str) -> Row[Any] | None:
        if not _is_one_word(login):
            return None
        with self._store.reading() as connection:
            this_one = accounts.c.login == login, accounts.c.disabled_at.is_(None)
            return connection.execute(select(accounts).where(*this_one)).first()

    def _login_of(self, staff_id: UUID) -> str:
        account = self.account(staff_id)
        if account is None:
            raise LookupError(f"Staff member {staff_id} has no account.")
        return account.login

    def _rehash(self, staff_id: UUID, password: str) -> None:
        new = self._passwords.hash(password)
        with self._store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.staff_id == staff_id).values(password_hash=new))


def check_login(login: str) -> str:
    """The login as it is compared; raises `CannotAddAccount` unless it is one word."""
    login = normal_login(login)
    if not 0 < len(login) <= LONGEST_LOGIN or not login.isprintable() or " " in login:
        raise CannotAddAccount.because_the_login_is_not_one_word()
    return login


def normal_login(login: str) -> str:
    """A login as it is compared: without case, compatibility forms and surrounding blanks."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login.strip()).casefold())


def _is_one_word(login: str) -> bool:
    return 0 < len(login) <= LONGEST_LOGIN and login.isprintable() and " " not in login


def _account(row: Row[Any]) -> Account:
    return Account(row.staff_id, row.login, row.must_change, row.created_at, row.disabled_at)
