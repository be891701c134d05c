"""Google: ``from HELO (PTR. [IP]) by mx.google.com with ESMTPS id ... for <x> (version=...)``.

The name before the bracket, if there is one, is the reverse name with its final dot. Inside
Google lines have no ``from`` and often an address as host (``by 2002:a05:...``). The Gmail API
writes the number of a cloud project and no address.
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.addresses import read_address
from provenance.trace.dialects.model import Dialect, Example, Facts
from provenance.trace.tokens import Split

_INTERNAL_ID = re.compile(r"[0-9a-z-]{5,80}(?:\.\d{1,4})*\Z", re.IGNORECASE)
_API = re.compile(r"(\d{1,20})(?:-[\w.-]{1,120})? named unknown\Z")


def _test(split: Split) -> str:
    """Inside hops name no Google host: an address, an id of Google's form, Pacific time."""
    internal = (
        "from" not in split.clauses
        and split.text("with").upper() in {"SMTP", "SMTPS", "HTTP"}
        and ("PST" in split.comments or "PDT" in split.comments)
        and _INTERNAL_ID.match(split.text("id") or "-----")
    )
    return "by-address without from" if internal and read_address(split.text("by")) else ""


def _read(facts: Facts, split: Split, remarks: list[str]) -> None:
    facts["software"] = "Google"
    project = _API.match(split.text("from"))
    if project:
        # The number is a cloud project; it names an application, not a host.
        facts["helo"] = State.ABSENT
        facts["ident"] = project.group(1)
        remarks.append("gmail-api")


EXAMPLES: tuple[Example, ...] = (
    (
        (
            "from smtp.harbourvale.example (out1.harbourvale.example. [192.0.2.10]) by"
            " mx.google.com with ESMTPS id"
            " v17-20020a1709061dd100b00997b9cfd270si5074447ejh.419.2023.08.12.11.49.04 for"
            " <friend@recipient.example> (version=TLS1_2 cipher=ECDHE-ECDSA-AES128-GCM-SHA256"
            " bits=128/128); Sat, 12 Aug 2023 11:49:05 -0700 (PDT)"
        ),
        {
            "dialect": "google",
            "helo": "smtp.harbourvale.example",
            "rdns": "out1.harbourvale.example",
            "ip": "192.0.2.10",
            "by": "mx.google.com",
            "with_": "ESMTPS",
            "for_": "friend@recipient.example",
            "tls.version": "TLS1_2",
            "tls.cipher": "ECDHE-ECDSA-AES128-GCM-SHA256",
            "tls.bits": 128,
            "time.utc": "2023-08-12T18:49:05+00:00",
            "remainder": "",
        },
    ),
    (
        (
            "from localhost ([2001:db8:10ff:44::]) by smtp.gmail.com with ESMTPSA id"
            " 586e51a60fabf-4044bb528d5sm11496023fac.8.2026.01.21.07.56.21 (version=TLS1_3"
            " cipher=TLS_AES_256_GCM_SHA384 bits=256/256); Wed, 21 Jan 2026 07:56:21 -0800 (PST)"
        ),
        {"helo": "localhost", "rdns": State.ABSENT, "ip": "2001:db8:10ff:44::", "with_": "ESMTPSA"},
    ),
    (
        (
            "from [198.51.100.7] (host7.isp.example. [203.0.113.7]) by smtp.gmail.com with ESMTPSA"
            " id q5sm1.40.2023.07.26.10.59.04; Wed, 26 Jul 2023 10:59:04 -0700 (PDT)"
        ),
        {"helo": "[198.51.100.7]", "rdns": "host7.isp.example", "ip": "203.0.113.7"},
    ),
    (
        (
            "by 2002:a05:640c:18c7:b0:1e8:fc55:c29 with SMTP id h7csp5266637eit;"
            " Wed, 13 Dec 2023 05:57:58 -0800 (PST)"
        ),
        {
            "dialect": "google",
            "helo": State.ABSENT,
            "ip": State.ABSENT,
            "by": "2002:a05:640c:18c7:b0:1e8:fc55:c29",
            "id": "h7csp5266637eit",
        },
    ),
    (
        (
            "from 429412751972 named unknown by gmailapi.google.com with HTTPREST;"
            " Wed, 13 Dec 2023 05:57:58 -0800"
        ),
        {
            "helo": State.ABSENT,
            "ident": "429412751972",
            "ip": State.ABSENT,
            "with_": "HTTPREST",
            "remarks": "gmail-api",
        },
    ),
)

DIALECT = Dialect(
    id="google",
    title="Google (Gmail, Workspace)",
    hosts=("google.com", "gmail.com", "googlemail.com"),
    test=_test,
    one_comment=True,
    read=_read,
    source="measured lines",
    examples=EXAMPLES,
)
