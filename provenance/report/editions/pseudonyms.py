"""Pseudonyms by keyed hashes: stable over copies, logs and editions, and not to be guessed.

A plain hash of an address can be found by hashing addresses; with a key it cannot. The number of a
pseudonym is its place among the keyed hashes (HMAC-SHA-256) of all of its kind.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from provenance.basics import State
from provenance.report.editions.records import Category, Pseudonym
from provenance.report.records import Report

PREFIX: Final = {
    Category.MAILBOX: "R",
    Category.IDENTIFIER: "Q",
    Category.NAME: "N",
    Category.LOGIN: "U",
    Category.CARD: "C",
    Category.DOMAIN: "domain",
}
_FROM_EVIDENCE: Final = b"provenance pseudonyms\0"
_FINGERPRINT: Final = b"provenance pseudonym key"
TAG_DIGITS: Final = 12


def key_of_evidence(report: Report) -> bytes:
    """The key where none was given: made of the bytes of all messages, in their order.

    Equal evidence gives equal pseudonyms. Who holds the evidence can make the key, and has the
    addresses already; from printed hashes it cannot be made.
    """
    made = hashlib.sha256(_FROM_EVIDENCE)
    for exhibit in report.exhibits:
        if not isinstance(exhibit.stream, State):
            made.update(len(exhibit.content).to_bytes(8, "big"))
            made.update(exhibit.content)
    return made.digest()


def fingerprint(key: bytes) -> str:
    """Names a key without giving it away: a keyed hash of a fixed text, in hex."""
    return hmac.digest(key, _FINGERPRINT, "sha256").hex()


def tag(key: bytes, category: Category, value: str) -> str:
    """The keyed hash of a value, in hex; a mailbox is hashed as it is, all else with its kind."""
    prefix = "" if category is Category.MAILBOX else f"{category.value}:"
    data = (prefix + value).encode("utf-8", "surrogateescape")
    return hmac.digest(key, data, "sha256").hex()


def number(
    key: bytes, category: Category, values: Iterable[str], *, after: int = 0
) -> tuple[Pseudonym, ...]:
    """A pseudonym for each value, in the order of their keyed hashes, behind ``after`` others."""
    tagged = sorted((tag(key, category, value), value) for value in set(values))
    return tuple(
        Pseudonym(
            id=f"{PREFIX[category]}-{place:04d}",
            category=category,
            tag=hash_[:TAG_DIGITS],
            value=value,
        )
        for place, (hash_, value) in enumerate(tagged, after + 1)
    )


def list_of(values: Iterable[str]) -> bytes:
    """Mailboxes as a sorted list, one a line: what the count is proven with."""
    return "".join(f"{one}\n" for one in sorted(values)).encode("utf-8", "surrogateescape")


def commitment(key: bytes, listed: bytes) -> str:
    """Keyed hash of the list: shows later that it was this list, and lets nobody test a guess."""
    return hmac.digest(key, b"list:" + listed, "sha256").hex()
