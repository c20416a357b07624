"""Accounts on both databases, with a password hash that is quick because tests are many."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from referrals.store import Store
from web.account_tables import metadata
from web.accounts import Accounts
from web.passwords import Passwords

ANNA = UUID("00000000-0000-4000-8000-0000000000a1")
BEN = UUID("00000000-0000-4000-8000-0000000000b1")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PASSWORD = "schwarzer Tee am Morgen"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def accounts_store(store_url: Callable[[str], str]) -> Iterator[Store]:
    store = Store(store_url("accounts"), schema="accounts")
    store.create(metadata)
    yield store
    store.dispose()


@pytest.fixture
def accounts(accounts_store: Store) -> Accounts:
    accounts = Accounts(accounts_store, secret=b"pepper", passwords=Passwords(QUICK))
    accounts.add(ANNA, "Anna", PASSWORD, NOW, must_change=False)
    return accounts
