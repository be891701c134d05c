"""The DNS answers of the invented world, in the form that ``--dns`` reads."""

from __future__ import annotations

import json

from making import sign

ASKED_AT = "2026-05-20T10:00:00Z"
SERVER = "192.0.2.53"


def answers() -> list[tuple[str, str, list[str]]]:
    """Name, type and data; no data means that the name does not exist."""
    harbourvale = sign.key_record(sign.load_key("harbourvale-selector1"))
    larkmail = sign.key_record(sign.load_key("larkmail-google"))
    return [
        ("_dmarc.example", "TXT", []),
        (
            "_dmarc.harbourvale.example",
            "TXT",
            ["v=DMARC1; p=quarantine; adkim=r; aspf=r; rua=mailto:dmarc@harbourvale.example"],
        ),
        ("_dmarc.larkmail.example", "TXT", ["v=DMARC1; p=none"]),
        ("_spf.harbourvale.example", "TXT", ["v=spf1 ip4:198.51.100.0/24 -all"]),
        ("google._domainkey.larkmail.example", "TXT", [larkmail]),
        ("harbourvale.example", "TXT", ["v=spf1 include:_spf.harbourvale.example -all"]),
        ("larkmail.example", "TXT", ["v=spf1 ip4:203.0.113.0/26 ~all"]),
        ("selector1._domainkey.harbourvale.example", "TXT", [harbourvale]),
    ]


def dns_lines() -> bytes:
    """One JSON object a line, sorted by name and type."""
    out = []
    for name, kind, data in sorted(answers()):
        record = {
            "name": name,
            "type": kind,
            "rcode": "NOERROR" if data else "NXDOMAIN",
            "data": data,
            "ttl": 3600,
            "asked_at": ASKED_AT,
            "server": SERVER,
            "source": "recorded",
            "dnssec": "insecure",
            "rrsig": [],
        }
        out.append(json.dumps(record, ensure_ascii=True) + "\n")
    return "".join(out).encode("ascii")
