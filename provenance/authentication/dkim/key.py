"""Public key records (RFC 6376 §3.6.1, RFC 8463 §4): text to key, with the reason if not."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from provenance.authentication.dkim.rsa import (
    MAX_EXPONENT_BITS,
    MAX_RSA_BITS,
    PublicKey,
    is_small_order,
)
from provenance.authentication.dkim.tags import parse_tags, split_colons, without_space
from provenance.authentication.records import KeyState
from provenance.basics.record import dataclass

MAX_RECORD = 65536
MIN_RSA_BITS = 1024
"""RFC 8301 §3.2: a verifier must not accept shorter keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One key record. ``public`` is ``None`` unless ``state`` is FOUND or TOO_SHORT.

    ``hashes`` and ``services`` are empty where the record allows all. ``problem`` is a machine
    name for what is wrong with it.
    """

    state: KeyState
    type: str = ""
    public: PublicKey | None = None
    hashes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    problem: str = ""

    @property
    def bits(self) -> int:
        """Size of the key in bits, 0 if there is none."""
        return self.public.bits if self.public else 0


@lru_cache(maxsize=512)
def parse_key(record: str) -> KeyRecord:
    """Read a key record; never raises.

    Both forms of RSA keys are read: SubjectPublicKeyInfo, which nearly everybody publishes, and
    the bare RSAPublicKey that RFC 6376 words.
    """
    if len(record) > MAX_RECORD:
        return KeyRecord(state=KeyState.UNREADABLE, problem="too-long")
    tags = parse_tags(record)
    type_ = tags.get("k", "rsa")
    flags = split_colons(tags.get("t")) if "t" in tags else ()
    hashes = split_colons(tags.get("h")) if "h" in tags else ()
    services = split_colons(tags.get("s")) if "s" in tags else ()

    def unusable(state: KeyState, problem: str) -> KeyRecord:
        return KeyRecord(
            state=state, type=type_, hashes=hashes, services=services, flags=flags, problem=problem
        )

    if tags.problem:
        return unusable(KeyState.UNREADABLE, f"tags-{tags.problem}")
    if "v" in tags and (tags.get("v") != "DKIM1" or next(iter(tags.tags)) != "v"):
        return unusable(KeyState.UNREADABLE, "version")
    if "p" not in tags:
        return unusable(KeyState.UNREADABLE, "no-key")
    if type_ not in {"rsa", "ed25519"}:
        return unusable(KeyState.WRONG_TYPE, "unknown-type")
    encoded = without_space(tags.get("p"))
    if not encoded:
        return unusable(KeyState.REVOKED, "revoked")
    public = _decode(type_, encoded)
    if public is None:
        return unusable(KeyState.UNREADABLE, "key-data")
    short = type_ == "rsa" and public.bits < MIN_RSA_BITS
    return KeyRecord(
        state=KeyState.TOO_SHORT if short else KeyState.FOUND,
        type=type_,
        public=public,
        hashes=hashes,
        services=services,
        flags=flags,
    )


def _decode(type_: str, encoded: str) -> PublicKey | None:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    if type_ == "ed25519":
        # RFC 8463 §4: the 32 octets themselves, not a SubjectPublicKeyInfo.
        sound = len(data) == 32 and not is_small_order(data)
        return PublicKey(type=type_, bits=256, raw=data) if sound else None
    return _rsa(data)


class _DerError(ValueError):
    """The bytes are no DER of the expected shape."""


def _element(data: bytes, at: int, tag: int) -> tuple[int, int]:
    """Bounds of the content of the DER element with this tag at ``at``."""
    if at + 2 > len(data) or data[at] != tag:
        raise _DerError
    length, at = data[at + 1], at + 2
    if length & 0x80:
        octets = length & 0x7F
        if not 0 < octets <= 4 or at + octets > len(data):
            raise _DerError
        length, at = int.from_bytes(data[at : at + octets], "big"), at + octets
    if at + length > len(data):
        raise _DerError
    return at, at + length


_RSA_OID = bytes.fromhex("2a864886f70d010101")


def _rsa(data: bytes) -> PublicKey | None:
    """RSAPublicKey (RFC 8017 A.1.1), bare or inside a SubjectPublicKeyInfo (RFC 5280 §4.1)."""
    try:
        start, end = _element(data, 0, 0x30)
        if start < end and data[start] == 0x30:
            algorithm, after = _element(data, start, 0x30)
            oid_start, oid_end = _element(data, algorithm, 0x06)
            if data[oid_start:oid_end] != _RSA_OID:
                return None
            bits, bits_end = _element(data, after, 0x03)
            if bits == bits_end or data[bits] != 0:
                return None
            data = data[bits + 1 : bits_end]
            start, end = _element(data, 0, 0x30)
        first, first_end = _element(data, start, 0x02)
        second, second_end = _element(data, first_end, 0x02)
    except _DerError:
        return None
    modulus = int.from_bytes(data[first:first_end], "big")
    exponent = int.from_bytes(data[second:second_end], "big")
    size = modulus.bit_length()
    if not 128 <= size <= MAX_RSA_BITS or not 1 < exponent.bit_length() <= MAX_EXPONENT_BITS:
        return None
    if not (modulus & exponent & 1):
        # RFC 8017 §3.1: n is a product of odd primes, and e has no factor in common with the even
        # lambda(n). Anybody can make signatures for an even modulus.
        return None
    return PublicKey(type="rsa", bits=size, modulus=modulus, exponent=exponent)
