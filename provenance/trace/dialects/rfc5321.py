"""The form of RFC 5321 §4.4, for servers that no other dialect knows.

``from HELO (TCP-info) by HOST (TCP-info) via X with Y id Z for <a>; date``. TCP-info, the address
in brackets with an optional name before it, is what the receiving server saw. An address counts
only there; where a line leaves two readings open, the answer is ``UNPARSABLE``.
"""

from __future__ import annotations

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Example
from provenance.trace.tokens import Split


def _test(split: Split) -> str:
    """It is of this form if it has a by-host, a date, no text left over and clauses in order."""
    if not split.text("by") or isinstance(split.time, State) or split.remainder or split.repeated:
        return ""
    return "clauses of RFC 5321 4.4"


EXAMPLES: tuple[Example, ...] = (
    (
        (
            "from client.example (out.client.example [192.0.2.1]) by mx.recipient.example"
            " ([198.51.100.2]) via TCP with ESMTP id 101 for <x@recipient.example>;"
            " 1 Jan 2024 10:00:00 +0100"
        ),
        {
            "dialect": "rfc5321",
            "helo": "client.example",
            "rdns": "out.client.example",
            "ip": "192.0.2.1",
            "by": "mx.recipient.example",
            "by_ip": "198.51.100.2",
            "via": "TCP",
            "with_": "ESMTP",
            "id": "101",
            "for_": "x@recipient.example",
            "time.utc": "2024-01-01T09:00:00+00:00",
            "remainder": "",
        },
    ),
    (
        (
            "from x.example ([203.0.113.8]) (helo [198.51.100.9]) by mx.recipient.example with"
            " SMTP; 1 Jan 2024 10:00:00 +0000"
        ),
        {"ip": "203.0.113.8", "helo": "[198.51.100.9]"},
    ),
    (
        (
            "from unknown (HELO [198.51.100.190]) ([203.0.113.183]) by mx.recipient.example with"
            " SMTP; 1 Jan 2024 10:00:00 +0000"
        ),
        {"ip": "203.0.113.183", "helo": "[198.51.100.190]", "rdns": State.ABSENT},
    ),
    (
        (
            "from unknown (HELO x.example) (203.0.113.183) by mx.recipient.example with SMTP;"
            " 1 Jan 2024 10:00:00 +0000"
        ),
        {"ip": "203.0.113.183", "helo": "x.example"},
    ),
    (
        "from [198.51.100.7] by web.recipient.example with HTTP; 1 Jan 2024 10:00:00 +0000",
        {"ip": "198.51.100.7", "helo": State.ABSENT},
    ),
    (
        "from [198.51.100.7] by web.recipient.example with SMTP; 1 Jan 2024 10:00:00 +0000",
        {"ip": State.UNPARSABLE, "helo": "[198.51.100.7]", "remarks": "address-only-in-from-word"},
    ),
    (
        (
            "from host.example ([192.0.2.1]) ([192.0.2.2]) by mx.recipient.example with SMTP;"
            " 1 Jan 2024 10:00:00 +0000"
        ),
        {"ip": State.UNPARSABLE, "remarks": "ambiguous-address"},
    ),
    (
        (
            'from mx1.client.example ([192.0.2.15]:43118 "EHLO mx1.client.example"'
            " rhost-flags-OK-OK-OK-FAIL) by list.example with ESMTP id S1726709AbfKAUBh (ORCPT"
            " <rfc822;list@list.example>); Fri, 1 Nov 2019 16:01:37 -0400"
        ),
        {"ip": "192.0.2.15", "port": 43118, "helo": "mx1.client.example"},
    ),
    (
        (
            "from mail.client.example ([192.0.2.15] helo=pc.lan) by mx.recipient.example with"
            " esmtps (TLS1.2) (envelope-from <a@client.example>) id 1q50um-00B93v-2s;"
            " Fri, 02 Jun 2023 16:17:44 +0700"
        ),
        {
            "rdns": "mail.client.example",
            "helo": "pc.lan",
            "ip": "192.0.2.15",
            "envelope_from": "a@client.example",
            "tls.version": "TLS1.2",
        },
    ),
    (
        (
            "from pc.lan (host.isp.example [192.0.2.15] (may be forged)) by mx.recipient.example"
            " (8.14.4/8.14.4) with ESMTP id 37B52g7E014839; Fri, 02 Jun 2023 16:17:44 +0700"
        ),
        {"rdns": "host.isp.example", "ip": "192.0.2.15", "remarks": "rdns-unconfirmed"},
    ),
)

DIALECT = Dialect(
    id="rfc5321",
    title="Form of RFC 5321, no product named",
    test=_test,
    source="RFC 5321 section 4.4",
    examples=EXAMPLES,
)
