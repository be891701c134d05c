"""Changes of single properties of an Outlook item; every stream keeps its length."""

from __future__ import annotations

import io
import random
import re
import struct
from datetime import timedelta

from provenance.basics import Instant
from provenance.evidence.outlook_properties import PROPERTIES
from tests.benchmarks.tampering.original import Change, Original, written

_UNICODE, _STRING8 = "001F", "001E"
_DAY = 864_000_000_000
_RECORD, _TOP_HEADER = 16, 32


def _stream(data: bytes, name: str) -> bytes | None:
    from olefile import OleFileIO

    with OleFileIO(io.BytesIO(data)) as ole:
        return bytes(ole.openstream(name).read()) if ole.exists(name) else None


def _written(data: bytes, name: str, content: bytes) -> bytes:
    """The file with another content of one stream, of the same length."""
    from olefile import OleFileIO

    file = io.BytesIO(data)
    with OleFileIO(file, write_mode=True) as ole:
        ole.write_stream(name, content)
        return file.getvalue()


def in_property(tag: str, pattern: str, new: str) -> Change:
    """The first match (its group, if it has one) replaced by a text of its length."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        for kind, coding in ((_UNICODE, "utf-16-le"), (_STRING8, "latin-1")):
            name = f"__substg1.0_{tag}{kind}"
            old = _stream(original.data, name)
            if old is None:
                continue
            text = old.decode(coding, "surrogatepass")
            found = re.search(pattern, text)
            group = 1 if found and found.re.groups else 0
            if found is None or not found.group(group):
                return None
            length = len(found.group(group))
            fitted = (new * (length // len(new) + 1))[:length]
            made = text[: found.start(group)] + fitted + text[found.end(group) :]
            return _written(original.data, name, made.encode(coding)) if made != text else None
        return None

    return change


def time_earlier(tag: str) -> Change:
    """A time property one day earlier."""

    def change(original: Original, rng: random.Random) -> bytes | None:
        table = _stream(original.data, PROPERTIES)
        if table is None:
            return None
        wanted = int(tag, 16) << 16 | 0x0040
        for at in range(_TOP_HEADER, len(table) - _RECORD + 1, _RECORD):
            if struct.unpack_from("<I", table, at)[0] == wanted:
                (value,) = struct.unpack_from("<Q", table, at + 8)
                if value <= _DAY:
                    return None
                new = bytearray(table)
                struct.pack_into("<Q", new, at + 8, value - _DAY)
                return _written(original.data, PROPERTIES, bytes(new))
        return None

    return change


def header_date(original: Original, rng: random.Random) -> bytes | None:
    """Date in the transport header one day earlier, weekday too, of the same length."""
    stated = original.trace.identity.date
    if not isinstance(stated, Instant) or not isinstance(stated.offset_minutes, int):
        return None
    old = re.escape(stated.text.strip())
    shift = timedelta(days=-1, minutes=stated.offset_minutes)
    new = written(stated.utc + shift)[: -len("+0000")]
    zone = re.search(r"[+-]\d{4}.*\Z", stated.text.strip())
    made = f"{new}{zone.group()}" if zone else ""
    if len(made) != len(stated.text.strip()):
        return None
    return in_property("007D", rf"(?<=\nDate: ){old}", made)(original, rng)


def header_from(original: Original, rng: random.Random) -> bytes | None:
    """The local part of the address in From of the transport header."""
    authors = original.trace.identity.from_
    local = authors[0].spec.partition("@")[0] if authors else ""
    if not local or local not in original.message.named("from")[0].value:
        return None
    pattern = rf"\nFrom: [^\n]{{0,200}}?({re.escape(local)})@"
    return in_property("007D", pattern, "other")(original, rng)


def plain_text(original: Original, rng: random.Random) -> bytes | None:
    """One word of the plain text, where there is another form of the text."""
    forms = ("__substg1.0_10130102", "__substg1.0_1013001F", "__substg1.0_10090102")
    if all(_stream(original.data, name) is None for name in forms):
        return None
    return in_property("1000", r"(?<=[ \n])[a-z]{5,9}(?=[ ,.])", "never")(original, rng)


def beside(names: tuple[str, ...], change: Change) -> Change:
    """The change, only where the transport header holds one of these fields."""

    def checked(original: Original, rng: random.Random) -> bytes | None:
        return change(original, rng) if original.indexes(*names) else None

    return checked


def sender_known(change: Change) -> Change:
    """The change, only where a property holds the sender's address in the form of the internet."""

    def checked(original: Original, rng: random.Random) -> bytes | None:
        for tag in ("0C1F", "5D01", "0065", "5D02"):
            for kind in (_UNICODE, _STRING8):
                held = _stream(original.data, f"__substg1.0_{tag}{kind}") or b""
                if b"@" in held:
                    return change(original, rng)
        return None

    return checked


def dated(change: Change) -> Change:
    """The change, only where a line of the transport header has a readable time."""

    def checked(original: Original, rng: random.Random) -> bytes | None:
        times = [isinstance(hop.trace.time, Instant) for hop in original.hops]
        return change(original, rng) if any(times) else None

    return checked


CHANGES: dict[str, Change] = {
    "msg.subject": beside(("subject",), in_property("0037", r"[A-Za-z]{4,}", "Xinvoice")),
    "msg.sender-address": beside(
        ("from", "sender"), in_property("0C1F", r"[A-Za-z0-9._-]+(?=@)", "other")
    ),
    "msg.message-id": beside(("message-id",), in_property("1035", r"(?<=<)[^@>]+", "0a1b2c3d")),
    "msg.submit-time": beside(("date",), time_earlier("0039")),
    "msg.delivery-time": dated(time_earlier("0E06")),
    "msg.header-date": header_date,
    "msg.header-from": sender_known(header_from),
    "msg.body": plain_text,
}
