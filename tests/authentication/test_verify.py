"""Signatures verified again: every reason by a vector, and the limits that hostile ones meet."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    ChainResolver,
    DkimReason,
    DkimResult,
    DnsAnswer,
    DnsSource,
    Expiry,
    HeaderSignature,
    KeyState,
    OfflineResolver,
    RecordedResolver,
    SuppliedKeys,
)
from provenance.authentication.dkim.agreement import agreement, own_verdict
from provenance.authentication.dkim.second_engine import causes_of, second_verdicts
from provenance.authentication.dkim.verify import MAX_SIGNATURES, Moments, verify_signatures
from provenance.basics import State
from tests.patience import must_end

DATA = Path(__file__).parent.parent / "data" / "authentication" / "verify.json"
CASES = json.loads(DATA.read_text(encoding="utf-8"))
MOMENTS = Moments(delivered=datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC), as_of=date(2026, 11, 22))


def prepare(case: dict[str, Any], signing: Any) -> tuple[Any, Any]:
    """Signed, edited message and resolver of a vector."""
    recipe = signing.Recipe(**case.get("sign", {}))
    data = signing.sign(signing.MESSAGE, recipe)
    for old, new in case.get("edits", []):
        assert data.count(old.encode()) == 1, old
        data = data.replace(old.encode(), new.encode())
    if case.get("lf"):
        data = data.replace(b"\r\n", b"\n")
    dns = case.get("dns", {})
    if dns.get("ask") == "nothing":
        resolver: Any = OfflineResolver()
    elif "rcode" in dns:
        resolver = signing.answers(rcode=dns["rcode"])
    else:
        kinds = dns.get("kinds", [dns.get("kind", recipe.key)])
        records = [
            signing.key_record(kind, tags=dns.get("tags", ""), bare=dns.get("bare", False))
            for kind in kinds
        ]
        resolver = signing.answers(
            *dns.get("records", records),
            name=dns.get("name", signing.KEY_NAME),
            grade=dns.get("grade", ""),
        )
    return signing.read(data, body=case.get("body", True)), resolver


def shown(value: Any) -> Any:
    if isinstance(value, State):
        return value.value
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_vector(case: dict[str, Any], signing: Any) -> None:
    message, resolver = prepare(case, signing)
    (check,) = verify_signatures(message, resolver, MOMENTS)
    notes = {n.id.removeprefix("authentication.dkim.") for n in check.notes}
    found = {"key_bits": check.key.bits, "key_state": check.key.state.value}
    for name, expected in case["expect"].items():
        if name == "notes":
            assert set(expected) <= notes, notes
        else:
            assert shown(found.get(name, getattr(check, name, None))) == expected, name
    part = ""
    if check.reason is DkimReason.VERIFIED and not isinstance(check.tail, State):
        part = "-part"
    if part and check.body_signed == 0:
        part = "-header"
    assert check.notes[0].id == f"authentication.dkim.reason.{check.reason.value}{part}"


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_second_engine_agrees_or_says_why(case: dict[str, Any], signing: Any) -> None:
    message, resolver = prepare(case, signing)
    (check,) = verify_signatures(message, resolver, MOMENTS)
    (second,) = second_verdicts(message, (check,))
    causes = causes_of(message, check)
    told = [n.id.rpartition(".")[2] for n in agreement(check, second, causes)]
    if case.get("second") == "differs-by-size":
        assert second.header_signature is HeaderSignature.INVALID
        assert told == ["disagree", "key-size"]
    elif case.get("second") == "differs":
        assert told == ["disagree", "repeated-from"]
    elif case.get("second") == "could-not":
        assert second.detail
        assert told[0] == "second-could-not"
        assert told[1:] == [c.name for c in causes] != []
    elif check.result is DkimResult.PASS:
        assert told == ["agree", *[c.name for c in causes if c.asked_around]], second
        assert second.detail == ""
    elif second.header_signature is not HeaderSignature.NOT_TESTABLE:
        # Nobody agrees on the text of a copy that does not hold it as it was sent.
        alone = check.body_hash is BodyHash.NOT_TESTABLE
        assert told == [
            "agree-header" if alone else "agree",
            *[c.name for c in causes if c.asked_around],
        ], second
    assert own_verdict(check).body_hash is check.body_hash


def test_every_reason_has_a_vector() -> None:
    covered = {c["expect"].get("reason") for c in CASES}
    elsewhere = {DkimReason.LIMIT_EXCEEDED.value, DkimReason.KEY_FROM_THIS_MESSAGE.value}
    assert {r.value for r in DkimReason} <= covered | elsewhere


def test_each_signature_has_its_own_answer(signing: Any) -> None:
    first = signing.sign(signing.MESSAGE, signing.Recipe())
    both = signing.sign(first, signing.Recipe(key="ed25519", algorithm="ed25519-sha256"))
    records = signing.answers(signing.key_record(), signing.key_record("ed25519"))
    checks = verify_signatures(signing.read(both), records, MOMENTS)
    assert [c.result for c in checks] == [DkimResult.PASS, DkimResult.PASS]
    assert [c.algorithm for c in checks] == ["ed25519-sha256", "rsa-sha256"]
    assert [c.field for c in checks] == [0, 1]


def test_a_signature_may_cover_the_one_below_it(signing: Any) -> None:
    first = signing.sign(signing.MESSAGE, signing.Recipe())
    names = "dkim-signature:from:subject"
    both = signing.sign(first, signing.Recipe(names=names))
    checks = verify_signatures(signing.read(both), signing.answers(signing.key_record()), MOMENTS)
    assert [c.result for c in checks] == [DkimResult.PASS, DkimResult.PASS]
    assert 1 in checks[0].covered_fields
    assert 0 not in checks[0].covered_fields


def test_supplied_keys_of_several_dates_are_all_tried(signing: Any) -> None:
    def row(record: str, seen: str) -> DnsAnswer:
        return DnsAnswer(
            name=signing.KEY_NAME,
            type="TXT",
            rcode="NOERROR",
            data=(record,),
            asked_at=seen,
            server="archive A",
            source=DnsSource.SUPPLIED,
            grade="archive",
        )

    keys = SuppliedKeys(
        [row(signing.key_record("rsa1024"), "2024"), row(signing.key_record(), "2026")]
    )
    message = signing.read(signing.sign(signing.MESSAGE, signing.Recipe()))
    (check,) = verify_signatures(message, keys, MOMENTS)
    assert check.result is DkimResult.PASS
    assert (check.key.source, check.key.server, check.key.asked_at, check.key.grade) == (
        "supplied",
        "archive A",
        "2026",
        "archive",
    )
    notes = {n.id for n in check.notes}
    assert "authentication.dkim.note.key-supplied" in notes
    # Keys of two dates are two answers that differ: said, and left to the reader's eye.
    assert check.key.contradicted


def held(signing: Any, *rows: tuple[str, tuple[str, ...], str]) -> RecordedResolver:
    """Answers of the key's name: rcode, records and source of each."""
    return RecordedResolver(
        DnsAnswer(
            name=signing.KEY_NAME,
            type="TXT",
            rcode=rcode,
            data=data,
            source=DnsSource(source),
            asked_at="2026-05-20T10:00:00Z",
            server="192.0.2.53",
        )
        for rcode, data, source in rows
    )


