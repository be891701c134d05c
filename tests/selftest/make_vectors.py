"""Remakes the vectors that are computed: Outlook items, and what the exports among them hold.

``python -m tests.selftest.make_vectors`` in the root folder; same script, same bytes. The answers
that are written down here are held against the tests of each room by ``test_vectors.py``. With
``sign`` behind it, messages are signed anew with keys that are made for it and thrown away.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from provenance.selftest.reading import export_facts, item_facts
from provenance.selftest.signatures import verdict
from provenance.selftest.tally import VECTORS
from tests.evidence import compound_file as cfb
from tests.evidence import tnef_file as w

SUBMIT = 134_241_984_000_000_000
"""21 May 2026, 00:00:00 UTC, in steps of 100 ns since 1601."""
HEADERS = (
    "Received: from pc7.harbourvale.example (192.0.2.7) by ex1.harbourvale.example with mapi;\r\n"
    " Thu, 21 May 2026 00:00:01 +0000\r\nSubject: =?utf-8?Q?=C3=9Cbung?=\r\n\r\n"
)
EXPORTS = (
    "audit/dmarc-aggregate.xml",
    "audit/exim-main.log",
    "audit/postfix.log",
    "audit/vpn-openvpn.log",
    "audit/windows-security.xml",
    "sample/audit-log.csv",
)


def outlook_item() -> bytes:
    """A synthetic .msg with transport headers, one recipient and one property of each kind."""
    made = cfb.outlook_file(
        cfb.Item(
            properties={
                (0x0037, 0x001F): "Übung",
                (0x007D, 0x001F): HEADERS,
                (0x0039, 0x0040): SUBMIT,
                (0x3FFD, 0x0003): 1252,
            },
            recipients=[cfb.recipient("R. Lark", "r.lark@friend.example")],
        )
    )
    assert isinstance(made, bytes)
    return made


def winmail() -> bytes:
    """A synthetic winmail.dat with one attachment and an enclosed message."""
    return w.tnef(
        w.attribute("attMessageClass", b"IPM.Microsoft Mail.Note\0"),
        w.attribute("attDateSent", w.date(2026, 5, 21, 0, 0, 0, 4)),
        w.attribute(
            "attMsgProps",
            w.properties(
                [w.time(0x0039, SUBMIT), w.text(0x0037, "Übung"), w.text(0x007D, HEADERS)]
            ),
        ),
        *w.attachment("PLAN~1.TXT", b"plan", w.text(0x3707, "plan of today.txt")),
        *w.enclosed(w.tnef(w.attribute("attMsgProps", w.properties([w.text(0x001A, "IPM.Note")])))),
    )


def computed() -> dict[str, bytes]:
    """Every computed file by its name among the vectors."""
    msg, tnef = outlook_item(), winmail()
    outlook: dict[str, Any] = {
        "item.msg": item_facts(msg, winmail=False),
        "winmail.dat": item_facts(tnef, winmail=True),
    }
    audit = {name: export_facts(name) for name in EXPORTS}
    return {
        "item.msg": msg,
        "winmail.dat": tnef,
        "outlook.json": _json(outlook),
        "audit.json": _json(audit),
    }


SIGNED = (
    *("relaxed-relaxed", "simple-simple", "relaxed-simple", "simple-relaxed", "rsa1024", "rsa4096"),
    *("rsa512-fits-but-may-not-count", "ed25519", "ed25519-body-changed", "both-changed"),
    *("rsa-sha1-holds-with-a-note", "body-changed-headers-hold", "subject-changed-body-holds"),
    *("unsigned-field-changed", "line-ends-lf", "blanks-changed-relaxed", "blanks-changed-simple"),
    *("field-refolded-relaxed", "field-refolded-simple", "expired-since-still-holds"),
    *("length-covers-all", "length-leaves-a-tail", "oversigned-from-added", "from-not-signed"),
    *("second-from-not-signed", "signed-field-dropped", "identity-outside", "version-missing"),
    *("duplicate-tag", "algorithm-unknown", "no-such-name", "timeout", "not-asked", "revoked"),
    *("record-garbage", "key-of-other-type", "key-replaced", "key-replaced-by-one-of-its-size"),
    *("key-hash-not-allowed", "key-for-other-service", "key-strict-subdomain"),
)
"""Cases of the tests of DKIM that travel with the program, by their ids."""


def signed() -> bytes:
    """The cases as finished messages, each with what its name server answers and the result."""
    from provenance.basics import State
    from tests.authentication import conftest as signing
    from tests.authentication.test_verify import CASES, MOMENTS, prepare

    assert MOMENTS.delivered is not None
    rows = []
    for case in CASES:
        if case["id"] not in SIGNED:
            continue
        message, resolver = prepare(case, signing)
        answer = resolver.ask(signing.KEY_NAME, "TXT")
        row = {
            "id": case["id"],
            "message": message.raw.decode("ascii"),
            "rcode": "" if isinstance(answer, State) else answer.rcode,
            "data": [] if isinstance(answer, State) else list(answer.data),
            "expect": verdict(message, resolver, MOMENTS),
        }
        rows.append(row)
    name = {"name": signing.KEY_NAME, "delivered": MOMENTS.delivered.isoformat()}
    return _json(name | {"as_of": MOMENTS.as_of.isoformat(), "cases": rows})


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    if sys.argv[1:] == ["sign"]:
        (VECTORS / "dkim-own.json").write_bytes(signed())
    for file_name, content in computed().items():
        (VECTORS / file_name).write_bytes(content)
