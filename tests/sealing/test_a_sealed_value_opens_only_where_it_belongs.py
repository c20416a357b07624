"""Blobs are bound to person, group, key, aggregate and field; what is moved or changed does not open."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event

from referrals.keys import KeyStore
from referrals.sealing import (
    HEADER_BYTES,
    KEY_ID_BYTES,
    NONCE_BYTES,
    Gone,
    Group,
    Key,
    NotText,
    SealBroken,
    Sealed,
    Vault,
    _associated_data,
    close,
    open_blob,
)
from referrals.store import Store

from .conftest import GUEL, OLENA, REFERRAL, BlobShelf

GOLDEN = Path(__file__).parent.parent / "golden" / "sealing" / "blobs_version_1.json"
ELSEWHERE = UUID("00000000-0000-4000-8000-00000000000b")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEY = Key(bytes(range(16)), bytes(range(32)))


def sealed_into(vault: Vault, shelf: BlobShelf, text: str, group: Group = Group.CASE) -> Sealed:
    sealer = vault.sealer()
    sealed = sealer.seal(GUEL, group, REFERRAL, "wish", text)
    shelf.keep(sealer.blobs)
    return sealed


@pytest.mark.parametrize("text", ["", "Sie sucht Arbeit", "أريد العمل", "👩‍👧 ü\x00\u202e", "x" * 100_000])
def test_what_was_sealed_is_read_again(vault: Vault, shelf: BlobShelf, text: str) -> None:
    assert vault.reveal(sealed_into(vault, shelf, text), REFERRAL, "wish") == text


def test_an_event_stores_the_reference_and_nothing_of_the_value(vault: Vault, shelf: BlobShelf) -> None:
    sealed = sealed_into(vault, shelf, "Sie sucht Arbeit")
    stored = msgspec.json.decode(msgspec.json.encode(sealed))
    assert stored == {"person": str(GUEL), "group": "case", "blob": sealed.blob}
    assert msgspec.json.decode(msgspec.json.encode(sealed), type=Sealed) == sealed
    assert "Arbeit" not in repr(sealed) + repr(vault.sealer()) + repr(shelf.blobs)


def test_a_sealer_hands_over_the_blobs_of_its_command(vault: Vault) -> None:
    sealer = vault.sealer()
    name = sealer.seal(GUEL, Group.CONTACT, REFERRAL, "name", "Gül A.")
    wish = sealer.seal(OLENA, Group.CASE, REFERRAL, "wish", "Kurs")
    assert [(blob.id.hex(), blob.person, blob.group) for blob in sealer.blobs] == [
        (name.blob, GUEL, "contact"),
        (wish.blob, OLENA, "case"),
    ]
    assert all(blob.id == sha256(blob.data).digest() for blob in sealer.blobs)


def test_the_same_value_sealed_twice_gives_nothing_away(vault: Vault) -> None:
    sealer = vault.sealer()
    for _ in range(500):
        sealer.seal(GUEL, Group.CASE, REFERRAL, "interpreter", "yes")
    nonces = {blob.data[1 + KEY_ID_BYTES : HEADER_BYTES] for blob in sealer.blobs}
    assert len(nonces) == 500
    assert len({blob.id for blob in sealer.blobs}) == 500


def test_a_value_moved_to_another_person_does_not_open(vault: Vault, shelf: BlobShelf, keys: KeyStore) -> None:
    sealed = sealed_into(vault, shelf, "Sie sucht Arbeit")
    keys.key_for(OLENA, Group.CASE)
    with pytest.raises(SealBroken):
        vault.reveal(replace(sealed, person=OLENA), REFERRAL, "wish")


def test_a_value_moved_to_another_group_does_not_open(vault: Vault, shelf: BlobShelf, keys: KeyStore) -> None:
    sealed = sealed_into(vault, shelf, "Sie sucht Arbeit", Group.CONFIDED)
    keys.key_for(GUEL, Group.CASE)
    with pytest.raises(SealBroken):
        vault.reveal(replace(sealed, group=Group.CASE), REFERRAL, "wish")


def test_a_value_moved_to_another_aggregate_or_field_does_not_open(vault: Vault, shelf: BlobShelf) -> None:
    sealed = sealed_into(vault, shelf, "Sie sucht Arbeit")
    with pytest.raises(SealBroken):
        vault.reveal(sealed, ELSEWHERE, "wish")
    with pytest.raises(SealBroken):
        vault.reveal(sealed, REFERRAL, "note")


@pytest.mark.parametrize("moved", ["person", "group", "aggregate", "field", "key_id"])
def test_each_part_of_the_place_alone_keeps_a_value_closed(moved: str) -> None:
    """Even with the right secret: the associated data binds every single part."""
    data = close(KEY, bytes(NONCE_BYTES), GUEL, Group.CASE, REFERRAL, "wish", "Sie sucht Arbeit")
    key = KEY
    if moved == "key_id":
        key = Key(bytes(16), KEY.secret)
        data = data[:1] + key.id + data[1 + KEY_ID_BYTES :]
    sealed = Sealed(
        OLENA if moved == "person" else GUEL,
        Group.HEALTH if moved == "group" else Group.CASE,
        sha256(data).hexdigest(),
    )
    place = (ELSEWHERE if moved == "aggregate" else REFERRAL, "note" if moved == "field" else "wish")
    with pytest.raises(SealBroken) as refused:
        open_blob(key, data, sealed, *place)
    assert "Arbeit" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_every_changed_bit_of_a_blob_is_noticed() -> None:
    """Also where the reference was changed along with the blob."""
    data = close(KEY, bytes(NONCE_BYTES), GUEL, Group.CASE, REFERRAL, "wish", "ja")
    honest = Sealed(GUEL, Group.CASE, sha256(data).hexdigest())
    assert open_blob(KEY, data, honest, REFERRAL, "wish") == "ja"
    for position in range(len(data) * 8):
        changed = bytearray(data)
        changed[position // 8] ^= 1 << (position % 8)
        with pytest.raises(SealBroken):
            open_blob(KEY, bytes(changed), honest, REFERRAL, "wish")
        forged = Sealed(GUEL, Group.CASE, sha256(changed).hexdigest())
        with pytest.raises(SealBroken):
            open_blob(KEY, bytes(changed), forged, REFERRAL, "wish")


@pytest.mark.parametrize("length", [0, 1, HEADER_BYTES, HEADER_BYTES + 15])
def test_a_blob_cut_short_is_broken(length: int) -> None:
    data = close(KEY, bytes(NONCE_BYTES), GUEL, Group.CASE, REFERRAL, "wish", "ja")[:length]
    with pytest.raises(SealBroken):
        open_blob(KEY, data, Sealed(GUEL, Group.CASE, sha256(data).hexdigest()), REFERRAL, "wish")


def test_another_blob_under_the_same_fingerprint_is_broken(vault: Vault, shelf: BlobShelf) -> None:
    first = sealed_into(vault, shelf, "erster Wunsch")
    second = sealed_into(vault, shelf, "zweiter Wunsch")
    shelf.blobs[bytes.fromhex(first.blob)] = shelf.blobs[bytes.fromhex(second.blob)]
    with pytest.raises(SealBroken):
        vault.reveal(first, REFERRAL, "wish")


def test_a_value_whose_blob_or_key_is_gone_is_gone(vault: Vault, shelf: BlobShelf, keys: KeyStore) -> None:
    sealed = sealed_into(vault, shelf, "Sie sucht Arbeit")
    kept = shelf.blobs.pop(bytes.fromhex(sealed.blob))
    with pytest.raises(Gone):
        vault.reveal(sealed, REFERRAL, "wish")
    shelf.blobs[bytes.fromhex(sealed.blob)] = kept
    keys.destroy(GUEL, NOW)
    with pytest.raises(Gone):
        vault.reveal(sealed, REFERRAL, "wish")


def test_many_values_open_with_one_question_each_and_say_what_is_gone(
    vault: Vault, shelf: BlobShelf, keys: KeyStore, key_store_place: Store
) -> None:
    sealer = vault.sealer()
    persons = [uuid4() for _ in range(50)]
    references = [
        (sealer.seal(person, Group.CONTACT, person, "name", f"Name {number}"), person, "name")
        for number, person in enumerate(persons)
    ]
    shelf.keep(sealer.blobs)
    keys.destroy(persons[7], NOW)
    asked: list[str] = []

    def listen(*seen: object) -> None:
        asked.append(str(seen[2]))

    event.listen(key_store_place.engine, "before_cursor_execute", listen)
    names = vault.reveal_many(references)
    assert names == [None if number == 7 else f"Name {number}" for number in range(50)]
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
    assert shelf.questions == 1
    assert vault.reveal_many([]) == []


def test_half_a_character_is_refused_without_showing_the_value(vault: Vault) -> None:
    with pytest.raises(NotText) as refused:
        vault.sealer().seal(GUEL, Group.CASE, REFERRAL, "wish", "geheim\ud800")
    assert "geheim" not in str(refused.value)
    assert refused.value.__cause__ is None


@given(st.lists(st.tuples(st.sampled_from(Group), st.text(max_size=8)), min_size=2, max_size=2, unique=True))
def test_two_places_never_share_their_associated_data(places: list[tuple[Group, str]]) -> None:
    bound = [_associated_data(GUEL, group, KEY.id, REFERRAL, field) for group, field in places]
    assert bound[0] != bound[1]


def golden_blobs() -> Iterable[dict[str, str]]:
    loaded: list[dict[str, str]] = json.loads(GOLDEN.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("golden", golden_blobs(), ids=lambda golden: golden["what"])
def test_a_blob_of_the_first_version_opens_for_ever(golden: dict[str, str]) -> None:
    key = Key(bytes.fromhex(golden["key_id"]), bytes.fromhex(golden["secret"]))
    sealed = Sealed(UUID(golden["person"]), Group(golden["group"]), golden["blob_id"])
    blob = bytes.fromhex(golden["blob"])
    assert open_blob(key, blob, sealed, UUID(golden["aggregate_id"]), golden["field"]) == golden["text"]