@pytest.mark.parametrize("source", ["live", "recorded", "supplied"])
@pytest.mark.parametrize(
    ("other", "contradicted"),
    [
        (("NOERROR", "rsa1024"), True),
        (("NOERROR", "revoked"), True),
        (("NXDOMAIN", ""), True),
        (("NOERROR", ""), True),
        (("NOERROR", "same, other blanks"), False),
        (("SERVFAIL", ""), False),
    ],
)
def test_contradicting_answers_are_named_whatever_their_source(
    signing: Any, source: str, other: tuple[str, str], contradicted: bool
) -> None:
    ours = signing.key_record()
    records = {
        "rsa1024": signing.key_record("rsa1024"),
        "revoked": "v=DKIM1; p=",
        "same, other blanks": ours.replace("; p=", " ;p= "),
    }
    rcode, kind = other
    data = (records[kind],) if kind else ()
    message = signing.read(signing.sign(signing.MESSAGE, signing.Recipe()))
    resolver = held(signing, ("NOERROR", (ours,), source), (rcode, data, "recorded"))
    (check,) = verify_signatures(message, resolver, MOMENTS)
    assert check.result is DkimResult.PASS
    assert check.key.contradicted is contradicted
    said = "authentication.dkim.note.key-conflict" in {n.id for n in check.notes}
    assert said is contradicted


def test_one_answer_with_several_keys_contradicts_nothing(signing: Any) -> None:
    records = (signing.key_record("rsa1024"), signing.key_record())
    message = signing.read(signing.sign(signing.MESSAGE, signing.Recipe()))
    (check,) = verify_signatures(message, held(signing, ("NOERROR", records, "live")), MOMENTS)
    assert not check.key.contradicted


