"""Encoded words (RFC 2047) and character sets, read tolerantly."""

from __future__ import annotations

import binascii
import codecs
import re
from functools import lru_cache

from provenance.basics import State, Value

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
MAX_WORDS = 5_000
_ALIASES = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "cp-850": "cp850",
    "ansi": "cp1252",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "ansi_x3.110-1983": "iso-8859-1",
    "x-unknown": "",
    "unknown-8bit": "",
}
_NOT_CHARSETS = frozenset(
    {
        "idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape",
        "raw-unicode-escape", "undefined", "mbcs", "oem", "palmos",
    }
)  # fmt: skip
"""Python codecs that are no character sets of mail; punycode is also quadratic."""


@lru_cache(maxsize=256)
def codec_name(charset: str) -> Value[str]:
    """Python's codec for a MIME charset, ``UNREADABLE`` if it is unknown here."""
    name = charset.strip().strip("'\"").lower()
    name = _ALIASES.get(name, name)
    if not name or len(name) > 40 or not name.isascii():
        return State.UNREADABLE
    try:
        info = codecs.lookup(name)
        b"\0".decode(name, "replace")
    except (LookupError, ValueError):
        return State.UNREADABLE
    return State.UNREADABLE if info.name in _NOT_CHARSETS else info.name


def visible(text: str) -> str:
    r"""Bytes that are no UTF-8 (kept as lone surrogates) as ``\xNN``: valid, nothing is lost."""
    if text.isascii():
        return text
    return whole(text).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def shortened(text: str, limit: int) -> str:
    """Text of at most ``limit`` characters: both ends stay, an ellipsis stands for the middle."""
    if len(text) <= limit:
        return text
    return f"{text[: limit - 101]}\N{HORIZONTAL ELLIPSIS}{text[-100:]}"


def whole(text: str) -> str:
    """Text with U+FFFD for each half of a surrogate pair that stands alone; kept bytes stay.

    UTF-7 can write such halves; no encoding of text can hold them, so that any output would fail.
    """
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def decode_text(value: str) -> str:
    """Decode the encoded words of an unstructured value or a phrase (RFC 2047); never raises.

    White space between two encoded words vanishes (§6.2); a character that was split over two
    words of one charset is put together. What cannot be decoded stays as it is written.
    """
    if "=?" not in value:
        return visible(value)
    out: list[str] = []
    pending: list[bytes] = []
    charset = ""
    at = 0
    for count, match in enumerate(_WORD.finditer(value)):
        if count >= MAX_WORDS:
            break
        data = _word_bytes(match.group(2), match.group(3))
        name = match.group(1).partition("*")[0].lower()
        if data is None or codec_name(name) is State.UNREADABLE:
            continue
        gap = value[at : match.start()]
        joined = bool(charset) and not gap.strip(" \t\r\n")
        if not joined or charset != name:
            out.append(_decode(pending, charset))
            pending = []
        if not joined:
            out.append(gap)
        pending.append(data)
        charset = name
        at = match.end()
    out.append(_decode(pending, charset))
    out.append(value[at:])
    return visible("".join(out))


def _decode(words: list[bytes], charset: str) -> str:
    data = b"".join(words)
    codec = codec_name(charset) if data else State.ABSENT
    return "" if isinstance(codec, State) else data.decode(codec, "replace")


def _word_bytes(encoding: str, text: str) -> bytes | None:
    """Bytes of one encoded word; ``None`` if its text is not what the encoding allows."""
    if not text.isascii():
        return None
    raw = text.encode("ascii")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "), header=False)
    clean = raw.rstrip(b"= ")
    if len(clean) % 4 == 1:
        return None
    try:
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return None
