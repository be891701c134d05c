"""Real and public signatures: the verdicts that others reached, reached again."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    DkimResult,
    HeaderSignature,
    KeyState,
    SignatureCheck,
    SuppliedKeys,
    read_keys_file,
)
from provenance.authentication.dkim.agreement import agreement
from provenance.authentication.dkim.second_engine import second_verdicts
from provenance.authentication.dkim.verify import Moments, verify_signatures

pytestmark = pytest.mark.corpus

MOMENTS = Moments(delivered=None, as_of=date(2026, 11, 22))
NAMES = ("DKIM-Signature", "X-Google-DKIM-Signature", "ARC-Message-Signature")


def test_lore_verdicts_are_reproduced(shared: Path, signing: Any) -> None:
    """Each row of the truth file: body hash, and header signature where a key is held."""
    folder = shared / "corpus" / "lore-sample"
    keys = SuppliedKeys(read_keys_file(folder / "dkim-keys.tsv"))
    counted: Counter[str] = Counter()
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        message = signing.read((folder / truth["file"]).read_bytes())
        found: dict[tuple[str, ...], list[SignatureCheck]] = {}
        for header in NAMES:
            for check in verify_signatures(message, keys, MOMENTS, header=header):
                key = (header, check.domain.lower(), check.selector, check.algorithm)
                found.setdefault(key, []).append(check)
        for header, domain, selector, algorithm, body, sealed in truth["signatures"]:
            check = found[header, domain.lower(), selector, algorithm].pop(0)
            where = (truth["file"], header, domain, selector)
            assert (check.body_hash is BodyHash.MATCH) == body, where
            counted["body"] += 1
            if check.key.state is KeyState.NOT_ATTEMPTED:
                continue
            assert (check.header_signature is HeaderSignature.VALID) == sealed, where
            counted["header"] += 1
            if header == "DKIM-Signature":
                assert check.result is DkimResult.PASS, where
                counted["pass"] += 1
    assert counted == {"body": 708, "header": 355, "pass": 121}


def test_lore_two_implementations_agree(shared: Path, signing: Any) -> None:
    folder = shared / "corpus" / "lore-sample"
    keys = SuppliedKeys(read_keys_file(folder / "dkim-keys.tsv"))
    counted: Counter[str] = Counter()
    for path in sorted(folder.glob("*.eml")):
        message = signing.read(path.read_bytes())
        checks = verify_signatures(message, keys, MOMENTS)
        for check, other in zip(checks, second_verdicts(message, checks), strict=True):
            counted.update(note.id.rpartition(".")[2] for note in agreement(check, other))
    assert set(counted) == {"agree"}
    assert counted["agree"] >= 121


def test_saved_copies_of_the_wild_end_in_results(shared: Path, signing: Any) -> None:
    """Copies that Outlook.com rewrote: no exception, and body hashes mostly do not hold."""
    counted: Counter[str] = Counter()
    files = sorted((shared / "corpus" / "phishing_pot-sample").glob("*.eml"))
    for path in files:
        message = signing.read(path.read_bytes())
        for check in verify_signatures(message, SuppliedKeys([]), MOMENTS):
            counted[check.body_hash.value] += 1
    assert counted["mismatch"] > counted["match"] > 0
