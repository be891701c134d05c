"""What one DNSSEC proof costs, beside the signature checks that it cannot do without.

Run ``python tests/benchmarks/dnssec_chain.py [--rounds N]``. The chain is that of a DKIM key two
zones below the root (six signatures, ECDSA P-256), made by the tests' own signer. The floor is
dnspython's ``validate_rrsig`` for those six alone, on records that are already read. Both take
turns; the ratio of the medians is shown. Nothing here touches the network.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataset

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from provenance.authentication import DnsAnswer, RecordedResolver  # noqa: E402
from provenance.authentication.dnssec import prove  # noqa: E402
from tests.authentication import signed_zones as signed  # noqa: E402

KEY = "s1._domainkey.harbourvale.example"
CHAIN = [
    (KEY, "TXT", "harbourvale.example"),
    ("harbourvale.example", "DNSKEY", "harbourvale.example"),
    ("harbourvale.example", "DS", "example"),
    ("example", "DNSKEY", "example"),
    ("example", "DS", "."),
    (".", "DNSKEY", "."),
]


def _set(answer: DnsAnswer) -> tuple[Any, Any]:
    rows = answer.rdata or answer.data
    return (
        dns.name.from_text(answer.name),
        dns.rdataset.from_text_list("IN", answer.type, 60, list(rows), relativize=False),
    )


def main() -> None:
    """Measure in turns and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    texts = {".": "", "example": "", "harbourvale.example": 's1._domainkey 60 TXT "v=DKIM1; p=A"\n'}
    zones = signed.Zones(texts)
    answers = {(a.name, a.type): a for a in zones.answers()}
    resolver = RecordedResolver(answers.values())
    anchors = (zones.anchor(),)
    jobs = []
    for name, type_, signer in CHAIN:
        answer = answers[name, type_]
        sig: Any = dns.rdata.from_text("IN", "RRSIG", answer.rrsig[0], relativize=False)
        jobs.append((_set(answer), sig, {sig.signer: _set(answers[signer, "DNSKEY"])[1]}))
    now = signed.BEGINS.timestamp() + 1

    def floor() -> None:
        for rrset, sig, keys in jobs:
            dns.dnssec.validate_rrsig(rrset, sig, keys, now=now)

    def proof() -> None:
        assert prove(answers[KEY, "TXT"], resolver, anchors=anchors).state == "secure"

    spent: dict[Callable[[], None], list[float]] = {floor: [], proof: []}
    for _ in range(rounds):
        for job, times in spent.items():
            began = time.process_time()
            job()
            times.append(time.process_time() - began)
    low, ours = (statistics.median(times) for times in spent.values())
    print(f"six signatures alone {low * 1000:.2f} ms, whole proof {ours * 1000:.2f} ms CPU")
    print(f"ratio {ours / low:.2f}, {rounds} rounds in turns")


if __name__ == "__main__":
    main()
