"""Canonicalization: the RFC's examples, and its laws over any bytes."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication.dkim import canonical
from provenance.authentication.dkim.canonical import (
    BodyHasher,
    collapse_blanks,
    crlf,
    has_bare_lf,
    relaxed_body,
    relaxed_field,
    simple_body,
)
from provenance.authentication.dkim.fields import without_signature

BODIES = st.lists(
    st.sampled_from(
        [b" ", b"\t", b"\r\n", b"\r", b"x", b"yz", b"  ", b"\r\n\r\n", b"\x0b", b"\x00"]
    ),
    max_size=40,
).map(b"".join)


def test_examples_of_the_rfc() -> None:
    # RFC 6376 §3.4.5
    body = b" C \r\nD \t E\r\n\r\n\r\n"
    assert relaxed_body(body) == b" C\r\nD E\r\n"
    assert simple_body(body) == b" C \r\nD \t E\r\n"
    assert relaxed_field(b"A", b" X\r\n") == b"a:X"
    assert relaxed_field(b"B ", b" Y\t\r\n\tZ  \r\n") == b"b:Y Z"


@pytest.mark.parametrize(
    ("body", "simple", "relaxed"),
    [
        (b"", b"\r\n", b""),
        (b"\r\n", b"\r\n", b""),
        (b"\r\n\r\n", b"\r\n", b""),
        (b" \r\n", b" \r\n", b""),
        (b"x", b"x\r\n", b"x\r\n"),
        (b"x \t", b"x \t\r\n", b"x\r\n"),
        (b"x\r\n \r\n\r\n", b"x\r\n \r\n", b"x\r\n"),
        (b"x\r\r\n", b"x\r\r\n", b"x\r\r\n"),
        (b"x\r", b"x\r\r\n", b"x\r\r\n"),
    ],
)
def test_ends_of_bodies(body: bytes, simple: bytes, relaxed: bytes) -> None:
    assert simple_body(body) == simple
    assert relaxed_body(body) == relaxed


@given(BODIES)
def test_laws_of_bodies(body: bytes) -> None:
    simple, relaxed = simple_body(body), relaxed_body(body)
    assert simple_body(simple) == simple
    assert relaxed_body(relaxed) == relaxed
    assert relaxed_body(simple) == relaxed
    assert relaxed_body(body + b"\r\n") == relaxed
    assert not re.search(rb"[ \t]\r\n|[ \t]{2}|\t", relaxed)
    assert simple.endswith(b"\r\n")
    assert not relaxed or relaxed.endswith(b"\r\n")


@given(BODIES)
def test_line_ends_of_a_copy_change_nothing(body: bytes) -> None:
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"").replace(b"\n", b"\r\n")
    copied = body.replace(b"\r\n", b"\n")
    assert crlf(copied) == body
    assert crlf(body) == body


@given(st.binary(max_size=60))
def test_a_relaxed_field_is_stable(value: bytes) -> None:
    once = relaxed_field(b"Subject", value)
    name, _, rest = once.partition(b":")
    assert name == b"subject"
    assert relaxed_field(name, rest) == once
    assert relaxed_field(b"SUBJECT \t", b" \t" + value + b"\t ") == once


@pytest.mark.parametrize(
    ("value", "emptied"),
    [
        (b" v=1; b=abc; h=from\r\n", b" v=1; b=; h=from\r\n"),
        (b" v=1; bh=xb=; b =\r\n\tab c\r\n", b" v=1; bh=xb=; b ="),
        (b" bh=b; b=x", b" bh=b; b="),
        (b" nothing\r\n", b" nothing\r\n"),
        (b"b=1;b=2", b"b=;b=2"),
    ],
)
def test_the_signature_is_emptied_in_place(value: bytes, emptied: bytes) -> None:
    assert without_signature(value) == emptied


def test_one_pass_serves_every_length() -> None:
    """64 different ``l=`` and both modes cost two passes, not 128."""
    body = b"some  text \r\n" * 50 + b"\r\n\r\n"
    hasher = BodyHasher(body)
    for mode in ("simple", "relaxed"):
        for length in (None, *range(63), 10**9):
            hasher.plan(mode, "sha256", length)
    for mode, whole in (("simple", simple_body(body)), ("relaxed", relaxed_body(body))):
        assert hasher.length(mode) == len(whole)
        for length in (None, *range(63), 10**9):
            expected = hashlib.sha256(whole[:length]).digest()
            assert hasher.digest(mode, "sha256", length) == expected
    assert hasher.octets == 2 * len(body)


@given(BODIES, st.sampled_from(["simple", "relaxed"]), st.integers(1, 12), st.booleans())
def test_blocks_make_no_difference(body: bytes, mode: str, block: int, lf: bool) -> None:
    body = crlf(body).replace(b"\r\n", b"\n") if lf else crlf(body)
    whole = (relaxed_body if mode == "relaxed" else simple_body)(crlf(body))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "BLOCK", block)
        hasher = BodyHasher(body, as_crlf=lf)
        assert hasher.canonical(mode) == whole
        cuts = range(len(whole) + 2)
        for cut in cuts:
            hasher.plan(mode, "sha256", cut)
        for cut in cuts:
            assert hasher.digest(mode, "sha256", cut) == hashlib.sha256(whole[:cut]).digest()


@given(st.lists(st.sampled_from([b" ", b"\t", b"x", b"\r\n"]), max_size=60).map(b"".join))
def test_runs_of_blanks_become_one(data: bytes) -> None:
    expected = re.sub(rb"[ \t]+", b" ", data)
    assert collapse_blanks(data) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "_MAX_SPLIT", 3)
        assert collapse_blanks(data) == expected


@given(st.lists(st.sampled_from([b"\r", b"\n", b"x", b"\x85", b"\x0b"]), max_size=20).map(b"".join))
def test_a_bare_lf_is_found(data: bytes) -> None:
    assert has_bare_lf(data) == (data.count(b"\n") != data.count(b"\r\n"))
