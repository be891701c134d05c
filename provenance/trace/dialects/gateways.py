"""Security appliances and filter services: one row each, its example beside it."""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.dialects.model import Dialect
from provenance.trace.tokens import Split

_D = "; Mon, 1 Jan 2024 10:00:00 +0000"
_MEASURED = "measured lines"
_UNDERSCORED = re.compile(r"[0-9a-f]{3,4}_(?:[0-9a-f]{4}_)?[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_")
_DAYLESS = re.compile(r"\s*\d{1,2} \w{3} \d{4} [\d:]{8} [+-]\d{4}\s*\Z")


def _ironport(split: Split) -> str:
    """IronPort names no product and no id; cipher in the protocol word, or no weekday."""
    protocol = split.text("with").upper()
    if protocol.startswith(("ESMTP/TLS/", "SMTP/TLS/")):
        return "with=" + split.text("with")[:40]
    if (
        protocol[:5] == "ESMTP"
        and "id" not in split.clauses
        and "for" not in split.clauses
        and not split.comments_of("by")
        and len(split.comments_of("from")) == 1
        and _DAYLESS.match(split.value.rpartition(";")[2])
    ):
        return "ESMTP without id, date without weekday"
    return ""


def _mcafee(split: Split) -> str:
    """McAfee writes its id as a UUID with underscores, and TLS behind the protocol."""
    return "id of McAfee's form" if _UNDERSCORED.match(split.text("id")) else ""


def _messagelabs(split: Split) -> str:
    return "with cipher encrypted" if "encrypted SMTP" in split.text("with") else ""


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        id="mimecast",
        title="Mimecast",
        hosts=("relay.mimecast.com", "mimecast.com", "mimecast.co.za"),
        source=_MEASURED,
        examples=(
            (
                "from a.example (b.example [192.0.2.199]) by relay.mimecast.com with ESMTP with"
                " STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id us-mta-106-wn0O-1"
                + _D,
                {
                    "dialect": "mimecast",
                    "with_": "ESMTP with STARTTLS",
                    "protocol.tls": True,
                    "tls.version": "TLSv1.3",
                    "ip": "192.0.2.199",
                },
            ),
        ),
    ),
    Dialect(
        id="proofpoint",
        title="Proofpoint",
        comments=("pps",),
        hosts=("pphosted.com", "ppe-hosted.com", "ppops.net"),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (b.example [192.0.2.200]) by mx0a.a.example (PPS) with ESMTPS"
                    " id"
                    " 48jjrfugjr-1 (version=TLSv1.2 cipher=ECDHE-RSA-AES128-GCM-SHA256 bits=128"
                    f" verify=NOT) for <x@h.example>{_D}"
                ),
                {"dialect": "proofpoint", "tls.bits": 128, "rdns": "b.example"},
            ),
        ),
    ),
    Dialect(
        id="ironport",
        title="Cisco Secure Email (IronPort)",
        test=_ironport,
        name_first=True,
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example ([192.0.2.44]) by h.example with ESMTP/TLS/DHE-RSA-SEED-SHA;"
                    " 22 Jul 2020 15:41:41 +0000"
                ),
                {
                    "dialect": "ironport",
                    "ip": "192.0.2.44",
                    "rdns": "a.example",
                    "tls.cipher": "DHE-RSA-SEED-SHA",
                    "protocol.tls": True,
                },
            ),
        ),
    ),
    Dialect(
        id="messagelabs",
        title="Symantec Email Security (MessageLabs)",
        test=_messagelabs,
        hosts=("messagelabs.com", "symcld.net"),
        name_first=True,
        submits=True,
        source="measured lines, public examples of inner hops",
        examples=(
            (
                f"from [192.0.2.46:2112] by server-7.bemta-12.messagelabs.com id 5A/34-03043{_D}",
                {"dialect": "messagelabs", "ip": "192.0.2.46", "port": 2112, "helo": State.ABSENT},
            ),
            (
                (
                    "from unknown (HELO a.example) (192.0.2.30) by"
                    " server-10.tower-697.messagelabs.com"
                    f" with ECDHE-RSA-AES256-GCM-SHA384 encrypted SMTP{_D}"
                ),
                {
                    "dialect": "messagelabs",
                    "tls.cipher": "ECDHE-RSA-AES256-GCM-SHA384",
                    "helo": "a.example",
                    "ip": "192.0.2.30",
                },
            ),
        ),
    ),
    Dialect(
        id="mcafee",
        title="McAfee Email Gateway",
        test=_mcafee,
        source="list mail of the public archives, SpamAssassin's tests",
        examples=(
            (
                (
                    "from a.example (b.example [192.0.2.10]) by h.example with smtp (TLS: TLSv1/"
                    "SSLv3,256bits,ECDHE-RSA-AES256-GCM-SHA384) id"
                    f" 4e32_9550_2168e048_2739_4706_8909_166f550daa28{_D}"
                ),
                {
                    "dialect": "mcafee",
                    "ip": "192.0.2.10",
                    "tls.version": "TLSv1/SSLv3",
                    "tls.bits": 256,
                },
            ),
            (
                (
                    "from (192.0.2.10) by h.example via smtp id"
                    f" 021b_7e19a55a_ea7e_11da_83a9_00304811e63a{_D}"
                ),
                {"dialect": "mcafee", "ip": "192.0.2.10", "via": "smtp"},
            ),
        ),
    ),
    Dialect(
        id="mailchannels",
        title="MailChannels",
        comments=("trex/",),
        source=_MEASURED,
        examples=(
            (
                (
                    "from a.example (b.example [192.0.2.81]) (using TLSv1.2 with cipher"
                    f" ECDHE-RSA-AES256-GCM-SHA384) by 192.0.2.92 (trex/7.0.2){_D}"
                ),
                {"dialect": "mailchannels", "by_ip": "192.0.2.92", "ip": "192.0.2.81"},
            ),
        ),
    ),
    Dialect(
        id="surfcontrol",
        title="SurfControl, Websense, Forcepoint",
        comments=("surfcontrol",),
        test=lambda split: (
            "by-host " + split.text("by")[:30]
            if split.text("by").startswith(("Websense Email", "Forcepoint Email"))
            or "SurfControl" in split.text("by")
            else ""
        ),
        source=_MEASURED,
        examples=(
            (
                f"from unknown [192.0.2.30] by h.example - SurfControl E-mail Filter {_D}",
                {"dialect": "surfcontrol", "ip": "192.0.2.30", "by": "h.example"},
            ),
        ),
    ),
    Dialect(
        id="other-gateway",
        title="Further filters that name themselves",
        comments=(
            *(
                "avmailgate",
                "spamtitan",
                "sophos",
                "knoxportal",
                "skyguard",
                "eucpmta",
                "interscan",
            ),
            *("barracuda", "fortimail", "mailcleaner", "symantec", "trend micro", "clearswift"),
            *("mailmarshal", "borderware", "ironmail", "astaro", "hornet", "spamstopshere"),
        ),
        protocols=("interscan",),
        hosts=("barracudanetworks.com",),
        source=_MEASURED,
        examples=(
            (
                (
                    f"from a.example (unknown [192.0.2.57]) by h.example (SkyGuard) with ESMTP id"
                    f" X{_D}"
                ),
                {"dialect": "other-gateway", "ip": "192.0.2.57"},
            ),
        ),
    ),
)
