"""Values of MIME header fields: type, parameters (RFC 2045 §5, RFC 2231), file names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from provenance.message.encoded_words import codec_name, decode_text, shortened, visible

MAX_PARAMETERS = 200
MAX_NAME = 1_000
"""Characters of a file name that are kept; no file system has longer ones."""
_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+*%'`{|}~-]+)\s*/\s*([A-Za-z0-9!#$&^_.+*%'`{|}~-]+)")
_PARAMETER = re.compile(r"""([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", re.DOTALL)
_GAP = re.compile(r"[;\s]*+")
_NEXT = re.compile(r"[^;]*;?")
_SECTION = re.compile(r"(.+?)\*(?:(\d{1,4})(\*)?|)\Z")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MimeValue:
    """``main`` in lower case (``text/plain``, ``attachment``) and its parameters, decoded."""

    main: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def content_type(value: str) -> MimeValue:
    """Read a Content-Type value; what is no type is ``text/plain`` (RFC 2045 §5.2)."""
    match = _TYPE.match(value)
    if match is None:
        main = value.partition(";")[0].strip().lower()
        guess = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}
        return MimeValue(guess.get(main, "text/plain"), _parameters(value, value.find(";")))
    main = f"{match.group(1)}/{match.group(2)}".lower()
    return MimeValue(main, _parameters(value, match.end()))


def disposition(value: str) -> MimeValue:
    """Read a Content-Disposition value (RFC 2183)."""
    main = value.partition(";")[0].strip().lower()
    return MimeValue(visible(main), _parameters(value, value.find(";")))


def _parameters(value: str, at: int) -> dict[str, str]:
    """Parameters from ``at`` on: the first of a name counts, RFC 2231 sections are joined."""
    out: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    size = len(value)
    for _ in range(MAX_PARAMETERS):
        if not 0 <= at < size:
            break
        # Taken apart from the parameter: a long gap must not be walked again at each try.
        gap = _GAP.match(value, at)
        at = gap.end() if gap else at
        match = _PARAMETER.match(value, at)
        if match is None:
            skip = _NEXT.match(value, at)
            at = max(at + 1, skip.end() if skip else size)
            continue
        at = match.end()
        name = match.group(1).lower()
        if match.group(2) is not None:
            text = _QUOTED_PAIR.sub(_keep_path, match.group(2))
        else:
            text = match.group(3).strip()
        extended = _SECTION.match(name)
        if extended is None:
            out.setdefault(name, text)
            continue
        number = extended.group(2)
        coded = number is None or extended.group(3) is not None
        parts = sections.setdefault(extended.group(1), {})
        parts.setdefault(int(number or 0), (text, coded))
    for name, parts in sections.items():
        # The extended form is the more exact one and goes before a plain parameter (§4).
        out[name] = _join(parts)
    return out


def _keep_path(match: re.Match[str]) -> str:
    r"""Undo a quoted pair, but leave ``\`` in what some programs write as a Windows path."""
    return match[1] if match[1] in '"\\' else match[0]


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),))


def _join(parts: dict[int, tuple[str, bool]]) -> str:
    """Put the sections of one parameter together and decode it (RFC 2231 §3, §4.1)."""
    charset = ""
    out = b""
    for index, number in enumerate(sorted(parts)):
        text, coded = parts[number]
        if coded and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "surrogateescape")
        out += _PERCENT.sub(_byte, raw) if coded else raw
    codec = codec_name(charset or "utf-8")
    return out.decode(codec if isinstance(codec, str) else "utf-8", "backslashreplace")


def file_name(disposition_: MimeValue, type_: MimeValue) -> str:
    """File name of a part, decoded; "" if it names none. Folder parts stay: they are evidence."""
    name = disposition_.parameters.get("filename") or type_.parameters.get("name") or ""
    # Both ends are kept: the last characters say what kind of file it is.
    return shortened(decode_text(name).strip(), MAX_NAME)
