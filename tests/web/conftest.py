"""A small house for the pages: real accounts on a SQLite file, a stopped clock, and the cast as staff."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from argon2 import PasswordHasher
from flask import Flask

from referrals.store import Store
from tests.client import PageClient
from web.account_tables import metadata
from web.accounts import Accounts
from web.app import create_app
from web.parts import ADMINISTRATOR, AUDITOR, CASE_MANAGER, COORDINATOR, Worker
from web.passwords import Passwords
from web.settings import Settings

PASSWORD = "sonnige Kirschbaum Treppe"
CAST = {
    "anna": ("Anna Yıldız", CASE_MANAGER, "Mitte"),
    "ben": ("Ben Okafor", CASE_MANAGER, "Mitte"),
    "cem": ("Cem Arslan", CASE_MANAGER, "Nord"),
    "dora": ("Dora Lindner", AUDITOR, None),
    "emil": ("Emil Petrov", COORDINATOR, None),
    "frida": ("Frida Sommer", ADMINISTRATOR, None),
}


def staff_id(login: str) -> UUID:
    """The same id for the same name in every test."""
    return uuid5(UUID(int=0), login)


class SmallHouse:
    """What the pages ask of a house, and a clock to turn."""

    def __init__(self, settings: Settings, accounts: Accounts) -> None:
        self.settings, self.accounts = settings, accounts
        self.moment = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
        self.reasons: list[str] = []
        self.closed = False

    def now(self) -> datetime:
        return self.moment

    def later(self, **time: float) -> None:
        self.moment += timedelta(**time)

    def worker(self, staff: UUID) -> Worker | None:
        found = [(name, role, team) for login, (name, role, team) in CAST.items() if staff_id(login) == staff]
        return Worker(staff, frozenset({found[0][1]}), found[0][2], found[0][0]) if found else None

    def not_ready(self) -> Sequence[str]:
        return self.reasons

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    """The small house with everybody's account."""
    store = Store(f"sqlite:///{tmp_path / 'accounts.sqlite'}", schema="accounts")
    store.create(metadata)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(store, secret=b"s" * 32, passwords=quick)
    settings = Settings(data=tmp_path, kek_file=tmp_path / "kek", given_secret_key="x" * 40)
    small = SmallHouse(settings, accounts)
    for login in CAST:
        accounts.add(staff_id(login), login, PASSWORD, small.now(), must_change=False)
    yield small
    store.dispose()


@pytest.fixture
def app(house: SmallHouse) -> Flask:
    """The application on the small house."""
    application = create_app(house)
    application.testing = True
    return application


@pytest.fixture
def nobody(app: Flask) -> PageClient:
    """A browser in which nobody is signed in."""
    return PageClient(app)


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], PageClient]:
    """`signed_in("anna")`: a browser of their own for each of the cast."""

    def browser_of(login: str) -> PageClient:
        client = PageClient(app)
        client.sign_in(login, PASSWORD)
        return client

    return browser_of
