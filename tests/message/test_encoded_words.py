"""Encoded words: vectors, what the standard library writes, and any text."""

from __future__ import annotations

import json
from email.header import Header
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.message import decode_text
from provenance.message.encoded_words import codec_name

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "message" / "encoded_words.json").read_bytes()
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_vectors(vector: dict[str, Any]) -> None:
    assert decode_text(vector["value"]) == vector["expected"]


@given(st.text(alphabet="=?QqBb_ utf-8aé\udc80\r\n", max_size=60) | st.text(max_size=40))
def test_any_text_is_read_and_can_be_written(value: str) -> None:
    decode_text(value.encode("utf-8", "replace").decode()).encode()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_what_the_standard_library_writes_is_read_back(value: str) -> None:
    assert decode_text(Header(value, "utf-8").encode()) == value


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("GB2312", "gb18030"), ("ks_c_5601-1987", "cp949"), ("utf8", "utf-8"), ("'utf-8'", "utf-8"),
     ("punycode", State.UNREADABLE), ("idna", State.UNREADABLE), ("base64", State.UNREADABLE),
     ("unicode_escape", State.UNREADABLE), ("", State.UNREADABLE), ("é", State.UNREADABLE),
     ("a\0b", State.UNREADABLE), ("x" * 500, State.UNREADABLE), ("../etc", State.UNREADABLE)],
)  # fmt: skip
def test_charsets(charset: str, codec: str | State) -> None:
    assert codec_name(charset) == codec
