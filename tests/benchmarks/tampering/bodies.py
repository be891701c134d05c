"""Changes of the text, of the structure, of the file, and of the whole header."""

from __future__ import annotations

import base64
import random
import re
from datetime import timedelta

from provenance.basics import Instant
from provenance.message import Part
from tests.benchmarks.tampering.original import FAKE_NAMES, Change, Original, written

_SENTENCE = "Please transfer the amount today."
_TEMPLATE = """\
Received: from {one}.namprd04.prod.outlook.com (2603:10b6:a03:1d::10) by
 {two}.namprd04.prod.outlook.com with HTTPS; {newest}
Received: from {three}.eurprd05.prod.outlook.com (2603:10b6:207:3d::25) by
 {one}.namprd04.prod.outlook.com (2603:10b6:a03:1d::10) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.5791.20; {middle}
Received: from {name} ({name} [{ip}])
 by {three}.mail.protection.outlook.com (Postfix) with ESMTPS id {queue};
 {oldest}
From: Other Person <other.person@example.org>
To: reader@example.net
Subject: holiday money
Date: {date}
Message-ID: <{three}{digits}@{three}.eurprd05.prod.outlook.com>
MIME-Version: 1.0
"""


def _leaves(original: Original) -> list[Part]:
    return [part for part in original.message.parts if not part.children]


def _texts(original: Original) -> list[Part]:
    return [
        part
        for part in _leaves(original)
        if part.content_type.lower().startswith("text/")
        and part.body_span.end > part.body_span.start
    ]


def _spliced(original: Original, start: int, end: int, new: bytes) -> bytes:
    return original.data[:start] + new + original.data[end:]


def in_text(pattern: bytes, new: bytes) -> Change:
    """The first match in the first plain text section replaced."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        for part in _texts(original):
            if part.encoding.lower() == "base64":
                continue
            body = original.data[part.body_span.start : part.body_span.end]
            places = list(re.finditer(pattern, body))[:200]
            if not places:
                continue
            found = rng.choice(places)
            start = part.body_span.start + found.start()
            if original.data[start : part.body_span.start + found.end()] == new:
                continue
            return _spliced(original, start, part.body_span.start + found.end(), new)
        return None

    return change


def digit(original: Original, rng: random.Random) -> bytes | None:
    """One digit of the text replaced by another."""
    new = rng.choice((b"3", b"8"))
    return in_text(rb"(?<=[ \d])[0124579](?=[ \d.,])", new)(original, rng)


def sentence(original: Original, rng: random.Random) -> bytes | None:
    """A sentence at the end of the first text."""
    for part in _texts(original)[:1]:
        if part.encoding.lower() == "base64":
            return None
        body = original.data[part.body_span.start : part.body_span.end].rstrip(b"\r\n")
        at = part.body_span.start + len(body)
        return _spliced(original, at, at, original.eol + _SENTENCE.encode())
    return None


def _attachments(original: Original) -> list[Part]:
    return [part for part in _leaves(original) if isinstance(part.filename, str)]


def attachment_content(original: Original, rng: random.Random) -> bytes | None:
    """Three bytes inside an attachment, its encoding kept valid."""
    for part in _attachments(original):
        body = original.data[part.body_span.start : part.body_span.end]
        found = re.search(rb"[A-Za-z]{8}", body)
        if found:
            start = part.body_span.start + found.start() + 2
            old = original.data[start : start + 4]
            new = base64.b64encode(rng.randbytes(3))
            return _spliced(original, start, start + 4, new if new != old else b"AAAA")
    return None


def attachment_name(original: Original, rng: random.Random) -> bytes | None:
    """The file name of an attachment, in its section's fields."""
    for part in _attachments(original):
        if part.path in {"1", ""} and len(original.message.parts) == 1:
            continue
        head = original.data[part.span.start : part.body_span.start]
        found = re.search(rb"(?i)(?:file)?name=\"?([\w .-]+?)\"?(?=[;\r\n])", head)
        if found:
            start = part.span.start + found.start(1)
            return _spliced(original, start, part.span.start + found.end(1), b"terms.bin")
    return None


def _delimiter(original: Original) -> bytes | None:
    for index in original.indexes("content-type"):
        found = re.search(r"(?i)boundary=\"?([^\";\s]+)\"?", original.text(index))
        if found:
            return found.group(1).encode("utf-8", "surrogateescape")
    return None


def part_removed(original: Original, rng: random.Random) -> bytes | None:
    """The last section left out, its delimiter with it."""
    delimiter = _delimiter(original)
    if delimiter is None:
        return None
    tail = original.tail
    places = [found.start() for found in re.finditer(rb"(?m)^--" + re.escape(delimiter), tail)]
    if len(places) < 3:
        return None
    return original.with_tail(tail[: places[-2]] + tail[places[-1] :])


