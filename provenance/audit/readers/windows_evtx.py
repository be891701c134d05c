"""Windows event logs as files (.evtx), by the Rust package ``evtx`` (extra ``windows``).

Source: the EVTX format as libyal documents it: a header of 4,096 octets, chunks of 65,536, in them
records with signature, size, number and time. The package gives values; the places are read here.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator, Mapping
from mmap import mmap
from typing import Any

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.named import plain
from provenance.audit.readers.windows_event import WindowsEvent, audit_event
from provenance.audit.records import Layout, Locator, RowProblem, TimeBasis
from provenance.audit.values.times import Clock

_HEADER, _CHUNK, _FIRST = 4096, 65_536, 512
_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)


class _Reader:
    kind = "windows-security-evtx"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by its first octets."""
        if export.binary != "evtx":
            return None
        return Layout(kind=self.kind, wrapper="evtx", encoding="binary", reason="signature ElfFile")

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each record; damaged ones are problems."""
        del layout
        content = export.text.data
        places = list(_places(content))
        try:
            from evtx import PyEvtxParser
        except ImportError:
            whole = Locator(row=1, line=1, start=0, end=len(content))
            yield RowProblem(locator=whole, reason="evtx-not-installed")
            return
        left: dict[int, list[Locator]] = {}
        for number, place in reversed(places):
            left.setdefault(number, []).append(place)
        try:
            for record in PyEvtxParser(_File(content), number_of_threads=1).records_json():
                if isinstance(record, dict) and left.get(record["event_record_id"]):
                    yield _item(record["data"], left[record["event_record_id"]].pop(), export)
        except (RuntimeError, OSError, ValueError):
            pass  # what was not given is accounted for below
        if not places and any(content[at : at + _CHUNK].strip(b"\0") for at in _chunks(content)):
            # Octets behind the header that are no records: said, or the file would look empty.
            whole = Locator(row=1, line=1, start=0, end=len(content))
            yield RowProblem(locator=whole, reason="record-damaged")
            return
        missing = {place for held in left.values() for place in held}
        for _, place in places:
            if place in missing:
                yield RowProblem(locator=place, reason="record-damaged")


class _File(io.RawIOBase):
    """Content as a file that cannot be written; a map's own ``seek`` does not say where it is."""

    def __init__(self, content: bytes | mmap) -> None:
        self._content, self._at = content, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Give the next octets, all that are left without a size."""
        end = len(self._content) if size is None or size < 0 else self._at + size
        found = self._content[self._at : end]
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go there, and say where that is."""
        start = (0, self._at, len(self._content))[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Say where the next octet is."""
        return self._at


def _chunks(content: bytes | mmap) -> range:
    """Where chunks begin, a last one without its end included."""
    return range(_HEADER, len(content), _CHUNK)


def _places(content: bytes | mmap) -> Iterator[tuple[int, Locator]]:
    """Number and place of every record; a chunk without its signature holds none."""
    row = 0
    for chunk in range(_HEADER, len(content) - _FIRST, _CHUNK):
        if content[chunk : chunk + 8] != b"ElfChnk\x00":
            continue
        at, last = chunk + _FIRST, min(chunk + _CHUNK, len(content)) - 24
        while at < last and content[at : at + 4] == b"**\x00\x00":
            size, number = struct.unpack_from("<IQ", content, at + 4)
            if not 24 <= size <= _CHUNK:
                break
            row += 1
            end = min(at + size, len(content))
            path = f"record {number}"
            yield number, Locator(row=row, line=1, start=at, end=end, path=path)
            at += size


def _item(text: str, place: Locator, export: Export) -> Item:
    try:
        event = json.loads(text)["Event"]
        one = _windows(event)
    except (ValueError, KeyError, TypeError, RecursionError):
        return RowProblem(locator=place, reason="record-damaged")
    return audit_event(one, place, export, _CLOCK)


def _windows(event: Mapping[str, Any]) -> WindowsEvent:
    system = event["System"]
    return WindowsEvent(
        id=_inner(system.get("EventID")),
        time=_attribute(system.get("TimeCreated"), "SystemTime"),
        computer=_inner(system.get("Computer")),
        record=_inner(system.get("EventRecordID")),
        channel=_inner(system.get("Channel")),
        provider=_attribute(system.get("Provider"), "Name"),
        data={**_values(event.get("UserData")), **_values(event.get("EventData"))},
    )


def _inner(value: object) -> str:
    return plain(value.get("#text")) if isinstance(value, dict) else plain(value)


def _attribute(value: object, name: str) -> str:
    inner = value.get("#attributes") if isinstance(value, dict) else None
    return plain(inner.get(name)) if isinstance(inner, dict) else ""


def _values(value: object) -> dict[str, str]:
    """Named values; an unnamed list is numbered, one level of ``UserData`` is opened."""
    found: dict[str, str] = {}
    if not isinstance(value, dict):
        return found
    for name, item in value.items():
        if name == "#attributes":
            continue
        if name == "Data" and isinstance(item, dict):
            texts = item.get("#text")
            listed = texts if isinstance(texts, list) else [texts]
            found |= {f"Data[{n}]": plain(one) for n, one in enumerate(listed)}
        elif isinstance(item, dict):
            found |= {str(k): plain(v) for k, v in item.items() if k != "#attributes"}
        else:
            found[str(name)] = plain(item)
    return found


READER = _Reader()
