"""A recovered key as a row of the key table, and how an analysis knows its own message in one."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from provenance.authentication.changed import changed
from provenance.authentication.records import DkimReason, DnsSource, Key
from provenance.basics import Text, text

if TYPE_CHECKING:
    from provenance.authentication.dkim.recover import Recovery, Seal

GRADE = "recovered"
COLUMNS = ("name", "txt", "source", "date_seen", "grade")
CONFIRMED = "; confirmed by"
MAX_CONFIRMING = 20
"""Further messages that a row names; it counts the others."""
MAX_FILE_NAME = 80
MARK = 16
"""Characters of ``b=`` that name a signature (RFC 6008 §4 asks for 8 at least)."""
Candidate = TypeVar("Candidate")
_SHA256 = re.compile(r"\bsha256:([0-9a-f]{64})\b")
_HEADER_B = re.compile(rf"\bheader\.b:([A-Za-z0-9+/]{{{MARK}}})(?![A-Za-z0-9+/])")


def key_rows(recoveries: Sequence[Recovery]) -> bytes:
    """Write recovered keys as a key table (UTF-8, LF), one row a key, with grade ``recovered``."""
    lines = ["\t".join(COLUMNS)]
    for one in recoveries:
        if one.modulus:
            record = rsa_record(one.modulus, one.exponent)
            row = (one.name, record, _source(one), _dates(one), GRADE)
            lines.append("\t".join(_cell(value) for value in row))
    return ("\n".join(lines) + "\n").encode()


def _cell(value: str) -> str:
    """A cell that stays one cell, and that no spreadsheet takes for a formula.

    Names of files and selectors are the sender's or holder's words.
    """
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    return f"'{shown}" if shown[:1] in {"=", "+", "-", "@"} else shown


def rsa_record(modulus: int, exponent: int) -> str:
    """Key record with the key as SubjectPublicKeyInfo (RFC 5280 §4.1), as nearly all publish it."""
    key = _der(0x30, _integer(modulus) + _integer(exponent))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    info = _der(0x30, algorithm + _der(0x03, b"\x00" + key))
    return f"v=DKIM1; k=rsa; p={base64.b64encode(info).decode()}"


def _integer(number: int) -> bytes:
    """DER INTEGER of a positive number: the first bit is its sign."""
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _source(one: Recovery) -> str:
    """The messages that a key came from, each by file name, SHA-256 and its signature."""
    used = "; ".join(_named(seal) for seal in one.used)
    if not one.confirming:
        return f"recovered from {used}{CONFIRMED} no further message"
    confirming = "; ".join(_named(seal) for seal in one.confirming[:MAX_CONFIRMING])
    more = len(one.confirming) - MAX_CONFIRMING
    rest = f" and {more} more" if more > 0 else ""
    return f"recovered from {used}{CONFIRMED} {confirming}{rest}"


def _named(seal: Seal) -> str:
    file = "".join(c if c.isprintable() and c not in ";\t" else "_" for c in seal.file)
    hashes = dict.fromkeys((seal.sha256, seal.message_sha256))
    mark = _mark(seal.octets)
    return " ".join((file[-MAX_FILE_NAME:], *(f"sha256:{h}" for h in hashes), f"header.b:{mark}"))


def _mark(signature: bytes) -> str:
    return base64.b64encode(signature).decode()[:MARK]


def _dates(one: Recovery) -> str:
    """First and last day of the signatures (ISO 8601 interval), and which fields say so."""
    dated = [seal for seal in one.used + one.confirming if seal.day]
    if not dated:
        return ""
    days = sorted(seal.day for seal in dated)
    sources = sorted({seal.day_from for seal in dated}, reverse=True)
    return f"{days[0]}/{days[-1]} ({', '.join(sources)})"


class Part(StrEnum):
    """What a message was in the recovery that a row of the key table tells of."""

    NONE = "none"
    ORIGIN = "origin"
    CONFIRMING = "confirming"


def part_in(source: str, message: bytes, signature: bytes) -> Part:
    """Tell what this message, or this signature, was for a key, by its row's ``source``.

    A key that was computed from a signature fits that signature whoever made it. One that it only
    confirmed was computed without it.
    """
    digest = ""
    origin, _, confirming = source.partition(CONFIRMED)
    for part, named in ((Part.ORIGIN, origin), (Part.CONFIRMING, confirming)):
        hashes = _SHA256.findall(named)
        digest = digest or (hashlib.sha256(message).hexdigest() if hashes else "")
        if digest in hashes or _mark(signature) in _HEADER_B.findall(named):
            return part
    return Part.NONE


def not_its_own(candidate: Candidate, message: bytes, signature: bytes) -> Candidate:
    """Let a supplied key that was recovered from this very message not count for it.

    ``candidate`` is a key that was tried, with its ``key`` and ``policy``.
    """
    key: Any = candidate.key  # type: ignore[attr-defined]  # a record of the verifier
    supplied = key.source == DnsSource.SUPPLIED
    if supplied and part_in(key.server, message, signature) is Part.ORIGIN:
        return changed(candidate, policy=DkimReason.KEY_FROM_THIS_MESSAGE)
    return candidate


def recovered_notes(key: Key, message: bytes, signature: bytes) -> tuple[Text, ...]:
    """What a recovered key shows, and what not; nothing for keys of another grade."""
    if key.source != DnsSource.SUPPLIED or not is_recovered(key.grade):
        return ()
    part = part_in(key.server, message, signature)
    if part is Part.ORIGIN:
        return ()
    note = text("authentication.dkim.note.key-recovered")
    if part is Part.NONE:
        return (note,)
    return (note, text("authentication.dkim.note.key-recovered-among"))


def is_recovered(grade: str) -> bool:
    """Whether the grade of a row, which may hold several words, says that it was recovered."""
    return GRADE in grade.lower().replace(",", " ").split()
