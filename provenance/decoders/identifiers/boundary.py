"""MIME boundaries: the program that put the parts together signs them with its habit."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from provenance.basics import Instant
from provenance.decoders.identifiers.message_id_microsoft import exchange_parts
from provenance.decoders.identifiers.message_id_programs import ruby_time
from provenance.decoders.identifiers.units import (
    Found,
    Parts,
    Row,
    at,
    declare,
    filetime,
    is_hex,
    unix,
    unix_ms,
)
from provenance.decoders.identifiers.uuids import bits, uuid_digits
from provenance.decoders.records import Clock, Grade, Place, Relation

KEPT_OF_ID: Final = 55
"""Characters of the Message-ID that Exchange keeps in its boundary, punctuation dropped."""

_OUTLOOK: Final = (
    r"-{4}=_NextPart_(\d{3,4})_([0-9A-Fa-f]{4,8})_([0-9A-Fa-f]{8})\.([0-9A-Fa-f]{8})\Z"
)
_EXCHANGE: Final = r"_(\d{3})_([A-Za-z0-9]{20,55})_\Z"
_GMAIL: Final = r"0{12}([0-9a-f]{6})([0-9a-f]{8})([0-9a-f]{2})\Z"
_JAVAMAIL: Final = r"-{4}=_Part_\d{1,12}_-?\d{1,12}\.(\d{13})\Z"
_ALIBABA: Final = r"-{4}=ALIBOUNDARY_\d{1,12}_[0-9a-f]{1,16}_([0-9a-f]{8})_[0-9a-f]{1,12}\Z"
_TENCENT: Final = r"-{4}=_NextPart_([0-9A-F]{8})_[0-9A-F]{8}_[0-9A-F]{8}\Z"
_PHPMAILER: Final = r"b[1-9]=?_([0-9A-Za-z]{20,64})\Z"
_DOTNET: Final = r"--boundary_(\d{1,9})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z"
_SWIFT: Final = r"_=_swift_(?:v4_)?(\d{10})_[0-9a-f]{1,40}_=_\Z"
_MIME_LITE: Final = r"_-{10}=_(\d{10})(\d{1,12})\Z"
_NODEMAILER: Final = r"--_NmP-([0-9a-f]{14,16})-Part_(\d{1,4})\Z"
_MIMEKIT: Final = r"=-[A-Za-z0-9+/]{22}==\Z"
_EXOL: Final = r"([A-Z0-9]{10,16}?)([0-9A-F]{25})\1([a-z]{3,8}[0-9]{2})?"


def outlook(text: str) -> Found | None:
    """``----=_NextPart_nnn_ssss_high.low``: a FILETIME, but of the computer's local clock.

    Measured: in 11 of 11 messages of six public collections whose Date has an offset it is apart
    from UTC by that offset (to 2 seconds in ten, 74 in one), while the Message-ID or Thread-Index
    of the same program beside it is UTC.
    """
    if "=_NextPart_" not in text or (found := re.match(_OUTLOOK, text)) is None:
        return None
    counter, sequence, high, low = found.groups()
    time = filetime(int(high + low, 16), f"{high}.{low}", zone_known=False)
    return Found(
        time=time,
        parts=(("counter", counter), ("sequence", sequence)),
        reason="" if isinstance(time, Instant) else "impossible-time",
    )


def exchange(text: str) -> Found | None:
    """``_nnn_`` + start of the Message-ID without punctuation + ``_``: the id at that time."""
    if text[:1] != "_" or text[4:5] != "_" or (found := re.match(_EXCHANGE, text)) is None:
        return None
    counter, start = found.groups()
    return Found(parts=(("counter", counter), ("id-start", start), *_of_exchange_online(start)))


def _of_exchange_online(start: str) -> Parts:
    """Server, tag and day of the id inside, where it is one of Exchange Online."""
    found = re.match(_EXOL, start)
    if found is None:
        return ()
    return exchange_parts(found.group(1), found.group(2), found.group(3) or "")


def id_start(message_id: str) -> str:
    """What Exchange would keep of a Message-ID in its boundary."""
    inner = message_id.strip().strip("<>")
    return "".join(c for c in inner if c.isascii() and c.isalnum())[:KEPT_OF_ID]


def gmail(text: str) -> Found | None:
    """Twelve zeros, six low and eight high digits of microseconds, a counter."""
    if len(text) != 28 or not text.startswith("0" * 12):
        return None
    if (found := re.match(_GMAIL, text)) is None:
        return None
    low, high, counter = found.groups()
    return Found(time=at(int(high + low, 16), low + high, 1e-6), parts=(("counter", counter),))


def javamail(text: str) -> Found | None:
    """``----=_Part_n_hash.milliseconds``."""
    if "=_Part_" not in text or (found := re.match(_JAVAMAIL, text)) is None:
        return None
    return Found(time=unix_ms(int(found.group(1)), found.group(1)))


def alibaba(text: str) -> Found | None:
    """``----=ALIBOUNDARY_n_hex_seconds_hex``."""
    if "=ALIBOUNDARY_" not in text or (found := re.match(_ALIBABA, text)) is None:
        return None
    return Found(time=unix(int(found.group(1), 16), found.group(1)))


def tencent(text: str) -> Found | None:
    """``----=_NextPart_seconds_hex_hex``: three groups of eight digits."""
    if "=_NextPart_" not in text or (found := re.match(_TENCENT, text)) is None:
        return None
    return Found(time=unix(int(found.group(1), 16), found.group(1)))


def apple(text: str) -> Found | None:
    """``Apple-Mail=_UUID`` (Mac), ``Apple-Mail-UUID`` (iOS): always version 4."""
    if not text.startswith("Apple-Mail"):
        return None
    digits = uuid_digits(text[11:].removeprefix("_"))
    if not digits:
        return Found(reason="layout")
    device = "mac" if text.startswith("Apple-Mail=_") else "ios"
    fits = bits(digits) == ("4", True)
    return Found(parts=(("device", device),), reason="" if fits else "bits")


def thunderbird(text: str) -> Found | None:
    """Twelve dashes and 24 characters: chance."""
    rest = text[12:]
    fits = text.startswith("-" * 12) and len(rest) == 24 and rest.isalnum() and rest.isascii()
    return Found() if fits else None


def phpmailer(text: str) -> Found | None:
    """``b1_token``: one token in all boundaries of a message."""
    if text[:1] != "b" or (found := re.match(_PHPMAILER, text)) is None:
        return None
    return Found(parts=(("token", found.group(1)),))


def python(text: str) -> Found | None:
    """15 equals signs, 19 digits, two equals signs: chance."""
    fits = len(text) == 36 and text.startswith("=" * 15) and text.endswith("==")
    return Found() if fits and text[15:34].isdigit() else None


def nodemailer(text: str) -> Found | None:
    """``--_NmP-token-Part_n``."""
    if not text.startswith("--_NmP-") or (found := re.match(_NODEMAILER, text)) is None:
        return None
    return Found(parts=(("token", found.group(1)), ("counter", found.group(2))))


def dotnet(text: str) -> Found | None:
    """``--boundary_n_guid``: how many messages that process had made before."""
    if not text.startswith("--boundary_") or (found := re.match(_DOTNET, text)) is None:
        return None
    return Found(parts=(("counter", found.group(1)), ("guid", found.group(2))))


def mimekit(text: str) -> Found | None:
    """``=-`` and 16 bytes of chance in base64."""
    return Found() if text.startswith("=-") and re.match(_MIMEKIT, text) else None


def swiftmailer(text: str) -> Found | None:
    """``_=_swift_seconds_hash_=_``."""
    if not text.startswith("_=_swift") or (found := re.match(_SWIFT, text)) is None:
        return None
    return Found(time=unix(int(found.group(1)), found.group(1)))


def mailchimp(text: str) -> Found | None:
    """``_----------=_MCPart_n``."""
    number = text[20:]
    return Found(parts=(("number", number),)) if text.startswith("_----------=_MCPart_") else None


def mime_lite(text: str) -> Found | None:
    """``_----------=_seconds...``: Perl's MIME::Lite."""
    if not text.startswith("_----------=_") or (found := re.match(_MIME_LITE, text)) is None:
        return None
    return Found(time=unix(int(found.group(1)), found.group(1)))


