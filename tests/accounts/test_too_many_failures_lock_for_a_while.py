"""Lock-out: counted in the database, growing, forgotten after a day, never a way to learn which logins exist."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from referrals.store import Store
from web.account_tables import failures
from web.accounts import Accounts, CannotSignIn
from web.lockout import address_prefix
from web.passwords import Passwords

from .conftest import ANNA, BEN, NOW, PASSWORD, QUICK

MINUTE = timedelta(minutes=1)


def fail(accounts: Accounts, login: str, now: datetime, times: int = 1, address: str = "") -> CannotSignIn:
    for _ in range(times):
        with pytest.raises(CannotSignIn) as refused:
            accounts.sign_in(login, "falsch geraten", now, address=address)
    return refused.value


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_five_failures_lock_for_fifteen_minutes(accounts: Accounts, login: str) -> None:
    assert fail(accounts, login, NOW, times=4).reason == "wrong"
    fifth = fail(accounts, login, NOW)
    assert (fifth.reason, fifth.params) == ("locked", {"minutes": 15})
    assert fail(accounts, login, NOW + 14 * MINUTE).params == {"minutes": 1}
    assert fail(accounts, login, NOW + 15 * MINUTE).reason == "wrong"


def test_the_right_password_waits_too(accounts: Accounts) -> None:
    fail(accounts, "anna", NOW, times=5)
    with pytest.raises(CannotSignIn) as refused:
        accounts.sign_in("anna", PASSWORD, NOW + 10 * MINUTE)
    assert refused.value.params == {"minutes": 5}
    assert accounts.sign_in("anna", PASSWORD, NOW + 15 * MINUTE).staff_id == ANNA


def test_each_lock_is_longer_up_to_a_working_day(accounts: Accounts) -> None:
    now, waits = NOW, []
    for _ in range(7):
        waits.append(fail(accounts, "anna", now, times=5).params["minutes"])
        now += waits[-1] * MINUTE
    assert waits == [15, 30, 60, 120, 240, 480, 480]


def test_attempts_while_locked_do_not_make_it_longer(accounts: Accounts) -> None:
    fail(accounts, "anna", NOW, times=50)
    assert accounts.sign_in("anna", PASSWORD, NOW + 15 * MINUTE).staff_id == ANNA


def test_a_success_forgets_the_failures(accounts: Accounts) -> None:
    for _ in range(3):
        fail(accounts, "anna", NOW, times=4)
        accounts.sign_in("anna", PASSWORD, NOW)
    assert fail(accounts, "anna", NOW).reason == "wrong"


def test_failures_are_forgotten_after_a_day(accounts: Accounts) -> None:
    fail(accounts, "anna", NOW, times=4)
    assert fail(accounts, "anna", NOW + timedelta(hours=25)).reason == "wrong"


def test_ones_lock_is_nobody_elses(accounts: Accounts) -> None:
    accounts.add(BEN, "ben", PASSWORD, NOW)
    fail(accounts, "anna", NOW, times=5)
    assert accounts.sign_in("ben", PASSWORD, NOW).staff_id == BEN


def test_a_new_password_from_the_administration_unlocks(accounts: Accounts) -> None:
    fail(accounts, "anna", NOW, times=5)
    accounts.set_password(ANNA, "gruener Tee am Abend", NOW, must_change=True)
    assert accounts.sign_in("anna", "gruener Tee am Abend", NOW).must_change


def test_one_address_cannot_try_many_logins(accounts: Accounts) -> None:
    for number in range(49):
        assert fail(accounts, f"login{number}", NOW, address="203.0.113.7").reason == "wrong"
    assert fail(accounts, "login49", NOW, address="203.0.113.7").reason == "locked"
    with pytest.raises(CannotSignIn):
        accounts.sign_in("anna", PASSWORD, NOW, address="203.0.113.7")
    assert accounts.sign_in("anna", PASSWORD, NOW, address="203.0.113.8").staff_id == ANNA


def test_an_office_behind_one_address_signs_in_as_often_as_it_likes(accounts: Accounts) -> None:
    for _ in range(60):
        assert accounts.sign_in("anna", PASSWORD, NOW, address="203.0.113.7").staff_id == ANNA


def test_all_workers_count_together(accounts: Accounts, store_url: Callable[[str], str]) -> None:
    store = Store(store_url("accounts"), schema="accounts")
    other_worker = Accounts(store, secret=b"pepper", passwords=Passwords(QUICK))
    fail(accounts, "anna", NOW, times=3)
    assert fail(other_worker, "anna", NOW, times=2).reason == "locked"
    store.dispose()


def test_many_attempts_at_once_get_no_extra_guesses(accounts_store: Store, accounts: Accounts) -> None:
    tried: list[str] = []

    class Watched(Passwords):
        def matches(self, stored: str | None, password: str) -> bool:
            tried.append(password)
            return super().matches(stored, password)

    watched = Accounts(accounts_store, secret=b"pepper", passwords=Watched(QUICK))
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(lambda _: fail(watched, "anna", NOW), range(24)))
    assert len(tried) == 5


def test_failures_hold_neither_login_nor_address(accounts_store: Store, accounts: Accounts) -> None:
    fail(accounts, "anna", NOW, address="203.0.113.7")
    with accounts_store.reading() as connection:
        subjects = list(connection.scalars(select(failures.c.subject)))
    assert len(subjects) == 2
    assert all(len(subject) == 64 and set(subject) <= set("0123456789abcdef") for subject in subjects)


def test_old_failures_are_tidied_away(accounts_store: Store, accounts: Accounts) -> None:
    fail(accounts, "anna", NOW)
    fail(accounts, "nobody", NOW + timedelta(hours=20))
    assert accounts.tidy(NOW + timedelta(hours=25)) == 1
    with accounts_store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(failures)) == 1


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002"),
        ("2001:db8:1:2:ffff::1", "20010db800010002"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_address_counts_as_its_house(address: str, prefix: str) -> None:
    assert address_prefix(address) == prefix
