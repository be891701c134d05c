"""What a reader of one export format is given, and what it gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from mmap import mmap
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from provenance.audit.brief import Brief
from provenance.audit.records import AuditEvent, Layout, Locator, RowProblem
from provenance.audit.source.blocks import Start
from provenance.audit.source.column_map import ColumnMap
from provenance.audit.source.encoding import Encoding, Transcoded, transcode
from provenance.audit.source.magic import binary_kind
from provenance.audit.source.rows import Row, sniff_delimiter, split
from provenance.basics import MisuseError
from provenance.basics.record import dataclass, field

HEAD = 262_144
"""Octets of a file that recognition looks at."""

Item = AuditEvent | RowProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export: id and hash of its exhibit, its text, its first lines taken apart.

    ``columns`` are the fields of the first row as written, with ``delimiter`` ("" where the file
    is no table). ``timezone`` is the zone that the user stated for local times, "" if none.
    ``year`` is the year to begin with for logs that write none, 0 if it is not known.
    ``column_map`` is used where no reader of its own knows the table.
    ``binary`` names the kind of a file that is no text; it has no head and no columns.
    """

    source: str
    sha256: str
    text: Transcoded = field(repr=False)
    head: str = field(repr=False)
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    timezone: str = ""
    year: int = 0
    name: str = ""
    column_map: ColumnMap | None = None
    binary: str = ""

    def names(self) -> tuple[str, ...]:
        """Column names for comparison: outer space off, inner space single, lower case."""
        return tuple(" ".join(name.split()).lower() for name in self.columns)

    def event_id(self, locator: Locator) -> str:
        """Stable id of an event: out of the file's hash and the place, nothing else."""
        place = f"{self.sha256}:{locator.start}:{locator.end}:{locator.path}"
        return hashlib.sha256(place.encode()).hexdigest()[:16]


class Reader(Protocol):
    """A format. One module holds one reader; ``READER`` is its instance."""

    kind: str

    def sniff(self, export: Export) -> Layout | None:
        """Say how this export is written, ``None`` if it is not of this format."""

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give events and problems in the order of the file; never raises over its content."""


class RowReader(Protocol):
    """Reads the rows of one table in any choice; only where every row stands for itself."""

    @property
    def begin(self) -> Start | None:
        """Where the first row begins; ``None`` if the table has none."""

    def item(self, row: Row) -> Item:
        """The event of one row, or why there is none: what the plain reader gives for it."""

    def brief(self, body: bytes) -> Brief | None:
        """What is counted of a row, given its octets; ``None`` if its item has to be made."""


@runtime_checkable
class TableReader(Protocol):
    """A reader whose tables can be read by row as well.

    Only for formats whose events name messages by Message-ID, mailboxes and people by account,
    and sessions by their ids: by those alone rows are searched (no network or queue ids).
    """

    def by_row(self, export: Export, layout: Layout) -> RowReader | None:
        """The rows of an export; ``None`` if it has to be read in its order."""


def open_export(
    content: bytes | mmap,
    *,
    source: str,
    sha256: str,
    timezone: str = "",
    name: str = "",
    year: int = 0,
    column_map: ColumnMap | None = None,
) -> Export:
    """Prepare an export for recognition and reading.

    Raises:
        MisuseError: ``timezone``, or that of the map, is no zone.
    """
    stated_zone(timezone)
    if column_map is not None:
        stated_zone(column_map.timezone)
    binary = binary_kind(content)
    if binary:
        # Not decoded at all: its octets are for a reader of that kind, if there is one.
        raw = Transcoded(encoding=Encoding(name="latin-1"), data=content)
        return Export(source=source, sha256=sha256, text=raw, head="", binary=binary, name=name)
    text = transcode(content)
    head = bytes(text.data[text.start : text.start + HEAD]).decode(text.codec, "replace")
    first = _first_row(head)
    delimiter = sniff_delimiter(first)
    columns = split(first.encode(), delimiter) if delimiter else None
    return Export(
        source=source,
        sha256=sha256,
        text=text,
        head=head,
        delimiter=delimiter,
        columns=tuple(columns or ()),
        timezone=timezone,
        year=year,
        name=name,
        column_map=column_map,
    )


def _first_row(head: str) -> str:
    """The first line that is a row: PowerShell writes a line ``#TYPE`` before it."""
    for line in head.splitlines():
        if line.strip() and not line.startswith("#TYPE "):
            return line
    return ""


def stated_zone(name: str) -> ZoneInfo | None:
    """The zone that a user stated; ``None`` if none was.

    Raises:
        MisuseError: the name is no zone of the IANA time zone database.
    """
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MisuseError(
            f"`{name}` is no time zone.",
            place="timezone",
            remedy="Write it like Europe/London, or UTC.",
        ) from None
