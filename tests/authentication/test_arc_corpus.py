"""ARC sets of real list mail: every verdict that others reached, reached again."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    DnsAnswer,
    HeaderSignature,
    KeyState,
    RecordedResolver,
    SuppliedKeys,
    read_keys_file,
)
from provenance.authentication.arc.second_engine import agreement, second_verdict
from provenance.authentication.arc.verify import validate_chain
from provenance.basics import known

pytestmark = pytest.mark.corpus


def test_lore_chains(shared: Any, signing: Any) -> None:
    """Message signatures as the truth file has them; chains agree with a second implementation."""
    folder = shared / "corpus" / "lore-sample"
    keys = SuppliedKeys(read_keys_file(folder / "dkim-keys.tsv"))
    counted: Counter[str] = Counter()
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        message = signing.read((folder / truth["file"]).read_bytes())
        found = validate_chain(message, keys)
        counted[f"{found.result.value} {found.reason.value}"] += 1
        expected = sorted(
            (domain.lower(), selector, body, sealed)
            for header, domain, selector, _, body, sealed in truth["signatures"]
            if header == "ARC-Message-Signature"
        )
        checked = [m for one in found.instances if (m := known(one.message_signature))]
        assert len(checked) == len(expected) == len(found.instances), truth["file"]
        for one, row in zip(
            sorted(checked, key=lambda m: (m.domain, m.selector)), expected, strict=True
        ):
            assert (one.domain, one.selector, one.body_hash is BodyHash.MATCH) == row[:3]
            if one.key.state is not KeyState.NOT_ATTEMPTED:
                assert (one.header_signature is HeaderSignature.VALID) == row[3], truth["file"]
                counted["message signatures with a key"] += 1
        for instance in found.instances:
            seal = known(instance.seal)
            assert seal is not None
            if seal.key.state is not KeyState.NOT_ATTEMPTED:
                assert seal.header_signature is HeaderSignature.VALID, truth["file"]
                counted["seals that fit"] += 1
            if instance.says_nothing:
                counted["outgoing seals that say nothing"] += 1
        other = second_verdict(message, found, as_of=date(2026, 11, 26))
        counted.update(note.id.rpartition(".")[2] for note in agreement(found, other))
    assert counted == {
        "none no-chain": 105,
        "pass verified": 170,
        "fail sealed-as-failed": 48,
        "fail header-signature-mismatch": 3,
        "fail body-hash-mismatch": 1,
        "not-tested key-not-attempted": 13,
        "message signatures with a key": 234,
        "seals that fit": 234,
        "outgoing seals that say nothing": 33,
        "agree": 222,
    }


@pytest.mark.parametrize("number", ["001", "002"])
def test_stalwart_chains(number: str, shared: Any, signing: Any) -> None:
    """Two chains with their DNS answers, one of Google's, one of RSA over Ed25519."""
    data = (shared / "corpus" / "dkim-stalwart" / "arc" / f"{number}.txt").read_bytes()
    records, _, raw = data.partition(b"\n\n")
    answers = []
    for line in records.decode("ascii").splitlines():
        name, _, record = line.partition(" ")
        answers.append(DnsAnswer(name=name, type="TXT", rcode="NOERROR", data=(record,)))
    message = signing.read(raw)
    found = validate_chain(message, RecordedResolver(answers))
    assert (found.result.value, found.reason.value) == ("pass", "verified")
    assert found.oldest_pass == 0
    other = second_verdict(message, found, as_of=date(2026, 11, 26))
    assert not any(note.id.endswith("disagree") for note in agreement(found, other))


@pytest.mark.parametrize(
    ("name", "result", "reason"),
    [
        ("arc-pass.eml", "pass", "verified"),
        ("arc-pass2.eml", "pass", "verified"),
        ("arc-fail.eml", "fail", "header-signature-mismatch"),
        ("arc-fail2.eml", "fail", "header-signature-mismatch"),
        ("arc-fail3.eml", "fail", "sealed-as-failed"),
    ],
)
def test_mailauth_chains(name: str, result: str, reason: str, shared: Any, signing: Any) -> None:
    """Google's chains of mailauth's fixtures, with Google's key as stalwart's fixture has it."""
    records = (shared / "corpus" / "dkim-stalwart" / "arc" / "001.txt").read_text("utf-8")
    owner, _, record = records.splitlines()[0].partition(" ")
    answer = DnsAnswer(name=owner, type="TXT", rcode="NOERROR", data=(record,))
    message = signing.read((shared / "corpus" / "dkim-mailauth" / name).read_bytes())
    found = validate_chain(message, RecordedResolver([answer]))
    assert (found.result.value, found.reason.value) == (result, reason)
