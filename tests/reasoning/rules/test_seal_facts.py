"""Facts of seals: what a changed copy shows, and what a copy as it came does not."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from provenance.authentication import OfflineResolver, RecordedResolver, check, read_dns_file
from provenance.authentication.resolver import Resolver
from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.engine import Outcome, evaluate
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.load import load_rules
from provenance.reasoning.rules.vocabulary import LISTS, RECORDS
from provenance.trace import trace_message

SAMPLES = Path(__file__).resolve().parents[3] / "sample_messages"
NEW = (
    "authentication.arc-set-missing",
    "authentication.changed-after-sealing",
    "authentication.expired-at-arrival",
    "authentication.header-changed-after-pass",
    "authentication.recorded-seal-missing",
    "authentication.repeated-sealed-field",
    "authentication.seal-does-not-fit",
    "authentication.sealed-days-before-arrival",
    "authentication.text-behind-seal",
    "authentication.text-does-not-fit-seal",
    "timestamp.date-after-seal",
)
ARC = (
    b"ARC-Seal: i=%d; a=rsa-sha256; d=a.example; s=s; cv=none; b=AAAA\r\n"
    b"ARC-Message-Signature: i=%d; a=rsa-sha256; d=a.example; s=s; h=from; bh=AAAA; b=AAAA\r\n"
    b"ARC-Authentication-Results: i=%d; a.example; spf=pass smtp.mailfrom=a.example\r\n"
)


@lru_cache(maxsize=1)
def sample() -> bytes:
    return (SAMPLES / "mass-mailing-gmail.eml").read_bytes()


@lru_cache(maxsize=1)
def recorded() -> Resolver:
    return RecordedResolver(read_dns_file(SAMPLES / "dns.jsonl"))


def facts(data: bytes, resolver: Resolver | None = None) -> FactBase:
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message)
    checks = check(
        message, trace, resolver or recorded(), as_of=date(2026, 6, 3), cross_check=False
    )
    return fact_base(message, trace, checks, trace.attestations, read_clocks(message, trace))


def matching(base: FactBase) -> set[str]:
    return {
        rule.id
        for rule in load_rules().rules
        if rule.id in NEW and evaluate(rule, base).outcome is Outcome.MATCH
    }


def test_the_facts_are_those_of_the_vocabulary() -> None:
    base = facts(ARC % (1, 1, 1) + sample())
    assert base.lists["seals"]
    assert {one.facts["name"] for one in base.lists["seals"]} >= {"DKIM-Signature", "ARC-Seal"}
    for one in base.lists["seals"]:
        assert set(one.facts) == set(LISTS["seals"])
    for one in base.lists["reported"]:
        assert set(one.facts) == set(LISTS["reported"])
    assert set(base.records["chain"].facts) == set(RECORDS["chain"])


def test_a_copy_as_it_came_shows_nothing() -> None:
    base = facts(sample())
    assert all(one.facts["header_fits"] is True for one in base.lists["seals"])
    assert all(one.facts["text_fits"] is True for one in base.lists["seals"])
    assert matching(base) == set()


def test_without_a_key_no_header_is_judged() -> None:
    base = facts(sample().replace(b"\r\nSubject: ", b"\r\nSubject: Not ", 1), OfflineResolver())
    assert all(one.facts["header_fits"] is State.NOT_ATTEMPTED for one in base.lists["seals"])
    assert matching(base) == set()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"\r\nDate: ", b"\r\nDate: (seen) ", "authentication.header-changed-after-pass"),
        (b"the", b"teh", "authentication.text-does-not-fit-seal"),
        (
            b"\r\nSubject: ",
            b"\r\nSubject: other\r\nSubject: ",
            "authentication.repeated-sealed-field",
        ),
    ],
)
def test_a_change_is_seen(old: bytes, new: bytes, expected: str) -> None:
    head, gap, body = sample().partition(b"\r\n\r\n")
    if old in {b"the"}:
        body = body.replace(old, new, 1)
    else:
        head = head.replace(old, new, 1)
    assert expected in matching(facts(head + gap + body))


def test_a_seal_that_was_recorded_and_taken_out_is_missed() -> None:
    data = sample()
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    spans = [f.span for f in message.fields if f.lname == "dkim-signature"]
    for span in reversed(spans):
        data = data[: span.start] + data[span.end :]
    assert spans
    assert matching(facts(data)) == {"authentication.recorded-seal-missing"}


def test_a_gap_in_the_chain() -> None:
    whole = facts(ARC % (2, 2, 2) + ARC % (1, 1, 1) + sample())
    gap = facts(ARC % (3, 3, 3) + ARC % (1, 1, 1) + sample())
    assert whole.records["chain"].facts["complete"] is True
    assert gap.records["chain"].facts == {"sets": 2, "complete": False, "missing": 2, "newest": 3}
    assert "authentication.arc-set-missing" in matching(gap)
    assert facts(sample()).records["chain"].facts["complete"] is State.ABSENT


def test_a_date_after_the_seal() -> None:
    signed = b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; t=%d; h=from; bh=AAAA; b=AA\r\n"
    head = b"From: a@a.example\r\nDate: Thu, 14 May 2026 14:02:10 +0000\r\n\r\nx\r\n"
    at = 1_778_767_330  # 2026-05-14T14:02:10Z
    assert "timestamp.date-after-seal" in matching(facts(signed % (at - 301) + head))
    assert "timestamp.date-after-seal" not in matching(facts(signed % (at - 299) + head))


def test_a_header_that_was_returned_alone_has_no_text_to_compare() -> None:
    head, _, _ = sample().partition(b"\r\n\r\n")
    base = facts(head + b"\r\n\r\n")
    assert {one.facts["text_fits"] for one in base.lists["seals"]} <= {
        State.ABSENT,
        State.NOT_APPLICABLE,
    }
