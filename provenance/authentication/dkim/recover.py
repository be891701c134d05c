"""Recovers a lost RSA key from two or more intact signatures of one selector.

What comes out is no more than the signatures hold: the key that sealed *these* messages. Nobody
published it, so whoever made all of them up could have made up the key as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.modulus import (
    EXPONENTS,
    Equation,
    common_factor,
    is_modulus,
    narrowed,
    without_small_factors,
)
from provenance.authentication.dkim.rsa import PublicKey, encoded_hash, verify_rsa
from provenance.authentication.dkim.signature import Signature, parse_signature
from provenance.basics import State
from provenance.basics.record import dataclass, field
from provenance.decoders import date_time
from provenance.message import Message

HEADERS = ("DKIM-Signature", "ARC-Message-Signature")
"""Both are made over the same octets with keys of the same names (RFC 8617 §4.1.2)."""
MAX_PAIRS = 10
"""Pairs of one selector that are tried; each takes up to minutes."""
MAX_PER_MESSAGE = 16
MIN_SIZE, MAX_SIZE = 64, 512
"""Octets of a signature: keys of 512 to 4,096 bits. Longer ones would take hours."""
LEADING_ZEROS = 2
"""Octets by which a signature may be shorter than the modulus: some signers drop zeros."""
Factor = Callable[[Equation, Equation, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How keys are looked for: who computes a common factor, and the exponents to try."""

    factor: Factor = common_factor
    exponents: tuple[int, ...] = EXPONENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One RSA signature of a message that was handed in.

    ``file`` and ``sha256`` are those of the exhibit, ``message_sha256`` is of the message in it
    (another one for an Outlook item). ``day`` is the date of ``t=``, else that of a signed Date
    field, else ""; ``day_from`` is ``t``, ``Date`` or "". ``body_holds`` only decides the order.
    """

    file: str
    sha256: str
    message_sha256: str
    message_id: str
    header: str
    name: str
    signature: Signature = field(repr=False)
    signed: bytes = field(repr=False)
    body_holds: bool
    day: str = ""
    day_from: str = ""

    @property
    def octets(self) -> bytes:
        """The signature itself."""
        return self.signature.signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What became of the signatures under one key name.

    ``modulus`` is 0 where no pair gave a key. ``used`` went into the common factor and fit,
    ``confirming`` fit the key without having gone in, ``unfit`` do not fit it: altered, or made
    with another key. ``pairs`` were tried.
    """

    name: str
    modulus: int = 0
    exponent: int = 0
    used: tuple[Seal, ...] = ()
    confirming: tuple[Seal, ...] = ()
    unfit: tuple[Seal, ...] = ()
    pairs: int = 0

    @property
    def bits(self) -> int:
        """Size of the key, 0 if there is none."""
        return self.modulus.bit_length()


DEFAULT = Search()


def seals(message: Message, *, file: str, sha256: str) -> tuple[Seal, ...]:
    """List the RSA signatures of a message that can be tested at all; never raises."""
    prepared = SignedMessage(message)
    digest = hashlib.sha256(message.raw).hexdigest()
    ids = message.named("Message-ID")
    found = []
    for header in HEADERS:
        for index in prepared.by_name.get(header.lower().encode(), ())[:MAX_PER_MESSAGE]:
            signature = parse_signature(prepared.field(index).value)
            if not _usable(signature, header):
                continue
            selection = prepared.select(signature, index)
            day, day_from = _day(message, signature)
            found.append(
                Seal(
                    file=file,
                    sha256=sha256,
                    message_sha256=digest,
                    message_id=ids[0].value.strip() if ids else "",
                    header=header,
                    name=signature.key_name,
                    signature=signature,
                    signed=prepared.signed_bytes(signature, selection, index),
                    body_holds=_body_holds(prepared, signature),
                    day=day,
                    day_from=day_from,
                )
            )
    return tuple(found)


def _usable(signature: Signature, header: str) -> bool:
    """Whether the form is good enough; an ARC-Message-Signature has no ``v=`` (RFC 8617 §4.1.2)."""
    no_version = header != HEADERS[0] and signature.detail == "missing-v"
    return (
        (signature.reason is None or no_version)
        and signature.key_type == "rsa"
        and bool(signature.key_name and signature.header_mode)
        and len(signature.signature) + LEADING_ZEROS >= MIN_SIZE
        and len(signature.signature) <= MAX_SIZE
    )


def _body_holds(prepared: SignedMessage, signature: Signature) -> bool:
    if not (prepared.message.body_available and signature.body_mode and signature.hash):
        return False
    digest = prepared.hasher.digest(signature.body_mode, signature.hash, signature.length)
    return digest == signature.body_hash


def _day(message: Message, signature: Signature) -> tuple[str, str]:
    """Day of the signature, and who says so: its own ``t=``, or the Date field that it covers."""
    from datetime import UTC, datetime, timedelta

    if signature.signed_at is not None and signature.signed_at < 253402300800:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=signature.signed_at)
        return moment.date().isoformat(), "t"
    dates = message.named("Date")
    if dates and b"date" in signature.names:
        found = date_time(dates[-1].value)
        if not isinstance(found, State):
            return found.utc.date().isoformat(), "Date"
    return "", ""


