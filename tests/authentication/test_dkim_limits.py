"""Hostile and huge input: bounded passes over the body, bounded memory, a reason for each."""

from __future__ import annotations

import base64
import hashlib
import tracemalloc
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    Repair,
    RepairOutcome,
    UnsignedTail,
)
from provenance.authentication.dkim import canonical
from provenance.authentication.dkim.canonical import relaxed_body
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.repair import search
from provenance.authentication.dkim.repair_edits import Budget
from provenance.authentication.dkim.tail import unsigned_tail
from provenance.authentication.dkim.verify import Moments, verify_bytes, verify_prepared

MOMENTS = Moments(delivered=None, as_of=date(2026, 11, 22))
MEGABYTES = 60
LINE = b"This  line has seventy-six octets, blanks and a tab\tin it, and ends here. \r\n"
BIG = LINE * (MEGABYTES * 1024 * 1024 // len(LINE))


def field(length: str, hashed: bytes, form: str = "relaxed/relaxed") -> bytes:
    """A signature field of the right form; its header signature is made up."""
    bh = base64.b64encode(hashed)
    seal = base64.b64encode(b"\x01" * 256)
    return (
        b"DKIM-Signature: v=1; a=rsa-sha256; c=%s; d=harbourvale.example; s=s1;%s h=from;"
        b" bh=%s; b=%s\r\n" % (form.encode(), length.encode(), bh, seal)
    )


@pytest.mark.parametrize("mode", ["relaxed/relaxed", "simple/simple"])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_a_huge_message_takes_bounded_memory(signing: Any, mode: str, line_end: bytes) -> None:
    body = BIG.replace(b"\r\n", line_end)
    line = relaxed_body(LINE) if mode.startswith("relaxed") else LINE
    hashed = hashlib.sha256(line * (len(BIG) // len(LINE))).digest()
    raw = field("", hashed, mode).replace(b"\r\n", line_end) + b"From: a@a.example" + line_end * 2
    raw += body
    resolver = signing.answers(signing.key_record())
    tracemalloc.start()
    (check,) = verify_bytes(raw, resolver, MOMENTS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert check.body_hash is BodyHash.MATCH
    assert check.reason is DkimReason.HEADER_SIGNATURE_MISMATCH
    # Blocks of 256 kB and the copies that one of them goes through.
    assert peak < 8 * 1024 * 1024


def test_many_lengths_over_a_huge_body_cost_one_pass(signing: Any) -> None:
    line = relaxed_body(LINE)
    total = len(line) * (len(BIG) // len(LINE))
    whole = hashlib.sha256()
    fields, at = [], 0
    for number in range(64):
        lines = number * 1_000
        whole.update(line * (lines - at))
        at = lines
        fields.append(field(f" l={lines * len(line)};", whole.digest()))
    raw = b"".join(fields) + b"From: a@a.example\r\n\r\n" + BIG
    prepared = SignedMessage.of_bytes(raw)
    checks = verify_prepared(prepared, signing.answers(signing.key_record()), MOMENTS)
    assert len(checks) == 64
    assert {c.body_hash for c in checks} == {BodyHash.MATCH}
    assert prepared.hasher.octets == len(BIG)
    for number, check in enumerate(checks):
        assert check.body_total == total
        assert isinstance(check.tail, UnsignedTail)
        start = len(raw) - len(BIG) + number * 1_000 * len(LINE)
        assert (check.tail.start, check.tail.end) == (start, len(raw))
        assert check.tail.line_first == 67 + number * 1_000
        assert check.tail.line_last == 66 + len(BIG) // len(LINE)


def test_the_search_over_a_huge_body_is_cut_short_and_says_so(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe()).replace(b"Dear all", b"Dear few")
    prepared = SignedMessage(signing.read(data + BIG, body=True))
    (check,) = verify_prepared(prepared, signing.answers(signing.key_record()), MOMENTS)
    assert check.reason is DkimReason.BODY_HASH_MISMATCH
    found = search(prepared, check, Budget.of(prepared))
    assert isinstance(found, Repair)
    assert found.outcome is RepairOutcome.LIMIT
    assert not found.complete
    assert found.octets <= len(data + BIG)


def test_length_beyond_the_body_has_its_note(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe(extra=" l=99999999999999999999999;"))
    (check,) = verify_bytes(data, signing.answers(signing.key_record()), MOMENTS)
    assert check.result is DkimResult.PASS
    assert check.body_signed == check.body_total
    assert "authentication.dkim.note.length-beyond-body" in {note.id for note in check.notes}


@given(
    st.lists(st.sampled_from([b" ", b"\t", b"x", b"y", b"\r\n", b"\n", b"\r"]), max_size=30),
    st.sampled_from(["simple", "relaxed"]),
    st.integers(0, 40),
    st.integers(1, 9),
)
def test_the_tail_begins_where_the_signed_part_ends(
    pieces: list[bytes], mode: str, signed: int, block: int
) -> None:
    raw = b"From: a@a.example\r\n\r\n" + b"".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "BLOCK", block)
        prepared = SignedMessage.of_bytes(raw)
        whole = prepared.hasher.canonical(mode)
        if signed >= len(whole):
            return
        tail = unsigned_tail(prepared, mode, signed)
    start, end = prepared.body
    assert start <= tail.start <= tail.end == end
    before = prepared.canonical_lines(start, tail.start, mode)
    assert len(before) <= signed
    assert whole.startswith(before.rstrip(b" \r"))
    if tail.start < end:
        assert tail.line_first == raw.count(b"\n", 0, tail.start) + 1


@pytest.mark.parametrize("blank", [b" ", b"\t", b" \t", b"\r\n", b"x"])
def test_endless_runs_are_linear(signing: Any, blank: bytes) -> None:
    """One line of blanks, and blank lines only: each octet is looked at once."""
    body = b"a" + blank * (4 * 1024 * 1024 // len(blank)) + b"b\r\n"
    expected = {b"\r\n": body, b"x": body}.get(blank, b"a b\r\n")
    raw = field("", hashlib.sha256(expected).digest()) + b"From: a@a.example\r\n\r\n" + body
    prepared = SignedMessage.of_bytes(raw)
    (check,) = verify_prepared(prepared, signing.answers(signing.key_record()), MOMENTS)
    assert check.body_hash is BodyHash.MATCH
    assert prepared.hasher.octets == len(body)


@pytest.mark.parametrize("size", [512, 1024, 2048, 4096])
def test_rsa_beside_ed25519(signing: Any, size: int) -> None:
    """Two signatures of one message, each with its own answer, whatever the RSA key's size."""
    kind = f"rsa{size}"
    first = signing.sign(signing.MESSAGE, signing.Recipe(key=kind))
    both = signing.sign(first, signing.Recipe(key="ed25519", algorithm="ed25519-sha256"))
    records = signing.answers(signing.key_record(kind), signing.key_record("ed25519"))
    newer, older = verify_bytes(both, records, MOMENTS)
    assert newer.result is DkimResult.PASS
    assert older.header_signature.value == "valid"
    assert older.key.bits == size
    short = size < 1024
    assert older.reason is (DkimReason.KEY_TOO_SHORT if short else DkimReason.VERIFIED)


def test_a_bare_reading_finds_what_the_whole_reading_finds(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe())
    resolver = signing.answers(signing.key_record())
    for raw in (
        data,
        data.replace(b"\r\n", b"\n"),
        b"\r\n" + data,
        b"\xef\xbb\xbf" + data,
        b"From x Thu May 14 14:02:10 2026\r\n" + data,
        data.replace(b"To: everybody", b"no field\r\nTo: everybody"),
        data.partition(b"\r\n\r\n")[0] + b"\r\n",
        b"",
        b"\r\n\r\n",
        b"no header at all",
    ):
        whole = verify_prepared(SignedMessage(signing.read(raw)), resolver, MOMENTS)
        assert verify_bytes(raw, resolver, MOMENTS) == whole
