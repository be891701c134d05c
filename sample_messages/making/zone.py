"""The DNS answers of the invented world, in the form that ``--dns`` reads."""

from __future__ import annotations

import json

from making import sign

ASKED_AT = "2026-05-20T10:00:00Z"
SERVER = "192.0.2.53"


EXCHANGE_HOSTS = (
    "CWXP265CU008.outbound.protection.outlook.com",
    "LO2P265CU024.outbound.protection.outlook.com",
    "LO2P265CU031.outbound.protection.outlook.com",
)
GOOGLE_HOST = "mail-lj1-f50.google.com"


def answers() -> list[tuple[str, str, list[str]]]:
    """Name, type and data; no data means that the name, or the record, does not exist."""
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
        *((host.lower(), "TXT", ["v=spf1 ip4:198.51.100.0/24 -all"]) for host in EXCHANGE_HOSTS),
        (GOOGLE_HOST, "TXT", []),
        ("smtp4.parcelpost-hosting.example", "TXT", ["v=spf1 ip4:203.0.113.77 -all"]),
        ("selector1._domainkey.harbourvale.example", "TXT", [harbourvale]),
    ]


def dns_lines() -> bytes:
    """One JSON object a line, sorted by name and type."""
    out = []
    for name, kind, data in sorted(answers()):
        record = {
            "name": name,
            "type": kind,
            "rcode": "NOERROR" if data or name == GOOGLE_HOST else "NXDOMAIN",
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
