"""Addresses are counted as people would count them, whatever their spelling."""

from __future__ import annotations

import pytest

from provenance.case import Case
from provenance.copies import CopyComparison
from provenance.correlation.disclosure import Shown, disclose
from provenance.correlation.disclosure_records import Disclosure
from provenance.correlation.records import AuditSide
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.trace import trace_message


def shown(to: str) -> Disclosure:
    data = f"From: m@acme.example\r\nTo: {to}\r\nMessage-ID: <1@acme.example>\r\n\r\nhi\r\n"
    stream = MessageStream(name="file", data=data.encode(), body=True)
    message = read_message(stream, id="M1", evidence="E1")
    one = Shown(message=message, trace=trace_message(message))
    return disclose([one], CopyComparison(), Case(), AuditSide())


@pytest.mark.parametrize(
    ("to", "unique", "duplicates", "invalid"),
    [
        ("A@B.example, a@b.EXAMPLE, a@b.example", 1, 2, 0),
        ("a@b\u00fccher.example, a@xn--bcher-kva.example, a@B\u00dcCHER.example", 1, 2, 0),
        ("a@b.example., a@b.example", 1, 1, 0),
        ('"a b"@c.example, "x@y"@z.example', 2, 0, 0),
        ("nobody, @x.example, a@, a@b..example, a@localhost", 0, 0, 5),
        ("a@[192.0.2.1], a@c.example", 2, 0, 0),
        ("Friends: a@b.example, C <c@d.example>;, e@f.example", 3, 0, 0),
        ("undisclosed-recipients:;", 0, 0, 0),
        ("=?utf-8?Q?a=40evil.example=2C_b?= <real@x.example>", 1, 0, 0),
        ("a(comment, b@c.example)@b.example", 1, 0, 0),
    ],
)
def test_counts(to: str, unique: int, duplicates: int, invalid: int) -> None:
    found = shown(to)
    assert (found.visible_unique, found.duplicates, found.invalid) == (unique, duplicates, invalid)
