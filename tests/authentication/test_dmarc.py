"""DMARC by both editions, over hand-made results of DKIM and SPF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    DnsAnswer,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
    SpfCheck,
)
from provenance.authentication.dmarc import check_dmarc, walk_names
from provenance.basics import Address, State, Value, text
from provenance.trace import Identity, Route, Trace, TrustBoundary

DATA = Path(__file__).parent.parent / "data" / "authentication" / "dmarc.json"
CASES = json.loads(DATA.read_text(encoding="utf-8"))


class Zone:
    """Every name was asked; those without a record do not exist. ``None``: nothing was asked."""

    def __init__(self, data: dict[str, Any] | None) -> None:
        self.data = data
        self.asked: list[str] = []

    def ask(self, name: str, type_: str) -> Value[DnsAnswer]:
        self.asked.append(name)
        if self.data is None:
            return State.NOT_ATTEMPTED
        held = self.data.get(name, [] if name.startswith("_dmarc.") else ["v=spf1 -all"])
        if held in ("SERVFAIL", "NXDOMAIN"):
            return DnsAnswer(name=name, type=type_, rcode=held)
        rows = (held,) if isinstance(held, str) else tuple(held)
        return DnsAnswer(name=name, type=type_, rcode="NOERROR" if rows else "NXDOMAIN", data=rows)


def signature(domain: str, result: str) -> SignatureCheck:
    return SignatureCheck(
        field=0,
        header="DKIM-Signature",
        domain=domain,
        selector="s",
        identity="",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        result=DkimResult(result),
        reason=DkimReason.VERIFIED,
        header_signature=HeaderSignature.VALID,
        body_hash=BodyHash.MATCH,
        key=Key(state=KeyState.FOUND, name="s"),
    )


def sender(domain: str | None, result: str) -> SpfCheck:
    return SpfCheck(
        identity="mailfrom",
        ip="192.0.2.1",
        domain=domain or State.ABSENT,
        result=result,
        dns_source="recorded",
        explanation=text("t"),
    )


def traced(*addresses: str) -> Trace:
    boundary = TrustBoundary(position=State.ABSENT, reason=text("t"))
    return Trace(
        identity=Identity(from_=tuple(Address(spec=a) for a in addresses)),
        route=Route(hops=(), boundary=boundary),
    )


@pytest.mark.parametrize("rfc", [7489, 9989])
@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_vector(case: dict[str, Any], rfc: int, signing: Any) -> None:
    message = signing.read(f"From: x@{case['from']}\r\n\r\n".encode())
    checks = check_dmarc(
        message,
        traced(f"x@{case['from']}"),
        tuple(signature(*one) for one in case["dkim"]),
        (sender(*case["spf"]),),
        Zone(case["dns"]),
    )
    (check,) = (c for c in checks if c.rfc == rfc)
    result, policy, organisation, aligned = case.get(str(rfc), case["7489"])
    assert check.result == result
    assert (None if isinstance(check.policy, State) else check.policy) == policy
    found = check.organisational_domain
    assert (None if isinstance(found, State) else found) == organisation
    assert list(check.aligned_by) == aligned
    at = (7489, 9989).index(rfc)
    assert check.testing is case.get("testing", [False, False])[at]
    assert check.percent == case.get("percent", [100, 100])[at]
    if "tag" in case:
        assert check.policy_tag == case["tag"][at]
    if check.policy_tag:
        assert check.policy_domain


@pytest.mark.parametrize(
    ("dkim", "result"), [("pass", "pass"), ("fail", "not-tested"), ("", "not-tested")]
)
def test_dmarc_without_spf_rests_on_signatures(dkim: str, result: str, signing: Any) -> None:
    """Where SPF is not applicable a good signature decides; without one nothing does."""
    spf = SpfCheck(
        identity="mailfrom",
        ip="192.0.2.99",
        domain="a.example",
        result="not-tested",
        dns_source="",
        explanation=text("t"),
        applicable=False,
    )
    checks = check_dmarc(
        signing.read(b"From: x@a.example\r\n\r\n"),
        traced("x@a.example"),
        (signature("a.example", dkim),) if dkim else (),
        (spf,),
        Zone({"_dmarc.a.example": "v=DMARC1; p=reject"}),
    )
    assert [c.result for c in checks] == [result, result]
    if result != "pass":
        (said,) = {c.explanation.id for c in checks}
        assert said == "authentication.dmarc.not-tested.submission"


@pytest.mark.parametrize(
    ("head", "addresses", "case"),
    [
        (b"To: a@a.example\r\n\r\n", (), "no-domain"),
        (b"From: nobody\r\n\r\n", ("nobody",), "no-domain"),
        (b"From: a@a.example\r\nFrom: b@a.example\r\n\r\n", ("a@a.example",), "repeated"),
        (b"From: a@a.example, b@b.example\r\n\r\n", ("a@a.example", "b@b.example"), "repeated"),
    ],
)
def test_without_one_author_domain(
    head: bytes, addresses: tuple[str, ...], case: str, signing: Any
) -> None:
    zone = Zone({})
    checks = check_dmarc(signing.read(head), traced(*addresses), (), (), zone)
    assert [c.result for c in checks] == ["permerror", "permerror"]
    assert {c.explanation.id for c in checks} == {f"authentication.dmarc.permerror.{case}"}
    assert zone.asked == []


def test_two_authors_of_one_domain_are_fine(signing: Any) -> None:
    message = signing.read(b"From: a@a.example, b@A.example\r\n\r\n")
    checks = check_dmarc(message, traced("a@a.example", "b@A.example"), (), (), Zone({}))
    assert {c.domain for c in checks} == {"a.example"}


def test_a_walk_asks_at_most_eight_names() -> None:
    # The example of RFC 9989 §4.10: a long name goes on with its last seven labels.
    assert walk_names("a.b.c.d.e.f.g.h.i.j.mail.example.com") == (
        "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com",
        "_dmarc.g.h.i.j.mail.example.com",
        "_dmarc.h.i.j.mail.example.com",
        "_dmarc.i.j.mail.example.com",
        "_dmarc.j.mail.example.com",
        "_dmarc.mail.example.com",
        "_dmarc.example.com",
        "_dmarc.com",
    )
    assert walk_names("example.com") == ("_dmarc.example.com", "_dmarc.com")
