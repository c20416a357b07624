"""Settings: sensible alone, and a wrong one is named with its cure before anything starts."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url

from referrals.store import Store
from web.settings import STORES, BadSettings, Settings

LONG_SECRET = "s" * 32


def test_nothing_set_means_sqlite_files_in_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environ({"PATH": "/bin", "HOME": "/root"})
    assert settings.data == tmp_path / "var"
    assert settings.kek_file == tmp_path / "var" / "kek"
    assert settings.signing_key_file == tmp_path / "var" / "signing-key"
    assert settings.checkpoints == tmp_path / "var" / "checkpoints"
    assert settings.store_url("events") == f"sqlite:///{tmp_path}/var/events.sqlite"
    assert settings.store_url("keys") == f"sqlite:///{tmp_path}/var/keys.sqlite"
    assert len({settings.store_url(name) for name in STORES}) == 5
    assert (settings.port, settings.tls, settings.proxy_hops) == (8000, False, 0)
    assert not settings.uses_postgresql


def test_an_empty_value_counts_as_unset() -> None:
    settings = Settings.from_environ({"LOTSE_DATABASE_URL": " ", "PORT": "", "LOTSE_TLS": ""})
    assert settings == Settings.from_environ({})


def test_postgresql_holds_everything_but_the_keys(tmp_path: Path) -> None:
    url = "postgresql://lotse:geheim@db.example/lotse"
    settings = Settings.from_environ({"LOTSE_DATABASE_URL": url, "LOTSE_DATA": str(tmp_path)})
    assert {settings.store_url(name) for name in STORES if name != "keys"} == {url}
    assert settings.store_url("keys") == f"sqlite:///{tmp_path}/keys.sqlite"
    assert settings.uses_postgresql


def test_the_keys_can_lie_in_a_database_of_their_own() -> None:
    environ = {
        "LOTSE_DATABASE_URL": "postgresql://db.example/lotse",
        "LOTSE_KEYS_URL": "postgresql://keys.example/lotse",
    }
    assert Settings.from_environ(environ).store_url("keys") == "postgresql://keys.example/lotse"
    own_file = Settings.from_environ({"LOTSE_KEYS_URL": "sqlite:////media/stick/keys.sqlite"})
    assert own_file.store_url("keys") == "sqlite:////media/stick/keys.sqlite"


@pytest.mark.parametrize(
    ("database", "keys"),
    [
        ("postgresql://a:b@db.example/lotse", "postgresql://c:d@db.example:5432/lotse"),
        ("postgresql://localhost/lotse", "postgresql://127.0.0.1/lotse?sslmode=require"),
        ("postgresql://a@/lotse?host=/run/pg", "postgresql:///lotse?host=/run/pg"),
        ("", "sqlite:////data/events.sqlite"),
    ],
)
def test_keys_beside_the_events_are_refused(database: str, keys: str) -> None:
    environ = {"LOTSE_DATA": "/data", "LOTSE_DATABASE_URL": database, "LOTSE_KEYS_URL": keys}
    with pytest.raises(BadSettings, match="of their own"):
        Settings.from_environ(environ)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("LOTSE_DATABASE", "LOTSE_DATABASE_URL"),
        ("LOTSE_KEK", "LOTSE_KEK_FILE"),
        ("LOTSE_SECRETKEY", "LOTSE_SECRET_KEY"),
        ("LOTSE_DATEN", "LOTSE_DATA"),
    ],
)
def test_an_unknown_name_is_refused_and_the_nearest_one_named(name: str, meant: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.from_environ({name: "x"})
    assert str(refused.value) == f"There is no setting {name}; did you mean {meant}?"


def test_a_name_near_nothing_gets_the_whole_list() -> None:
    with pytest.raises(BadSettings, match="the known ones are LOTSE_DATA, "):
        Settings.from_environ({"LOTSE_QQQQQQQQQQ": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "http"),
        ("PORT", "٨٠"),
        ("PORT", "9" * 5000),
        ("LOTSE_TLS", "yes"),
        ("LOTSE_PROXY", "6"),
        ("LOTSE_TRUSTED_HOSTS", "https://lotse.example/"),
        ("LOTSE_TRUSTED_HOSTS", ","),
        ("LOTSE_PUBLIC_URL", "lotse.example.org"),
        ("LOTSE_PUBLIC_URL", "ftp://lotse.example.org"),
        ("LOTSE_PUBLIC_URL", "https://lotse.example.org/somewhere"),
        ("LOTSE_PUBLIC_URL", "https://anna:geheim@lotse.example.org"),
        ("LOTSE_PUBLIC_URL", "https://lotse.example.org:port"),
        ("LOTSE_SECRET_KEY", "kurz-und-geheim"),
        ("LOTSE_DATA", "a\x00b"),
        ("LOTSE_DATABASE_URL", "sqlite:////tmp/geheim.sqlite"),
        ("LOTSE_DATABASE_URL", "mysql://lotse:geheim@db/lotse"),
        ("LOTSE_DATABASE_URL", "postgresql://lotse:geheim@db"),
        ("LOTSE_DATABASE_URL", "postgresql://lotse:geheim@db:port/lotse"),
        ("LOTSE_DATABASE_URL", "geheim"),
        ("LOTSE_KEYS_URL", "sqlite://"),
        ("LOTSE_KEYS_URL", "sqlite:///geheim.sqlite"),
    ],
)
def test_a_bad_value_is_one_sentence_without_the_value(name: str, value: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.from_environ({name: value})
    assert str(refused.value).startswith(f"{name} must be ")
    assert str(refused.value).endswith(".")
    assert "geheim" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_settings_show_no_password_and_no_secret() -> None:
    environ = {
        "LOTSE_DATABASE_URL": "postgresql://lotse:geheim@db/lotse",
        "LOTSE_KEYS_URL": "postgresql://lotse:geheim@keys/lotse",
        "LOTSE_SECRET_KEY": "geheim" * 6,
    }
    assert "geheim" not in repr(Settings.from_environ(environ))


def test_hosts_and_transport_are_read() -> None:
    environ = {"LOTSE_TRUSTED_HOSTS": "Lotse.krefeld.example, localhost", "LOTSE_TLS": "1", "LOTSE_PROXY": "1"}
    settings = Settings.from_environ(environ)
    assert settings.trusted_hosts == ("lotse.krefeld.example", "localhost")
    assert (settings.tls, settings.proxy_hops) == (True, 1)
    assert "localhost" in Settings.from_environ({}).trusted_hosts


def test_the_address_that_links_name_is_read() -> None:
    named = {"LOTSE_PUBLIC_URL": "https://lotse.example.org:8443/"}
    assert Settings.from_environ(named).public_url == "https://lotse.example.org:8443"
    assert Settings.from_environ({}).public_url is None


def test_a_secret_key_is_made_once_and_kept_privately(tmp_path: Path) -> None:
    settings = Settings.from_environ({"LOTSE_DATA": str(tmp_path / "var")})
    first = settings.secret_key
    assert Settings.from_environ({"LOTSE_DATA": str(tmp_path / "var")}).secret_key == first
    assert len(first) >= 32
    assert [file.name for file in settings.data.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((settings.data / "secret-key").stat().st_mode) == 0o600
    (settings.data / "secret-key").chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        _ = settings.secret_key


def test_the_key_of_the_checkpoints_can_lie_elsewhere(tmp_path: Path) -> None:
    settings = Settings.from_environ({"LOTSE_DATA": str(tmp_path), "LOTSE_SIGNING_KEY_FILE": "/media/stick/key"})
    assert settings.signing_key_file == Path("/media/stick/key")
    assert settings.checkpoints == tmp_path / "checkpoints"


def test_a_given_secret_key_leaves_no_file(tmp_path: Path) -> None:
    settings = Settings.from_environ({"LOTSE_DATA": str(tmp_path), "LOTSE_SECRET_KEY": LONG_SECRET})
    assert settings.secret_key == LONG_SECRET
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings.from_environ({"LOTSE_DATA": str(tmp_path / "file" / "var")})
    with pytest.raises(BadSettings, match="LOTSE_DATA"):
        settings.prepare_folder()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the answer of the system is played here."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(BadSettings, match="permission denied"):
        Settings.from_environ({"LOTSE_DATA": str(tmp_path)}).prepare_folder()


def test_a_folder_with_a_difficult_name_reaches_the_store_whole(tmp_path: Path) -> None:
    settings = Settings.from_environ({"LOTSE_DATA": str(tmp_path / "grö ße?%41#")})
    url = settings.store_url("views")
    assert make_url(url).database == str(settings.data / "views.sqlite")
    assert Store(url, schema="views").path == settings.data / "views.sqlite"
