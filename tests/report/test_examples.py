"""Addresses of ranges for examples are named wherever they bear on an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provenance.authentication import DnsAnswer
from provenance.report.view.examples import examples, is_example
from tests.report.conftest import build_report, crlf

REAL = "Received: from a.example (a.example [9.9.9.9]) by mx.example with ESMTP; \
Thu, 14 May 2026 14:02:10 +0000\nFrom: x@y.example\n\nhello\n"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("192.0.2.53", True),
        ("2001:db8::25", True),
        ("ip4:198.51.100.0/24", True),
        ("-ip6:2001:db8::/32", True),
        ("9.9.9.9", False),
        ("ip4:9.9.9.0/24", False),
        ("include:192.0.2.1", False),
        ("v=spf1", False),
        ("", False),
    ],
)
def test_which_words_are_such_addresses(word: str, expected: bool) -> None:
    assert is_example(word) is expected


@pytest.mark.parametrize(("ip", "named"), [("9.9.9.9", []), ("203.0.113.5", ["E1"])])
def test_the_exhibit_of_a_line_is_named(ip: str, named: list[str]) -> None:
    report = build_report(crlf(REAL.replace("9.9.9.9", ip)))
    assert [id_ for one in examples(report) for id_ in one["ids"]] == named


def test_answers_of_dns_are_named_apart() -> None:
    report = build_report(crlf(REAL))
    spf = DnsAnswer(
        name="y.example", type="TXT", rcode="NOERROR", data=("v=spf1 ip4:192.0.2.0/24 -all",)
    )
    assert not examples(report)
    told = examples(replace(report, dns=(spf,)))
    assert [one["ids"] for one in told] == [[]]
    assert "DNS answers" in str(told[0]["words"])
