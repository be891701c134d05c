"""Reads an Outlook item (.msg, MS-OXMSG) from its raw property streams.

Only what stands in the file is handed on. If it holds no transport headers there is nothing to
verify: a header section is never made up from other properties.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.basics import State, Text, Value, text
from provenance.evidence.mapi import (
    NAMES,
    STRING8,
    UNICODE,
    code_page,
    fixed_value,
    string_value,
)
from provenance.evidence.records import MapiProperty, MessageStream

if TYPE_CHECKING:
    from olefile import OleFileIO

PROPERTIES = "__properties_version1.0"
HEADER_STREAM = "msg:007D"
MAX_RECORDS = 4_096
MAX_STREAM = 64 * 1024 * 1024
_TOP_HEADER = 32
_HEADERS = "__substg1.0_007D"
_HARMLESS = "transaction_signature_number"
_RECORD = 16
_INTERNET_CODE_PAGE, _MESSAGE_CODE_PAGE = "3FDE", "3FFD"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookItem:
    """What was read: the header text as message stream, properties, losses, warnings."""

    stream: Value[MessageStream] = State.ABSENT
    mapi: tuple[MapiProperty, ...] = ()
    losses: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()


def read_outlook_item(content: bytes) -> OutlookItem:
    """Read the item in ``content``; never raises. What cannot be read is a warning."""
    import io

    from olefile import OleFileIO

    losses = (text("evidence.loss.msg-body"), text("evidence.loss.msg-resaved"))
    try:
        ole = OleFileIO(io.BytesIO(content))
    except Exception as error:  # olefile raises many kinds on damaged files; each is recorded
        warning = text("evidence.warning.msg-container", error=type(error).__name__)
        return OutlookItem(stream=State.UNREADABLE, losses=losses, warnings=(warning,))
    try:
        return _Item(ole, content, losses).read()
    finally:
        ole.close()


class _Item:
    """One open item; gathers warnings while it reads."""

    def __init__(self, ole: OleFileIO, content: bytes, losses: tuple[Text, ...]) -> None:
        self.ole = ole
        self.content = content
        self.losses = list(losses)
        self.warnings: list[Text] = []

    def read(self) -> OutlookItem:
        self._structure()
        records = self._records()
        codec = self._codec(records)
        properties = [*self._fixed(records), *self._strings(codec)]
        properties.sort(key=lambda p: (p.tag, p.type))
        stream = self._headers()
        return OutlookItem(
            stream=stream,
            mapi=tuple(properties),
            losses=tuple(self.losses),
            warnings=tuple(self.warnings),
        )

    def _structure(self) -> None:
        """Irregularities that olefile met; a transaction number is none, Outlook writes it."""
        found = [issue for _, issue in self.ole.parsing_issues if _HARMLESS not in issue]
        if found:
            self.warnings.append(text("evidence.warning.msg-structure", count=len(found)))

    def _unreached_headers(self) -> bool:
        """Does the file name more header streams than its directory reaches?

        Then the directory is damaged, and "no headers" would be a wrong answer.
        """
        entries = [entry for entry in self.ole.direntries if entry is not None]
        reached = sum(1 for entry in entries if entry.name.startswith(_HEADERS))
        return self.content.count(_HEADERS.encode("utf-16-le")) > reached

    def _bytes(self, name: str) -> bytes | None:
        """Bytes of a stream of the item itself; ``None`` if it is missing or unreadable."""
        try:
            if not self.ole.exists(name):
                return None
            with self.ole.openstream(name) as stream:
                return bytes(stream.read(MAX_STREAM))
        except Exception as error:  # damaged sector chains raise many kinds; each is recorded
            kind = type(error).__name__
            self.warnings.append(text("evidence.warning.msg-stream", stream=name, error=kind))
            return None

    def _records(self) -> list[tuple[str, str, int, bytes]]:
        """Records of the property stream: id, type, offset of the value, its 8 bytes."""
        data = self._bytes(PROPERTIES)
        if data is None:
            self.warnings.append(text("evidence.warning.msg-properties"))
            return []
        out: list[tuple[str, str, int, bytes]] = []
        last = min(len(data), _TOP_HEADER + MAX_RECORDS * _RECORD)
        for at in range(_TOP_HEADER, last - _RECORD + 1, _RECORD):
            type_, tag = struct.unpack_from("<HH", data, at)
            out.append((f"{tag:04X}", f"{type_:04X}", at + 8, data[at + 8 : at + 16]))
        return out

    def _codec(self, records: list[tuple[str, str, int, bytes]]) -> str:
        """Code page of the 8-bit strings: that of the message, else of its Internet form."""
        pages = {tag: struct.unpack("<I", raw[:4])[0] for tag, _, _, raw in records}
        page = pages.get(_MESSAGE_CODE_PAGE) or pages.get(_INTERNET_CODE_PAGE)
        return code_page(int(page) if page else 1252)

    @staticmethod
    def _fixed(records: list[tuple[str, str, int, bytes]]) -> list[MapiProperty]:
        out: list[MapiProperty] = []
        for tag, type_, at, raw in records:
            if tag not in NAMES or type_ in {STRING8, UNICODE}:
                continue
            out.append(
                MapiProperty(
                    tag=tag,
                    type=type_,
                    name=NAMES[tag],
                    value=fixed_value(type_, raw),
                    stream=PROPERTIES,
                    start=at,
                    end=at + 8,
                )
            )
        return out

    def _strings(self, codec: str) -> list[MapiProperty]:
        out: list[MapiProperty] = []
        for tag, name in NAMES.items():
            for type_ in (UNICODE, STRING8):
                stream = f"__substg1.0_{tag}{type_}"
                raw = self._bytes(stream)
                if raw is None:
                    continue
                value = string_value(type_, raw, codec)
                out.append(
                    MapiProperty(
                        tag=tag,
                        type=type_,
                        name=name,
                        value=value or State.ABSENT,
                        stream=stream,
                        start=0,
                        end=len(raw),
                    )
                )
                break
        return out

    def _headers(self) -> Value[MessageStream]:
        """Transport headers (007D): Unicode first, then the 8-bit form."""
        before = len(self.warnings)
        raw = self._bytes(_HEADERS + UNICODE)
        if raw is not None and raw.strip(b"\0"):
            self.losses.append(text("evidence.loss.msg-utf16"))
            decoded = raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass").rstrip("\0")
            data = decoded.encode("utf-8", "surrogatepass")
        else:
            raw = self._bytes(_HEADERS + STRING8)
            data = (raw or b"").rstrip(b"\0")
        if data.strip():
            return MessageStream(name=HEADER_STREAM, data=data, body=False)
        if self._unreached_headers():
            self.warnings.append(text("evidence.warning.msg-unreached"))
        if len(self.warnings) > before:
            return State.UNREADABLE
        self.losses.append(text("evidence.loss.msg-no-headers"))
        return State.ABSENT
