"""Postfix: ``from HELO (RDNS [IP]) (using TLS ...) (Authenticated sender: u) by H (Postfix) ...``.

Postfix replaces parentheses and blanks in a HELO, so the first comment is always its own. The
reverse name is written only if it leads back to the address; else it is ``unknown``
(postconf: ``smtpd_client_restrictions``, ``reject_unknown_client_hostname``).
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Example, Facts
from provenance.trace.tokens import Split

_LOCAL = re.compile(r"[^,]*, from userid (\d{1,10})\Z")
_PEER = re.compile(r"[^\s\[\]()=@<>\",;]++ \[[^\[\]\s]{1,64}\](?::\d{1,5})?\Z")
_CERTIFICATE = (
    "No client certificate requested",
    "Client did not present a certificate",
    "Client CN ",
)


def _holds(split: Split) -> bool:
    """Postfix writes name and address in its first comment; other forms are not its own."""
    comments = split.comments_of("from")
    return not comments or bool(_PEER.match(comments[0]))


def _test(split: Split) -> str:
    """Postfix under another name (parameter ``mail_name``): words that only it writes."""
    comments = split.comments_of("from")
    for comment in split.comments_of("by")[:1]:
        if _LOCAL.match(comment):
            return "by-comment " + comment[:40]
    if len(comments) < 2 or not _holds(split):
        return ""
    for comment in comments[1:]:
        if comment.startswith(_CERTIFICATE):
            return "from-comment " + comment[:40]
    return ""


def _read(facts: Facts, split: Split, remarks: list[str]) -> None:
    host = split.comments_of("by")
    if host:
        facts["software"] = host[0].partition(",")[0]
        local = _LOCAL.match(host[0])
        if local:
            # A process on that machine handed the message in under this Unix user.
            facts["ident"] = local.group(1)
            remarks.append("userid-" + local.group(1))


EXAMPLES: tuple[Example, ...] = (
    (
        (
            "from PC-07.lan (unknown [203.0.113.235]) (using TLSv1.3 with cipher"
            " TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS"
            " (2048 bits)) (No client certificate requested) (Authenticated sender:"
            " msc@harbourvale.example) by mail.harbourvale.example (Postfix) with ESMTPSA id"
            " 2019DA811B9 for <friend@recipient.example>; Fri, 20 Sep 2024 19:58:13 +0300 (MSK)"
        ),
        {
            "dialect": "postfix",
            "helo": "PC-07.lan",
            "rdns": State.ABSENT,
            "ip": "203.0.113.235",
            "by": "mail.harbourvale.example",
            "with_": "ESMTPSA",
            "id": "2019DA811B9",
            "for_": "friend@recipient.example",
            "auth_user": "msc@harbourvale.example",
            "tls.version": "TLSv1.3",
            "tls.cipher": "TLS_AES_256_GCM_SHA384",
            "tls.bits": 256,
            "time.utc": "2024-09-20T16:58:13+00:00",
            "remarks": "rdns-unknown",
            "remainder": "",
        },
    ),
    (
        (
            "from out1.vger.example (out1.vger.example [IPv6:2001:db8:e000::1:20]) by"
            " mail.recipient.example (Postfix) with ESMTP id 271D26F8796 for <x@recipient.example>;"
            " Fri, 5 May 2023 19:31:24 +0200 (CEST)"
        ),
        {"rdns": "out1.vger.example", "ip": "2001:db8:e000::1:20", "with_": "ESMTP"},
    ),
    (
        (
            "by web1.hoster.example (Postfix, from userid 33) id 39DEA3F725;"
            " Mon, 27 Feb 2023 14:46:49 -0300 (-03)"
        ),
        {
            "helo": State.ABSENT,
            "ip": State.ABSENT,
            "by": "web1.hoster.example",
            "id": "39DEA3F725",
            "software": "Postfix",
            "remarks": "userid-33",
        },
    ),
    (
        (
            "from [198.51.100.190] (unknown [203.0.113.183]) by mx.recipient.example (Postfix) with"
            " SMTP id 0B4D31A1466; Thu, 26 Feb 2026 07:18:05 +0100 (CET)"
        ),
        {"helo": "[198.51.100.190]", "ip": "203.0.113.183"},
    ),
    (
        (
            "from localhost (localhost.localdomain [unknown]) by mx.recipient.example (Postfix)"
            " with SMTP id 0B4D31A1466; Thu, 26 Feb 2026 07:18:05 +0100 (CET)"
        ),
        {"ip": State.ABSENT, "remarks": "address-unknown"},
    ),
    (
        (
            "from pc.example (unknown [203.0.113.235]) (using TLSv1.3 with cipher"
            " TLS_AES_256_GCM_SHA384 (256/256 bits)) (No client certificate requested) by"
            " mail.harbourvale.example (HarbourMail) with ESMTPSA id 2019DA811B9;"
            " Fri, 20 Sep 2024 19:58:13 +0300 (MSK)"
        ),
        {"dialect": "postfix", "software": "HarbourMail", "ip": "203.0.113.235"},
    ),
)

DIALECT = Dialect(
    id="postfix",
    title="Postfix",
    comments=("postfix",),
    test=_test,
    holds=_holds,
    read=_read,
    source="documentation (postconf), measured lines",
    examples=EXAMPLES,
)
