"""Exchange Online message trace: summary, enhanced summary, extended report, PowerShell.

Source: learn.microsoft.com, "Message trace in the modern Exchange admin center" and
``Get-MessageTraceV2``. Layouts are documented; no public sample of the CSV reports was found.
The extended report is UTF-16LE, often without a mark. ``original_client_ip`` is kept for ten days
only; ``FromIP`` is blank for mail sent from Exchange Online.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.records import (
    AuditEvent,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Locator,
    MessageRef,
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.json_values import values
from provenance.audit.source.table import table_names, table_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, learn_order, read_time
from provenance.basics import State, Value

SUBJECT_CUT = 256
"""Characters of a subject that the enhanced summary keeps (documentation)."""

_FORMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("extended", frozenset({"date_time_utc", "event_id", "message_id"})),
    ("enhanced-summary", frozenset({"origin_timestamp_utc", "recipient_status"})),
    ("powershell", frozenset({"messagetraceid", "senderaddress", "recipientaddress"})),
    ("summary", frozenset({"date", "sender", "recipient", "subject", "status"})),
    ("summary", frozenset({"received", "sender", "recipient", "subject", "status"})),
)
_UTC_FORMS = frozenset({"extended", "enhanced-summary", "powershell"})
_STATES = {
    "delivered": (EventKind.DELIVER, Outcome.SUCCESS),
    "deliver": (EventKind.DELIVER, Outcome.SUCCESS),
    "receive": (EventKind.RECEIVE, Outcome.UNKNOWN),
    "submit": (EventKind.SUBMIT, Outcome.UNKNOWN),
    "send": (EventKind.TRANSFER, Outcome.UNKNOWN),
    "expanded": (EventKind.EXPAND, Outcome.SUCCESS),
    "expand": (EventKind.EXPAND, Outcome.UNKNOWN),
    "failed": (EventKind.FAIL, Outcome.FAILURE),
    "fail": (EventKind.FAIL, Outcome.FAILURE),
    "quarantined": (EventKind.FAIL, Outcome.FAILURE),
    "filteredasspam": (EventKind.DELIVER, Outcome.PARTIAL),
    "pending": (EventKind.RECEIVE, Outcome.UNKNOWN),
    "gettingstatus": (EventKind.RECEIVE, Outcome.UNKNOWN),
}
_TIMES = ("date_time_utc", "origin_timestamp_utc", "received", "date", "date (utc)")
_STATUS = re.compile(r"([^#;]+)##([^;#]*)")


class _Reader:
    kind = "exo-message-trace"

    def sniff(self, export: Export) -> Layout | None:
        """Tell a table by its columns, JSON by the keys of ``Get-MessageTrace``."""
        names = frozenset(table_names(export))
        form = next((form for form, have in _FORMS if have <= names), "")
        if export.delimiter and form:
            return self._layout(export, form, export.delimiter)
        keys = ('"MessageTraceId"', '"SenderAddress"', '"RecipientAddress"')
        if all(key in export.head for key in keys):
            return self._layout(export, "powershell", "")
        return None

    def _layout(self, export: Export, form: str, delimiter: str) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=form,
            encoding=export.text.encoding.name,
            delimiter=delimiter,
            columns=export.columns if delimiter else (),
            reason="columns of a message trace",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row; each row of a summary is one recipient or one message."""
        clock = _clock(export, layout)
        if layout.delimiter:
            for row in table_rows(export):
                if isinstance(row, RowProblem):
                    yield row
                else:
                    yield _event(row.cells, row.locator, row.flags, export, clock)
            return
        for found in values(export.text):
            if isinstance(found, RowProblem):
                yield found
                continue
            locator, data = found
            cells = {key.lower(): _plain(value) for key, value in data.items()}
            yield _event(cells, locator, (), export, clock)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _clock(export: Export, layout: Layout) -> Clock:
    """Reports in ``..._utc`` are UTC; a summary is in the zone that was chosen on the screen."""
    if layout.wrapper in _UTC_FORMS:
        return Clock(basis=TimeBasis.DOCUMENTED_UTC)
    zone = stated_zone(export.timezone)
    basis = TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED
    times = (
        row.get(*_TIMES) or ""
        for row, _ in zip(table_rows(export), range(20_000), strict=False)
        if not isinstance(row, RowProblem)
    )
    return Clock(zone=zone, basis=basis, order=learn_order(times))


