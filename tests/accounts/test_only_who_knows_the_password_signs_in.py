"""Signing in: right, wrong, unknown, disabled, and what a password must be."""

from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from referrals.refusal import Refusal
from referrals.store import Store
from web.account_tables import accounts as accounts_table
from web.accounts import Accounts, CannotAddAccount, CannotSignIn
from web.passwords import CannotSetPassword, Passwords, check_strength

from .conftest import ANNA, BEN, NOW, PASSWORD, QUICK


def test_anna_signs_in(accounts: Accounts) -> None:
    session = accounts.sign_in("anna", PASSWORD, NOW)
    assert session.staff_id == ANNA
    assert not session.must_change


@pytest.mark.parametrize("login", ["ANNA", " anna ", "Ａnna"])
def test_a_login_is_found_however_it_is_written(accounts: Accounts, login: str) -> None:
    assert accounts.sign_in(login, PASSWORD, NOW).staff_id == ANNA
    assert accounts.staff_of(login) == ANNA


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("anna", "schwarzer Tee am Abend"),
        ("anna", ""),
        ("anna", PASSWORD + "x" * 1_000_000),
        ("ben", PASSWORD),
        ("", ""),
        ("anna\x00", PASSWORD),
        ("a" * 100_000, PASSWORD),
        ("anna' OR 1=1 --", PASSWORD),
        ("anna\ud800", "\ud800"),
    ],
)
def test_whatever_is_wrong_looks_the_same(accounts: Accounts, login: str, password: str) -> None:
    with pytest.raises(CannotSignIn) as refused:
        accounts.sign_in(login, password, NOW)
    assert (refused.value.code, refused.value.params) == ("CannotSignIn.wrong", {})


def test_a_password_typed_on_another_keyboard_is_the_same(accounts: Accounts) -> None:
    composed, decomposed = "Müllerstraße-Brötchen", "Mu\u0308llerstraße-Bro\u0308tchen"
    accounts.add(BEN, "ben", composed, NOW)
    assert accounts.sign_in("ben", decomposed, NOW).staff_id == BEN


class CountingPasswords(Passwords):
    """Counts how often a hash is computed."""

    verified = 0

    def matches(self, stored: str | None, password: str) -> bool:
        self.verified += 1
        return super().matches(stored, password)


def test_unknown_and_disabled_logins_cost_one_verification_like_a_wrong_password(
    accounts_store: Store, accounts: Accounts
) -> None:
    accounts.add(BEN, "ben", PASSWORD, NOW)
    accounts.disable(BEN, NOW)
    for login in ("nobody", "ben", "anna", "\x00"):
        counting = CountingPasswords(QUICK)
        with pytest.raises(CannotSignIn):
            Accounts(accounts_store, secret=b"pepper", passwords=counting).sign_in(login, "wrong", NOW)
        assert counting.verified == 1


def test_a_disabled_account_is_shut_out_until_it_is_enabled(accounts: Accounts) -> None:
    accounts.disable(ANNA, NOW)
    with pytest.raises(CannotSignIn):
        accounts.sign_in("anna", PASSWORD, NOW)
    accounts.enable(ANNA)
    assert accounts.sign_in("anna", PASSWORD, NOW).staff_id == ANNA


def test_a_new_account_has_to_change_its_password(accounts: Accounts) -> None:
    accounts.add(BEN, "ben", PASSWORD, NOW)
    session = accounts.sign_in("ben", PASSWORD, NOW)
    assert session.must_change
    accounts.change_password(session, PASSWORD, "gruener Tee am Abend", NOW)
    assert not accounts.sign_in("ben", "gruener Tee am Abend", NOW).must_change
    with pytest.raises(CannotSignIn):
        accounts.sign_in("ben", PASSWORD, NOW)


def test_changing_needs_the_present_password_and_a_new_one(accounts: Accounts) -> None:
    session = accounts.sign_in("anna", PASSWORD, NOW)
    with pytest.raises(CannotSetPassword) as wrong:
        accounts.change_password(session, "falsch geraten", "gruener Tee am Abend", NOW)
    with pytest.raises(CannotSetPassword) as unchanged:
        accounts.change_password(session, PASSWORD, PASSWORD, NOW)
    assert (wrong.value.reason, unchanged.value.reason) == ("present_one_wrong", "unchanged")