def same_as_disputed(one: Seal, disputed: Sequence[Seal]) -> str:
    """Tell in what a signature is that of a disputed message: ``sha256``, ``message-id``, ``b``.

    "" if in nothing. Another copy of the message has other bytes but the same Message-ID, and
    RSA signatures of the same octets are the same octets.
    """
    for other in disputed:
        if {one.sha256, one.message_sha256} & {other.sha256, other.message_sha256}:
            return "sha256"
        if one.message_id and one.message_id == other.message_id:
            return "message-id"
        if one.octets == other.octets:
            return "b"
    return ""


def recover(given: Sequence[Seal], search: Search = DEFAULT) -> tuple[Recovery, ...]:
    """Try to recover the key of every name that has two signatures, in the order of names.

    A selector that was used with two keys gives two recoveries. Copies of one signature count
    once. Steps: at most ``MAX_PAIRS`` pairs a name, one common factor for each exponent.

    Raises:
        MisuseError: gmpy2 is needed and not there.
    """
    by_name: dict[str, list[Seal]] = {}
    for seal in given:
        by_name.setdefault(seal.name, []).append(seal)
    found: list[Recovery] = []
    for name in sorted(by_name):
        found += _of_one_name(name, by_name[name], search)
    return tuple(found)


def _of_one_name(name: str, given: Sequence[Seal], search: Search) -> list[Recovery]:
    left = sorted(_distinct(given), key=lambda seal: not seal.body_holds)
    found: list[Recovery] = []
    tried: set[tuple[int, int]] = set()
    while len(left) > 1 and len(tried) < MAX_PAIRS:
        one = _first_fit(name, left, tried, search)
        if one is None:
            break
        found.append(one)
        left = [seal for seal in left if seal not in one.used + one.confirming]
    if not found:
        return [Recovery(name=name, unfit=tuple(left), pairs=len(tried))]
    # Fits none of the keys: said once, at the first of them.
    last = tuple(seal for seal in found[-1].unfit if seal in left)
    return [_with_unfit(one, last if at == 0 else ()) for at, one in enumerate(found)]


def _with_unfit(one: Recovery, unfit: tuple[Seal, ...]) -> Recovery:
    from provenance.authentication.changed import changed

    return changed(one, unfit=unfit)


def _distinct(given: Sequence[Seal]) -> list[Seal]:
    """Drop further copies of one signature over the same octets: they say nothing new."""
    held: dict[tuple[bytes, bytes], Seal] = {}
    for seal in given:
        held.setdefault((seal.octets, seal.signed), seal)
    return list(held.values())


def _first_fit(
    name: str, left: Sequence[Seal], tried: set[tuple[int, int]], search: Search
) -> Recovery | None:
    """The key of the first pair that gives one, and which of all signatures fit it."""
    for first, second in _pairs(left):
        pair = (id(first), id(second))
        if pair in tried:
            continue
        if len(tried) >= MAX_PAIRS:
            return None
        tried.add(pair)
        others = [seal for seal in left if seal is not first and seal is not second]
        key, used = _key_of(first, second, others, search)
        if key is not None:
            fit = [seal for seal in others if seal not in used and _fits(key, seal)]
            return Recovery(
                name=name,
                modulus=key.modulus,
                exponent=key.exponent,
                used=used,
                confirming=tuple(fit),
                unfit=tuple(s for s in others if s not in used and s not in fit),
                pairs=len(tried),
            )
    return None


def _pairs(left: Sequence[Seal]) -> Iterator[tuple[Seal, Seal]]:
    """Pairs that one modulus may have made; neighbours first, each signature once.

    So a run of altered messages, however long, spoils few pairs before an intact one comes.
    """
    for apart in range(1, len(left)):
        starts = range(len(left) - apart)
        for first in sorted(starts, key=lambda at: (at // apart % 2, at)):
            one, other = left[first], left[first + apart]
            near = abs(len(one.octets) - len(other.octets)) <= LEADING_ZEROS
            if near and one.octets != other.octets:
                yield one, other


def _key_of(
    first: Seal, second: Seal, others: Sequence[Seal], search: Search
) -> tuple[PublicKey | None, tuple[Seal, ...]]:
    """The key that a pair has in common; a further signature only where chance left a factor."""
    size = max(len(first.octets), len(second.octets))
    one, other = _equation(first, size), _equation(second, size)
    if not one.m or not other.m:
        return None, ()
    for exponent in search.exponents:
        shared = search.factor(one, other, exponent)
        if not 8 * (size - 1) < shared.bit_length() <= 64 * size:
            continue
        shared = without_small_factors(shared)
        used: tuple[Seal, ...] = (first, second)
        key = _confirmed(shared, exponent, size, used)
        if key is not None:
            return key, used
        for third in others:
            used = (first, second, third)
            less = without_small_factors(narrowed(shared, _equation(third, size), exponent))
            key = _confirmed(less, exponent, size, used)
            if key is not None:
                return key, used
    return None, ()


def _confirmed(modulus: int, exponent: int, size: int, used: tuple[Seal, ...]) -> PublicKey | None:
    """The key of a modulus, if every signature that gave it verifies with it."""
    if not is_modulus(modulus, size):
        return None
    key = PublicKey(type="rsa", bits=modulus.bit_length(), modulus=modulus, exponent=exponent)
    return key if all(_fits(key, seal) for seal in used) else None


def _fits(key: PublicKey, seal: Seal) -> bool:
    return verify_rsa(key, seal.signature.hash, seal.octets, seal.signed)


def _equation(seal: Seal, size: int) -> Equation:
    block = encoded_hash(seal.signature.hash, seal.signed, size)
    return Equation(s=int.from_bytes(seal.octets, "big"), m=int.from_bytes(block, "big"), size=size)
