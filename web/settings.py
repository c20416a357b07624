"""Settings: everything Lotse takes from its environment, checked once at start."""

import os
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, quote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from referrals.signing import write_whole

STORES = ("events", "views", "accounts", "access", "keys")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SECRET_CHARACTERS = 32
MOST_PROXIES = 5
MOST_WAIT_DAYS = 90

T = TypeVar("T")


class BadSettings(Exception):
    """A setting that cannot be used; one sentence with the cure, without the value of a secret."""

    @classmethod
    def because_the_name_is_unknown(cls, name: str) -> "BadSettings":
        near = get_close_matches(name, NAMES, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(NAMES)}."
        return cls(f"There is no setting {name}; {hint}")

    @classmethod
    def because_the_value_is_wrong(cls, name: str, expected: str) -> "BadSettings":
        return cls(f"{name} must be {expected}.")

    @classmethod
    def because_keys_lie_beside_the_events(cls) -> "BadSettings":
        return cls("LOTSE_KEYS_URL names the database of the events; the keys need a database of their own.")

    @classmethod
    def because_the_folder_cannot_be_written(cls, folder: Path, reason: str) -> "BadSettings":
        return cls(
            f"The data folder {folder} cannot be written ({reason}); make it writable or set LOTSE_DATA to another."
        )

    @classmethod
    def because_others_can_read(cls, path: Path) -> "BadSettings":
        return cls(f"Others may read {path}; run `chmod 600 {path}`.")


@dataclass(frozen=True)
class Settings:
    """What this installation is told; `repr` shows no password and no secret key."""

    data: Path
    kek_file: Path
    port: int = 8000
    tls: bool = False
    proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = LOCAL_HOSTS
    database_url: str | None = field(default=None, repr=False)  # null: SQLite files in the data folder
    keys_url: str | None = field(default=None, repr=False)  # null: keys.sqlite in the data folder
    given_secret_key: str | None = field(default=None, repr=False)  # null: made and kept in the data folder
    erasure_wait_days: int = 7
    given_signing_key_file: Path | None = None  # null: in the data folder
    smtp_url: str | None = field(default=None, repr=False)  # null: nothing is mailed
    mail_from: str | None = None  # null: nothing is mailed
    metrics_token: str | None = field(default=None, repr=False)  # null: this machine alone reads /metrics
    public_url: str | None = None  # null: links name the address a page was asked under

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in an environment; raises `BadSettings` on an unknown LOTSE_ name or a bad value."""
        for name in sorted(environ):
            if name.startswith("LOTSE_") and name not in NAMES:
                raise BadSettings.because_the_name_is_unknown(name)

        def read(name: str, parse: Callable[[str, str], T], default: T) -> T:
            text = environ.get(name, "").strip()
            return parse(name, text) if text else default

        data = read("LOTSE_DATA", _path, Path("var").absolute())
        settings = cls(
            data=data,
            kek_file=read("LOTSE_KEK_FILE", _path, data / "kek"),
            port=read("PORT", _port, 8000),
            tls=read("LOTSE_TLS", _yes_or_no, False),
            proxy_hops=read("LOTSE_PROXY", _hops, 0),
            trusted_hosts=read("LOTSE_TRUSTED_HOSTS", _hosts, LOCAL_HOSTS),
            database_url=read("LOTSE_DATABASE_URL", _database, None),
            keys_url=read("LOTSE_KEYS_URL", _key_database, None),
            given_secret_key=read("LOTSE_SECRET_KEY", _secret, None),
            erasure_wait_days=read("LOTSE_ERASURE_WAIT_DAYS", _wait, 7),
            given_signing_key_file=read("LOTSE_SIGNING_KEY_FILE", _path, None),
            smtp_url=read("LOTSE_SMTP_URL", _mail_server, None),
            mail_from=read("LOTSE_MAIL_FROM", _address, None),
            metrics_token=read("LOTSE_METRICS_TOKEN", _secret, None),
            public_url=read("LOTSE_PUBLIC_URL", _public_url, None),
        )
        if settings._keys_lie_beside_the_events():
            raise BadSettings.because_keys_lie_beside_the_events()
        return settings

    @property
    def uses_postgresql(self) -> bool:
        return self.database_url is not None

    @property
    def signing_key_file(self) -> Path:
        """The key that signs checkpoints: LOTSE_SIGNING_KEY_FILE, or a file in the data folder."""
        return self.given_signing_key_file or self.data / "signing-key"

    @property
    def checkpoints(self) -> Path:
        """The folder of the checkpoints that were signed here, outside every database."""
        return self.data / "checkpoints"

    def store_url(self, name: str) -> str:
        """Where a store lies: events, views, accounts, access or keys; its schema has the same name."""
        if name not in STORES:
            raise KeyError(name)
        url = self.keys_url if name == "keys" else self.database_url
        return url or f"sqlite:///{quote(str(self.data / (name + '.sqlite')))}"

    def prepare_folder(self) -> None:
        """Make the data folder; raises `BadSettings` when it cannot be written."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or "unknown"
            raise BadSettings.because_the_folder_cannot_be_written(self.data, reason) from None
        if not os.access(self.data, os.W_OK | os.X_OK):
            raise BadSettings.because_the_folder_cannot_be_written(self.data, "permission denied")

    @property
    def secret_key(self) -> str:
        """The key that signs cookies: LOTSE_SECRET_KEY, or one made once and kept with mode 0600."""
        if self.given_secret_key:
            return self.given_secret_key
        path = self.data / "secret-key"
        if not path.exists():
            self.prepare_folder()
            write_whole(path, secrets.token_urlsafe(SECRET_CHARACTERS) + "\n")
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadSettings.because_others_can_read(path)
        return path.read_text("ascii").strip()

    def _keys_lie_beside_the_events(self) -> bool:
        if self.keys_url is None:
            return False
        keys = make_url(self.keys_url)
        if keys.drivername == "sqlite":
            return keys.database in {str(self.data / f"{name}.sqlite") for name in STORES if name != "keys"}
        return self.database_url is not None and _same_database(keys, make_url(self.database_url))


