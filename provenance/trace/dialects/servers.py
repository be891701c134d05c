"""Mail servers with published source or documentation: one row each, its example beside it."""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.dialects.model import Dialect, Facts
from provenance.trace.tokens import Split

_D = "; Mon, 1 Jan 2024 10:00:00 +0000"
_DAYLESS = re.compile(r"\s*\d{1,2} \w{3} \d{4} [\d:]{8} -0000\s*\Z")
_QMAIL_LOGIN = re.compile(r"\S+@\S+@\[?[\d.:a-fA-F]+\]?\Z")
_SENDMAIL = re.compile(r"\d{1,2}\.\d{1,2}[\w.+-]*(?: ?[\w ]{0,30})?(?: ?\([^()]*\) ?)?/")
_MTA_ID = re.compile(r"h[0-9a-z]{11}\Z")


def _qmail(split: Split) -> str:
    """Qmail writes no weekday and always -0000; with AUTH a login before the address."""
    comments = split.comments_of("from")
    if len(comments) > 1 and comments[0][:5] == "HELO " and _QMAIL_LOGIN.match(comments[1]):
        return "from-comment with login and address"
    tail = split.value.rpartition(";")[2]
    if (
        tail.endswith("-0000")
        and _DAYLESS.match(tail)
        and split.text("with")[-4:].upper()
        in {
            *("SMTP", "MTPS", "MTPA", "TPSA"),
        }
    ):
        return "date without weekday, -0000"
    return ""


def _sendmail(split: Split) -> str:
    for comment in split.comments_of("by")[:1] or split.comments_of("with")[:1]:
        if _SENDMAIL.match(comment):
            return "by-comment " + comment[:40]
    return ""


def _lhlo(split: Split) -> str:
    for comment in split.comments_of("from"):
        if comment[:5].upper() == "LHLO ":
            return "from-comment LHLO"
    return ""


def _powermta(split: Split) -> str:
    """PowerMTA without its name: its id, and the envelope sender behind the date."""
    found = _MTA_ID.match(split.text("id")) and split.comments[-1:]
    return "id of PowerMTA's form" if found and "envelope-from" in split.comments[-1] else ""


def _momentum(split: Split) -> str:
    """Momentum: the address, its port and ``helo=`` behind a literal, envelope after the host."""
    found = any(c.startswith("ecelerity ") for c in split.comments_of("by"))
    return "by-comment ecelerity" if found else ""


def _submitted(facts: Facts, split: Split, remarks: list[str]) -> None:
    """``from USER (uid N)``, ``(from USER@HOST)``: a process of the machine."""
    if "from" in split.clauses:
        facts["ident"] = split.text("from")
        facts["helo"] = State.ABSENT
    elif split.leading and "ident" not in facts and split.leading[0][:5] == "from ":
        facts["ident"] = split.leading[0][5:].strip()
    remarks.append("local-user")


