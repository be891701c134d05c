"""The form of RFC 5321 §4.4, for servers that no other dialect knows.

``from HELO (TCP-info) by HOST (TCP-info) via X with Y id Z for <a>; date``. TCP-info, the address
in brackets with an optional name before it, is what the receiving server saw. An address counts
only there; where a line leaves two readings open, the answer is ``UNPARSABLE``.
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.addresses import read_address
from provenance.trace.dialects.parts import (
    Facts,
    common,
    or_absent,
    put_address,
    put_by_address,
    put_rdns,
    tcp_info,
)
from provenance.trace.records import TlsInfo
from provenance.trace.tokens import Split

NAME = "rfc5321"

_HELO = re.compile(r"\s*(?:helo|ehlo|lhlo)[ =:]\s*(\S{1,255})\s*\Z", re.IGNORECASE)
_NAMED_HELO = re.compile(r"(?:^|\s)(?:helo|ehlo)=(\S{1,255})", re.IGNORECASE)
_PEER_FIRST = re.compile(r"\s*(\[[^\[\]\s]{1,64}\](?::\d{1,5})?)\s+\S")
_VGER_HELO = re.compile(r'"(?:EHLO|HELO) ([^"\s]{1,255})"')
_BAD_NAME = re.compile(r"may be forged|unverified|rdns failed", re.IGNORECASE)
_TLS_VERSION = re.compile(
    r"\s*(TLSv?1(?:\.[0-3])?|SSLv3)(?::([A-Z0-9_-]{3,80}))?(?::(\d{2,4}))?\s*\Z"
)


def recognise(split: Split) -> str:
    """Name the mark of this form, "" if the value is not one of it.

    It is of this form if it has a by-host, a date, no text left over and clauses in order.
    """
    if not split.text("by") or isinstance(split.time, State) or split.remainder or split.repeated:
        return ""
    return "clauses of RFC 5321 4.4"


def extract(split: Split) -> Facts:
    """Read what the common form fixes; everything else stays a state."""
    facts = common(split)
    remarks: list[str] = []
    if "from" in split.clauses:
        _peer(facts, split, remarks)
    put_by_address(facts, split)
    for comment in split.comments_of("with"):
        found = _TLS_VERSION.match(comment)
        if found and "tls" not in facts:
            facts["tls"] = TlsInfo(
                version=found.group(1),
                cipher=found.group(2) or or_absent(split.text("tls")),
                bits=int(found.group(3)) if found.group(3) else State.ABSENT,
            )
    facts["remarks"] = tuple(remarks)
    return facts


def _peer(facts: Facts, split: Split, remarks: list[str]) -> None:
    """Sort the from-clause and its comments into HELO, reverse name and address."""
    words = split.text("from")
    helo: str | State = (words or State.ABSENT) if " " not in words else State.UNPARSABLE
    addresses: list[str] = []
    name = ""
    for comment in split.comments_of("from"):
        marked = _HELO.match(comment)
        if marked:
            # ``from rdns (HELO name)``: qmail and its kin put the reverse name first.
            name, helo = words, marked.group(1)
            continue
        info = tcp_info(_without_warning(comment, remarks))
        if info:
            name = name or info[0]
            addresses.append(info[1])
        elif _PEER_FIRST.match(comment):
            name, helo = _mixed(comment, words, addresses, name, helo)
        elif read_address(comment.strip()):
            addresses.append(comment.strip())
    facts["helo"] = helo
    if name:
        put_rdns(facts, name, remarks)
    if split.clauses["from"].after:
        # Words between the comments: some servers write the address bare there. Not guessed.
        addresses.extend(w for w in split.clauses["from"].after if read_address(w))
        if addresses:
            addresses.append("")
    _choose(facts, addresses, words, remarks)


def _mixed(
    comment: str, words: str, addresses: list[str], name: str, helo: str | State
) -> tuple[str, str | State]:
    """A comment that begins with the address and names the HELO after it (Exim, vger)."""
    found = _PEER_FIRST.match(comment)
    if found:
        addresses.append(found.group(1))
    marked = _NAMED_HELO.search(comment) or _VGER_HELO.search(comment)
    if marked:
        return words, marked.group(1)
    return name, helo


def _without_warning(comment: str, remarks: list[str]) -> str:
    """Take a nested remark such as ``(may be forged)`` off, and keep it as a remark."""
    if _BAD_NAME.search(comment):
        remarks.append("rdns-unconfirmed")
        return comment.partition("(")[0]
    return comment


def _choose(facts: Facts, addresses: list[str], words: str, remarks: list[str]) -> None:
    """Set ``ip`` if exactly one address stands where the receiving server writes it."""
    readings = {read[0] if (read := read_address(text)) else text for text in addresses}
    word = read_address(words)
    bare = bool(addresses) and "[" not in addresses[0]
    if len(readings) > 1 or (bare and word and word[0] not in readings):
        facts["ip"] = State.UNPARSABLE
        remarks.append("ambiguous-address")
    elif addresses:
        put_address(facts, addresses[0], remarks)
    elif word:
        # The HELO position: the client's own word under this grammar.
        facts["ip"] = State.UNPARSABLE
        remarks.append("address-only-in-from-word")


def name_of(split: Split) -> str:  # noqa: ARG001 - every dialect has the same face
    """Name of the dialect."""
    return NAME


EXAMPLES: tuple[tuple[str, dict[str, object]], ...] = (
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