def _same_database(one: URL, other: URL) -> bool:
    def place(url: URL) -> tuple[object, ...]:
        host = url.query.get("host") or url.host or "localhost"
        return ("localhost" if host in LOCAL_HOSTS else host, url.port or 5432, url.database)

    return place(one) == place(other)


def _path(name: str, text: str) -> Path:
    if "\x00" in text:
        raise BadSettings.because_the_value_is_wrong(name, "the path of a file or folder")
    return Path(text).expanduser().absolute()


def _port(name: str, text: str) -> int:
    return _number(name, text, 1, 65535)


def _hops(name: str, text: str) -> int:
    return _number(name, text, 0, MOST_PROXIES)


def _wait(name: str, text: str) -> int:
    return _number(name, text, 0, MOST_WAIT_DAYS)


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise BadSettings.because_the_value_is_wrong(name, f"a whole number from {least} to {most}")
    return int(text)


def _yes_or_no(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise BadSettings.because_the_value_is_wrong(name, "1 (yes) or 0 (no)")
    return text == "1"


def _hosts(name: str, text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    if not hosts or any(not set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") for host in hosts):
        raise BadSettings.because_the_value_is_wrong(name, "host names with commas between them, without https://")
    return hosts


def _secret(name: str, text: str) -> str:
    if len(text) < SECRET_CHARACTERS:
        raise BadSettings.because_the_value_is_wrong(name, f"at least {SECRET_CHARACTERS} random characters")
    return text


def _database(name: str, text: str) -> str:
    url = _parsed(text)
    if url is None or url.drivername != "postgresql" or not url.database:
        expected = "postgresql://user:password@host/database, or unset for SQLite files in LOTSE_DATA"
        raise BadSettings.because_the_value_is_wrong(name, expected)
    return text


def _key_database(name: str, text: str) -> str:
    url = _parsed(text)
    if url is not None and url.database:
        if url.drivername == "postgresql":
            return text
        if url.drivername == "sqlite" and Path(url.database).is_absolute():
            return text
    expected = "postgresql://user:password@host/database or sqlite:////absolute/path/of/a/file"
    raise BadSettings.because_the_value_is_wrong(name, expected)


def _mail_server(name: str, text: str) -> str:
    if _place(text, "smtp", "smtps") is None:
        raise BadSettings.because_the_value_is_wrong(
            name, "smtp://user:password@host:587 or smtps://user:password@host"
        )
    return text


def _place(text: str, *schemes: str) -> SplitResult | None:
    try:
        place = urlsplit(text)
        return place if place.scheme in schemes and place.hostname and (place.port or 1) > 0 else None
    except ValueError:
        return None


def is_address(text: str) -> bool:
    """Whether this can be one mail address; nothing that could make it two, or a header."""
    return text.count("@") == 1 and all(each.isprintable() and each not in " ,;<>" for each in text)


def _address(name: str, text: str) -> str:
    if not is_address(text):
        raise BadSettings.because_the_value_is_wrong(name, "one mail address, such as lotse@example.org")
    return text


def _public_url(name: str, text: str) -> str:
    place = _place(text, "http", "https")
    if place is None or place.path.rstrip("/") or place.query or place.fragment or "@" in place.netloc:
        raise BadSettings.because_the_value_is_wrong(name, "an address such as https://lotse.example.org")
    return f"{place.scheme}://{place.netloc}"


def _parsed(text: str) -> URL | None:
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        return None


NAMES = (
    "LOTSE_DATA",
    "LOTSE_DATABASE_URL",
    "LOTSE_ERASURE_WAIT_DAYS",
    "LOTSE_KEK_FILE",
    "LOTSE_KEYS_URL",
    "LOTSE_MAIL_FROM",
    "LOTSE_METRICS_TOKEN",
    "LOTSE_PROXY",
    "LOTSE_PUBLIC_URL",
    "LOTSE_SECRET_KEY",
    "LOTSE_SIGNING_KEY_FILE",
    "LOTSE_SMTP_URL",
    "LOTSE_TLS",
    "LOTSE_TRUSTED_HOSTS",
)