def roundcube(text: str) -> Found | None:
    """``=_`` and 32 digits."""
    rest = text[2:]
    fits = text.startswith("=_") and len(rest) == 32 and is_hex(rest) and rest == rest.lower()
    return Found() if fits else None


def zimbra(text: str) -> Found | None:
    """``=_`` and a UUID."""
    fits = text.startswith("=_") and len(text) == 38 and uuid_digits(text[2:])
    return Found() if fits else None


def ruby(text: str) -> Found | None:
    """``--==_mimepart_tag``: Ruby mail, the seconds and microseconds of the sending program."""
    return ruby_time(text[14:]) if text.startswith("--==_mimepart_") else None


_declare = partial(declare, Place.BOUNDARY)


_AUTHOR = Clock.AUTHOR
_SAME, _DRAFT = Relation.SAME, Relation.DRAFT

ROWS: Final = (
    Row(
        _declare(
            "outlook",
            "Outlook, Outlook Express, CDO",
            "local clock: 11 of 11 apart from UTC by the offset of Date; 82 of 90 in unwanted "
            "messages are impossible years",
            clock=_AUTHOR,
            relation=_DRAFT,
            exclusive=True,
        ),
        outlook,
    ),
    Row(
        _declare("exchange", "Exchange", "241 of 408 agree with the Message-ID, 166 are re-sent"),
        exchange,
    ),
    Row(
        _declare(
            "gmail",
            "Gmail on the web, app or API",
            "936 of 963 within 60 s of Date",
            relation=_DRAFT,
            exclusive=True,
        ),
        gmail,
    ),
    Row(
        _declare("javamail", "JavaMail, Yahoo, Coremail", "118 of 120 within 2 s", relation=_SAME),
        javamail,
    ),
    Row(
        _declare(
            "tencent",
            "Tencent QQ Mail",
            "1 of 1, equal to Date",
            grade=Grade.EXAMPLE,
            source="https://lists.freedesktop.org/archives/freedreno",
        ),
        tencent,
    ),
    Row(
        _declare(
            "alibaba",
            "Alibaba Mail",
            "1 of 1, 2 s after arrival",
            relation=Relation.HANDOVER,
            exclusive=True,
        ),
        alibaba,
    ),
    Row(
        _declare("apple", "Apple Mail, iPhone, iPad", "1, without version 4", clock=_AUTHOR), apple
    ),
    Row(_declare("thunderbird", "Thunderbird", "13 of this shape", clock=_AUTHOR), thunderbird),
    Row(_declare("phpmailer", "PHPMailer", "269 of this shape"), phpmailer),
    Row(_declare("python", "Python", "203 of this shape"), python),
    Row(_declare("nodemailer", "Nodemailer", "39 of this shape"), nodemailer),
    Row(_declare("dotnet", ".NET System.Net.Mail", "20 of this shape"), dotnet),
    Row(_declare("mimekit", "MimeKit, MailKit", "18 of this shape"), mimekit),
    Row(
        _declare(
            "swiftmailer",
            "Swift Mailer, Symfony",
            "36 of 37",
            relation=_SAME,
            exclusive=True,
        ),
        swiftmailer,
    ),
    Row(_declare("mailchimp", "Mailchimp", "15 of this shape"), mailchimp),
    Row(
        _declare(
            "mime-lite",
            "MIME::Lite",
            "8 right, the other 342 one template used again",
            relation=_SAME,
            exclusive=True,
        ),
        mime_lite,
    ),
    Row(_declare("roundcube", "Roundcube", "8 of this shape"), roundcube),
    Row(_declare("zimbra", "Zimbra", "5 of this shape"), zimbra),
    Row(
        _declare(
            "ruby",
            "Ruby mail",
            "",
            relation=_SAME,
            grade=Grade.SOURCE_CODE,
            source="https://github.com/mikel/mail",
        ),
        ruby,
    ),
)
