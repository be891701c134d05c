"""The mathematics behind a lost RSA key: two signatures hold its modulus as a common factor.

A signature of RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) is a number ``s`` with ``s**e = m (mod n)``,
where ``m`` is the encoded hash of what was signed. So ``n`` divides ``s**e - m`` for every
signature of one key, and nearly nothing else divides two of these differences.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

from provenance.basics import MisuseError
from provenance.basics.record import dataclass

EXPONENTS = (3, 17, 65537)
"""Public exponents that are tried, in this order: the first two cost milliseconds, and the last
is that of nearly every key in use."""
SMALL_EXPONENT = 1024
"""Up to here Python's own integers do; its gcd takes time that grows with the square (measured:
1.6 s at exponent 1,025 and 1,024 bits, so some two hours at 65,537)."""
MAX_COFACTOR_PRIME = 1 << 18
INSTALL = "Install it with: pip install 'mail-provenance[recover]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """One signature as numbers: ``s`` and the encoded hash ``m``, for a modulus of ``size`` octets.

    The encoding depends on the size of the modulus, which is that of an unshortened signature.
    """

    s: int
    m: int
    size: int


def check_arithmetic() -> None:
    """Make sure that the large numbers can be handled.

    Raises:
        MisuseError: gmpy2 is not there; it says how to install it.
    """
    try:
        import gmpy2  # noqa: F401 - only whether it is there
    except ImportError:
        raise MisuseError(
            "recovering a key needs the package gmpy2: Python's own integers take hours.",
            remedy=INSTALL,
        ) from None


def common_factor(one: Equation, other: Equation, exponent: int) -> int:
    """Greatest common divisor of both differences ``s**e - m``.

    Numbers of 65,537 times the length of the key: 8 MB each for 1,024 bits. gmpy2 lets other
    threads run meanwhile, so that a caller can show that it works.
    """
    if exponent <= SMALL_EXPONENT:
        return math.gcd(one.s**exponent - one.m, other.s**exponent - other.m)
    check_arithmetic()
    import gmpy2

    with gmpy2.context(gmpy2.get_context(), allow_release_gil=True):
        number: Any = gmpy2.mpz
        left = number(one.s) ** exponent - one.m
        right = number(other.s) ** exponent - other.m
        return int(gmpy2.gcd(left, right))


def narrowed(factor: int, further: Equation, exponent: int) -> int:
    """What a further signature leaves of a common factor; cheap, the powers are taken modulo it."""
    return math.gcd(factor, pow(further.s, exponent, factor) - further.m) if factor > 1 else factor


def without_small_factors(factor: int) -> int:
    """Divide by every prime below 2**18: no modulus in use has one, chance adds some."""
    for prime in _primes():
        if prime * prime > factor:
            break
        while factor % prime == 0:
            factor //= prime
    return factor


def is_modulus(number: int, size: int) -> bool:
    """Tell whether a number has the length of a modulus of ``size`` octets, and is odd."""
    return number % 2 == 1 and 8 * (size - 1) < number.bit_length() <= 8 * size


@cache
def _primes() -> tuple[int, ...]:
    return tuple(_sieve(MAX_COFACTOR_PRIME))


def _sieve(limit: int) -> Iterator[int]:
    """Primes below ``limit`` (Eratosthenes)."""
    marks = bytearray([1]) * limit
    for number in range(2, limit):
        if marks[number]:
            yield number
            if number * number < limit:
                marks[number * number :: number] = bytes(len(range(number * number, limit, number)))
