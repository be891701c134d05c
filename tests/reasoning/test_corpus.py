"""Real mail, offline: sound findings, and rung 5 is never answered from copies."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, Code, FindingKind, Reasoning

ORDER = "tamper.author-field-above-server-line"
Pair = tuple[AnalysedMessage, Exhibit]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "step"), [("phishing_pot-sample", 1), ("lore-sample", 1), ("mime-stalwart", 1)]
)
def test_real_messages(
    shared: Path,
    analyse: Callable[..., Pair],
    conclude: Callable[..., Reasoning],
    folder: str,
    step: int,
) -> None:
    rules: Counter[str] = Counter()
    moved: set[str] = set()
    paths = sorted((shared / "corpus" / folder).rglob("*.eml"))[::step]
    assert paths
    for path in paths:
        pair = analyse(path.read_bytes())
        reasoning = conclude(pair)
        assert reasoning.ladder[4].code is Code.NOT_DETERMINABLE, path.name
        raw = pair[0].message.raw
        for finding in reasoning.findings:
            if isinstance(finding.rule, str):
                rules[finding.rule] += 1
            for where in finding.where:
                quote = raw[where.start : where.end]
                assert hashlib.sha256(quote).hexdigest() == where.quote_sha256
            # Without a key no seal is checked: only the order of the fields can be such a sign.
            if finding.kind is FindingKind.ALTERATION:
                assert finding.name == ORDER
                moved.add(path.name)
    assert len(moved) * 100 <= len(paths), moved
    if folder != "mime-stalwart":
        # Measured: 53 of 7,909 for the first rule, none for the second.
        assert rules["timestamp.date-after-arrival"] <= len(paths) // 10
        assert rules["tamper.repeated-singleton"] == 0
