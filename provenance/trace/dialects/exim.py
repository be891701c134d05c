"""Exim: ``from RDNS ([IP]:port helo=HELO) by H with esmtpsa (TLS1.3) tls CIPHER (Exim 4.96) ...``.

The word after ``from`` is the confirmed reverse name, or the address in brackets where there is
none (Exim specification, ``sender_rcvhost``, ``host_lookup``). The name that the client gave
stands after ``helo=``, and only if it differs from that word. ``with local`` is a process on the
machine; the word after ``from`` is then its Unix user.
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
    put_rdns,
)
from provenance.trace.records import TlsInfo
from provenance.trace.tokens import Split

NAME = "exim"

_ITEM = re.compile(r"(helo|port|ident)=(\S{1,255})")
_ADDRESS_FIRST = re.compile(r"\s*(\[[^\[\]\s]{1,64}\](?::\d{1,5})?)(?=\s|\Z)")
_TLS = re.compile(r"(TLSv?1(?:\.[0-3])?|SSLv3)(?::([A-Za-z0-9_-]{3,80}))?(?::(\d{2,4}))?\Z")


def recognise(split: Split) -> str:
    """Name the mark of this dialect, "" if it is not there."""
    for comment in split.comments:
        if comment.startswith("Exim "):
            return "comment " + comment[:40]
    return ""


def extract(split: Split) -> Facts:
    """Read the values by the positions of this dialect."""
    facts = common(split)
    remarks: list[str] = []
    if split.text("with").lower() == "local":
        remarks.append("local-user")
    elif "from" in split.clauses:
        _peer(facts, split, remarks)
    for comment in split.comments_of("with"):
        found = _TLS.match(comment)
        if found:
            version, cipher, bits = found.groups()
            facts["tls"] = TlsInfo(
                version=version,
                cipher=cipher or or_absent(split.text("tls")),
                bits=int(bits) if bits else State.ABSENT,
            )
    facts["software"] = or_absent(next((c for c in split.comments if c.startswith("Exim ")), ""))
    facts["remarks"] = tuple(remarks)
    return facts


def _peer(facts: Facts, split: Split, remarks: list[str]) -> None:
    """Sort word and comment into reverse name, address and HELO."""
    word = split.text("from")
    comments = split.comments_of("from")
    comment = comments[0] if comments else ""
    items = dict(_ITEM.findall(comment))
    facts["helo"] = or_absent(items.get("helo", ""))
    if " " in word or len(comments) > 1:
        facts["helo"] = facts["ip"] = State.UNPARSABLE
        remarks.append("ambiguous-address")
        return
    first = _ADDRESS_FIRST.match(comment)
    if word.startswith("[") and read_address(word) and not first:
        put_address(facts, word, remarks)
    elif first:
        put_address(facts, first.group(1), remarks)
        if word.startswith("["):
            facts["helo"] = word
        else:
            put_rdns(facts, word, remarks)
    else:
        facts["ip"] = State.UNPARSABLE
        remarks.append("address-unreadable")
    port = items.get("port", "")
    if port.isdecimal() and int(port[:6]) <= 65_535:
        facts["port"] = int(port[:6])


def name_of(split: Split) -> str:  # noqa: ARG001 - every dialect has the same face
    """Name of the dialect."""
    return NAME


EXAMPLES: tuple[tuple[str, dict[str, object]], ...] = (
    (
        (
            "from mail.client.example ([192.0.2.31]:53566 helo=smtpclient.lan) by"
            " mx.recipient.example with esmtpsa (TLS1.2) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
            " (Exim 4.96) (envelope-from <a@client.example>) id 1qRjuq-00A9Xw-01 for"
            " x@recipient.example; Fri, 02 Jun 2023 16:17:44 +0700"
        ),
        {
            "dialect": "exim",
            "rdns": "mail.client.example",
            "ip": "192.0.2.31",
            "port": 53566,
            "helo": "smtpclient.lan",
            "by": "mx.recipient.example",
            "with_": "esmtpsa",
            "id": "1qRjuq-00A9Xw-01",
            "for_": "x@recipient.example",
            "envelope_from": "a@client.example",
            "tls.version": "TLS1.2",
            "tls.cipher": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "software": "Exim 4.96",
            "time.utc": "2023-06-02T09:17:44+00:00",
            "remainder": "",
        },
    ),
    (
        (
            "from [192.0.2.31] (port=64086 helo=[192.168.0.27]) by mx.recipient.example with"
            " esmtpsa (TLS1.2) tls TLS_X (Exim 4.98.1) id 1q50um-00B93v-2s;"
            " Fri, 02 Jun 2023 16:17:44 +0700"
        ),
        {"ip": "192.0.2.31", "port": 64086, "helo": "[192.168.0.27]", "rdns": State.ABSENT},
    ),
    (
        (
            "from smtp01.client.example ([192.0.2.12]) by mx.recipient.example with esmtps"
            " (TLSv1.2:AES128-GCM-SHA256:128) (Exim 4.92) (envelope-from <>) id 1pVhOt-00022n-Et;"
            " Sat, 25 Feb 2023 00:22:58 +0100"
        ),
        {
            "ip": "192.0.2.12",
            "rdns": "smtp01.client.example",
            "helo": State.ABSENT,
            "tls.version": "TLSv1.2",
            "tls.cipher": "AES128-GCM-SHA256",
            "tls.bits": 128,
        },
    ),
    (
        (
            "from www by web.hoster.example with local (Exim 4.98 #2 (Red Hat Linux)) id"
            " 1tcRG3-00000009b8r-2Zcd; Mon, 27 Jan 2025 15:42:39 +0000"
        ),
        {
            "helo": State.ABSENT,
            "ip": State.ABSENT,
            "with_": "local",
            "software": "Exim 4.98 #2 (Red Hat Linux)",
            "remarks": "local-user",
        },
    ),
    (
        (
            "from x.example (a) ([192.0.2.1]) by mx.recipient.example with smtp (Exim 4.98) id 1;"
            " Mon, 27 Jan 2025 15:42:39 +0000"
        ),
        {"ip": State.UNPARSABLE, "helo": State.UNPARSABLE, "remarks": "ambiguous-address"},
    ),
)
