"""Microsoft 365 unified audit log in its five wrappers.

``purview-portal`` (CSV, 8 or 4 columns), ``search-unifiedauditlog`` (CSV of PowerShell, any order
and choice of columns), ``graph`` (JSON, or CSV with ``auditData``), ``management-api`` (JSON of
bare AuditData objects), ``re-export`` (Sentinel, Splunk: renamed columns). Told by their columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from provenance.audit.readers.base import Export, Item, RowReader
from provenance.audit.readers.m365_brief import M365Briefs
from provenance.audit.readers.m365_record import Outer, event_of
from provenance.audit.readers.m365_table import M365Table, column_differs, json_object
from provenance.audit.records import Layout, Locator, RowProblem
from provenance.audit.source.json_values import values
from provenance.audit.values.times import Clock

_WRAPPERS = (
    ("graph", frozenset({"createddatetime", "auditlogrecordtype"})),
    ("search-unifiedauditlog", frozenset({"userids", "resultindex"})),
    ("search-unifiedauditlog", frozenset({"userids", "operations", "recordtype"})),
    ("purview-portal", frozenset({"creationdate", "userid"})),
    ("purview-portal", frozenset({"creationdate", "userids", "operations"})),
)


class _Reader:
    kind = "m365-ual"

    def sniff(self, export: Export) -> Layout | None:
        """Tell a table by its column AuditData, JSON by the keys of its first object."""
        names = frozenset(export.names())
        if export.delimiter and "auditdata" in names:
            wrapper = next((name for name, have in _WRAPPERS if have <= names), "re-export")
            return self._layout(export, wrapper, "column AuditData")
        start = export.head.lstrip("\ufeff \t\r\n")[:1]
        if start not in {"{", "["}:
            return None
        head = export.head[:20_000]
        if '"auditLogRecordType"' in head and '"auditData"' in head:
            return self._layout(export, "graph", "key auditData", table=False)
        if '"AuditData"' in head:
            return self._layout(export, "search-unifiedauditlog", "key AuditData", table=False)
        if all(key in head for key in ('"Operation"', '"RecordType"', '"UserType"')):
            renamed = '"TimeGenerated"' in head or '"OfficeWorkload"' in head
            wrapper = "re-export" if renamed else "management-api"
            return self._layout(export, wrapper, "keys of AuditData", table=False)
        return None

    def _layout(self, export: Export, wrapper: str, reason: str, *, table: bool = True) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=export.delimiter if table else "",
            columns=export.columns if table else (),
            reason=reason,
        )

    def by_row(self, export: Export, layout: Layout) -> RowReader | None:
        """Rows of a table stand for themselves; objects of JSON are read in their order."""
        return M365Briefs(export, layout) if layout.delimiter else None

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give the events; a row whose JSON is damaged or cut is a problem, never an end."""
        if layout.delimiter:
            yield from M365Table(export, layout).read()
            return
        for found in values(export.text):
            if isinstance(found, RowProblem):
                yield found
            else:
                yield _from_object(export, *found)


def _from_object(export: Export, locator: Locator, found: dict[str, Any]) -> Item:
    """An object of a JSON export: AuditData itself, or a record that wraps it."""
    data = found.get("auditData", found.get("AuditData"))
    if isinstance(data, str):
        data = json_object(data)
        if data is None:
            return RowProblem(locator=locator, reason="audit-data-damaged")
    outer = Outer()
    if isinstance(data, dict):
        outer = Outer(
            time=str(found.get("createdDateTime") or found.get("CreationDate") or ""),
            user=str(found.get("userPrincipalName") or found.get("UserIds") or ""),
            operation=str(found.get("operation") or found.get("Operations") or ""),
        )
    else:
        data = found
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    event = event_of(data, export, locator, outer=outer, record_hash=digest)
    # Graph: the moment of the activity, with its zone (auditLogRecord, property createdDateTime).
    if column_differs(event.time, str(found.get("createdDateTime") or ""), Clock()):
        return replace(event, flags=tuple(sorted({*event.flags, "column-differs-time"})))
    return event


READER = _Reader()
