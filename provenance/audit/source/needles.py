"""Finds the rows of a large table that can hold one of some texts, by their octets alone.

A row that is passed over surely holds none of them, however its JSON is written: a text is looked
for by its longest stretch of characters that no CSV and no usual JSON writer changes, and a row
that writes such a character as an escape, or folds a text, counts as a find. What is found is
then read by the reader of the format, so a find too many costs time and nothing else.
"""

from __future__ import annotations

import re

from provenance.audit.source.blocks import Block
from provenance.basics.record import dataclass, field

LEAST = 4
"""Characters that a stretch must have to be worth looking for."""

_PLAIN = re.compile(r"[A-Za-z0-9._@-]+")
# Escapes of exactly those characters, a line end inside a text, and the Kelvin sign, whose lower
# case is k. A line end just before the closing quote is none: Exchange writes one after a server.
_ODD = re.compile(
    rb"\\(?:u(?:00(?:2[dDeE]|3[0-9]|4[0-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA]|0[aA](?!\"))"
    rb"|212[aA])|n(?!\"))"
)
_KELVIN = "\u212a".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Needles:
    """Texts that rows are looked for by: ``exact`` with case, ``accounts`` without."""

    exact: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Needles made ready; ``literals`` and ``patterns`` all find rows."""

    literals: tuple[bytes, ...] = field(repr=False)
    patterns: tuple[re.Pattern[bytes], ...] = field(repr=False)

    def hits(self, block: Block) -> list[int]:
        """Numbers, from 0, of the rows of a block that can hold a needle, rising."""
        found: set[int] = set()
        data, size = block.data, block.size
        for literal in self.literals:
            at = data.find(literal, 0, size)
            while at >= 0:
                at = data.find(literal, _behind(block, at, found), size)
        for pattern in self.patterns:
            hit = pattern.search(data, 0, size)
            while hit:
                hit = pattern.search(data, _behind(block, hit.start(), found), size)
        return sorted(found)

    def touches(self, data: bytes) -> bool:
        """Whether any needle stands in these octets."""
        return any(literal in data for literal in self.literals) or any(
            pattern.search(data) for pattern in self.patterns
        )


def _behind(block: Block, at: int, found: set[int]) -> int:
    """Note the row of a hit; where its next row begins."""
    index = block.index(at)
    if index < 0:
        return at + 1
    found.add(index)
    return block.stops[index]


def sieve(needles: Needles, *, odd: bool = True) -> Sieve | None:
    """Make needles ready; ``None`` where one of them has nothing that can be looked for.

    Without ``odd``, rows that hide a text by escapes are not found: they were found before.
    """
    literals, patterns = [], []
    for exact in needles.exact:
        stretch = _stretch(exact)
        if len(stretch) < LEAST:
            return None
        literals.append(stretch.encode())
    for account in needles.accounts:
        stretch = _stretch(account)
        if len(stretch) < LEAST:
            return None
        patterns.append(_without_case(stretch))
        if "k" in stretch.lower() and _KELVIN not in literals:
            literals.append(_KELVIN)
    if odd and (literals or patterns):
        patterns.append(_ODD)
    return Sieve(literals=tuple(literals), patterns=tuple(patterns))


def _stretch(text: str) -> str:
    """The longest stretch of characters that are always written as themselves."""
    return max(_PLAIN.findall(text), key=len, default="")


def _without_case(text: str) -> re.Pattern[bytes]:
    """Pattern of an address in any case, led by its ``@``: a search by one octet is fast."""
    local, at, domain = text.partition("@")
    if not at:
        return re.compile(rb"(?i:%s)" % re.escape(text.encode()))
    before, behind = re.escape((local + at).encode()), re.escape(domain.encode())
    return re.compile(rb"@(?<=(?i:%s))(?i:%s)" % (before, behind))


__all__ = ["Needles", "Sieve", "sieve"]
