"""Ed25519 without a library: held against the vectors of RFC 8032 and, by any key and text, against `cryptography`."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from referrals.bundle.proving import ORDER, P, verify_ed25519

# RFC 8032 section 7.1: secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]
SEED = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard_hold(secret: str, public: str, message: str, signature: str) -> None:
    """The vectors are those that another implementation signs, too."""
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert key.public_key().public_bytes_raw().hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert verify_ed25519(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@settings(max_examples=40, deadline=None)
@given(SEED, st.binary(max_size=200))
def test_what_a_library_signs_holds(seed: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert verify_ed25519(key.public_key().public_bytes_raw(), message, key.sign(message))


@settings(max_examples=40, deadline=None)
@given(SEED, st.binary(max_size=60), st.integers(0, 64 * 8 - 1))
def test_a_turned_bit_does_not_hold(seed: bytes, message: bytes, bit: int) -> None:
    """In the signature, in the text, in the key."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert not verify_ed25519(public, message, turned(signature, bit))
    assert not verify_ed25519(public, turned(message + b"x", bit), signature)
    assert not verify_ed25519(turned(public, bit), message, signature)


def turned(data: bytes, bit: int) -> bytes:
    """The bytes with one bit turned."""
    place = bit // 8 % len(data)
    return data[:place] + bytes([data[place] ^ 1 << bit % 8]) + data[place + 1 :]


@settings(max_examples=20, deadline=None)
@given(SEED)
def test_a_signature_has_one_form(seed: bytes) -> None:
    """RFC 8032 section 5.1.7: S below the order of the group; otherwise anybody could make a second one."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"text")
    larger = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify_ed25519(public, b"text", signature[:32] + larger.to_bytes(32, "little"))
    for wrong in (b"", signature[:63], signature + b"\x00"):
        assert not verify_ed25519(public, b"text", wrong)
    assert not verify_ed25519(public[:31], b"text", signature)


@pytest.mark.parametrize(
    "public",
    [
        P.to_bytes(32, "little"),
        (P + 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),
        (2).to_bytes(32, "little"),
    ],
    ids=["y is p", "y is above p", "x is 0 and negative", "not on the curve"],
)
def test_what_is_no_point_is_no_key(public: bytes) -> None:
    """RFC 8032 section 5.1.3: the encoding of a point is refused unless it is the one."""
    neutral = (1).to_bytes(32, "little") + bytes(32)
    assert not verify_ed25519(public, b"text", neutral)


def test_a_number_as_large_as_the_order_is_no_second_signature() -> None:
    """RFC 8032 section 5.1.7: with the neutral element as key, S = 0 holds for any text; S = L is the same point."""
    neutral = (1).to_bytes(32, "little")
    assert verify_ed25519(neutral, b"any text", neutral + bytes(32))
    assert not verify_ed25519(neutral, b"any text", neutral + ORDER.to_bytes(32, "little"))
