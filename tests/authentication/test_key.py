"""Key records: both forms of RSA keys, and what is wrong with others."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import KeyState
from provenance.authentication.dkim.key import parse_key
from provenance.authentication.dkim.rsa import PublicKey, verify_rsa


@pytest.mark.parametrize("kind", ["rsa1024", "rsa2048", "rsa4096"])
def test_both_forms_of_an_rsa_key_are_one_key(kind: str, signing: Any) -> None:
    wrapped = parse_key(signing.key_record(kind))
    bare = parse_key(signing.key_record(kind, bare=True))
    assert wrapped.public == bare.public
    assert wrapped.bits == int(kind[3:])
    numbers = signing.private_key(kind).public_key().public_numbers()
    assert wrapped.public is not None
    assert (wrapped.public.modulus, wrapped.public.exponent) == (numbers.n, numbers.e)


@pytest.mark.parametrize(
    ("record", "state", "problem"),
    [
        ("", KeyState.UNREADABLE, "tags-empty"),
        ("v=DKIM1", KeyState.UNREADABLE, "no-key"),
        ("v=DKIM1; p=", KeyState.REVOKED, "revoked"),
        ("v=DKIM2; p=AA", KeyState.UNREADABLE, "version"),
        ("k=rsa; v=DKIM1; p=AA", KeyState.UNREADABLE, "version"),
        ("v=DKIM1; k=ed25519; p=AAAA", KeyState.UNREADABLE, "key-data"),
        ("v=DKIM1; p=%%%", KeyState.UNREADABLE, "key-data"),
        ("v=DKIM1; k=x; p=AAAA", KeyState.WRONG_TYPE, "unknown-type"),
        ("v=DKIM1; p=AA; p=BB", KeyState.UNREADABLE, "tags-duplicate"),
        ("v=DKIM1; p=" + "A" * 70000, KeyState.UNREADABLE, "too-long"),
    ],
)
def test_unusable_records(record: str, state: KeyState, problem: str) -> None:
    found = parse_key(record)
    assert (found.state, found.problem) == (state, problem)
    assert found.public is None


@given(st.binary(max_size=80), st.sampled_from(["rsa", "ed25519"]))
def test_any_key_data_ends_in_a_state(data: bytes, type_: str) -> None:
    found = parse_key(f"v=DKIM1; k={type_}; p={base64.b64encode(data).decode()}")
    assert (found.public is None) == (found.state not in {KeyState.FOUND, KeyState.TOO_SHORT})


def test_a_key_of_monstrous_size_is_not_used() -> None:
    for number in (1 << 20000, (1 << 2047) + 1):
        size = number.bit_length() // 8 + 1
        body = b"\x02\x82" + size.to_bytes(2, "big") + number.to_bytes(size, "big")
        body += b"\x02\x81\xc8" + b"\x7f" * 200
        data = b"\x30\x82" + len(body).to_bytes(2, "big") + body
        assert parse_key("p=" + base64.b64encode(data).decode()).state is KeyState.UNREADABLE


def test_integers_and_library_give_the_same_answer(signing: Any) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    from provenance.authentication.dkim import rsa

    secret = signing.private_key("rsa1024")
    numbers = secret.public_key().public_numbers()
    key = PublicKey(type="rsa", bits=1024, modulus=numbers.n, exponent=numbers.e)
    seal = secret.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    for text in (b"text", b"other"):
        by_integers = rsa._verify_by_integers(key, "sha256", seal, text)
        assert by_integers == verify_rsa(key, "sha256", seal, text) == (text == b"text")
    assert not verify_rsa(key, "sha256", seal + b"\x00", b"text")
    assert not verify_rsa(key, "sha256", b"", b"text")
    even = PublicKey(type="rsa", bits=1024, modulus=numbers.n - 1, exponent=4)
    assert not verify_rsa(even, "sha256", seal, b"text")


# The points of order 1, 2, 4 and 8, and encodings of them that RFC 8032 does not allow.
SMALL_ORDER = (
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "00" * 31 + "80",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "01" + "00" * 30 + "80",
    "ee" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
)


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_an_ed25519_key_under_which_anybody_can_sign_is_no_key(point: str) -> None:
    record = "v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes.fromhex(point)).decode()
    found = parse_key(record)
    assert (found.state, found.problem) == (KeyState.UNREADABLE, "key-data")


def test_the_library_alone_takes_such_a_forgery() -> None:
    """Why the test above is needed: R = the neutral point, S = 0 fits every text."""
    from provenance.authentication.dkim.rsa import verify_ed25519

    neutral = bytes.fromhex(SMALL_ORDER[0])
    key = PublicKey(type="ed25519", bits=256, raw=neutral)
    assert verify_ed25519(key, neutral + bytes(32), b"any text")


@given(st.binary(min_size=32, max_size=32))
def test_true_ed25519_keys_are_not_of_small_order(seed: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from provenance.authentication.dkim.rsa import is_small_order

    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert not is_small_order(public)


@pytest.mark.parametrize("odd", [(0, 1), (1, 0)], ids=["modulus", "exponent"])
def test_an_even_rsa_number_is_no_key(odd: tuple[int, int], signing: Any) -> None:
    from provenance.authentication.dkim.recovered import rsa_record

    numbers = signing.private_key("rsa2048").public_key().public_numbers()
    modulus, exponent = numbers.n - 1 + odd[0], 2 + odd[1]
    assert parse_key(rsa_record(modulus, exponent)).state is KeyState.UNREADABLE
    assert parse_key(rsa_record(numbers.n, 3)).state is KeyState.FOUND


def test_a_signature_beyond_the_modulus_is_none(signing: Any) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    from provenance.authentication.dkim import rsa

    secret = signing.private_key("rsa1024")
    numbers = secret.public_key().public_numbers()
    key = PublicKey(type="rsa", bits=1024, modulus=numbers.n, exponent=numbers.e)
    seal = secret.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    beyond = (int.from_bytes(seal, "big") + numbers.n).to_bytes(129, "big")
    assert rsa._verify_by_integers(key, "sha256", seal, b"text")
    assert not rsa._verify_by_integers(key, "sha256", beyond, b"text")
