"""Harmless changes of a body, undone one by one and in small combinations.

A change counts only if the canonical body then has the very hash that was signed. The end of the
original is sought at every line end with one running hash, so that this costs one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from provenance.authentication.dkim.canonical import (
    HASHES,
    BodyHasher,
    line_blocks,
)
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.repair_edits import Budget, Edit, apply
from provenance.authentication.dkim.repair_parts import (
    banners,
    encoded,
    encodings,
    footers,
    last_line_starts,
    structure,
    text_parts,
)
from provenance.authentication.dkim.signature import Signature
from provenance.authentication.records import RepairAttempt
from provenance.message import Message

MAX_CUTS = 5_000
"""Line ends, counted from the end, at which the original may have ended."""
MAX_SEARCHED = 4 * 1024 * 1024
"""Octets of a body beyond which only its end is sought: every other change costs a pass."""
MAX_EVERYWHERE = 200
"""Places of one kind that are undone together (lines with ``>From``, doubled dots ...)."""


class BodyTester:
    """Tests whether a body with edits undone has the hash that was signed."""

    def __init__(self, prepared: SignedMessage, signature: Signature, budget: Budget) -> None:
        self.prepared, self.signature, self.budget = prepared, signature, budget
        self.attempts: dict[tuple[str, ...], list[int]] = {}

    def fits(self, edits: tuple[Edit, ...]) -> bool:
        """Whether the body fits without these changes; false where the work is used up."""
        start, end = self.prepared.body
        if not self.budget.spend(end - start):
            return False
        data = apply(self.prepared.raw, start, end, edits)
        fits = self._hash(data) == self.signature.body_hash
        self.count(tuple(sorted({edit.change for edit in edits})), 1, fits=fits)
        return fits

    def count(self, names: tuple[str, ...], tries: int, *, fits: bool) -> None:
        """Note tries of one kind."""
        counted = self.attempts.setdefault(names, [0, 0])
        counted[0] += tries
        counted[1] += fits

    def _hash(self, data: bytes) -> bytes:
        hasher = BodyHasher(data, as_crlf=self.prepared.line_ends_changed)
        signature = self.signature
        return hasher.digest(signature.body_mode, signature.hash, signature.length)


def search_body(
    tester: BodyTester, message: Message
) -> tuple[tuple[Edit, ...], tuple[RepairAttempt, ...]]:
    """The smallest change that fits ("()" if none), and what was tried."""
    best: tuple[Edit, ...] = ()
    for batch in _batches(tester, message):
        for edits in batch:
            if edits and (not best or _size(edits) < _size(best)):
                best = edits
        if best or tester.budget.ended:
            break
    told = tuple(
        RepairAttempt(changes=names, part="body", candidates=tries, verified=bool(hits))
        for names, (tries, hits) in tester.attempts.items()
    )
    return best, told


def _size(edits: tuple[Edit, ...]) -> int:
    return sum(edit.size for edit in edits)


def _batches(tester: BodyTester, message: Message) -> Iterator[Iterable[tuple[Edit, ...]]]:
    """Sets of edits that fit: single changes first, then two together."""
    raw, (start, end) = tester.prepared.raw, tester.prepared.body
    yield _cut_at_line_ends(tester)
    if end - start > MAX_SEARCHED:
        tester.budget.ended = True
        return
    everywhere = [edits for edits in _everywhere(tester) if edits]
    parts = text_parts(message)

    def tried(found: Iterable[tuple[Edit, ...]]) -> Iterator[tuple[Edit, ...]]:
        for edits in found:
            if tester.fits(edits):
                yield edits
            if tester.budget.ended:
                return

    yield tried(everywhere)
    yield [*tried(structure(message))] if message.parts else []
    front = [list(banners(raw, part)) for part in parts]
    back = [list(footers(raw, part)) for part in parts]
    yield tried((edit,) for group in (*front, *back) for edit in group)
    yield tried(encodings(message))
    yield tried((edit,) for part in parts for edit in encoded(raw, part))
    for kind in (front, back):
        for at, group in enumerate(kind[:-1]):
            yield tried((one, two) for one in group for two in kind[at + 1])
    if everywhere:
        singles = [edit for group in (*front, *back) for edit in group]
        yield tried(
            (*edits, edit) for edits in everywhere for edit in singles if _apart(edits, edit)
        )


def _apart(edits: tuple[Edit, ...], edit: Edit) -> bool:
    return all(one.end <= edit.start or one.start >= edit.end for one in edits)


def _everywhere(tester: BodyTester) -> Iterator[tuple[Edit, ...]]:
    """Changes that programs make all over a body."""
    raw, (start, end) = tester.prepared.raw, tester.prepared.body
    if raw.startswith(b"\xef\xbb\xbf", start):
        yield (Edit(change="byte-order-mark", start=start, end=start + 3),)
    yield _all(raw, rb"(?<=\n)>(?=>*From )", start, end, "mbox-from")
    yield _all(raw, rb"\r(?=\r\n)", start, end, "carriage-return-doubled")
    yield _all(raw, rb"(?<=\n)\.(?=\.)", start, end, "dot-doubled")
    for most in (1, 2):
        match = re.compile(rb"(?:\r?\n){%d}" % most).match(raw, start, end)
        if match:
            yield (Edit(change="blank-line-in-front", start=start, end=match.end()),)
    yield (Edit(change="blank-line-lost", start=start, end=start, put=b"\r\n"),)
    if tester.signature.body_mode == "simple":
        yield _all(raw, rb"(?<=\n--)(?=\r?\n)", start, end, "space-lost", b" ")
        yield _all(raw, rb"[ \t]+(?=\r?\n)", start, end, "space-added")
        yield _all(raw, rb"\t", start, end, "tab-for-space", b" ")


def _all(
    raw: bytes, pattern: bytes, start: int, end: int, change: str, put: bytes = b""
) -> tuple[Edit, ...]:
    """The edits that undo a change at every place; none where there are too many."""
    found = []
    for match in re.compile(pattern).finditer(raw, start, end):
        found.append(Edit(change=change, start=match.start(), end=match.end(), put=put))
        if len(found) > MAX_EVERYWHERE:
            return ()
    return tuple(found)


def _cut_at_line_ends(tester: BodyTester) -> Iterator[tuple[Edit, ...]]:
    """The original ended at an earlier line: one running hash tells for all of them."""
    signature, raw = tester.signature, tester.prepared.raw
    start, end = tester.prepared.body
    if signature.length is not None or not tester.budget.spend(end - start):
        return
    tests = sorted(last_line_starts(raw, start, end, MAX_CUTS))
    if not tests:
        return
    running = HASHES[signature.hash](usedforsecurity=False)
    for low, high in line_blocks(raw, start, tests[0]):
        running.update(tester.prepared.canonical_lines(low, high, signature.body_mode))
    found, at = -1, tests[0]
    for stop in [*tests[1:], None]:
        # An empty body is the start of the search; from then on one line more at a time.
        if running.digest() == signature.body_hash:
            found = at
        if stop is None:
            break
        running.update(tester.prepared.canonical_lines(at, stop, signature.body_mode))
        at = stop
    tester.count(("footer",), len(tests), fits=found >= 0)
    if found >= 0:
        yield (Edit(change="footer", start=found, end=end),)
