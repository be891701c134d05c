"""Letters about real mail: none fails, none carries a control character, all words are fair."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report.letters import letter_html, letter_text, make_letters
from provenance.report.lint import lint_html

EVERY = 30


@pytest.mark.corpus
def test_letters_about_real_mail(shared: Path) -> None:
    files = sorted(p for p in (shared / "corpus").rglob("*") if p.suffix in {".eml", ".msg"})
    seen = 0
    for path in files[::EVERY]:
        report = analyze(
            Case(),
            Context(
                intake=open_evidence([path]),
                resolver=OfflineResolver(),
                as_of=date(2026, 6, 3),
                cross_check=False,
            ),
        )
        for letter in make_letters(report, "uk-et"):
            words = letter_text(letter)
            assert all(char in "\n\u00a0\u3000" or char.isprintable() for char in words), path.name
            assert words.count("\u201c") == words.count("\u201d"), path.name
            assert lint_html(letter_html(letter)) == [], path.name
            seen += 1
    assert seen > 200
