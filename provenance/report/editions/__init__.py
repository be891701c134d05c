"""Editions of one report: full, tribunal and public, with one numbering.

An edition is made of the finished record, before anything is rendered: every output shows the
redacted record and never sees the other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.report.editions.records import Category, Edition, EditionName, Pseudonym

if TYPE_CHECKING:
    from provenance.report.editions.edition import Made
    from provenance.report.records import Report

__all__ = [
    "Category",
    "Edition",
    "EditionName",
    "Pseudonym",
    "edition_of",
    "make_edition",
]


def edition_of(report: Report, name: EditionName, key: bytes | None = None) -> Report:
    """The report in one edition; a pure function.

    ``key`` are the bytes of a key file, ``None`` for the key that is made of the evidence.
    """
    return make_edition(report, name, key).report


def make_edition(report: Report, name: EditionName, key: bytes | None = None) -> Made:
    """As :func:`edition_of`, with what redacts the files beside the report."""
    from provenance.report.editions.edition import make_edition as make

    return make(report, name, key)
