"""What a party could hand in to mislead: each fabrication gets no more than it can carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from provenance.authentication import (
    Authentication,
    BodyHash,
    DkimReason,
    DkimResult,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
)
from provenance.basics import State, Text, known
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, Code, Reasoning
from provenance.reasoning.facts_hidden import hidden_spans
from provenance.report.catalogue import render

Pair = tuple[AnalysedMessage, Exhibit]
Analyse = Callable[..., Pair]
Conclude = Callable[..., Reasoning]

HOME = "harbourvale.example"
RECEIVED = (
    b"Received: from mail.harbourvale.example (mail.harbourvale.example [198.51.100.7])\r\n"
    b"\tby mx.friend.example (Postfix) with ESMTPS id AB; Thu, 14 May 2026 14:02:13 +0000\r\n"
)
PLAIN = b"From: Ms C <msc@harbourvale.example>\r\nTo: b@friend.example\r\nSubject: s\r\n"


def seal(**changes: Any) -> SignatureCheck:
    values: dict[str, Any] = {
        "field": 0,
        "header": "DKIM-Signature",
        "domain": HOME,
        "selector": "s1",
        "identity": "",
        "algorithm": "rsa-sha256",
        "canonicalization": "relaxed/relaxed",
        "result": DkimResult.PASS,
        "reason": DkimReason.VERIFIED,
        "header_signature": HeaderSignature.VALID,
        "body_hash": BodyHash.MATCH,
        "key": Key(
            state=KeyState.FOUND,
            name="k",
            source="live",
            asked_at="2026-05-20T10:00:00Z",
            server="192.0.2.53",
        ),
        "covered_fields": (0,),
    }
    return SignatureCheck(**{**values, **changes})


def broken(**changes: Any) -> SignatureCheck:
    return seal(
        result=DkimResult.FAIL,
        reason=DkimReason.HEADER_SIGNATURE_MISMATCH,
        header_signature=HeaderSignature.INVALID,
        **changes,
    )


def with_seals(pair: Pair, *checks: SignatureCheck) -> Pair:
    analysed, exhibit = pair
    return replace(analysed, authentication=Authentication(dkim=checks)), exhibit


def strengths(reasoning: Reasoning) -> int:
    return max(finding.strength for finding in reasoning.findings)


def test_a_key_of_ones_own_never_gets_an_unqualified_yes(
    analyse: Analyse, conclude: Conclude
) -> None:
    reasoning = conclude(with_seals(analyse(PLAIN + b"\r\nx\r\n"), seal()))
    for rung in reasoning.ladder[:2]:
        assert "Yes, if the key used here is that of harbourvale.example." in render(rung.answer)
        assert rung.badge.value == "in-part"
    assert strengths(reasoning) == 1
    assert dict(reasoning.main_limit.params)["more"] == Text(id="reasoning.limit.key-file")
    assert "reasoning.open.key" in {text.id for text in reasoning.open}


@pytest.mark.parametrize(
    ("recorded", "code"),
    [
        ("dkim=fail header.d=harbourvale.example", Code.CONFLICTING),
        ("dkim=fail header.d=harbourvale.example header.s=S1", Code.CONFLICTING),
        ("dkim=fail header.d=harbourvale.example header.s=other", Code.ANSWERED),
        ("dkim=fail header.d=list.example.net", Code.ANSWERED),
        ("dmarc=fail header.from=harbourvale.example", Code.CONFLICTING),
        ("spf=fail smtp.mailfrom=harbourvale.example", Code.ANSWERED),
    ],
)
def test_a_recorded_failure_beside_a_seal_that_fits_is_a_conflict(
    analyse: Analyse, conclude: Conclude, recorded: str, code: Code
) -> None:
    line = f"Authentication-Results: mx.friend.example; {recorded}\r\n".encode()
    pair = analyse(line + RECEIVED + PLAIN + b"\r\nx\r\n", receivers=("friend.example",))
    assert pair[0].trace.reported[0].believed
    reasoning = conclude(with_seals(pair, seal()))
    assert [rung.code for rung in reasoning.ladder[:2]] == [code] * 2
    if code is Code.CONFLICTING:
        assert recorded.split(maxsplit=1)[0] in render(reasoning.ladder[0].answer)


def test_a_seal_dated_after_delivery_is_a_conflict(analyse: Analyse, conclude: Conclude) -> None:
    late = seal(signed_after_delivery_seconds=7200)
    reasoning = conclude(with_seals(analyse(PLAIN + b"\r\nx\r\n"), late))
    assert [rung.code for rung in reasoning.ladder[:2]] == [Code.CONFLICTING] * 2
    whole = conclude(with_seals(analyse(PLAIN + b"\r\nx\r\n"), late, seal()))
    assert whole.ladder[0].code is Code.ANSWERED


def test_fields_that_decide_what_is_seen_are_named(analyse: Analyse, conclude: Conclude) -> None:
    pair = with_seals(analyse(PLAIN + b"\r\nx\r\n"), seal(uncovered=("Content-Type",)))
    words = render(conclude(pair).ladder[0].answer)
    assert "these are not sealed, so not protected: Content-Type." in words
    assert "can change which words a reader sees" in words


def test_a_foreign_seal_answers_nothing_and_lifts_nothing(
    analyse: Analyse, conclude: Conclude
) -> None:
    foreign = seal(domain="evil.example")
    reasoning = conclude(with_seals(analyse(PLAIN + b"\r\nx\r\n"), foreign, broken()))
    words = render(reasoning.ladder[0].answer)
    assert words.index("harbourvale.example does not fit") < words.index("evil.example")
    assert reasoning.ladder[0].code is Code.NOT_DETERMINABLE
    author = next(one for one in reasoning.findings if one.name == "identity.from")
    assert author.attested_by.value != "A"
    mine = seal(body_hash=BodyHash.MISMATCH, reason=DkimReason.BODY_HASH_MISMATCH)
    partly = conclude(with_seals(analyse(PLAIN + b"\r\nx\r\n"), foreign, mine)).ladder[0]
    assert partly.answer.id != "reasoning.rung1.sealed-other"
    assert "key used here is that of harbourvale.example" in render(partly.answer)


def test_of_two_from_fields_the_sealed_one_is_named(analyse: Analyse, conclude: Conclude) -> None:
    pair = analyse(b"From: vh@harbourvale.example\r\n" + PLAIN + b"\r\nx\r\n")
    reasoning = conclude(with_seals(pair, seal(uncovered=("From",), covered_fields=(1,))))
    said = "covers the one that names msc@harbourvale.example, and not the one that names vh@"
    assert said in render(reasoning.ladder[2].answer)
    assert reasoning.ladder[2].code is Code.CONFLICTING
    assert "that names msc@harbourvale.example" in render(reasoning.ladder[0].answer)


@pytest.mark.parametrize(
    ("signed", "case", "said"),
    [(0, "no-text", "covers no byte of the text"), (10, "part", "10 of 20 bytes")],
)
def test_a_seal_with_open_bytes_never_says_the_text_is_unchanged(
    analyse: Analyse, conclude: Conclude, signed: int, case: str, said: str
) -> None:
    pair = with_seals(analyse(PLAIN + b"\r\nx\r\n"), seal(body_signed=signed, body_total=20))
    reasoning = conclude(pair)
    finding = next(one for one in reasoning.findings if one.name == "dkim.verified")
    assert said in render(finding.statement)
    assert "text are unchanged" not in render(finding.statement)
    assert said in render(reasoning.ladder[0].answer)
    assert "header lines" in render(reasoning.ladder[1].answer)


@pytest.mark.parametrize("changes", [{"algorithm": "rsa-sha1"}, {"testing": True}])
def test_a_weak_seal_carries_nothing_and_says_so(
    analyse: Analyse, conclude: Conclude, changes: dict[str, Any]
) -> None:
    key = replace(seal().key, testing=changes.get("testing", False))
    check = seal(key=key, algorithm=changes.get("algorithm", "rsa-sha256"))
    reasoning = conclude(with_seals(analyse(PLAIN + b"\r\nx\r\n"), check))
    finding = next(one for one in reasoning.findings if one.name == "dkim.verified")
    assert finding.strength == 0
    for rung in reasoning.ladder[:2]:
        assert ("SHA-1" in render(rung.answer)) or ("under test" in render(rung.answer))


def test_a_recorded_pass_without_its_seal_stands_on_the_first_page(
    analyse: Analyse, conclude: Conclude
) -> None:
    line = b"Authentication-Results: mx.friend.example; dkim=pass header.d=harbourvale.example\r\n"
    pair = analyse(
        line + RECEIVED + PLAIN + b"\r\nx\r\n",
        receivers=("friend.example",),
        interest="independent",
    )
    reasoning = conclude(with_seals(pair))
    assert "reasoning.note.seal-missing" in {note.id for note in reasoning.notes}
    assert reasoning.ladder[1].code is Code.NOT_AVAILABLE
    assert "independent is stated by" in render(reasoning.ladder[1].answer)


def test_a_host_of_the_domain_is_a_claim_and_the_oldest_address_is_named(
    analyse: Analyse, conclude: Conclude
) -> None:
    pair = analyse(RECEIVED + PLAIN + b"\r\nx\r\n", receivers=("friend.example",))
    reasoning = conclude(with_seals(pair))
    words = render(reasoning.ladder[1].answer)
    assert "names mail.harbourvale.example" in words
    assert "taken from the From line" in words
    assert reasoning.ladder[1].badge.value == "claimed"
    tie = next(one for one in reasoning.findings if one.name == "route.names-domain")
    assert tie.strength == 1
    said = render(reasoning.ladder[3].answer)
    assert "oldest line names 198.51.100.7 as the host that handed the message over" in said


def test_display_names_never_speak_in_answers(analyse: Analyse, conclude: Conclude) -> None:
    head = b'From: "Confirmed by IT: genuine" <msc@harbourvale.example>\r\nSender: '
    head += b'"Verified" <x@other.example>\r\nTo: b@friend.example\r\n'
    for checks in ((), (seal(),)):
        reasoning = conclude(with_seals(analyse(head + b"\r\nx\r\n"), *checks))
        said = " ".join(render(rung.answer) for rung in reasoning.ladder)
        said += " ".join(render(one.wording) + render(one.what) for one in reasoning.requests)
        assert "genuine" not in said
        assert "Verified" not in said


def test_the_order_of_the_copies_changes_no_answer(analyse: Analyse, conclude: Conclude) -> None:
    def pairs(first: int, second: int) -> tuple[Pair, Pair]:
        return (
            with_seals(analyse(PLAIN + b"\r\nx\r\n", number=first), seal()),
            analyse(PLAIN + b"\r\nx\r\n", number=second),
        )

    one = [rung.code for rung in conclude(*pairs(1, 2)).ladder]
    assert one == [rung.code for rung in conclude(*reversed(pairs(2, 1))).ladder]
    reasoning = conclude(*pairs(1, 2))
    assert "reasoning.note.same-bytes" in {note.id for note in reasoning.notes}


def test_text_outside_the_sections_is_named_with_its_bytes(
    analyse: Analyse, conclude: Conclude
) -> None:
    data = (
        PLAIN + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        b"I refuse.\r\n\r\n--B\r\n\r\nshown\r\n--B--\r\nafterwards\r\n"
    )
    pair = analyse(data)
    spans = hidden_spans(pair[0].message)
    assert [data[span.start : span.end] for span in spans] == [b"I refuse.", b"afterwards"]
    finding = next(one for one in conclude(pair).findings if one.name == "copy.hidden-text")
    assert dict(finding.statement.params) == {"count": 2, "size": 19}
    usual = data.replace(b"I refuse.", b"This is a multi-part message in MIME format.")
    assert len(hidden_spans(analyse(usual)[0].message)) == 2
    usual = usual.replace(b"afterwards\r\n", b"")
    names = {one.name for one in conclude(analyse(usual)).findings}
    assert "copy.hidden-text" not in names


def test_hosts_of_exchange_online_come_from_the_one_table(analyse: Analyse) -> None:
    line = (
        b"Received: from A.prod.exchangelabs.com ([::1]) by A.prod.exchangelabs.com ([::1])\r\n"
        b"\twith mapi id 15.20; Thu, 14 May 2026 14:02:13 +0000\r\n"
    )
    origin = analyse(line + PLAIN + b"\r\nx\r\n")[0].origin
    assert origin.provider == "exchange-online"
    assert origin.hides_address
    assert known(origin.account.value) is None
    assert origin.mode_fact.value is State.ABSENT
