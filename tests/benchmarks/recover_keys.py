"""Recovering a key, measured: gmpy2 against Python's integers, and keys that are known already.

``python tests/benchmarks/recover_keys.py [--bits 1024,2048] [--keys keys.tsv FOLDER]``

With ``--keys`` every name of the table that has two signatures in the folder is recovered from
the folder's messages alone, and compared with the key that the table holds.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.authentication import read_keys_file
from provenance.authentication.dkim.key import parse_key
from provenance.authentication.dkim.modulus import Equation, common_factor
from provenance.authentication.dkim.recover import MAX_PAIRS, recover
from provenance.authentication.recovery import seals_of
from provenance.evidence import open_evidence
from tests.authentication.sealing import make_key

USUAL = 65537


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def equations(bits: int) -> tuple[Equation, Equation]:
    """Two signatures of one key as numbers; what they sign does not matter for the time."""
    key = make_key("benchmark", USUAL, bits=bits)
    pair = []
    for data in (b"one", b"other"):
        s = int.from_bytes(key.seal(data), "big")
        pair.append(Equation(s=s, m=pow(s, USUAL, key.n), size=bits // 8))
    return pair[0], pair[1]


def against_python(bits: int) -> None:
    """The common factor with growing exponents: Python's time grows with the square."""
    import gmpy2

    one, other = equations(bits)
    print(f"\n| exponent ({bits} bits) | gmpy2 CPU s | Python CPU s | Python / gmpy2 |")
    print("|---:|---:|---:|---:|")
    for exponent in (257, 1025, 4097):

        def by_python(exponent: int = exponent) -> object:
            return math.gcd(one.s**exponent - one.m, other.s**exponent - other.m)

        def by_gmpy2(exponent: int = exponent) -> object:
            left = gmpy2.mpz(one.s) ** exponent - one.m
            return gmpy2.gcd(left, gmpy2.mpz(other.s) ** exponent - other.m)

        fast, slow = seconds(by_gmpy2), seconds(by_python)
        print(f"| {exponent:,} | {fast:.3f} | {slow:.2f} | {slow / fast:.0f} |")


def whole(bits: int) -> None:
    """The real exponent: powers and common factor, and one product of two such numbers."""
    import gmpy2

    one, other = equations(bits)
    left, right = gmpy2.mpz(one.s) ** USUAL, gmpy2.mpz(other.s) ** USUAL
    product = seconds(lambda: left * right)
    factor = seconds(lambda: common_factor(one, other, USUAL))
    ratio = factor / product
    print(f"| {bits} | {bits * USUAL // 8 // 1_000_000} MB | {factor:.1f} | {ratio:.0f} |")


def known_keys(table: Path, folder: Path) -> None:
    """Recover each key of the table from the messages alone, and compare."""
    held = {answer.name: parse_key(answer.data[0]).public for answer in read_keys_file(table)}
    given = seals_of(open_evidence([folder]).exhibits)
    print("\n| key | bits | signatures | used | confirming | unfit | pairs | CPU s | as held |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---|")
    for name in sorted(held):
        own = [seal for seal in given if seal.name == name]
        if len({seal.octets for seal in own}) < 2:
            continue
        started = time.process_time()
        found = recover(own)[0]
        spent = time.process_time() - started
        public = held[name]
        same = public is not None and found.modulus == public.modulus
        print(
            f"| {name} | {found.bits} | {len(own)} | {len(found.used)} | {len(found.confirming)} "
            f"| {len(found.unfit)} | {found.pairs} of {MAX_PAIRS} | {spent:.1f} "
            f"| {'equal' if same else 'DIFFERENT'} |"
        )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bits", default="1024,2048", help="sizes, separated by commas")
    parser.add_argument("--keys", type=Path, help="key table with the truth")
    parser.add_argument("folder", type=Path, nargs="?", help="messages to recover from")
    options = parser.parse_args()
    sizes = [int(one) for one in options.bits.split(",")]
    against_python(sizes[0])
    print("\n| bits | each number | common factor, CPU s | x one product of the two |")
    print("|---:|---:|---:|---:|")
    for bits in sizes:
        whole(bits)
    if options.keys and options.folder:
        known_keys(options.keys, options.folder)


if __name__ == "__main__":
    main()