@pytest.mark.parametrize(
    ("source", "asked_at", "server", "note"),
    [
        ("live", "2026-05-20T10:00:00Z", "192.0.2.53", "key-answer-live"),
        ("recorded", "2026-05-20T10:00:00Z", "192.0.2.53", "key-answer-recorded"),
        ("live", "", "192.0.2.53", "key-undated"),
        ("live", "2026-05-20T10:00:00Z", " ", "key-undated"),
        ("recorded", "some day", "192.0.2.53", "key-undated"),
    ],
)
def test_an_answer_is_said_in_its_own_words(
    signing: Any, source: str, asked_at: str, server: str, note: str
) -> None:
    """A file can say of itself that it was asked live: the note says that the file says so."""
    answer = DnsAnswer(
        name=signing.KEY_NAME,
        type="TXT",
        rcode="NOERROR",
        data=(signing.key_record(),),
        source=DnsSource(source),
        asked_at=asked_at,
        server=server,
    )
    message = signing.read(signing.sign(signing.MESSAGE, signing.Recipe()))
    (check,) = verify_signatures(message, RecordedResolver([answer]), MOMENTS)
    assert f"authentication.dkim.note.{note}" in {n.id for n in check.notes}
    assert check.key.dated is (note != "key-undated")


@pytest.mark.parametrize(("late", "expected"), [(300, 0), (301, 301), (-50, 0)])
def test_a_seal_dated_after_delivery_is_counted(signing: Any, late: int, expected: int) -> None:
    assert MOMENTS.delivered is not None
    at = int(MOMENTS.delivered.timestamp()) + late
    data = signing.sign(signing.MESSAGE, signing.Recipe(extra=f" t={at};"))
    (check,) = verify_signatures(signing.read(data), signing.answers(signing.key_record()), MOMENTS)
    assert check.signed_after_delivery_seconds == expected
    said = "authentication.dkim.note.signed-after-delivery" in {n.id for n in check.notes}
    assert said is bool(expected)


def test_a_supplied_key_that_dns_contradicts_is_named(signing: Any) -> None:
    supplied = DnsAnswer(
        name=signing.KEY_NAME,
        type="TXT",
        rcode="NOERROR",
        data=(signing.key_record(),),
        source=DnsSource.SUPPLIED,
    )
    chain = ChainResolver(
        [SuppliedKeys([supplied]), signing.answers(signing.key_record("rsa1024"))]
    )
    message = signing.read(signing.sign(signing.MESSAGE, signing.Recipe()))
    (check,) = verify_signatures(message, chain, MOMENTS)
    assert check.result is DkimResult.PASS
    assert "authentication.dkim.note.key-conflict" in {n.id for n in check.notes}


def test_x_google_signature_can_be_checked_by_its_name(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe(header="X-Google-DKIM-Signature"))
    resolver = signing.answers(signing.key_record())
    assert verify_signatures(signing.read(data), resolver, MOMENTS) == ()
    (check,) = verify_signatures(
        signing.read(data), resolver, MOMENTS, header="X-Google-DKIM-Signature"
    )
    assert check.result is DkimResult.PASS


def test_unknown_delivery_time_leaves_expiry_open(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe(extra=" x=1779372100;"))
    moments = Moments(delivered=None, as_of=date(2026, 5, 1))
    (check,) = verify_signatures(signing.read(data), signing.answers(signing.key_record()), moments)
    assert check.expiry_at_delivery is Expiry.UNKNOWN
    assert check.expiry_as_of is Expiry.NOT_EXPIRED


HOSTILE = {
    "huge-b": b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AA==; b="
    + b"A" * 1_000_000
    + b"\r\n",
    "many-names": b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; bh=AA==; b=AAAA; h="
    + b"from:" * 10_000
    + b"to\r\n",
    "blank-run": b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=a.example; s=s; h=from;"
    + b" \t" * 20_000
    + b" bh=AA==; b=AAAA\r\n",
    "not-text": b"DKIM-Signature: \xff\xfe\x00;;;===\r\n",
    "empty": b"DKIM-Signature:\r\n",
    "only-colon-names": b"DKIM-Signature: v=1; a=rsa-sha256; d=a; s=s; h=:::; bh=; b=\r\n",
    "many-signatures": b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from;"
    b" bh=AA==; b=AAAA\r\n" * 3000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_signatures_end_in_a_result(name: str, signing: Any) -> None:
    data = HOSTILE[name] + signing.MESSAGE + b" \t" * 50_000
    message = signing.read(data)
    resolver = signing.answers(signing.key_record(), name="s._domainkey.a.example")
    with must_end():
        checks = verify_signatures(message, resolver, MOMENTS)
        seconds = second_verdicts(message, checks)
    assert checks
    assert len(checks) == len(seconds)
    assert not any(c.result is DkimResult.PASS for c in checks)
    if name == "many-signatures":
        limited = [c for c in checks if c.reason is DkimReason.LIMIT_EXCEEDED]
        assert len(limited) == len(checks) - MAX_SIGNATURES
        assert limited[0].body_hash is BodyHash.NOT_TESTABLE
    if name in {"huge-b", "many-names"}:
        assert checks[0].reason is DkimReason.LIMIT_EXCEEDED
        assert checks[0].key.state is KeyState.NOT_ATTEMPTED
