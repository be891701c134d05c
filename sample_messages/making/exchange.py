"""The mass mailing as the sending Exchange Online tenant made and sealed it."""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from functools import cache

from making import sign, stamps, story
from making.sign import Field

FOREST = "GBRP265.PROD.OUTLOOK.COM"
MAILBOX_SERVER = "LO3P265MB4421"
HUB_SERVER = "CWLP265MB5189"
BUILD = "15.20.9891"
TAG = 0x9C
SIGNED = (
    "From",
    "Date",
    "Subject",
    "Message-ID",
    "Content-Type",
    "MIME-Version",
    "X-MS-Exchange-SenderADCheck",
)
ARRIVED = story.SENT + timedelta(microseconds=402100)
HUB_TIME = story.SENT + timedelta(seconds=1)

_TEXT = """\
Dear all,

Our summer briefing takes place on Tuesday 9 June 2026 at 18:00 in the Long Room, \
12 Wharf Street. Doors open at 17:30.

Ines Holt will speak about the market for senior appointments; there will be time \
for questions afterwards, and a light supper.

Please let me know by Friday 29 May whether you will join us.

Kind regards,
M. Carrow
Harbour & Vale Ltd
"""


def fold(name: str, value: str, *, indent: str = " ", width: int = 78) -> Field:
    """Fold a value at its spaces, greedily, as Exchange Online does (RFC 5322 §2.2.3)."""
    lines = [""]
    room = width - len(name) - 1
    for word in value.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = width - 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return name, " " + f"\r\n{indent}".join(lines)


def plain(name: str, value: str) -> Field:
    """A field in one line."""
    return name, " " + value


def address_list(name: str, people: tuple[tuple[str, str], ...]) -> Field:
    """Fold an address list behind its commas, with a tab, up to 76 characters a line."""
    lines = [""]
    for index, (display, address) in enumerate(people):
        item = f"{display} <{address}>" + ("," if index < len(people) - 1 else "")
        if lines[-1] and len(lines[-1]) + 1 + len(item) > 76 - (len(name) if len(lines) == 1 else 0):
            lines.append(item)
        else:
            lines[-1] = f"{lines[-1]} {item}" if lines[-1] else item
    return name, " " + "\r\n\t".join(lines)


def message_id() -> str:
    """Message-ID of the mass mailing; its hidden day is that of the draft."""
    return stamps.exchange_message_id(MAILBOX_SERVER, FOREST, story.DRAFTED, tag=TAG)


def _quoted_printable(text: str) -> str:
    """Quoted-printable (RFC 2045 §6.7) for ASCII text: only ``=`` and long lines need care."""
    out = []
    for line in text.replace("=", "=3D").split("\n"):
        while len(line) > 76:
            cut = 75
            while line[cut - 1] == "=" or line[cut - 2] == "=":
                cut -= 1
            out.append(line[:cut] + "=")
            line = line[cut:]
        out.append(line)
    return "\r\n".join(out)


def _html() -> str:
    blocks = "".join(
        f"<div style=\"font-family: Calibri, Helvetica, sans-serif; font-size: 12pt;\">{block}</div>\n"
        for block in (
            line.replace("&", "&amp;") or "<br>" for line in _TEXT.rstrip("\n").split("\n")
        )
    )
    return (
        "<html>\n<head>\n"
        '<meta http-equiv="Content-Type" content="text/html; charset=us-ascii">\n'
        f'</head>\n<body dir="ltr">\n{blocks}</body>\n</html>\n'
    )


def text() -> str:
    """The words of the message."""
    return _TEXT


def boundary() -> str:
    """Boundary as Exchange makes it: the first 55 letters and digits of the Message-ID."""
    return f"_000_{re.sub('[^0-9A-Za-z]', '', message_id())[:55]}_"


@cache
def body() -> bytes:
    """Body as transported: multipart/alternative, quoted-printable, CRLF."""
    mark = boundary()
    parts = []
    for kind, words in (("plain", _TEXT), ("html", _html())):
        parts.append(
            f'--{mark}\r\nContent-Type: text/{kind}; charset="us-ascii"\r\n'
            f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{_quoted_printable(words)}\r\n"
        )
    return ("".join(parts) + f"--{mark}--\r\n").encode("ascii")


def _filter_blob() -> list[Field]:
    """Fields whose contents only the provider can read; here they are noise."""
    noise = base64.b64encode(story.chance("antispam", 330)).decode("ascii")
    words = " ".join(
        f"=?us-ascii?Q?{noise[i : i + 60].replace('=', '')}?=" for i in range(0, len(noise), 60)
    )
    return [
        plain("X-MS-Exchange-AntiSpam-MessageData-ChunkCount", "1"),
        fold("X-MS-Exchange-AntiSpam-MessageData-0", words),
    ]


