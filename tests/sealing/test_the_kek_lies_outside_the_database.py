"""The key-encryption key is a file of its own that only its owner reads, and is never made twice."""

import stat
from pathlib import Path

import pytest

from referrals.keys import Kek, KekUnusable, KeyStore, create_kek, load_kek, prepare_kek
from referrals.sealing import Group
from referrals.store import Store

from .conftest import GUEL


def test_a_new_kek_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "kek"
    made = create_kek(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_kek(path).id == made.id
    assert [file.name for file in path.parent.iterdir()] == ["kek"]


def test_a_kek_shows_its_id_and_not_its_secret(tmp_path: Path) -> None:
    path = tmp_path / "kek"
    kek = create_kek(path)
    secret = path.read_text().split()[1]
    assert repr(kek) == f"Kek({kek.id})"
    assert secret not in repr(kek) + repr(vars(kek))


def test_two_keks_are_never_alike(tmp_path: Path) -> None:
    assert create_kek(tmp_path / "a").id != create_kek(tmp_path / "b").id


def test_a_kek_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "kek"
    kek = create_kek(path)
    with pytest.raises(KekUnusable, match="never overwritten"):
        create_kek(path)
    assert load_kek(path).id == kek.id
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_kek_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "kek"
    create_kek(path)
    path.chmod(mode)
    with pytest.raises(KekUnusable, match="chmod 600"):
        load_kek(path)


@pytest.mark.parametrize("content", ["", "lotse-kek-1", "lotse-kek-1 abcd\n", "lotse-kek-1 zz\n", "x" * 5000, "ü"])
def test_a_file_that_is_no_kek_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kek"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KekUnusable) as refused:
        load_kek(path)
    assert str(refused.value) == f"{path} holds no key-encryption key. Put it back from your backup."


def test_a_missing_kek_and_a_folder_in_its_place_are_named(tmp_path: Path) -> None:
    with pytest.raises(KekUnusable, match="lotse release"):
        load_kek(tmp_path / "kek")
    with pytest.raises(KekUnusable, match="cannot be read"):
        load_kek(tmp_path)


def test_the_release_step_makes_the_kek_once(tmp_path: Path, key_store_place: Store) -> None:
    path = tmp_path / "fresh" / "kek"
    first, made = prepare_kek(path, key_store_place)
    again, made_again = prepare_kek(path, key_store_place)
    assert (made, made_again) == (True, False)
    assert first.id == again.id


def test_a_lost_kek_is_not_replaced_while_keys_need_it(tmp_path: Path, keys: KeyStore, key_store_place: Store) -> None:
    keys.key_for(GUEL, Group.CASE)
    path = tmp_path / "outside" / "kek"
    path.unlink()
    with pytest.raises(KekUnusable, match="backup"):
        prepare_kek(path, key_store_place)
    assert not path.exists()


def test_the_release_step_refuses_another_kek(tmp_path: Path, keys: KeyStore, key_store_place: Store) -> None:
    keys.key_for(GUEL, Group.CASE)
    create_kek(tmp_path / "other")
    with pytest.raises(KekUnusable, match="LOTSE_KEK_FILE"):
        prepare_kek(tmp_path / "other", key_store_place)


def test_a_wrapping_opens_for_its_own_place_only() -> None:
    kek = Kek(bytes(32))
    wrapped = kek.wrap(GUEL, "case", bytes(16), b"s" * 32)
    assert kek.unwrap(GUEL, "case", bytes(16), wrapped) == b"s" * 32
    with pytest.raises(KekUnusable):
        kek.unwrap(GUEL, "health", bytes(16), wrapped)
    with pytest.raises(KekUnusable):
        kek.unwrap(GUEL, "case", bytes([1]) * 16, wrapped)
