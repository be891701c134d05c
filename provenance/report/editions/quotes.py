"""Hashes of quotations: kept, except where somebody could guess the quotation by its hash."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import Final

from provenance.basics import Where
from provenance.message import Message
from provenance.report.editions.redact import Redactor
from provenance.report.editions.walk import Rebuild
from provenance.report.records import Report

MANY: Final = 8
"""So many replaced places in one quotation cannot be guessed together."""
LONGEST: Final = 20_000
"""Bytes of a quotation of the body that are looked through."""
_ROW: Final = "__recip"


class Quotes:
    """Leaves out the plain hash of a quotation in which a few places were replaced.

    The rest of the line is printed: an address from a list of staff, put into it and hashed, would
    show whom the pseudonym means. The place stays, and the full edition has the hash. The hash of
    a whole file stays too: an exhibit has to be known by it.
    """

    def __init__(self, report: Report, redactor: Redactor) -> None:
        self._redactor = redactor
        self._messages = {
            (one.message.evidence, one.message.stream): one.message for one in report.messages
        }
        self._starts: dict[str, list[int]] = {}

    def where(self, one: Where, again: Rebuild) -> Where:
        """A place as an edition shows it."""
        made: Where = again.record(one)
        return replace(made, quote_sha256="") if self._guessable(one) else made

    def _guessable(self, one: Where) -> bool:
        message = self._messages.get((one.evidence, one.stream))
        if message is None:
            return _ROW in one.stream
        if one.end - one.start >= len(message.raw):
            return False
        return 0 < self._replaced(one, message) < MANY

    def _replaced(self, one: Where, message: Message) -> int:
        """Places replaced in the header fields that a quotation touches, or in its own text."""
        if one.start >= message.header.end:
            quoted = message.raw[one.start : min(one.end, one.start + LONGEST)]
            return self._redactor.count(quoted.decode("utf-8", "surrogateescape"))
        starts = self._starts.get(message.id)
        if starts is None:
            starts = self._starts[message.id] = [field.span.start for field in message.fields]
        count = 0
        for at in range(max(0, bisect_right(starts, one.start) - 1), len(starts)):
            if starts[at] >= one.end or count >= MANY:
                break
            count += self._redactor.count(message.fields[at].value)
        return count