def test_guessing_the_present_password_locks_like_signing_in(accounts: Accounts) -> None:
    session = accounts.sign_in("anna", PASSWORD, NOW)
    for _ in range(5):
        with pytest.raises(CannotSetPassword):
            accounts.change_password(session, "falsch geraten", "gruener Tee am Abend", NOW)
    with pytest.raises(CannotSignIn) as refused:
        accounts.change_password(session, PASSWORD, "gruener Tee am Abend", NOW)
    assert refused.value.params == {"minutes": 15}


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("elf Zeichen", "too_short"),
        ("x1" * 101, "too_long"),
        ("anna-anna-2026", "holds_the_login"),
        ("ANNA.Mitte.1", "holds_the_login"),
        ("aaaaaaaaaaaaaaaa", "too_easy"),
        ("abcabcabcabcabc", "too_easy"),
        ("Passwort1234", "too_easy"),
        ("Willkommen123", "too_easy"),
        ("qwertz123456", "too_easy"),
        ("123456123456", "too_easy"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(accounts: Accounts, password: str, reason: str) -> None:
    with pytest.raises(CannotSetPassword) as refused:
        accounts.set_password(ANNA, password, NOW)
    assert refused.value.reason == reason
    assert accounts.sign_in("anna", PASSWORD, NOW).staff_id == ANNA


@pytest.mark.parametrize(
    "password",
    [
        "zwölf Zeichn",
        "kein-Sonderzeichen-noetig",
        "пароль для Лотсе",
        "annas Katze trinkt Milch",
        "🍎🍐🍊🍋🍌🍉🍇🍓🫐🍈🍒🍑",
    ],
)
def test_a_long_password_of_any_kind_is_accepted(accounts: Accounts, password: str) -> None:
    accounts.set_password(ANNA, password, NOW)
    assert accounts.sign_in("anna", password, NOW).staff_id == ANNA


def test_a_taken_login_and_a_second_account_are_refused(accounts: Accounts) -> None:
    with pytest.raises(CannotAddAccount) as taken:
        accounts.add(BEN, "ANNA", PASSWORD, NOW)
    with pytest.raises(CannotAddAccount) as second:
        accounts.add(ANNA, "anna2", PASSWORD, NOW)
    assert (taken.value.reason, second.value.reason) == ("login_taken", "has_an_account")
    assert [account.login for account in accounts.all()] == ["anna"]


@pytest.mark.parametrize("login", ["", "  ", "anna b", "an\x00na", "an\u202ena", "a" * 101])
def test_a_login_is_one_visible_word(accounts: Accounts, login: str) -> None:
    with pytest.raises(CannotAddAccount) as refused:
        accounts.add(uuid4(), login, PASSWORD, NOW)
    assert refused.value.reason == "login_not_one_word"


def test_passwords_are_kept_as_argon2id_only(accounts_store: Store, accounts: Accounts) -> None:
    with accounts_store.reading() as connection:
        stored = connection.scalar(select(accounts_table.c.password_hash))
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert Passwords().is_outdated(stored)


def test_an_outdated_hash_is_renewed_by_signing_in(accounts_store: Store, accounts: Accounts) -> None:
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    Accounts(accounts_store, secret=b"pepper", passwords=stronger).sign_in("anna", PASSWORD, NOW)
    with accounts_store.reading() as connection:
        stored = connection.scalar(select(accounts_table.c.password_hash))
    assert stored is not None
    assert not stronger.is_outdated(stored)
    assert accounts.sign_in("anna", PASSWORD, NOW).staff_id == ANNA


def test_no_refusal_shows_what_was_typed() -> None:
    with pytest.raises(Refusal) as refused:
        check_strength("anna", "geheim12345")
    assert "geheim12345" not in str(refused.value) + repr(refused.value.params)
