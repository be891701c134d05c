"""Decides by content what a file is; the name never decides.

Kinds that are read are :class:`Kind`; whatever else is refused by a machine name that has a
reason and a remedy in the catalogue (``evidence.refused.<name>`` and ``evidence.remedy.<name>``).
"""

from __future__ import annotations

import re
from enum import StrEnum

from provenance.evidence.records import Kind

CFB_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
TNEF_MAGIC = b"\x78\x9f\x3e\x22"
WINDOW = 262_144
"""Bytes from the start that text recognition looks at."""


class Refused(StrEnum):
    """What is not read, by content."""

    EMPTY = "empty"
    OLE_OTHER = "ole-other"
    PDF = "pdf"
    PICTURE = "picture"
    OFFICE = "office"
    RTF = "rtf"
    HTML = "html"
    SAVED_PAGE = "saved-page"
    PST = "pst"
    INLINE_FORWARD = "inline-forward"
    PROSE = "prose"
    BINARY = "binary"


_MAGIC: tuple[tuple[bytes, Kind | Refused], ...] = (
    (b"%PDF-", Refused.PDF),
    (b"\x89PNG\r\n\x1a\n", Refused.PICTURE),
    (b"\xff\xd8\xff", Refused.PICTURE),
    (b"GIF87a", Refused.PICTURE),
    (b"GIF89a", Refused.PICTURE),
    (b"II*\0", Refused.PICTURE),
    (b"MM\0*", Refused.PICTURE),
    (b"BM", Refused.PICTURE),
    (b"{\\rtf", Refused.RTF),
    (b"!BDN", Refused.PST),
    (TNEF_MAGIC, Kind.TNEF),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_OFFICE_NAMES = (b"[Content_Types].xml", b"word/", b"mimetypeapplication/vnd.oasis")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body|meta)\b", re.I
)

FIELD = re.compile(rb"([!-9;-~]{1,128})[ \t]*:")
_NAMES = frozenset(
    b"received from to cc bcc subject date sender return-path message-id in-reply-to references "
    b"reply-to delivered-to envelope-to mime-version dkim-signature domainkey-signature "
    b"authentication-results received-spf thread-index thread-topic user-agent apparently-to "
    b"priority importance status newsgroups organization precedence keywords comments "
    b"auto-submitted errors-to feedback-id".split()
)
_PREFIXES = (b"content-", b"arc-", b"resent-", b"list-", b"x-")
_STRONG = frozenset(
    b"received message-id from to subject date return-path delivered-to mime-version "
    b"dkim-signature authentication-results arc-seal x-received received-spf content-type".split()
)
_ROUTE = frozenset({b"received", b"message-id", b"x-received", b"return-path"})
_LINE = re.compile(rb"^([ \t]*)([A-Za-z-]{2,30})[ \t]*:(?=\s|[^\s@]*@|\Z)", re.M)
# The last two are "sent" in French and "time of sending" in Chinese, in UTF-8.
_SENT = re.compile(
    rb"^[ \t>*]*(?:sent|gesendet|enviado|envoy\xc3\xa9|"
    rb"\xe5\x8f\x91\xe9\x80\x81\xe6\x97\xb6\xe9\x97\xb4):",
    re.I | re.M,
)
_EMLX = re.compile(rb"\s*\d{1,12}[ \t]*\r?\n(?=[!-9;-~]{1,128}:|From )")
_SAVED_BY = re.compile(rb"From: <(?:Saved by|Gespeichert von|Enregistr)", re.I)
_BLANK = re.compile(rb"\r*\n(?:[ \t\r]*\n)*")
_END = re.compile(rb"(?:\A|\n)\r*\n")
_MULTIPART = re.compile(rb"^content-type[ \t]*:\s*multipart/", re.I | re.M)
_BODY_HASH = re.compile(rb"\bbh[ \t]*=((?:[A-Za-z0-9+/=]|\s){27,120})")
_EMPTY_HASHES = frozenset(
    {
        # SHA-256 and SHA-1 of an empty body, canonicalised simple (one CRLF) and relaxed.
        b"frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=",
        b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        b"uoq1oCgLlTqpdDX/iUbLy7J1Wic=",
        b"2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
    }
)
_NEXT_FIELD = re.compile(rb"\n(?:\r*\n)?(?![ \t])")
_ESCAPED = re.compile(rb"&lt;[^\s&]{1,300}&gt;")


def recognise(content: bytes) -> Kind | Refused:
    """Say what ``content`` is, by its bytes alone; never raises."""
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Refused.EMPTY
    if content.startswith(CFB_MAGIC):
        return Kind.MSG if _holds_outlook_item(content) else Refused.OLE_OTHER
    kind = _binary(content)
    if kind is not None:
        return kind
    return recognise_text(content.removeprefix(b"\xef\xbb\xbf"))


def _binary(content: bytes) -> Kind | Refused | None:
    head = content[:4096]
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\0" in head[:32]):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return Refused.PICTURE
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Refused.PICTURE
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Refused.OFFICE if any(name in head for name in _OFFICE_NAMES) else Kind.ZIP
    return None


def _holds_outlook_item(content: bytes) -> bool:
    """Does a compound file hold message properties (MS-OXMSG §2.4)?

    The stream name has to stand in its directory as UTF-16, so that a damaged file counts too.
    """
    return "__properties_version1.0".encode("utf-16-le") in content or (
        "__substg1.0_".encode("utf-16-le") in content
    )


