"""Marks in an export of having been edited, cut or saved again by another program.

Every mark has harmless causes, and none is needed for a careful edit: their absence shows
nothing. What a producing system writes is taken from its documentation (Office 365 Management
Activity API, common schema: mandatory members and their types) and from a real log of 9,608
records, in which the column equals the details, every repetition is the same byte for byte, and
the details have no blank between their members.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from mmap import mmap

from provenance.audit.door_marks import LEAST_OTHERS, DoorMarks
from provenance.audit.event_marks import EventMarks
from provenance.audit.integrity_tests import (
    CAP,
    CARDS,
    CLIENTS,
    DAYS,
    DELIMITER,
    DETAILS,
    FRACTIONS,
    IDS,
    INDEX,
    LOG_ONS,
    NUMBERS,
    ORDER,
    PASSAGES,
    SESSIONS,
    TENANTS,
    TEXT_ROWS,
    tests_of,
)
from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.registry import recognise
from provenance.audit.reconcile import ROW_CAPS
from provenance.audit.records import (
    AuditEvent,
    Integrity,
    IntegritySign,
    Layout,
    Locator,
    RowProblem,
)
from provenance.audit.session_marks import SessionMarks
from provenance.audit.signs import MAX_PLACES, SignCount
from provenance.audit.source.rows import split
from provenance.audit.source.table import EXCEL_CELL
from provenance.basics import known

MAX_ROWS = 200_000
"""Rows of one export that are looked at; the result says when there were more."""
MAX_NUMBER = 10_000_000

_FLAGS = ("column-differs-time", "column-differs-user", "column-differs-operation")
_EXPONENT = re.compile(r"-?\d(?:[.,]\d{1,14})?E\+\d{1,3}\Z")
_LONG_NUMBER = re.compile(r"\d{16,40}\Z")
_MINUTES_ONLY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d\Z")
_SPACED = re.compile(r'\{(?:\s+"|"[^"\\]{1,100}"(?:\s+:|:\s))')
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")
_CREATION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z?\Z")
_MANDATORY = (
    "Id", "RecordType", "CreationTime", "Operation", "OrganizationId", "UserType", "UserKey",
    "UserId",
)  # fmt: skip
"""Members that every record has (Management Activity API, common schema, column Mandatory)."""
_COMMA_KINDS = frozenset({"m365-ual", "entra-signin", "entra-audit", "exo-message-trace"})
"""Kinds whose systems separate cells by commas; a PowerShell of another culture need not."""
_NUMBERED = frozenset(
    {"windows-security-evtx", "windows-security-xml", "windows-security-csv"}
)  # fmt: skip
"""Kinds whose records carry a number that counts up by one in each log of each machine."""


class IntegrityWatch:
    """Looks at the items of an export as they go by; ``result`` has the signs once they have.

    ``content`` are the octets of the file: items name their places in them.
    """

    def __init__(self, export: Export, layout: Layout, content: bytes | mmap) -> None:
        self._export, self._layout, self._content = export, layout, content
        self._codec = export.text.encoding.name
        names = export.names()
        self._at = {name: number for number, name in enumerate(names)}
        self._has_details = "auditdata" in self._at
        self._signs: dict[str, SignCount] = {}
        self._examined = 0
        self._whole = True
        self._organisations: Counter[str] = Counter()
        self._contents: dict[str, tuple[str, int]] = {}
        self._styles: dict[str, dict[str, SignCount]] = {}
        self._indexes: dict[int, Counter[int]] = {}
        self._index_places: dict[int, Locator] = {}
        self._numbers: dict[str, list[tuple[int, Locator]]] = {}
        self._events = EventMarks(self._sign)
        self._doors = DoorMarks(self._sign)
        self._sessions = SessionMarks(self._sign)

    def see(self, item: Item) -> None:
        """Look at one event or problem; behind the limit nothing is looked at any more."""
        if self._examined >= MAX_ROWS:
            self._whole = False
            return
        self._examined += 1
        if isinstance(item, RowProblem):
            if item.reason == "audit-data-cut":
                self._sign("cell-cut").add(item.locator, ("characters", item.detail))
        else:
            self._see_event(item)
        if self._layout.delimiter and not item.locator.path:
            self._see_row(item)

    def _sign(self, name: str) -> SignCount:
        return self._signs.setdefault(name, SignCount())

    def _see_event(self, event: AuditEvent) -> None:
        for flag in _FLAGS:
            if flag in event.flags:
                self._sign(flag).add(event.locator)
        organisation = dict(event.unmapped).get("OrganizationId", "")
        if organisation:
            self._organisations[organisation.lower()] += 1
        native = known(event.native_id) or ""
        if native and event.record_hash:
            own = (event.record_hash, event.locator.row)
            digest, first = self._contents.setdefault(native, own)
            if digest != event.record_hash:
                self._sign("id-two-contents").add(
                    event.locator, ("id", native), ("row", str(first))
                )
            elif own[1] != first:
                pair = ("rows", f"{own[1]} = {first}")
                self._sign("id-repeated").add(event.locator, pair)
        self._events.see(event)
        self._doors.see(event)
        self._sessions.see(event)
        if self._layout.kind in _NUMBERED and native:
            self._number(native, event.locator)

    def _number(self, native: str, at: Locator) -> None:
        log, _, number = native.rpartition("/")
        digits, _, machine = number.partition("@")
        if digits.isdigit() and len(digits) < 16:
            # An "@" between them would make a mailbox of a log and its machine for every reader.
            where = f"{log} ({machine})" if machine else log
            self._numbers.setdefault(where, []).append((int(digits), at))

    # -- the row as text -----------------------------------------------------------------------

    def _see_row(self, item: Item) -> None:
        at = item.locator
        raw = self._content[at.start : at.end]
        self._line_end(at)
        text = raw.decode(self._codec, "replace")
        cells = split(text.encode("utf-8", "replace"), self._layout.delimiter)
        if cells is None:
            return
        self._quoting(text, cells, at)
        for cell in cells:
            self._cell(cell, at)
        if self._has_details:
            self._details(cells, at)
        self._index(cells, at)

    def _line_end(self, at: Locator) -> None:
        unit = "\r".encode(self._codec.removesuffix("-sig"))
        behind = self._content[at.end : at.end + len(unit)]
        if len(behind) == len(unit):  # the last line may have no end
            self._style("line-ends", "crlf" if behind == unit else "lf", at)

    def _quoting(self, text: str, cells: list[str], at: Locator) -> None:
        """Quotes around a first cell that needs none are a habit of the program that wrote it."""
        first = cells[0] if cells else ""
        if not first or set(first) & {'"', "\n", "\r", self._layout.delimiter}:
            return
        self._style("quoting", "quoted" if text.startswith('"') else "bare", at)

    def _style(self, what: str, style: str, at: Locator) -> None:
        self._styles.setdefault(what, {}).setdefault(style, SignCount()).add(at)

    def _cell(self, cell: str, at: Locator) -> None:
        if EXCEL_CELL - 1 <= len(cell) <= EXCEL_CELL:  # a longer one passed through no spreadsheet
            self._sign("cell-limit").add(at, ("characters", str(len(cell))))
        elif len(cell) < 48 and cell[:1].isdigit():
            if _EXPONENT.match(cell):
                self._sign("number-as-power").add(at, ("value", cell))
            elif _LONG_NUMBER.match(cell) and not cell[15:].strip("0"):
                # Spreadsheets keep fifteen digits of a number.
                self._sign("number-rounded").add(at, ("value", cell))

    def _details(self, cells: list[str], at: Locator) -> None:
        place = self._at["auditdata"]
        if len(cells) <= place or not cells[place].strip().startswith("{"):
            return
        cell = cells[place]
        self._style("details", "spaced" if _SPACED.match(cell) else "dense", at)
        missing = [name for name in _MANDATORY if f'"{name}"' not in cell]
        if missing:
            self._sign("member-missing").add(at, ("members", ", ".join(missing)))
        for name, pattern in (("Id", _GUID), ("CreationTime", _CREATION)):
            value = _member(cell, name)
            if value is not None and not pattern.match(value):
                self._sign(f"form-{name.lower()}").add(at, ("value", value[:80]))
        column = next(
            (self._at[n] for n in ("creationdate", "createddatetime") if n in self._at), -1
        )
        if 0 <= column < len(cells) and _MINUTES_ONLY.match(cells[column].strip()):
            self._sign("date-without-seconds").add(at, ("value", cells[column].strip()))

    def _index(self, cells: list[str], at: Locator) -> None:
        """``ResultIndex`` counts from 1 to ``ResultCount`` in each search (PowerShell)."""
        index_at, count_at = self._at.get("resultindex", -1), self._at.get("resultcount", -1)
        if min(index_at, count_at) < 0 or max(index_at, count_at) >= len(cells):
            return
        index, count = cells[index_at].strip(), cells[count_at].strip()
        if not (index.isdigit() and count.isdigit() and len(index) < 9 and len(count) < 9):
            return
        if int(count) <= MAX_NUMBER:
            self._indexes.setdefault(int(count), Counter())[int(index)] += 1
            self._index_places[int(count)] = at

    # -- sums ----------------------------------------------------------------------------------

    def result(self) -> Integrity:
        """The signs in order of name."""
        self._mixed()
        if self._whole:  # what is missing in a part may stand in the rest
            self._missing_indexes()
            self._missing_numbers()
            self._doors.finish()
            self._events.finish()
            self._sessions.finish()
        if len(self._organisations) > 1:
            several = self._sign("organisations-several")
            several.count = len(self._organisations)
            several.values = [("id", one) for one in sorted(self._organisations)[:MAX_PLACES]]
        if self._whole and self._examined in ROW_CAPS:
            self._sign("row-cap").count = self._examined
        if self._layout.kind in _COMMA_KINDS and self._layout.delimiter in {";", "\t"}:
            self._sign("delimiter").count = self._examined
        return Integrity(
            source=self._export.source,
            examined=self._examined,
            whole=self._whole,
            signs=tuple(
                IntegritySign(
                    name=name,
                    count=sign.count,
                    of=self._examined,
                    rows=tuple(sign.rows),
                    seen=sign.seen,
                    values=tuple(dict.fromkeys(sign.values)),
                )
                for name, sign in sorted(self._signs.items())
            ),
            organisations=tuple(sorted(self._organisations.items())),
            tests=tests_of({name: one.count for name, one in self._signs.items()}, self._able()),
        )

    def _able(self) -> frozenset[str]:
        """Names of the tests that this export has the rows and cells for."""
        kind, doors, events = self._layout.kind, self._doors, self._events
        rows = self._examined > 0
        needs = (
            (bool(self._layout.delimiter) and rows, TEXT_ROWS),
            (self._has_details and rows, DETAILS),
            (bool(self._contents), IDS),
            (bool(self._indexes) and self._whole, INDEX),
            (bool(self._numbers) and self._whole, NUMBERS),
            (bool(self._organisations), TENANTS),
            (rows and self._whole, CAP),
            (kind in _COMMA_KINDS and rows, DELIMITER),
            (doors.named_cards, CARDS),
            (doors.directed and self._whole, PASSAGES),
            (doors.days > LEAST_OTHERS and self._whole, DAYS),
            (events.clients > 0, CLIENTS),
            (events.fractions and self._whole, FRACTIONS),
            (events.ordered and self._whole, ORDER),
            (self._sessions.ends and self._whole, LOG_ONS),
            (self._sessions.identifiers, SESSIONS),
        )
        return frozenset(name for able, names in needs if able for name in names)

    def _mixed(self) -> None:
        """Two habits of writing in one file: the rows of the rarer one are pointed to."""
        for what, styles in sorted(self._styles.items()):
            if len(styles) == 2:
                name, rare = min(styles.items(), key=lambda pair: (pair[1].count, pair[0]))
                rare.values = [("style", name)]
                self._signs[f"mixed-{what}"] = rare
            elif what == "details" and "spaced" in styles:
                self._signs["details-spaced"] = styles["spaced"]

    def _missing_indexes(self) -> None:
        """Numbers of a search that are rarer than others of it: rows that the file does not have.

        Several searches with the same count are told apart by how often each number occurs.
        """
        missing = 0
        values: list[tuple[str, str]] = []
        places: list[Locator] = []
        for count, seen in sorted(self._indexes.items()):
            searches = max(seen.values())
            gaps = _gaps(seen, count, searches)
            lacking = count * searches - sum(n for i, n in seen.items() if 1 <= i <= count)
            if lacking <= 0:
                continue
            missing += lacking
            values.append(("search", f"{count}: {_ranges(gaps)}"))
            places.append(self._index_places[count])
        if missing:
            sign = self._sign("index-missing")
            sign.count, sign.seen = missing, len(places)
            sign.rows = places[:MAX_PLACES]
            sign.values = values[:MAX_PLACES]

    def _missing_numbers(self) -> None:
        for log, numbers in sorted(self._numbers.items()):
            ordered = sorted(numbers, key=lambda pair: (pair[0], pair[1].start))
            self._whole_numbers(ordered)
            for (before, _), (after, at) in pairwise(ordered):
                if after - before > 1:
                    sign = self._sign("number-missing")
                    sign.add(at, ("numbers", f"{log}: {_ranges_of(before + 1, after - 1)}"))
                    sign.count += after - before - 2

    def _whole_numbers(self, ordered: list[tuple[int, Locator]]) -> None:
        """Numbers without any gap over days in which a system in use counts many more."""
        span = ordered[-1][0] - ordered[0][0] + 1
        different = len({number for number, _ in ordered})
        if span == different and self._events.is_quiet(different):
            sign = self._sign("numbers-whole")
            sign.count += different
            sign.seen += len(ordered)
            sign.rows = [*sign.rows, *(at for _, at in ordered)][:MAX_PLACES]


def look_for_marks(export: Export, content: bytes | mmap) -> Integrity | None:
    """Look at an export by itself, up to the limit; ``None`` if it is of no kind that is known."""
    found = recognise(export)
    if found is None:
        return None
    watch = IntegrityWatch(export, found.layout, content)
    for number, item in enumerate(found.reader.read(export, found.layout)):
        watch.see(item)
        if number >= MAX_ROWS:
            break
    return watch.result()


def _member(cell: str, name: str) -> str | None:
    """The text of a member near the front of a JSON object, without parsing it again."""
    found = re.search(rf'"{name}"\s*:\s*"([^"\\]{{0,200}})"', cell[:4000])
    return found[1] if found else None


def _gaps(seen: Counter[int], count: int, searches: int) -> list[tuple[int, int]]:
    """Stretches of 1..count whose numbers occur less often than ``searches`` times."""
    found: list[tuple[int, int]] = []
    last = 0
    for number in [*sorted(n for n in seen if 1 <= n <= count and seen[n] >= searches), count + 1]:
        if number > last + 1:
            found.append((last + 1, number - 1))
        last = number
    return found


def _ranges(found: list[tuple[int, int]]) -> str:
    """Stretches in words: ``2, 5-9``; long lists are cut, which the three dots say."""
    shown = ", ".join(_ranges_of(first, last) for first, last in found[:8])
    return shown + (", ..." if len(found) > 8 else "")


def _ranges_of(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
