"""Places of properties: stream, bytes, and the hash of exactly these bytes."""

from __future__ import annotations

import hashlib

from provenance.basics import Where
from provenance.evidence.compound import CompoundFile, Entry
from provenance.evidence.records import Exhibit, Kind, MapiProperty


class PropertyPlaces:
    """Gives the places of properties of one exhibit; opens its file once, when first asked.

    ``file`` are the bytes that hold the streams: those of the exhibit itself, or of the .msg file
    that it is embedded in (:func:`provenance.evidence.item_file`).
    """

    def __init__(self, exhibit: Exhibit, file: bytes) -> None:
        self._exhibit = exhibit
        self._content = file
        self._file: CompoundFile | None = None
        self._streams: dict[str, bytes] = {}

    def where(self, one: MapiProperty) -> Where:
        """The place of a value. It is no text: its line is 1, only its bytes count.

        In a winmail.dat the bytes count from the start of that file, in a .msg from the start of
        the named stream.
        """
        found = self._bytes(one)
        return Where(
            evidence=self._exhibit.item.id,
            stream=one.stream,
            locator=one.name or one.named or one.tag,
            line_first=1,
            line_last=1,
            start=one.start,
            end=one.end,
            quote_sha256=hashlib.sha256(found).hexdigest(),
        )

    def read(self, one: MapiProperty) -> bytes:
        """The bytes of a value as they stand there; fewer where the file is damaged."""
        return self._bytes(one)

    def _bytes(self, one: MapiProperty) -> bytes:
        if self._exhibit.item.kind is Kind.TNEF:
            return self._content[one.start : one.end]
        if one.stream not in self._streams:
            self._streams[one.stream] = self._stream(one.stream)
        return self._streams[one.stream][one.start : one.end]

    def _stream(self, path: str) -> bytes:
        if self._file is None:
            self._file = CompoundFile(self._content)
        entry: Entry | None = self._file.root
        for name in path.split("/"):
            entry = None if entry is None else entry.get(name)
        return b"" if entry is None else self._file.read(entry)[0]
