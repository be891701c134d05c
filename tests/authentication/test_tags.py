"""Tag lists: folding and blanks go, repetition is an error, nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.dkim.tags import TagProblem, parse_tags
from provenance.authentication.dmarc import parse_record


@pytest.mark.parametrize(
    ("written", "tags", "problem"),
    [
        ("v=1; a=b", {"v": "1", "a": "b"}, ""),
        (" v = 1 ;\r\n\ta =\r\n b ; ", {"v": "1", "a": "b"}, ""),
        ("v=1;", {"v": "1"}, ""),
        ("p=", {"p": ""}, ""),
        ("a=x=y==", {"a": "x=y=="}, ""),
        ("V=1; v=2", {"V": "1", "v": "2"}, ""),
        ("", {}, "empty"),
        (";", {}, "no-equals"),
        ("v=1;;a=2", {"v": "1", "a": "2"}, "no-equals"),
        ("v=1; text", {"v": "1"}, "no-equals"),
        ("v=1; v=2", {"v": "1"}, "duplicate"),
        ("1v=1", {}, "bad-name"),
        ("v-x=1", {}, "bad-name"),
        ("=1", {}, "bad-name"),
        ("a=1;" * 300, {"a": "1"}, "too-many"),
    ],
)
def test_tag_list(written: str, tags: dict[str, str], problem: str) -> None:
    found = parse_tags(written)
    assert found.tags == tags
    assert found.problem == problem


@given(st.text(alphabet="abv=;: \t\r\n0é\udc80", max_size=60))
def test_never_raises_and_reads_back_what_it_gave(written: str) -> None:
    found = parse_tags(written)
    if not found.problem:
        again = parse_tags("; ".join(f"{n}={v}" for n, v in found.tags.items()))
        assert again.tags == found.tags
        assert again.problem is TagProblem.NONE


@given(st.binary(max_size=200))
def test_a_signature_of_any_bytes_never_raises(value: bytes) -> None:
    found = parse_signature(b" v=1; a=rsa-sha256; d=a.example; s=s; h=from; b=AAAA; bh=" + value)
    assert found.reason is not None or found.body_hash
    assert parse_signature(value).key_name == "" or b"d" in value


@pytest.mark.parametrize(
    ("record", "read"),
    [
        ("v=DMARC1; p=none", True),
        ("v=DMARC1", True),
        ("V=DMARC1; p=none", False),
        ("v=dmarc1; p=none", False),
        ("p=none; v=DMARC1", False),
        ("v=spf1 -all", False),
    ],
)
def test_dmarc_record_begins_with_its_version(record: str, read: bool) -> None:
    assert (parse_record(record) is not None) is read
