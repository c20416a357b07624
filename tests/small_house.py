"""A small house for the pages: real accounts on a SQLite file, a stopped clock, and the cast as staff."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from argon2 import PasswordHasher
from flask import Blueprint, Flask

from referrals.store import Store
from web import app as web_app
from web.account_tables import metadata
from web.accounts import Accounts
from web.pages import about, session
from web.parts import ADMINISTRATOR, AUDITOR, CASE_MANAGER, COORDINATOR, Contact, Worker
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
        return Worker(staff, frozenset({found[0][1]}), found[0][2], lambda: Contact(found[0][0])) if found else None

    def not_ready(self) -> Sequence[str]:
        return self.reasons

    def close(self) -> None:
        self.closed = True


@contextmanager
def small_house(folder: Path) -> Iterator[SmallHouse]:
    """The small house in this folder, with everybody's account."""
    store = Store(f"sqlite:///{folder / 'accounts.sqlite'}", schema="accounts")
    store.create(metadata)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(store, secret=b"s" * 32, passwords=quick)
    house = SmallHouse(Settings(data=folder, kek_file=folder / "kek", given_secret_key="x" * 40), accounts)
    for login in CAST:
        accounts.add(staff_id(login), login, PASSWORD, house.now(), must_change=False)
    yield house
    store.dispose()


def frame_app(house: SmallHouse, *more: Blueprint) -> Flask:
    """The frame of the pages alone, with a test's own pages in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_app, "BLUEPRINTS", (session.pages, about.pages, *more))
        app = web_app.create_app(house)
    app.testing = True
    return app
