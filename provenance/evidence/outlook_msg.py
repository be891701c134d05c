"""Reads an Outlook item (.msg, MS-OXMSG) from its raw streams: properties, recipients, attachments.

Only what stands in the file is handed on. If it holds no transport headers there is nothing to
verify: a header section is never made up from other properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from provenance.basics import State, Text, Value, text
from provenance.evidence.compound import STORAGE, CompoundFile, Entry
from provenance.evidence.hashing import hashes
from provenance.evidence.mapi import OBJECT, STRING8, UNICODE, file_time
from provenance.evidence.mapi_named import named_properties
from provenance.evidence.outlook_properties import (
    DATA,
    PROPERTIES,
    Reading,
    Storage,
    read_storage,
)
from provenance.evidence.outlook_tables import attachment_of, property_text, recipient_of
from provenance.evidence.records import (
    MapiAttachment,
    MapiProperty,
    MapiRecipient,
    MessageStream,
    OutlookItem,
)

HEADER_STREAM = "msg:007D"
FOUND_STREAM = "msg:found"
"""Header text that no list of the file leads to, found by its form."""
MAX_DEPTH = 50
MAX_ROWS = 50_000
"""Recipients, or attachments, of one item that are read."""
_TOP_HEAD, _EMBEDDED_HEAD, _ROW_HEAD = 32, 24, 8
_HEADERS = "__substg1.0_007D"
_NAMES = "__nameid_version1.0"
_ROW = re.compile(r"__(RECIP|ATTACH)_VERSION1\.0_#([0-9A-F]{8})\Z")
_SAID = ("header", "table", "directory", "tree", "unreached", "twice", "entries", "deep", "budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookReading:
    """What was read of one file: header text as message stream, the item, losses, warnings."""

    stream: Value[MessageStream] = State.ABSENT
    item: OutlookItem
    losses: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()

    @property
    def mapi(self) -> tuple[MapiProperty, ...]:
        """Properties of the item itself."""
        return self.item.properties


def read_outlook_item(content: bytes) -> OutlookReading:
    """Read the item in ``content``; never raises. What cannot be read is a warning."""
    file = CompoundFile(content)
    reading = Reading(file)
    losses = [text("evidence.loss.msg-body"), text("evidence.loss.msg-resaved")]
    if not file.root.children:
        reading.warn("msg-container")
    reading.named = _names(reading)
    item = _Items(reading, _unreached(file)).read(file.root, _TOP_HEAD, None, 0)
    stream = item.headers
    if not isinstance(stream, State):
        losses += header_losses(file.root)
    elif stream is State.ABSENT:
        losses.append(text("evidence.loss.msg-no-headers"))
    elif file.recovered:
        stream = _found(reading)
        if not isinstance(stream, State):
            losses.append(text("evidence.loss.msg-found"))
    warnings = (*_container_warnings(file), *reading.warnings, *_counted(reading))
    return OutlookReading(stream=stream, item=item, losses=tuple(losses), warnings=warnings)


def streams_of(content: bytes, paths: tuple[str, ...]) -> dict[str, bytes]:
    """Bytes of some streams by their paths; a path that leads nowhere is left out."""
    file = CompoundFile(content)
    out: dict[str, bytes] = {}
    for path in paths:
        entry: Entry | None = file.root
        for name in path.split("/"):
            entry = entry.get(name) if entry is not None else None
        if entry is not None:
            out[path] = file.read(entry)[0]
    return out


def header_losses(storage: Entry) -> tuple[Text, ...]:
    """What the way in which Outlook stored the header text changed."""
    wide = storage.stream(_HEADERS + UNICODE)
    return (text("evidence.loss.msg-utf16"),) if wide is not None and wide.size > 2 else ()


def _unreached(file: CompoundFile) -> bool:
    """Does the directory hold header streams that it does not lead to?

    Then it is damaged, and "no headers" would be a wrong answer.
    """
    return any(
        one is not None and one.parent is None and one.name.startswith(_HEADERS)
        for one in file.entries
    )


def _found(reading: Reading) -> Value[MessageStream]:
    """Header text of a damaged file by its form, where there is one text and no other."""
    from provenance.evidence.outlook_search import search_headers

    found = search_headers(reading.file.content)
    if len({one.data for one in found}) != 1:
        for one in found[:4]:
            reading.warn("msg-text-doubtful", start=one.start, end=one.end)
        return State.UNREADABLE
    reading.warn("msg-text-found", start=found[0].start, end=found[0].end)
    return MessageStream(name=FOUND_STREAM, data=found[0].data, body=False)


def _container_warnings(file: CompoundFile) -> list[Text]:
    """Irregularities of the container, the mode in which it was opened first."""
    out = [text("evidence.warning.msg-recovery")] if file.recovered else []
    found = [(name, file.problems[name]) for name in _SAID]
    out += [
        text(f"evidence.warning.msg-file-{name}", count=count) for name, count in found if count
    ]
    return out


def _counted(reading: Reading) -> list[Text]:
    """Warnings that stand for many of a kind."""
    out: list[Text] = []
    if reading.missing:
        out.append(
            text("evidence.warning.msg-missing", count=reading.missing, first=reading.first_missing)
        )
    if reading.long:
        out.append(text("evidence.warning.msg-long", count=reading.long, first=reading.first_long))
    if reading.untold:
        out.append(text("evidence.warning.msg-more", count=reading.untold))
    return out


def _names(reading: Reading) -> dict[int, tuple[str, str]]:
    """The names of named properties; only the top level has them (MS-OXMSG §2.2.3)."""
    storage = reading.file.root.get(_NAMES)
    if storage is None or storage.kind != STORAGE:
        return {}
    raw = []
    for number in ("0002", "0003", "0004"):
        entry = storage.stream(f"__substg1.0_{number}0102")
        raw.append(reading.read(entry) if entry is not None else b"")
    named, bad = named_properties(*raw)
    if bad:
        reading.warn("msg-names", count=bad, storage=storage.path)
    return named


class _Items:
    """Reads an item and those embedded in it."""

    def __init__(self, reading: Reading, unreached: bool) -> None:  # noqa: FBT001 - internal
        self.reading = reading
        self.unreached = unreached
        self._made: dict[int, bytes] = {}

    def read(self, storage: Entry, head: int, codec: str | None, depth: int) -> OutlookItem:
        own = read_storage(self.reading, storage, head, codec)
        recipients = self._rows(storage, "RECIP")
        attachments = self._rows(storage, "ATTACH")
        self._compare_counts(storage, own, head, len(recipients), len(attachments))
        return OutlookItem(
            storage=storage.path,
            message_class=property_text(own.properties, "001A"),
            headers=self._headers(storage, own, depth),
            properties=tuple(own.properties),
            recipients=tuple(self._recipient(row, one, own) for row, one in recipients),
            attachments=tuple(self._attachment(row, one, own, depth) for row, one in attachments),
            recovered=self.reading.file.recovered,
            storage_created=file_time(storage.created),
            storage_modified=file_time(storage.modified),
            manifest=self._manifest(storage) if depth else b"",
        )

    def _rows(self, storage: Entry, kind: str) -> list[tuple[int, Entry]]:
        """Storages of recipients or attachments in order of their numbers."""
        out = [
            (int(match[2], 16), one)
            for key, one in storage.children.items()
            if one.kind == STORAGE and (match := _ROW.match(key)) and match[1] == kind
        ]
        out.sort(key=lambda row: row[0])
        if len(out) > MAX_ROWS:
            self.reading.warn("msg-rows-limit", count=len(out), read=MAX_ROWS, storage=kind.lower())
        return out[:MAX_ROWS]

    def _compare_counts(
        self, storage: Entry, own: Storage, head: int, recipients: int, attachments: int
    ) -> None:
        """The head of an item's table counts its rows (MS-OXMSG §2.4.1.1)."""
        if len(own.head) < head or head < _EMBEDDED_HEAD:
            return
        where = storage.path or "/"
        stated = int.from_bytes(own.head[16:20], "little")
        if stated != recipients:
            self.reading.warn("msg-recipient-count", storage=where, stated=stated, found=recipients)
        stated = int.from_bytes(own.head[20:24], "little")
        if stated != attachments:
            self.reading.warn(
                "msg-attachment-count", storage=where, stated=stated, found=attachments
            )

    def _recipient(self, row: int, storage: Entry, outer: Storage) -> MapiRecipient:
        own = read_storage(self.reading, storage, _ROW_HEAD, outer.codec)
        return recipient_of(row, storage.path, own.properties)

    def _attachment(self, row: int, storage: Entry, outer: Storage, depth: int) -> MapiAttachment:
        own = read_storage(self.reading, storage, _ROW_HEAD, outer.codec)
        stream = storage.stream(f"__substg1.0_{DATA}0102")
        size: Value[int] = State.ABSENT
        sha256: Value[str] = State.ABSENT
        if stream is not None:
            data = self.reading.read(stream)
            whole = len(data) == stream.size
            size, sha256 = len(data), hashes(data)[0] if whole else State.UNREADABLE
        item = self._embedded(storage, outer, depth)
        return attachment_of(
            row,
            storage.path,
            own.properties,
            data_stream=stream.path if stream is not None else "",
            data=(size, sha256) if item is None else (State.NOT_APPLICABLE, State.NOT_APPLICABLE),
            item=item,
        )

    def _embedded(self, storage: Entry, outer: Storage, depth: int) -> OutlookItem | None:
        """The item embedded in an attachment; an OLE object has no table of properties."""
        inner = storage.get(f"__substg1.0_{DATA}{OBJECT}")
        if inner is None or inner.kind != STORAGE or inner.stream(PROPERTIES) is None:
            return None
        if depth >= MAX_DEPTH:
            self.reading.warn("msg-too-deep", storage=storage.path[-200:], limit=MAX_DEPTH)
            return None
        return self.read(inner, _EMBEDDED_HEAD, outer.codec, depth + 1)

    def _headers(self, storage: Entry, own: Storage, depth: int) -> Value[MessageStream]:
        """Transport headers (007D): Unicode first, then the 8-bit form.

        In a damaged file, or where a table names headers that are not there, their absence would
        be a wrong answer: they are unreadable.
        """
        lost = [
            one for one in own.properties if one.tag == "007D" and one.value is State.UNREADABLE
        ]
        damaged = bool(lost) or self.reading.file.recovered
        data = b""
        for type_ in (UNICODE, STRING8):
            entry = storage.children.get(f"{_HEADERS}{type_}".upper())
            if entry is None or data.strip():
                continue
            raw, whole = self.reading.file.read(entry)  # told of when the properties were read
            damaged = damaged or not whole
            if type_ == UNICODE:
                decoded = raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass").rstrip("\0")
                data = decoded.encode("utf-8", "surrogatepass")
            else:
                data = raw.rstrip(b"\0")
        if data.strip():
            return MessageStream(name=HEADER_STREAM, data=data, body=False)
        if self.unreached and not depth:
            self.reading.warn("msg-unreached")
            return State.UNREADABLE
        if damaged or self.reading.file.problems["entries"]:
            return State.UNREADABLE
        return State.ABSENT if storage.children else State.UNREADABLE

    def _manifest(self, storage: Entry) -> bytes:
        """Every stream of an embedded item as ``SHA-256 size path``, one a line, in order.

        Names are compared in upper case; an item embedded once more is one line with the hash of
        its own manifest, so that nothing is hashed twice (docs/decisions/0014-outlook-items.md).
        """
        lines: list[str] = []
        waiting = [(storage, "")]
        while waiting:
            parent, prefix = waiting.pop()
            for key in sorted(parent.children):
                if self.reading.left < 0:
                    lines.append(f"unread rest {prefix}\n")
                    break
                one = parent.children[key]
                path = prefix + one.name.encode("unicode_escape").decode("ascii")
                if one.kind != STORAGE:
                    self.reading.left -= len(path) // 256
                    data, _ = self.reading.file.read(one)
                    lines.append(f"{hashes(data)[0]} {len(data)} {path}\n")
                elif key.endswith(DATA + OBJECT) and one.stream(PROPERTIES) is not None:
                    made = self._made.get(one.index)
                    lines.append(f"{hashes(made)[0] if made else 'unread'} item {path}\n")
                else:
                    waiting.append((one, path + "/"))
        made = "".join(sorted(lines, key=lambda line: line.split(" ", 2)[2])).encode("ascii")
        self._made[storage.index] = made
        return made
