"""The signed messages that the standards print, with their keys: known answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    DkimResult,
    DnsAnswer,
    HeaderSignature,
    RecordedResolver,
)
from provenance.authentication.dkim.agreement import agreement
from provenance.authentication.dkim.second_engine import second_verdicts
from provenance.authentication.dkim.verify import verify_signatures
from tests.authentication.test_verify import MOMENTS

DATA = Path(__file__).parent.parent / "data" / "authentication" / "rfc_messages.json"
MESSAGES = json.loads(DATA.read_text(encoding="utf-8"))


def checked(case: dict[str, Any], signing: Any, old: str = "", new: str = "") -> Any:
    """Message and checks of a printed message, with one change if there is one."""
    written = "\r\n".join((*case["lines"], ""))
    assert not old or written.count(old) >= 1
    message = signing.read(written.replace(old, new).encode() if old else written.encode())
    records = RecordedResolver(
        DnsAnswer(name=name, type="TXT", rcode="NOERROR", data=(record,))
        for name, record in case["records"].items()
    )
    return message, verify_signatures(message, records, MOMENTS)


@pytest.mark.parametrize("case", MESSAGES, ids=[case["id"] for case in MESSAGES])
def test_the_printed_message_verifies(case: dict[str, Any], signing: Any) -> None:
    message, checks = checked(case, signing)
    assert [[check.algorithm, check.result.value] for check in checks] == case["expect"]
    for check, second in zip(checks, second_verdicts(message, checks), strict=True):
        assert [note.id.rpartition(".")[2] for note in agreement(check, second)] == ["agree"]


@pytest.mark.parametrize("case", MESSAGES, ids=[case["id"] for case in MESSAGES])
@pytest.mark.parametrize(
    ("old", "new", "header", "body"),
    [
        ("Is dinner ready?", "Is dinner cold?", HeaderSignature.INVALID, BodyHash.MATCH),
        ("We lost the game.", "We won the game.", HeaderSignature.VALID, BodyHash.MISMATCH),
    ],
    ids=["subject", "text"],
)
def test_a_changed_one_does_not(
    case: dict[str, Any],
    old: str,
    new: str,
    header: HeaderSignature,
    body: BodyHash,
    signing: Any,
) -> None:
    _, checks = checked(case, signing, old, new)
    assert len(checks) == len(case["expect"])
    for check in checks:
        assert check.result is DkimResult.FAIL
        assert (check.header_signature, check.body_hash) == (header, body)
