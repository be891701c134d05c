"""Exchange and Exchange Online: ``from HOST (IP) by HOST (IP) with Microsoft SMTP Server ...``.

HOST after ``from`` is the name that the client gave in EHLO; the comment is the address that the
server saw. Exchange writes no reverse name. ``with mapi`` is a submission from a mailbox store,
``with HTTPS`` the delivery into one. ``via Frontend Transport`` marks the SMTP front end.
"""

from __future__ import annotations

import re

from provenance.basics import State
from provenance.trace.addresses import read_address
from provenance.trace.dialects.exchange_builds import product_of
from provenance.trace.dialects.model import Dialect, Example, Facts
from provenance.trace.tokens import Split

_BUILD = re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,5}\.\d{1,5}\Z")
_HOSTS = (".outlook.com", ".office365.com", ".exchangelabs.com", ".office.com", ".outlook.cn")


def _test(split: Split) -> str:
    protocol = split.text("with").lower()
    if protocol.startswith("http") and split.text("by").lower().endswith(_HOSTS):
        return "by-host and with=" + split.text("with")[:10]
    return ""


def _read(facts: Facts, split: Split, remarks: list[str]) -> None:
    build = split.text("id")
    if _BUILD.match(build):
        facts["software"] = f"{product_of(build) or 'Exchange'} {build}"
    if split.text("with").lower() == "mailboxresubmission":
        # The words "by AntispamTT" after it name a Microsoft component, not a second host.
        facts["by"] = split.text("by") or State.ABSENT
        remarks.append("mailbox-resubmission")


def _name(split: Split) -> str:
    """``exchange-online`` for the service's hosts, ``exchange`` for other servers."""
    by = split.text("by").lower()
    online = by.endswith(_HOSTS) or (
        split.text("id").startswith("15.20.") and read_address(by) is None
    )
    return "exchange-online" if online else "exchange"


EXAMPLES: tuple[Example, ...] = (
    (
        (
            "from smtp.harbourvale.example (192.0.2.10) by"
            " AM7EUR03FT017.mail.protection.outlook.com (10.152.2.226) with Microsoft SMTP Server"
            " (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.6886.17 via"
            " Frontend Transport; Sun, 8 Oct 2023 18:40:32 +0000"
        ),
        {
            "dialect": "exchange-online",
            "helo": "smtp.harbourvale.example",
            "rdns": State.ABSENT,
            "ip": "192.0.2.10",
            "by": "AM7EUR03FT017.mail.protection.outlook.com",
            "by_ip": "10.152.2.226",
            "with_": "Microsoft SMTP Server",
            "id": "15.20.6886.17",
            "via": "Frontend Transport",
            "tls.version": "TLS1_2",
            "tls.cipher": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "time.utc": "2023-10-08T18:40:32+00:00",
            "remainder": "",
        },
    ),
    (
        (
            "from AM0PR04MB0001.eurprd04.prod.outlook.com (::1) by"
            " AM9PR04MB0002.eurprd04.prod.outlook.com with HTTPS; Wed, 30 Nov 2022 07:26:01 +0000"
        ),
        {
            "dialect": "exchange-online",
            "helo": "AM0PR04MB0001.eurprd04.prod.outlook.com",
            "ip": "::1",
            "by": "AM9PR04MB0002.eurprd04.prod.outlook.com",
            "with_": "HTTPS",
            "id": State.ABSENT,
        },
    ),
    (
        (
            "from AM0PR04MB0001.eurprd04.prod.outlook.com ([fe80::a626:cc08:9204:b9d3]) by"
            " AM0PR04MB0001.eurprd04.prod.outlook.com ([fe80::a626:cc08:9204:b9d3%7]) with mapi id"
            " 15.20.9388.009; Fri, 5 Dec 2025 10:49:12 +0000"
        ),
        {
            "dialect": "exchange-online",
            "ip": "fe80::a626:cc08:9204:b9d3",
            "by_ip": "fe80::a626:cc08:9204:b9d3",
            "with_": "mapi",
            "id": "15.20.9388.009",
            "software": "Exchange Online 15.20.9388.009",
        },
    ),
    (
        (
            "from User (203.0.113.96) by mail.harbourvale.example (192.168.254.106) with Microsoft"
            " SMTP Server id 8.3.485.1; Tue, 3 Jan 2012 10:00:00 +0100"
        ),
        {
            "dialect": "exchange",
            "helo": "User",
            "ip": "203.0.113.96",
            "by_ip": "192.168.254.106",
            "software": "Exchange Server 2007 SP3 8.3.485.1",
        },
    ),
    (
        (
            "from AM0PR04MB0001.eurprd04.prod.outlook.com (2001:db8::12) by"
            " PH7PR04MB0003.eurprd04.prod.outlook.com with MailboxResubmission by AntispamTT id"
            " 15.20.1.1; Fri, 5 Dec 2025 10:49:12 +0000"
        ),
        {
            "by": "PH7PR04MB0003.eurprd04.prod.outlook.com",
            "with_": "MailboxResubmission",
            "remainder": "by AntispamTT",
        },
    ),
    (
        (
            "from substrate.office.com (192.0.2.77) by AM0PR04MB0001.eurprd04.prod.outlook.com with"
            " HTTP via AM0PR04CA0001.eurprd04.prod.outlook.com; Fri, 5 Dec 2025 10:49:12 +0000"
        ),
        {"dialect": "exchange-online", "with_": "HTTP", "ip": "192.0.2.77"},
    ),
)

DIALECT = Dialect(
    id="exchange",
    title="Microsoft Exchange, Exchange Online",
    protocols=("microsoft smtp server", "mailboxresubmission", "mapi"),
    test=_test,
    one_comment=True,
    read=_read,
    name=_name,
    source="measured lines",
    examples=EXAMPLES,
)