def recognise_text(content: bytes) -> Kind | Refused:
    """Tell a message, pasted headers, and text that is neither; UTF-16 is decoded before."""
    head = content[:WINDOW]
    start = head.lstrip(b" \t\r\n")
    if len(head) == WINDOW and FIELD.match(start):
        head, start = _beyond_long_fields(content, head, start)
    if _HTML.match(start):
        return Refused.HTML
    if _SAVED_BY.match(start) and b"multipart/related" in head:
        return Refused.SAVED_PAGE
    if _EMLX.match(head):
        return Kind.EMLX
    if start.startswith((b"From ", b">From ")) and not FIELD.match(start):
        if _has_second_separator(content):
            return Kind.MBOX
        start = start.partition(b"\n")[2]
    if _begins_like_header(start):
        return _message_or_paste(content, head, start)
    names = _strong(head)
    if len(names) >= 3 and not _ROUTE.isdisjoint(names):
        return Kind.PASTED_HEADERS
    if b"\0" in head[:4096]:
        return Refused.BINARY
    return Refused.INLINE_FORWARD if _is_inline_forward(head) else Refused.PROSE


def _beyond_long_fields(content: bytes, head: bytes, start: bytes) -> tuple[bytes, bytes]:
    """Look behind fields that alone fill the window: whoever sends a message may write them."""
    at = 0
    while (found := _NEXT_FIELD.search(content, at)) is None or found.end() > at + WINDOW:
        if found is None or found[0].count(b"\n") > 1:
            return head, start
        at = found.end()
    return (content[at : at + WINDOW], content[at : at + WINDOW]) if at else (head, start)


def _has_second_separator(content: bytes) -> bool:
    """Does a further separator of a mailbox file follow the first?"""
    from provenance.evidence.containers.mbox import split_mbox

    return len(split_mbox(content)) > 1


def _begins_like_header(start: bytes) -> bool:
    """Is the first line a field of mail, or any field before several that are?

    Settings files (``name: value``) begin alike: a single line proves nothing there.
    """
    if FIELD.match(start) is None:
        return False
    block = start if (end := _END.search(start)) is None else start[: end.start()]
    return len(_strong(block, indented=False)) >= (1 if _is_known(start) else 2)


def _is_known(line: bytes) -> bool:
    """Does this text begin with a field that mail has?"""
    match = FIELD.match(line)
    if match is None:
        return False
    name = match[1].lower()
    return name in _NAMES or name.startswith(_PREFIXES)


def _strong(block: bytes, *, indented: bool = True) -> list[bytes]:
    """Names of the fields in ``block`` that tell mail from other text, in order."""
    return [
        name
        for indent, found in _LINE.findall(block)
        if (name := found.lower()) in _STRONG and (indented or not indent)
    ]


def _is_inline_forward(head: bytes) -> bool:
    return _SENT.search(head) is not None and len(_strong(head)) >= 2


def _message_or_paste(content: bytes, head: bytes, start: bytes) -> Kind | Refused:
    """The text begins with a field: a whole message, or a header section copied as text?"""
    end = _END.search(start)
    header = start if end is None else start[: end.start() + 1]
    if _is_inline_forward(header) and _ROUTE.isdisjoint(_strong(header)):
        return Refused.INLINE_FORWARD
    if head.lstrip(b"\r\n")[:1] in {b" ", b"\t"}:
        return Kind.PASTED_HEADERS
    if _is_damaged(header):
        return Kind.PASTED_HEADERS
    if end is None:
        # No empty line: header text and nothing else, unless the window cut a huge section or
        # the signature itself says that the body was empty.
        whole = len(content) > WINDOW or _body_was_empty(header)
        return Kind.EML if whole else Kind.PASTED_HEADERS
    rest = start[end.end() :]
    if not rest.strip() and len(content) <= WINDOW:
        return Kind.PASTED_HEADERS if _body_is_missing(header) else Kind.EML
    if not re.search(rb"^from[ \t]*:", header, re.I | re.M) and not _MULTIPART.search(header):
        # Blank lines between fields: the fields of one header section go on behind them.
        block = rest[:WINDOW].lstrip(b"\r\n")
        declared = re.search(rb"^content-type[ \t]*:", header, re.I | re.M)
        goes_on = _is_known(block) or block[:1] in {b" ", b"\t"}
        if declared is None and goes_on and len(_strong(block)) >= 2:
            return Kind.PASTED_HEADERS
    return Kind.EML


def _body_is_missing(header: bytes) -> bool:
    """Does the header section say that there was a body, where none is?"""
    if _MULTIPART.search(header):
        return True
    return _BODY_HASH.search(header) is not None and not _body_was_empty(header)


def _body_was_empty(header: bytes) -> bool:
    """Does a signature in the header section carry the hash of an empty body?"""
    hashes = [re.sub(rb"\s", b"", match) for match in _BODY_HASH.findall(header)]
    return any(found.startswith(empty) for found in hashes for empty in _EMPTY_HASHES)


def _is_damaged(header: bytes) -> bool:
    """Has the header section lost its indentation, or its angle brackets to HTML?"""
    if _ESCAPED.search(header) and b"<" not in header:
        return True
    folded = lost = fields = 0
    pending = 0
    for line in header.split(b"\n"):
        if not line.strip():
            continue
        if line.startswith((b" ", b"\t")):
            folded += 1
        elif FIELD.match(line):
            fields += 1
            lost += pending
            pending = 0
        else:
            pending += 1
    return fields >= 2 and lost >= 2 and lost > folded
