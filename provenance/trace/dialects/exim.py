"""Exim: ``from RDNS ([IP]:port helo=HELO) by H with esmtpsa (TLS1.3) tls CIPHER (Exim 4.96) ...``.

The word after ``from`` is the confirmed reverse name, or the address in brackets where there is
none (Exim specification, ``sender_rcvhost``, ``host_lookup``). The name that the client gave
stands after ``helo=``, and only if it differs from that word. ``with local`` is a process on the
machine; the word after ``from`` is then its Unix user.
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Example, Facts
from provenance.trace.tokens import Split

_ID = re.compile(
    r"[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}|[0-9A-Za-z]{11})-(?:[0-9A-Za-z]{2}|[0-9A-Za-z]{4})\Z"
)
_WORDS = re.compile(r"(?:utf8)?(?:e?smtps?a?|local(?:-\w+)?)\Z")


def _test(split: Split) -> str:
    """Exim without its name: its message id and the protocol in small letters."""
    found = _WORDS.match(split.text("with")) and _ID.match(split.text("id"))
    return "id of Exim's form" if found else ""


def _read(facts: Facts, split: Split, _remarks: list[str]) -> None:
    """Runbox: ``with esmtpsa [Authenticated ID (47)]``, the number of the account."""
    clause = split.clauses.get("with")
    if clause and "[Authenticated" in clause.words and clause.comments:
        facts["auth_user"] = clause.comments[0]


EXAMPLES: tuple[Example, ...] = (
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
            "by submit.recipient.example with esmtpsa [Authenticated ID (604044)]"
            " (TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.93) id 1pVhOt-00022n-Et;"
            " Sat, 25 Feb 2023 00:22:58 +0100"
        ),
        {
            "with_": "esmtpsa",
            "id": "1pVhOt-00022n-Et",
            "auth_user": "604044",
            "tls.bits": 256,
        },
    ),
    (
        (
            "from a.isp.example ([192.0.2.59]:13822 helo=PDSDELL) by relay.recipient.example"
            " (relay.recipient.example [198.51.100.32]:10465) with esmtpa"
            " (authdaemon_login:joe-smith) id 1j0mRZ-00049a-6r (return-path <joe@client.example>);"
            " Sun, 09 Feb 2020 13:16:13 +0000"
        ),
        {
            "dialect": "exim",
            "by_ip": "198.51.100.32",
            "auth_user": "joe-smith",
            "envelope_from": "joe@client.example",
        },
    ),
    (
        (
            "from a.isp.example ([192.0.2.59] helo=pc) by relay.recipient.example with esmtpa"
            " (AUTH joe) (Exim 4.69) id 1OGpV6-0001jU-X2; Tue, 25 May 2010 08:28:36 +0000"
        ),
        {"auth_user": "joe", "helo": "pc", "ip": "192.0.2.59"},
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
            "ident": "www",
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

DIALECT = Dialect(
    id="exim",
    title="Exim",
    comments=("exim ", "exim,"),
    test=_test,
    name_first=True,
    one_comment=True,
    submits=True,
    read=_read,
    source="documentation (Exim specification, received_header_text), measured lines",
    examples=EXAMPLES,
)
