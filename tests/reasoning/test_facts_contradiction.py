"""Findings where a record and a copy differ."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reasoning.audited import SAMPLES, SEND, found, ual


def test_another_client_address_than_the_copy_names(run: Any) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    at = raw.index(b"\nFrom:") + 1
    copy = raw[:at] + b"X-Originating-IP: [198.51.100.9]\r\n" + raw[at:]
    report, _ = run({"ual.csv": ual(SEND)}, copy=copy)
    (one,) = found(report, "join.differs.client-ip")
    assert ("192.0.2.7" in one["text"], "198.51.100.9" in one["text"]) == (True, True)
    assert one["strength"] == 1
    assert {place["evidence"] for place in one["where"]} == {"E1", "E2"}
    assert "Proxies" in one["cautions"][0]


@pytest.mark.parametrize(
    ("named", "logged", "differs"),
    [
        ("198.51.100.9", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.7:50100", False),
        ("::ffff:192.0.2.7", "192.0.2.7", False),
        ("10.1.2.3", "192.0.2.7", False),
        ("40.126.1.2", "20.190.160.1", False),
        ("2603:10a6:800:125::13", "192.0.2.7", False),
        ("198.51.100.9", "20.190.160.1", False),
        ("2001:db8::9", "192.0.2.7", True),
    ],
)
def test_which_addresses_can_contradict(run: Any, named: str, logged: str, differs: bool) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    at = raw.index(b"\nFrom:") + 1
    copy = raw[:at] + f"X-Originating-IP: [{named}]\r\n".encode() + raw[at:]
    report, _ = run({"ual.csv": ual({**SEND, "ClientIP": logged})}, copy=copy)
    seen = found(report, "join.differs.client-ip")
    assert bool(seen) == differs
    for one in seen:
        assert (":" in named) == any("IPv6" in words for words in one["cautions"][1:])
