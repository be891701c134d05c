"""Postfix: ``from HELO (RDNS [IP]) (using TLS ...) (Authenticated sender: u) by H (Postfix) ...``.

Postfix replaces parentheses and blanks in a HELO, so the first comment is always its own. The
reverse name is written only if it leads back to the address; else it is ``unknown``
(postconf: ``smtpd_client_restrictions``, ``reject_unknown_client_hostname``).
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.dialects.parts import (
    Facts,
    common,
    or_absent,
    put_address,
    put_rdns,
    tcp_info,
)
from provenance.trace.tokens import Split

NAME = "postfix"

_USER = "Authenticated sender:"
_LOCAL = re.compile(r"Postfix, from userid (\d{1,10})\Z")


def recognise(split: Split) -> str:
    """Name the mark of this dialect, "" if it is not there."""
    host = split.comments_of("by")
    if host and host[0].startswith("Postfix"):
        return "by-comment " + host[0][:40]
    for comment in split.comments_of("from"):
        if comment.startswith(("Authenticated sender: ", "using TLS", "No client certificate")):
            return "from-comment " + comment[:20]
    return ""


def extract(split: Split) -> Facts:
    """Read the values by the positions of this dialect."""
    facts = common(split)
    remarks: list[str] = []
    words = split.text("from")
    facts["helo"] = (words or State.ABSENT) if " " not in words else State.UNPARSABLE
    comments = split.comments_of("from")
    if comments:
        _peer(facts, comments[0], remarks)
    for comment in comments[1:]:
        if comment.startswith(_USER):
            facts["auth_user"] = or_absent(comment[len(_USER) :].strip())
    host = split.comments_of("by")
    if host:
        facts["software"] = host[0].partition(",")[0]
        local = _LOCAL.match(host[0])
        if local:
            # A process on that machine handed the message in under this Unix user.
            remarks.append("userid-" + local.group(1))
    facts["remarks"] = tuple(remarks)
    return facts


def _peer(facts: Facts, comment: str, remarks: list[str]) -> None:
    """The first comment after ``from``: reverse name and address as Postfix saw them."""
    info = tcp_info(comment)
    if info is None:
        facts["ip"] = State.UNPARSABLE
        remarks.append("address-unreadable")
        return
    put_rdns(facts, info[0], remarks)
    if info[1].lower() == "[unknown]":
        facts["ip"] = State.ABSENT
        remarks.append("address-unknown")
    else:
        put_address(facts, info[1], remarks)


def name_of(split: Split) -> str:  # noqa: ARG001 - every dialect has the same face
    """Name of the dialect."""
    return NAME


EXAMPLES: tuple[tuple[str, dict[str, object]], ...] = (
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
)
