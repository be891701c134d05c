"""Letters that ask for records: one a holder, as a page to print and as plain text."""

from __future__ import annotations

from provenance.report.letters.compose import make_letters
from provenance.report.letters.law import JURISDICTIONS
from provenance.report.letters.page import letter_html
from provenance.report.letters.plain import index_lines, letter_text, written_line
from provenance.report.letters.records import Letter

__all__ = [
    "JURISDICTIONS",
    "Letter",
    "index_lines",
    "letter_html",
    "letter_text",
    "make_letters",
    "written_line",
]
