"""Transfer encodings (RFC 2045 §6) undone, and text read by its charset. Nothing raises."""

from __future__ import annotations

import binascii
import codecs
import re

from provenance.basics import State, Value
from provenance.message.encoded_words import codec_name, visible, whole

TEXT_LIMIT = 2 * 1024 * 1024
"""So many bytes of a text part are shown as text."""
IDENTITY = frozenset({"7bit", "8bit", "binary", ""})
UUENCODE = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str]:
    """Undo a transfer encoding; the second value names what was irregular, "" if nothing was.

    Where it cannot be undone the bytes come back as they stand.
    """
    if encoding in IDENTITY:
        return data, ""
    if encoding == "base64":
        return _base64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data, header=False), ""
    if encoding in UUENCODE:
        return _uuencode(data)
    return data, "unknown-encoding"


def _base64(data: bytes) -> tuple[bytes, str]:
    body, pad, rest = data.partition(b"=")
    after = pad + rest
    problem = "data-after-padding" if after.strip(b"= \t\r\n\0") else ""
    try:
        decoded = binascii.a2b_base64(body + after[:2] if problem else data)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", body)
        problem = problem or "padding"
        if len(clean) % 4 == 1:
            clean, problem = clean[:-1], "length"
        decoded = binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    return decoded, problem


def _uuencode(data: bytes) -> tuple[bytes, str]:
    """Undo the first uuencoded block (POSIX uuencode); all of ``data`` as it stands if damaged.

    Lines may have lost blanks at their end, or carry a checksum character more.
    """
    begin = re.search(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", data, re.MULTILINE)
    if begin is None:
        return data, "uuencode-no-begin"
    out: list[bytes] = []
    at = begin.end()
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        line, at = data[at:end].rstrip(b"\r"), end + 1
        if line.rstrip() == b"end":
            more = re.search(rb"^begin [0-7]{3,4} ", data[at:], re.MULTILINE)
            return b"".join(out), "uuencode-several" if more else ""
        if not line.strip():
            continue
        decoded = _uu_line(line)
        if decoded is None:
            return data, "uuencode-damaged"
        out.append(decoded)
    return b"".join(out), "uuencode-no-end"


def _uu_line(line: bytes) -> bytes | None:
    """Bytes of one line, ``None`` if its characters are none of uuencode."""
    size = (line[0] - 32) & 63
    wanted = 1 + (size + 2) // 3 * 4
    try:
        return binascii.a2b_uu(line[:wanted])
    except (binascii.Error, ValueError):
        return None


def uu_name(data: bytes) -> str:
    """File name of the first uuencoded block in ``data``, "" if there is none."""
    # Compiled here: most messages never need it.
    match = re.search(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})", data[:65_536], re.MULTILINE)
    return "" if match is None else visible(match[1].decode("utf-8", "surrogateescape")).strip()


def read_text(data: bytes, charset: str) -> tuple[str, str]:
    """Text of at most ``TEXT_LIMIT`` bytes, and what was wrong ("", unknown-charset, undecodable).

    Without a charset, or with an unknown one, UTF-8 is tried and then windows-1252.
    """
    cut = data[:TEXT_LIMIT]
    final = len(cut) == len(data)
    name: Value[str] = codec_name(charset) if charset else "ascii"
    if isinstance(name, State):
        return _guess(cut, final=final), "unknown-charset"
    if name == "ascii":
        if cut.isascii():
            return cut.decode("ascii"), ""
        return _guess(cut, final=final), "undecodable" if charset else ""
    try:
        text, wrong = _incremental(cut, name, "strict", final=final), ""
    except (UnicodeError, ValueError):
        text, wrong = _incremental(cut, name, "replace", final=final), "undecodable"
    if name != "utf-7":
        return text, wrong
    # Only UTF-7 can write half of a surrogate pair, also one that looks like a kept byte.
    clean = whole(text).encode("utf-8", "replace").decode("utf-8")
    return clean, wrong if clean == text else "undecodable"


def _incremental(data: bytes, codec: str, errors: str, *, final: bool) -> str:
    """Decode; a character that the size limit cut in two is no error."""
    if final:
        return data.decode(codec, errors)
    return codecs.getincrementaldecoder(codec)(errors).decode(data, final=False)


def _guess(data: bytes, *, final: bool) -> str:
    try:
        return _incremental(data, "utf-8", "strict", final=final)
    except UnicodeError:
        return data.decode("cp1252", "backslashreplace")
