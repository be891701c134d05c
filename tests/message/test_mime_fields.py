"""Content-Type and Content-Disposition values, RFC 2231 parameters, file names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.message.mime_fields import content_type, disposition, file_name

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "message" / "content_types.json").read_bytes()
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_vectors(vector: dict[str, Any]) -> None:
    value = content_type(vector["value"])
    assert (value.main, dict(value.parameters)) == (vector["main"], vector["parameters"])


@given(st.text(alphabet="ab/;=*'\"\\%0 é\udc80\r\n", max_size=60) | st.text(max_size=40))
def test_any_text_is_read(value: str) -> None:
    valid = value.encode("utf-8", "surrogateescape" if value.isprintable() else "replace")
    text = valid.decode("utf-8", "surrogateescape")
    file_name(disposition(text), content_type(text)).encode()


@pytest.mark.parametrize(
    ("placed", "type_", "expected"),
    [
        ("attachment; filename=a.txt", "text/plain; name=b.txt", "a.txt"),
        ("attachment", "text/plain; name=b.txt", "b.txt"),
        ("attachment; filename*=utf-8''%E6%96%87.txt", "", "文.txt"),
        ('attachment; filename="=?utf-8?B?5paHLnR4dA==?="', "", "文.txt"),
        ("attachment; filename*0=a; filename*1=b", "", "ab"),
        ("inline", "text/plain", ""),
    ],
)
def test_file_names(placed: str, type_: str, expected: str) -> None:
    assert file_name(disposition(placed), content_type(type_)) == expected
