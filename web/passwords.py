"""Passwords: which are accepted, and how they are kept (argon2id).

Length counts, composition rules do not (NIST SP 800-63B; BSI ORP.4.A22): 12 to 200 characters, not made of the login,
not one of the few everybody tries, not a single pattern repeated.
"""

import secrets
import unicodedata
from base64 import b64encode
from typing import Self

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from referrals.refusal import Refusal

SHORTEST = 12
LONGEST = 200
FEWEST_DIFFERENT = 5
TRIED_BY_EVERYBODY = (
    "password",
    "passwort",
    "kennwort",
    "qwertz",
    "qwerty",
    "123456",
    "willkommen",
    "welcome",
    "lotse",
    "krefeld",
    "geheim",
    "hallo",
    "admin",
    "letmein",
    "iloveyou",
    "ichliebedich",
)


class CannotSetPassword(Refusal):
    """The new password is not good enough, or the present one was not given."""

    @classmethod
    def because_it_is_too_short(cls) -> Self:
        """Fewer characters than can stand a guess."""
        return cls("too_short", min=SHORTEST)

    @classmethod
    def because_it_is_too_long(cls) -> Self:
        """More than anybody types."""
        return cls("too_long", max=LONGEST)

    @classmethod
    def because_it_holds_the_login(cls) -> Self:
        """The first thing somebody tries."""
        return cls("holds_the_login")

    @classmethod
    def because_everybody_tries_it(cls) -> Self:
        """A common word with little around it, or a pattern."""
        return cls("too_easy")

    @classmethod
    def because_it_is_the_old_one(cls) -> Self:
        """A change that changes nothing."""
        return cls("unchanged")

    @classmethod
    def because_the_present_one_is_wrong(cls) -> Self:
        """Whoever changes a password knows the present one."""
        return cls("present_one_wrong")


def check_strength(login: str, password: str) -> None:
    """Raises `CannotSetPassword` unless the password is good enough for this login."""
    text = _plain(password)
    if len(text) < SHORTEST:
        raise CannotSetPassword.because_it_is_too_short()
    if len(text) > LONGEST:
        raise CannotSetPassword.because_it_is_too_long()
    folded = text.casefold()
    if len(login) >= 3 and len(folded.replace(login.casefold(), "")) < SHORTEST and login.casefold() in folded:
        raise CannotSetPassword.because_it_holds_the_login()
    rest = folded
    for word in TRIED_BY_EVERYBODY:
        rest = rest.replace(word, "")
    if len(set(folded)) < FEWEST_DIFFERENT or len(set(rest)) < FEWEST_DIFFERENT:
        raise CannotSetPassword.because_everybody_tries_it()


class Passwords:
    """Hashes and verifies; an unknown account costs the same time as a wrong password."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = _hash_of_nobody(self._hasher)

    def hash(self, password: str) -> str:
        """The argon2id hash for storage."""
        return self._hasher.hash(_bytes(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; None (nobody) takes as long and is always False."""
        too_long = len(password) > LONGEST * 4
        try:
            self._hasher.verify(stored or self._nobody, b"" if too_long else _bytes(password))
        except VerifyMismatchError:
            return False
        return stored is not None and not too_long

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)


def _hash_of_nobody(costs: PasswordHasher) -> str:
    """What a password is compared with where there is no account: it costs the same and no password leads to it."""
    salt, digest = (_coded(secrets.token_bytes(length)) for length in (costs.salt_len, costs.hash_len))
    parameters = f"m={costs.memory_cost},t={costs.time_cost},p={costs.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${parameters}${salt}${digest}"


def _coded(value: bytes) -> str:
    return b64encode(value).decode().rstrip("=")


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")