def charset(original: Original, rng: random.Random) -> bytes | None:
    """The charset that the first text declares, in the header or in its section."""
    found = re.search(rb"(?i)charset=\"?([\w-]+)", original.data)
    if found is None:
        return None
    new = b"iso-8859-15" if found.group(1).lower() != b"iso-8859-15" else b"utf-8"
    return _spliced(original, found.start(1), found.end(1), new)


def _renamed(original: Original, new: bytes) -> bytes | None:
    delimiter = _delimiter(original)
    if delimiter is None or len(delimiter) < 8 or delimiter in new:
        return None
    return original.data.replace(delimiter, new)


def boundary_renamed(original: Original, rng: random.Random) -> bytes | None:
    """The boundary everywhere, to one of the same length without form."""
    delimiter = _delimiter(original) or b""
    letters = "".join(rng.choice("bdfgkmpqrtvwxz") for _ in range(len(delimiter)))
    return _renamed(original, letters.encode())


def boundary_other(original: Original, rng: random.Random) -> bytes | None:
    """The boundary everywhere, to one of PHPMailer's form."""
    return _renamed(original, f"b1_{rng.getrandbits(128):032x}".encode())


def appended(original: Original, rng: random.Random) -> bytes | None:
    """A text after the last delimiter."""
    delimiter = _delimiter(original)
    if delimiter is None or b"--" + delimiter + b"--" not in original.tail:
        return None
    text = b"This paragraph stands behind the end of all sections." + original.eol
    tail = original.tail
    return original.with_tail(tail + (b"" if tail.endswith(b"\n") else original.eol) + text)


def mixed_ends(original: Original, rng: random.Random) -> bytes | None:
    """Three lines of the header with the other kind of line end."""
    head = original.data[: len(original.data) - len(original.tail)]
    lines = head.splitlines(keepends=True)
    if len(lines) < 6 or original.message.fields[0].name == "":
        return None
    crlf = original.eol == b"\r\n"
    for at in rng.sample(range(1, len(lines) - 1), 3):
        lines[at] = lines[at].rstrip(b"\r\n") + (b"\n" if crlf else b"\r\n")
    return b"".join(lines) + original.tail


def byte_order_mark(original: Original, rng: random.Random) -> bytes | None:
    """EF BB BF before the first field."""
    return None if original.data.startswith(b"\xef\xbb\xbf") else b"\xef\xbb\xbf" + original.data


def refolded(original: Original, rng: random.Random) -> bytes | None:
    """Every field on one line."""
    made = original.build(
        [
            re.sub(rb"\r?\n[ \t]+", b" ", one.rstrip(b"\r\n")) + original.eol
            for one in original.chunks
        ]
    )
    return made if made != original.data else None


def fabricated(original: Original, rng: random.Random) -> bytes | None:
    """The whole header by a template of Exchange Online; fields of the text kept."""
    stated = original.trace.identity.date
    if not isinstance(stated, Instant):
        return None
    servers = [
        "".join(rng.choice("ABCDEFGHKLMNPRS") for _ in range(2)) + f"{rng.randint(0, 9)}PR04MB"
        f"{rng.randint(1000, 9999)}"
        for _ in range(3)
    ]
    head = _TEMPLATE.format(
        one=servers[0],
        two=servers[1],
        three=servers[2],
        name=rng.choice(FAKE_NAMES),
        ip="198.51.100.40",
        queue=f"{rng.getrandbits(40):010X}",
        digits=f"{rng.getrandbits(100):025X}",
        newest=written(stated.utc + timedelta(seconds=9)),
        middle=written(stated.utc + timedelta(seconds=7)),
        oldest=written(stated.utc + timedelta(seconds=4)),
        date=written(stated.utc),
    ).encode()
    kept = [
        original.chunks[at] for at in original.indexes("content-type", "content-transfer-encoding")
    ]
    return head.replace(b"\n", original.eol) + b"".join(kept) + original.tail


def transplanted(original: Original, rng: random.Random) -> bytes | None:
    """The header of another message before this text."""
    if not original.others:
        return None
    others = [one for one in original.others if one.name != original.name]
    return rng.choice(others).header + original.tail if others else None


def without_run(original: Original, rng: random.Random) -> bytes | None:
    """Every line of the receiving side removed."""
    places = [hop.trace.field for hop in original.run]
    return original.without(*places) if places and len(places) < len(original.hops) else None


CHANGES: dict[str, Change] = {
    "body.word": in_text(rb"(?<=[ >])[a-z]{4,9}(?=[ ,.])", b"never"),
    "body.digit": digit,
    "body.sentence-added": sentence,
    "body.attachment-content": attachment_content,
    "body.attachment-name": attachment_name,
    "body.part-removed": part_removed,
    "body.charset": charset,
    "body.boundary-renamed": boundary_renamed,
    "body.boundary-other-program": boundary_other,
    "body.appended-after-end": appended,
    "file.mixed-line-ends": mixed_ends,
    "file.byte-order-mark": byte_order_mark,
    "file.header-refolded": refolded,
    "header.fabricated": fabricated,
    "header.transplanted": transplanted,
    "header.message-older": without_run,
}
