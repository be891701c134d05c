"""RSA signatures (PKCS#1 v1.5) and Ed25519: is this signature of this key over these bytes.

``cryptography`` does the work. It refuses very short RSA keys, which old mail used: for those
the same equation is evaluated with integers (RFC 8017 §8.2.2), so that the report can say what
the mathematics says, and that such a key protects nothing.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from provenance.basics.record import dataclass

MAX_RSA_BITS = 16384
MAX_EXPONENT_BITS = 64
_DIGEST_INFO = {
    # RFC 8017 §9.2, note 1: DER of DigestInfo, with NULL parameters.
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key: ``modulus``/``exponent`` for RSA, ``raw`` (32 octets) for Ed25519."""

    type: str
    bits: int
    modulus: int = 0
    exponent: int = 0
    raw: bytes = b""


def verify_rsa(key: PublicKey, algorithm: str, signature: bytes, signed: bytes) -> bool:
    """Tell whether ``signature`` is an RSASSA-PKCS1-v1_5 signature of ``signed``."""
    size = (key.bits + 7) // 8
    if len(signature) != size:
        # Some signers drop leading zero octets; more octets than the key has cannot be right.
        if len(signature) > size:
            return False
        signature = signature.rjust(size, b"\x00")
    if key.bits < 1024:
        return _verify_by_integers(key, algorithm, signature, signed)
    return _verify_by_library(key, algorithm, signature, signed)


def _verify_by_library(key: PublicKey, algorithm: str, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        _load(key.modulus, key.exponent).verify(signature, signed, *_scheme(algorithm))
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError):
        # A build of the library without SHA-1, or a key that it will not load.
        return _verify_by_integers(key, algorithm, signature, signed)
    return True


@lru_cache(maxsize=4)
def _scheme(algorithm: str) -> tuple[Any, Any]:
    """Padding and hash of the library, made once: they hold no state of a message."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    digest = hashes.SHA1() if algorithm == "sha1" else hashes.SHA256()  # noqa: S303 - as signed
    return padding.PKCS1v15(), digest


@lru_cache(maxsize=256)
def _load(modulus: int, exponent: int):  # type: ignore[no-untyped-def]  # class is lazily imported
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    return RSAPublicNumbers(exponent, modulus).public_key()


def _verify_by_integers(key: PublicKey, algorithm: str, signature: bytes, signed: bytes) -> bool:
    if key.modulus < 3:
        return False
    size = (key.bits + 7) // 8
    expected = encoded_hash(algorithm, signed, size)
    number = int.from_bytes(signature, "big")
    if number >= key.modulus:
        # RFC 8017 §5.2.2, step 1: signature representative out of range.
        return False
    value = pow(number, key.exponent, key.modulus)
    return bool(expected) and value.to_bytes(size, "big") == expected


def encoded_hash(algorithm: str, signed: bytes, size: int) -> bytes:
    """EMSA-PKCS1-v1_5 (RFC 8017 §9.2): the octets that are signed for a modulus of ``size`` octets.

    Empty where the modulus is too short to hold them.
    """
    info = _DIGEST_INFO[algorithm] + hashlib.new(algorithm, signed, usedforsecurity=False).digest()
    if size < len(info) + 11:
        return b""
    return b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info


def verify_ed25519(key: PublicKey, signature: bytes, signed: bytes) -> bool:
    """Tell whether ``signature`` is an Ed25519 signature of SHA-256 of ``signed`` (RFC 8463 §3)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(key.raw)
        public.verify(signature, hashlib.sha256(signed).digest())
    except (InvalidSignature, ValueError):
        return False
    return True


_FIELD = 2**255 - 19
_EDWARDS_D = -121665 * pow(121666, -1, _FIELD) % _FIELD


@lru_cache(maxsize=256)
def is_small_order(raw: bytes) -> bool:
    """Tell whether these 32 octets are a point of order 1, 2, 4 or 8 (RFC 8032 §5.1, §5.1.7).

    Under such a key anybody can write a signature that fits every message, or one in eight, and
    the library lets it pass. Only ``y`` decides: P has such an order if 4 P has order 1 or 2, that
    is if 2 P has y = 0 or y = 1 or y = -1.
    """
    y = (int.from_bytes(raw, "little") & (2**255 - 1)) % _FIELD
    for _ in range(2):
        # -x^2 + y^2 = 1 + d x^2 y^2 gives x^2; doubling: y(2P) = (y^2 + x^2) / (1 - d x^2 y^2).
        x2 = (y * y - 1) * pow(_EDWARDS_D * y * y + 1, -1, _FIELD) % _FIELD
        below = (1 - _EDWARDS_D * x2 * y * y) % _FIELD
        if not below:
            return False
        y = (y * y + x2) * pow(below, -1, _FIELD) % _FIELD
    return y in {1, _FIELD - 1}