def _scanner(facts: Facts, split: Split, _remarks: list[str]) -> None:
    """qmail-scanner stands the envelope sender in the place of the client."""
    word = split.text("from")
    if "@" in word:
        facts["envelope_from"] = word


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        id="sendmail",
        title="Sendmail and servers made of it",
        comments=("v8/cf", "switch-", "sentrion-mta", "sendmail"),
        test=_sendmail,
        source="documentation (confRECEIVED_HEADER), measured lines",
        examples=(
            (
                (
                    "from pc.lan (host.isp.example [192.0.2.15] (may be forged)) (authenticated"
                    " bits=0) by mx.recipient.example (8.14.4/8.14.4/Debian-8) with ESMTP id"
                    f" 37B52g7E014839 (version=TLSv1/SSLv3 cipher=DHE-RSA-AES256-SHA bits=256){_D}"
                ),
                {
                    "dialect": "sendmail",
                    "helo": "pc.lan",
                    "rdns": "host.isp.example",
                    "ip": "192.0.2.15",
                    "id": "37B52g7E014839",
                    "auth_user": State.ABSENT,
                    "tls.version": "TLSv1/SSLv3",
                    "tls.bits": 256,
                    "remarks": "rdns-unconfirmed",
                },
            ),
            (
                (
                    "from [10.1.1.7] (a.isp.example [192.0.2.15]) (authenticated sender joe.001) by"
                    f" c.example (8.13.1/8.13.1) with ESMTP id r11NssUe016172{_D}"
                ),
                {"auth_user": "joe.001", "helo": "[10.1.1.7]", "ip": "192.0.2.15"},
            ),
            (
                (
                    "from a.example (IDENT:joe@b.example [192.0.2.15]) by c.example (8.9.3/8.9.3)"
                    " with"
                    f" ESMTP id SAA19408{_D}"
                ),
                {"rdns": "b.example", "ident": "joe", "ip": "192.0.2.15"},
            ),
            (
                f"from localhost (joe@localhost) by c.example (8.8.7/8.8.7) with SMTP id X{_D}",
                {"rdns": "localhost", "ident": "joe", "ip": State.ABSENT, "helo": "localhost"},
            ),
            (
                f"from a.example (joe@[192.0.2.15]) by c.example (8.7.3/8.7.3) with SMTP id X{_D}",
                {"ident": "joe", "ip": "192.0.2.15", "rdns": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="sendmail-submit",
        title="Sendmail, local submission",
        leading=("from ",),
        read=_submitted,
        source="measured lines",
        examples=(
            (
                f"(from joe@localhost) by c.example (8.16.1/8.16.1/Submit) id oBA4LJFU042012{_D}",
                {
                    "dialect": "sendmail",
                    "ident": "joe@localhost",
                    "by": "c.example",
                    "id": "oBA4LJFU042012",
                    "helo": State.ABSENT,
                },
            ),
        ),
        name=lambda split: "sendmail" if _sendmail(split) else "local-submission",
    ),
    Dialect(
        id="qmail",
        title="qmail",
        leading=("qmail ", "simscan "),
        test=_qmail,
        name_first=True,
        source="public source (qmail received.c), measured lines",
        examples=(
            (
                "(qmail 4441 invoked from network); 2 Feb 2023 01:42:45 -0000",
                {"dialect": "qmail", "id": State.ABSENT, "by": State.ABSENT},
            ),
            (
                (
                    "from unknown (HELO ?192.168.0.110?) (joe@a.example@192.0.2.8) by h.example"
                    " with"
                    " SMTP; 2 Feb 2023 01:42:45 -0000"
                ),
                {
                    "dialect": "qmail",
                    "helo": "?192.168.0.110?",
                    "rdns": State.ABSENT,
                    "ip": "192.0.2.8",
                    "auth_user": "joe@a.example",
                },
            ),
            (
                "from a.example (root@192.0.2.8) by h.example with SMTP; 2 Feb 2023 01:42:45 -0000",
                {"rdns": "a.example", "ident": "root", "ip": "192.0.2.8", "helo": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="qmail-scanner",
        title="qmail-scanner",
        protocols=("qmail-scanner",),
        submits=True,
        read=_scanner,
        source="measured lines",
        examples=(
            (
                (
                    "from joe@a.example by h.example by uid 89 with qmail-scanner-1.14 (x); 7 Jan"
                    " 2003"
                    " 12:01:04 -0000"
                ),
                {"by": "h.example", "helo": State.ABSENT, "envelope_from": "joe@a.example"},
            ),
        ),
    ),
    Dialect(
        id="indimail",
        title="IndiMail (qmail kin)",
        test=lambda split: "indimail" if split.preamble[:1] == ["indimail-mta"] else "",
        source="measured lines",
        examples=(
            (
                f"indimail-mta queue 58965 by host h.example (invoked by alias){_D}",
                {"dialect": "indimail", "id": State.ABSENT, "by": "h.example"},
            ),
        ),
    ),
    Dialect(
        id="qpsmtpd",
        title="qpsmtpd",
        comments=("qpsmtpd",),
        source="public source, measured lines",
        examples=(
            (
                (
                    "from r.example (HELO a.example) (192.0.2.22) by h.example (qpsmtpd/0.27.1)"
                    " with"
                    f" ESMTP{_D}"
                ),
                {"helo": "a.example", "rdns": "r.example", "ip": "192.0.2.22"},
            ),
        ),
    ),
    Dialect(
        id="opensmtpd",
        title="OpenSMTPD",
        comments=("opensmtpd",),
        source="measured lines",
        examples=(
            (
                f"from a.example (b.example [::1]) by h.example (OpenSMTPD) with ESMTP id a08{_D}",
                {"dialect": "opensmtpd", "ip": "::1", "rdns": "b.example"},
            ),
            (
                (
                    "from a.example (b.example [local]); by h.example (OpenSMTPD) with ESMTPA id"
                    " a08;"
                    f" for <x@h.example>{_D}"
                ),
                {"by": "h.example", "for_": "x@h.example", "ip": State.ABSENT, "rdns": "b.example"},
            ),
        ),
    ),
    Dialect(
        id="haraka",
        title="Haraka",
        comments=("haraka",),
        source="public source, measured lines",
        examples=(
            (
                "from a.example (b.example [192.0.2.1]) by h.example (Haraka/2.8.25) with ESMTPS id"
                " 2574DCE9.1 envelope-from <x@a.example> (cipher=TLS_AES_256_GCM_SHA384)" + _D,
                {
                    "dialect": "haraka",
                    "id": "2574DCE9.1",
                    "envelope_from": "x@a.example",
                    "tls.cipher": "TLS_AES_256_GCM_SHA384",
                    "remainder": "",
                },
            ),
        ),
    ),
    Dialect(
        id="zonemta",
        title="ZoneMTA",
        comments=("zonemta",),
        source="public source, measured lines",
        examples=(
            (
                (
                    "from a.example ([192.0.2.1] b.example) (Authenticated sender: joe) by"
                    " h.example"
                    f" (ZoneMTA Forwarder) with ESMTPSA id 18.001 for <x@h.example>{_D}"
                ),
                {
                    "dialect": "zonemta",
                    "helo": "a.example",
                    "rdns": "b.example",
                    "ip": "192.0.2.1",
                    "auth_user": "joe",
                },
            ),
        ),
    ),
    Dialect(
        id="amavis",
        title="amavis",
        comments=("amavis", "mxg, port"),
        source="measured lines",
        examples=(
            (
                (
                    "from a.example ([127.0.0.1]) by localhost (b.example [127.0.0.2])"
                    " (amavisd-new,"
                    f" port 10024) with ESMTP id ffff00ee{_D}"
                ),
                {"by": "localhost", "by_ip": "127.0.0.2", "ip": "127.0.0.1", "port": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="lmtp",
        title="Delivery by LMTP (Zimbra, Dovecot, Cyrus)",
        comments=("cyrus", "dovecot", "lmtpproxy", "meproxy", "lmtp"),
        protocols=("lmtp",),
        test=_lhlo,
        source="measured lines",
        examples=(
            (
                f"from a.example (LHLO b.example) (192.0.2.1) by h.example with LMTP{_D}",
                {"dialect": "lmtp", "helo": "b.example", "rdns": "a.example", "ip": "192.0.2.1"},
            ),
        ),
    ),
    Dialect(
        id="powermta",
        title="PowerMTA",
        comments=("powermta",),
        test=_powermta,
        source="measured lines; widely imitated",
        examples=(
            (
                (
                    "from (127.0.0.1) by h.example (PowerMTA(TM) v3.5r16) id hehvng0ik18p for"
                    f" <x@h.example>{_D} (envelope-from <y@a.example>)"
                ),
                {"dialect": "powermta", "ip": "127.0.0.1", "envelope_from": "y@a.example"},
            ),
            (
                (
                    "from [198.51.100.9] (192.0.2.5) by h.example id hcatd42tlo8p for <x@h.example>"
                    f"{_D} (envelope-from <y@a.example>)"
                ),
                {"dialect": "powermta", "helo": "[198.51.100.9]", "ip": "192.0.2.5"},
            ),
        ),
    ),
    Dialect(
        id="momentum",
        title="Momentum, SparkPost (ecelerity)",
        comments=("ecelerity",),
        test=_momentum,
        source="measured lines",
        examples=(
            (
                "from [192.0.2.14] ([192.0.2.14:54932] helo=a.example) by h.example (envelope-from"
                " <y@a.example>) (ecelerity 4.3.1.999 r(:)) with ESMTP id 7C/95-03759-EDF6AF46"
                + _D,
                {
                    "dialect": "momentum",
                    "helo": "a.example",
                    "ip": "192.0.2.14",
                    "port": 54932,
                    "rdns": State.ABSENT,
                    "envelope_from": "y@a.example",
                },
            ),
        ),
    ),
    Dialect(
        id="kumomta",
        title="KumoMTA",
        comments=("kumomta",),
        source="public source, measured lines",
        examples=(
            (
                (
                    "from [192.0.2.14] (192.0.2.14) by h.example (KumoMTA 192.0.2.99) with ESMTP id"
                    f" 54009f98817211f0a8510affd82481ff for <x@h.example>{_D}"
                ),
                {"dialect": "kumomta", "ip": "192.0.2.14", "by_ip": "192.0.2.99"},
            ),
        ),
    ),
    Dialect(
        id="halon",
        title="Halon",
        comments=("halon",),
        source="measured lines",
        examples=(
            (
                (
                    "from localhost (unknown [192.0.2.14]) by h.example (Halon) with ESMTPSA id"
                    f" 5b4b20b4-d0d9-11ee-abf4-005056bdd08f{_D}"
                ),
                {"dialect": "halon", "ip": "192.0.2.14", "rdns": State.ABSENT},
            ),
        ),
    ),
    Dialect(
        id="stalwart",
        title="Stalwart",
        comments=("stalwart",),
        source="public source, measured lines",
        examples=(
            (
                (
                    "from [192.168.1.9] (unknown [192.0.2.1] (AS64500 Example, ZZ)) by h.example"
                    f" (Stalwart SMTP) with ESMTP id 3D8C2{_D}"
                ),
                {"dialect": "stalwart", "helo": "[192.168.1.9]", "ip": "192.0.2.1"},
            ),
        ),
    ),
)
