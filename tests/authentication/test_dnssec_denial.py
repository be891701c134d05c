"""NSEC3: the signed word that a zone is delegated without DS (RFC 5155 §8.9), and its limits."""

from __future__ import annotations

from typing import Any

import dns.dnssec
import dns.name
import dns.rrset
import pytest

from provenance.authentication import RecordedResolver
from provenance.authentication.changed import changed
from provenance.authentication.dnssec import prove
from tests.authentication import signed_zones as signed

ZONE = "plain.example"
TREE = {".": "", "example": "", ZONE: '@ 60 TXT "v=spf1 -all"\n'}
HASH = dns.dnssec.nsec3_hash(ZONE, None, 0, 1)
FIRST, LAST = "0" * 32, "V" * 32


def denial(owner: str, rdata: str) -> tuple[str, ...]:
    """One NSEC3 record of the parent and its signature, as lines."""
    name = dns.name.from_text(owner)
    rrset = dns.rrset.from_text(name, 60, "IN", "NSEC3", rdata)
    zone = dns.name.from_text("example")
    signature = dns.dnssec.sign(
        rrset,
        signed.key("example", 0),
        zone,
        signed.public("example"),
        inception=signed.BEGINS,
        expiration=signed.ENDS,
    )
    return (rrset.to_text(), f"{name} 60 IN RRSIG {signature.to_text()}")


def judged(authority: tuple[str, ...]) -> Any:
    zones = signed.Zones(TREE, unsigned=frozenset({ZONE}))
    answers = [
        changed(a, authority=authority) if (a.name, a.type) == (ZONE, "DS") else a
        for a in zones.answers()
    ]
    answer = next(a for a in answers if (a.name, a.type) == (ZONE, "TXT"))
    return prove(answer, RecordedResolver(answers), anchors=(zones.anchor(),))


@pytest.mark.parametrize(
    ("owner", "rdata", "state"),
    [
        (f"{HASH}.example", f"1 0 0 - {LAST} NS", "insecure"),
        (f"{FIRST}.example", f"1 1 0 - {LAST} NS", "insecure"),
        (f"{FIRST}.example", f"1 0 0 - {LAST} NS", "unknown"),
        (f"{HASH}.example", f"1 0 0 - {LAST} NS DS", "unknown"),
        (f"{HASH}.example", f"1 0 0 - {LAST} NS SOA", "unknown"),
        (f"{HASH}.example", f"1 0 0 - {LAST} A", "unknown"),
        (f"{HASH}.example", f"1 0 60000 - {LAST} NS", "unknown"),
        (f"{FIRST}.example", f"1 1 0 - {FIRST[:-1]}1 NS", "unknown"),
        (f"{HASH}.other.example", f"1 0 0 - {LAST} NS", "unknown"),
    ],
    ids=[
        "very name", "opt-out span", "span without opt-out", "has DS", "zone itself",
        "no delegation", "too many rounds", "span elsewhere", "another zone",
    ],
)  # fmt: skip
def test_nsec3(owner: str, rdata: str, state: str) -> None:
    assert judged(denial(owner, rdata)).state == state


def test_a_denial_whose_signature_does_not_fit_proves_nothing() -> None:
    record, _ = denial(f"{HASH}.example", f"1 0 0 - {LAST} NS")
    _, signature = denial(f"{HASH}.example", f"1 0 0 - {LAST} NS DS")
    assert judged((record, signature)).state == "unknown"
    assert judged((record,)).state == "unknown"


def test_the_answer_is_not_made_worse_by_a_bad_proof() -> None:
    assert judged(("", "x", "a b c d e", f"{HASH}.example 60 IN NSEC3 1")).reason == "unsigned"