def _event(
    cells: Mapping[str, str],
    locator: Locator,
    flags: tuple[str, ...],
    export: Export,
    clock: Clock,
) -> AuditEvent:
    native = _first(cells, "event_id", "status", "recipient_status")
    kind, outcome = _state(native)
    line = "\x1f".join(cells.values())
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=kind,
        operation=native.partition("##")[2] or native or "trace",
        time=read_time(_first(cells, *_TIMES), clock),
        native_id=_value(cells, "internal_message_id", "messagetraceid", "network_message_id"),
        record_hash=hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32],
        ips=_ips(cells),
        messages=(_message(cells),),
        outcome=outcome,
        outcome_native=native or State.ABSENT,
        flags=_all_flags(cells, flags),
        unmapped=tuple((key, value) for key, value in cells.items() if key not in _USED),
    )


_USED = frozenset(
    {
        *_TIMES, "event_id", "status", "message_id", "messageid", "network_message_id",
        "messagetraceid", "sender_address", "senderaddress", "sender", "recipient_address",
        "recipientaddress", "recipient", "recipient_status", "message_subject", "subject",
        "total_bytes", "size", "recipient_count", "return_path",
    }
)  # fmt: skip


def _first(cells: Mapping[str, str], *names: str) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _value(cells: Mapping[str, str], *names: str) -> Value[str]:
    """A cell's text; ``NOT_APPLICABLE`` where the table has no such column at all."""
    have = [name for name in names if name in cells]
    if not have:
        return State.NOT_APPLICABLE
    return _first(cells, *have) or State.ABSENT


def _state(native: str) -> tuple[EventKind, Outcome]:
    """The last state in ``a@b##Receive, Deliver``, or the one word of a status."""
    words = native.rpartition("##")[2] if "##" in native else native
    last = words.rstrip(";").rpartition(",")[2].strip().lower().replace(" ", "")
    return _STATES.get(last, (EventKind.OTHER, Outcome.UNKNOWN))


def _ips(cells: Mapping[str, str]) -> tuple[IpSeen, ...]:
    found = []
    for name, role in (
        ("original_client_ip", IpRole.ORIGINAL_CLIENT),
        ("client_ip", IpRole.PEER),
        ("fromip", IpRole.PEER),
        ("toip", IpRole.DESTINATION),
    ):
        if cells.get(name):
            found.append(read_ip(cells[name], name, role))
    return tuple(found)


def _message(cells: Mapping[str, str]) -> MessageRef:
    raw = _first(cells, "message_id", "messageid")
    size, count = _first(cells, "total_bytes", "size"), cells.get("recipient_count", "")
    stated = _STATUS.findall(cells.get("recipient_status", ""))
    plain = _first(cells, "recipient_address", "recipientaddress", "recipient")
    listed = tuple(part for part in re.split(r"[;]", plain) if part)
    return MessageRef(
        id=comparable_id(raw) if raw else State.ABSENT,
        id_raw=_value(cells, "message_id", "messageid"),
        network_id=_value(cells, "network_message_id", "messagetraceid"),
        subject=_value(cells, "message_subject", "subject"),
        size=int(size) if size.isdigit() else State.ABSENT,
        size_kind="smtp-bytes" if size.isdigit() else "",
        sender=_value(cells, "sender_address", "senderaddress", "sender"),
        from_=_value(cells, "return_path"),
        recipients=listed or tuple(address for address, _ in stated),
        recipient_status=tuple(status.strip() for _, status in stated),
        recipient_count=int(count) if count.isdigit() else State.ABSENT,
    )


def _all_flags(cells: Mapping[str, str], flags: tuple[str, ...]) -> tuple[str, ...]:
    found = set(flags)
    if len(cells.get("message_subject", "")) == SUBJECT_CUT:
        found.add("subject-cut-256")
    return tuple(sorted(found))


READER = _Reader()
