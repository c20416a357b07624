"""Key stores on both databases, and blobs in memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from referrals import keys as key_tables
from referrals.keys import Kek, KeyStore, create_kek
from referrals.sealing import Blob, Vault
from referrals.store import Store

GUEL = UUID("00000000-0000-4000-8000-000000000001")
OLENA = UUID("00000000-0000-4000-8000-000000000002")
REFERRAL = UUID("00000000-0000-4000-8000-00000000000a")


class BlobShelf:
    """Blobs as the log would hold them; counts how often it is asked."""

    def __init__(self) -> None:
        self.blobs: dict[bytes, bytes] = {}
        self.questions = 0

    def keep(self, blobs: Iterable[Blob]) -> None:
        self.blobs.update({blob.id: blob.data for blob in blobs})

    def select_blobs(self, ids: Iterable[bytes]) -> dict[bytes, bytes]:
        self.questions += 1
        return {id: self.blobs[id] for id in ids if id in self.blobs}


@pytest.fixture(params=["sqlite", "postgresql"])
def keys_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/keys.sqlite"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def key_store_place(keys_url: str) -> Iterator[Store]:
    store = Store(keys_url, schema="keys", private=True)
    store.create(key_tables.metadata)
    yield store
    store.dispose()


@pytest.fixture
def kek(tmp_path: Path) -> Kek:
    return create_kek(tmp_path / "outside" / "kek")


@pytest.fixture
def keys(key_store_place: Store, kek: Kek) -> KeyStore:
    return KeyStore(key_store_place, kek)


@pytest.fixture
def shelf() -> BlobShelf:
    return BlobShelf()


@pytest.fixture
def vault(keys: KeyStore, shelf: BlobShelf) -> Vault:
    return Vault(keys, shelf)
