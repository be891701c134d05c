"""Hashes of quotations: kept, except where somebody could guess the quotation by its hash."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.basics import Where
from provenance.report.editions.redact import Redactor
from provenance.report.editions.walk import Rebuild
from provenance.report.records import Report

MANY: Final = 8
"""So many replaced places in one quotation cannot be guessed together."""
_ROW: Final = "__recip"


class Quotes:
    """Leaves out the plain hash of a quotation in which a few places were replaced.

    The rest of the line is printed: an address from a list of staff, put into it and hashed, would
    show whom the pseudonym means. The place stays, and the full edition has the hash. The hash of
    a whole file stays too: an exhibit has to be known by it.
    """

    def __init__(self, report: Report, redactor: Redactor) -> None:
        self._redactor = redactor
        self._raw = {
            (one.message.evidence, one.message.stream): one.message.raw for one in report.messages
        }
        self._told: dict[bytes, bool] = {}

    def where(self, one: Where, again: Rebuild) -> Where:
        """A place as an edition shows it."""
        made: Where = again.record(one)
        return replace(made, quote_sha256="") if self._guessable(one) else made

    def _guessable(self, one: Where) -> bool:
        raw = self._raw.get((one.evidence, one.stream))
        if raw is None:
            return _ROW in one.stream
        if one.end - one.start >= len(raw):
            return False
        quoted = raw[one.start : one.end]
        told = self._told.get(quoted)
        if told is None:
            written = quoted.decode("utf-8", "surrogateescape")
            told = self._told[quoted] = 0 < self._redactor.count(written) < MANY
        return told
