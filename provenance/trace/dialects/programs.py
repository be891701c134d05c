"""Programs around mail servers: submitters, fetchers, webmail, list software; one row each."""

from __future__ import annotations

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Facts
from provenance.trace.tokens import Split

_D = "; Mon, 1 Jan 2024 10:00:00 +0000"


def _fetchmail(_facts: Facts, _split: Split, remarks: list[str]) -> None:
    """The host after ``from`` is the one that was asked for mail, not a client."""
    remarks.append("polled-host")


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        id="courier",
        title="Courier",
        comments=("courier",),
        test=lambda split: next(
            (
                "from-comment " + c[:10]
                for c in split.comments_of("from")
                if c[:6] in {"AUTH: ", "IDENT:", "TLS: T", "SSL: T"}
            ),
            "",
        ),
        source="public source (courier), SpamAssassin's examples",
        examples=(
            (
                (
                    "from a.example (b.example [192.0.2.1]) (AUTH: LOGIN joe, TLS: TLSv1.2,256bits,"
                    f"ECDHE-RSA-AES256-GCM-SHA384) by h.example with ESMTPSA id 0000000000{_D}"
                ),
                {
                    "dialect": "courier",
                    "auth_user": "joe",
                    "tls.version": "TLSv1.2",
                    "tls.cipher": "ECDHE-RSA-AES256-GCM-SHA384",
                    "tls.bits": 256,
                },
            ),
        ),
    ),
    Dialect(
        id="xmail",
        title="XMail",
        comments=("xmail",),
        source="SpamAssassin's examples",
        examples=(
            (
                (
                    "from a.example ([192.0.2.1]:3350) by h.example with [XMail 1.20 ESMTP Server]"
                    " id"
                    f" <S5> for <x@h.example> from <y@a.example>{_D}"
                ),
                {"ip": "192.0.2.1", "port": 3350, "id": "S5", "envelope_from": "y@a.example"},
            ),
        ),
        protocols=("[xmail",),
    ),
    Dialect(
        id="nullmailer",
        title="Small submitters (nullmailer, sSMTP, DragonFly Mail Agent)",
        comments=("dragonfly", "ssmtp", "msmtp", "nullmailer", "bulk_mailer"),
        leading=("nullmailer",),
        source="measured lines",
        examples=(
            (
                (
                    "from root (uid 0) (envelope-from y@a.example) id e06d1 by h.example (DragonFly"
                    f" Mail Agent v0.13){_D}"
                ),
                {
                    "dialect": "nullmailer",
                    "helo": State.ABSENT,
                    "ident": "root",
                    "id": "e06d1",
                    "envelope_from": "y@a.example",
                },
            ),
            (f"(nullmailer pid 39 invoked by uid 1000){_D}", {"dialect": "nullmailer"}),
        ),
    ),
    Dialect(
        id="fetchmail",
        title="fetchmail, getmail",
        comments=("fetchmail", "getmail", "mpop"),
        protocols=("pop3", "imap"),
        read=_fetchmail,
        source="documentation, measured lines",
        examples=(
            (
                (
                    "from pop.a.example [192.0.2.1] by localhost with POP3 (fetchmail-6.2.1) for"
                    f" joe@localhost (single-drop){_D}"
                ),
                {"dialect": "fetchmail", "ip": "192.0.2.1", "remarks": "polled-host"},
            ),
        ),
    ),
    Dialect(
        id="webmail",
        title="Webmail programs (SquirrelMail, Horde, Roundcube)",
        comments=("horde", "imp", "http/1", "mshttpd"),
        test=lambda split: next(
            ("from-comment " + c[:12] for c in split.comments_of("from") if c[:8] == "Squirrel"), ""
        ),
        submits=True,
        source="measured lines",
        examples=(
            (
                (
                    "from [192.0.2.1] (Forwarded-For: 198.51.100.2, [192.0.2.9]) by h.example"
                    f" (mshttpd){_D}"
                ),
                {"dialect": "webmail", "ip": "192.0.2.1", "helo": State.ABSENT},
            ),
            (
                f"from 192.0.2.1 (SquirrelMail authenticated user joe) by h.example with HTTP{_D}",
                {
                    "dialect": "webmail",
                    "ip": "192.0.2.1",
                    "auth_user": "joe",
                    "helo": State.ABSENT,
                    "protocol.transport": "http",
                },
            ),
        ),
    ),
    Dialect(
        id="list-expansion",
        title="List expansion (Majordomo, vger)",
        leading=("majordomo@",),
        hosts=("vger.kernel.org",),
        source="measured lines",
        examples=(
            (
                (
                    "(majordomo@vger.kernel.org) by vger.kernel.org via listexpand id"
                    " S1726422AbfFXWde"
                    f" convert rfc822-to-8bit (ORCPT <rfc822;x@h.example>){_D}"
                ),
                {"via": "listexpand", "id": "S1726422AbfFXWde", "helo": State.ABSENT},
            ),
            (
                (
                    'from a.example ([192.0.2.15]:43118 "EHLO b.example" rhost-flags-OK-FAIL) by'
                    f" vger.kernel.org with ESMTP id S1726709AbfKAUBh{_D}"
                ),
                {"rdns": "a.example", "helo": "b.example", "ip": "192.0.2.15", "port": 43118},
            ),
        ),
    ),
)
