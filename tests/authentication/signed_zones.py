"""Makes signed zones (DNSSEC) with keys of their own, as recorded answers, for the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec

from provenance.authentication import DnsAnswer
from provenance.authentication.root_anchors import Anchor

BEGINS = datetime(2026, 5, 1, tzinfo=UTC)
ENDS = datetime(2026, 6, 1, tzinfo=UTC)
ASKED = "2026-05-20T10:00:00Z"


@cache
def key(zone: str, number: int = 0) -> Any:
    """A private key for a zone, the same in one run."""
    return ec.generate_private_key(ec.SECP256R1())


def public(zone: str, number: int = 0) -> Any:
    return dns.dnssec.make_dnskey(key(zone, number).public_key(), "ECDSAP256SHA256", flags=257)


@dataclass
class Zones:
    """A tree of zones, each a text of records, signed with its own key from the root down.

    ``period`` may give other dates for a zone. ``unsigned`` zones get no DS in their parent.
    """

    texts: dict[str, str]
    period: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    unsigned: frozenset[str] = frozenset()

    def parent(self, zone: str) -> str:
        above = [z for z in self.texts if z != zone and (z == "." or zone.endswith("." + z))]
        return max(above, key=len)

    def made(self, name: str) -> Any:
        """One zone, signed unless it is to be unsigned."""
        origin = name if name == "." else name + "."
        zone = dns.zone.from_text(
            f"@ 60 SOA ns. host. 1 1 1 1 60\n@ 60 NS ns.\n{self.texts[name]}",
            origin=origin,
            relativize=False,
            check_origin=False,
        )
        with zone.writer() as txn:
            for child in self.texts:
                if child in {name, "."} or self.parent(child) != name:
                    continue
                txn.add(dns.name.from_text(child), dns.rdataset.from_text("IN", "NS", 60, "ns."))
                if child not in self.unsigned:
                    ds = dns.dnssec.make_ds(dns.name.from_text(child), public(child), "SHA256")
                    txn.add(dns.name.from_text(child), dns.rdataset.from_rdata(60, ds))
        if name not in self.unsigned:
            begins, ends = self.period.get(name, (BEGINS, ENDS))
            dns.dnssec.sign_zone(
                zone,
                keys=[(key(name, 0), public(name))],
                inception=begins,
                expiration=ends,
                dnskey_ttl=60,
            )
        return zone

    def anchor(self) -> Anchor:
        """The root's own key as a trust anchor."""
        ds = dns.dnssec.make_ds(dns.name.root, public("."), "SHA256")
        return Anchor(name="test root", ds=ds.to_text(), valid_from=0)

    def answers(self) -> list[DnsAnswer]:
        """Every set of records, and for children without DS the signed word that there is none."""
        found = []
        for name in self.texts:
            zone = self.made(name)
            for owner, node in zone.items():
                found += [_answer(owner, one, node) for one in node if _plain(one)]
                if _name(owner) in self.unsigned and _name(owner) != name:
                    found.append(_no_ds(owner, node))
        return found


def _plain(rdataset: Any) -> bool:
    return rdataset.rdtype not in {dns.rdatatype.RRSIG, dns.rdatatype.NSEC}


def _name(owner: Any) -> str:
    return str(owner.to_text(omit_final_dot=True)) if owner != dns.name.root else "."


def _answer(owner: Any, rdataset: Any, node: Any) -> DnsAnswer:
    signatures = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.RRSIG, rdataset.rdtype)
    rows = sorted(one.to_text() for one in rdataset)
    is_text = rdataset.rdtype == dns.rdatatype.TXT
    data = [b"".join(one.strings).decode() for one in rdataset] if is_text else rows
    return DnsAnswer(
        name=_name(owner),
        type=rdataset.rdtype.name,
        rcode="NOERROR",
        data=tuple(sorted(data)),
        rdata=tuple(rows) if is_text else (),
        ttl=60,
        asked_at=ASKED,
        server="192.0.2.53",
        rrsig=tuple(sorted(one.to_text() for one in signatures or ())),
    )


def _no_ds(owner: Any, node: Any) -> DnsAnswer:
    lines = []
    for rdataset in node:
        covers = getattr(rdataset, "covers", None)
        if dns.rdatatype.NSEC in {rdataset.rdtype, covers}:
            lines += dns.rrset.from_rdata_list(owner, 60, list(rdataset)).to_text().split("\n")
    return DnsAnswer(
        name=_name(owner), type="DS", rcode="NOERROR", asked_at=ASKED, authority=tuple(lines)
    )
