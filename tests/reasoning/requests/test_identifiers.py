"""What a holder can search for, each value with the lines that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from provenance.correlation import AuditSide
from provenance.reasoning.requests import addresses_of, identifiers_of, keys_of


def test_a_message_is_named_by_all_that_logs_know_it_by(sample_pairs: dict[str, Any]) -> None:
    analysed, exhibit = sample_pairs["mass-mailing-gmail"]
    found = identifiers_of(analysed)
    kinds = [one.kind for one in found]
    assert kinds[:5] == ["message-id", "network-id", "account", "date", "arrival"]
    assert kinds.count("queue-id") == 2  # two lines of Exchange have its version, no identifier
    lines = exhibit.content.split(b"\n")
    for one in found:
        (where,) = one.where
        quoted = b"\n".join(lines[where.line_first - 1 : where.line_last])
        if isinstance(one.value, str):
            assert one.value.encode() in quoted
    assert [one.value for one in keys_of(analysed)] == ["selector1._domainkey.harbourvale.example"]


def test_a_message_without_anything_has_no_identifier(analyse: Callable[..., Any]) -> None:
    analysed, _ = analyse(b"\r\nnothing\r\n")
    assert identifiers_of(analysed) == ()
    assert addresses_of([analysed], AuditSide()) == {}
    assert keys_of(analysed) == ()


@given(data=st.binary(max_size=300))
def test_never_raises(analyse: Callable[..., Any], data: bytes) -> None:
    analysed, _ = analyse(
        b"Message-ID: " + data + b"\r\nReceived: by x id " + data + b"; x\r\n\r\n"
    )
    identifiers_of(analysed)
    addresses_of([analysed], AuditSide())