@cache
def content() -> tuple[Field, ...]:
    """Fields from ``From`` down to ``MIME-Version``: what the mailbox server made."""
    network_id = stamps.network_message_id(ARRIVED + timedelta(microseconds=198000))
    report = (
        "CIP:255.255.255.255;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;"
        f"H:{MAILBOX_SERVER}.{FOREST};PTR:;CAT:NONE;SFS:(13230040)(366016)(1800799024);"
        "DIR:OUT;SFP:1101;"
    )
    return (
        plain("From", f'"{story.SENDER_NAME}" <{story.SENDER}>'),
        address_list("To", story.recipients()),
        plain("Subject", story.SUBJECT),
        plain("Thread-Topic", story.SUBJECT),
        plain("Thread-Index", stamps.thread_index(story.DRAFTED)),
        plain("Date", stamps.date(story.SENT)),
        ("Message-ID", f"\r\n {message_id()}"),
        plain("Accept-Language", "en-GB, en-US"),
        plain("Content-Language", "en-GB"),
        plain("X-MS-Has-Attach", ""),
        plain("X-MS-TNEF-Correlator", ""),
        plain("x-ms-publictraffictype", "Email"),
        plain("x-ms-traffictypediagnostic", f"{MAILBOX_SERVER}:EE_|{HUB_SERVER}:EE_"),
        plain("x-ms-office365-filtering-correlation-id", network_id),
        plain("X-MS-Exchange-SenderADCheck", "1"),
        plain("x-ms-exchange-antispam-relay", "0"),
        plain("x-microsoft-antispam", "BCL:0;ARA:13230040|366016|1800799024;"),
        ("x-forefront-antispam-report", f"\r\n {report}"),
        *_filter_blob(),
        ("Content-Type", f' multipart/alternative;\r\n\tboundary="{boundary()}"'),
        plain("MIME-Version", "1.0"),
    )


@cache
def stamped() -> tuple[Field, ...]:
    """Fields that the sending organisation's transport adds below the content."""
    tenant = stamps.guid("tenant")
    return (
        plain("X-OriginatorOrg", "harbourvale.example"),
        plain("X-MS-Exchange-CrossTenant-AuthAs", "Internal"),
        fold("X-MS-Exchange-CrossTenant-AuthSource", f"{MAILBOX_SERVER}.{FOREST}"),
        plain(
            "X-MS-Exchange-CrossTenant-Network-Message-Id",
            stamps.network_message_id(ARRIVED + timedelta(microseconds=198000)),
        ),
        fold("X-MS-Exchange-CrossTenant-originalarrivaltime", stamps.exchange_time(ARRIVED)),
        plain("X-MS-Exchange-CrossTenant-fromentityheader", "Hosted"),
        plain("X-MS-Exchange-CrossTenant-id", tenant),
        plain("X-MS-Exchange-CrossTenant-mailboxtype", "HOSTED"),
        plain("X-MS-Exchange-Transport-CrossTenantHeadersStamped", HUB_SERVER),
    )


def _received(moment: datetime, words: str) -> Field:
    return fold("Received", f"{words}; {stamps.date(moment)}")


@cache
def sealed() -> tuple[Field, ...]:
    """Header section as it left the organisation, newest line first, with a real signature."""
    host = f"{MAILBOX_SERVER}.{FOREST}"
    hub = f"{HUB_SERVER}.{FOREST}"
    unsigned = (*content(), *stamped())
    template = (
        " v=1; a=rsa-sha256; c=relaxed/relaxed; d=harbourvale.example;\r\n s=selector1;\r\n "
        f"h={':'.join(SIGNED)};\r\n bh={{bh}};\r\n b="
    )
    seal = sign.signature(
        unsigned,
        body(),
        key=sign.load_key("harbourvale-selector1"),
        template=template,
        names=SIGNED,
    )
    return (
        ("DKIM-Signature", seal),
        (
            "Authentication-Results",
            " dkim=none (message not signed)\r\n header.d=none;dmarc=none action=none"
            " header.from=harbourvale.example;",
        ),
        _received(
            HUB_TIME,
            f"from {host} (2001:db8:4265:1a0::9) by {hub} (2001:db8:4265:11c::14) with Microsoft "
            "SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) "
            f"id {BUILD}.19",
        ),
        _received(
            story.SENT,
            f"from {host} ([fe80::8d1a:5be:41c7:9e02]) by {host} "
            f"([fe80::8d1a:5be:41c7:9e02%6]) with mapi id {BUILD}.017",
        ),
        *unsigned,
    )


def seal_tag() -> str:
    """First eight characters of the signature, as receiving servers note them (``header.b``)."""
    return dict(sealed())["DKIM-Signature"].rpartition("b=")[2][:8]


def assemble(fields: tuple[Field, ...], content_bytes: bytes) -> bytes:
    """Write fields and body as one message with CRLF."""
    head = "".join(f"{name}:{value}\r\n" for name, value in fields)
    return head.encode("utf-8") + b"\r\n" + content_bytes
