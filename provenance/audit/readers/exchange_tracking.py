"""Exchange message tracking (on-premises and hybrid), also without its ``#Fields`` line.

Source: learn.microsoft.com, "Message tracking" and "Event types in the message tracking log".
On STOREDRIVER events ``client-ip`` is the mailbox server itself; where the client's address is
known it stands in ``original-client-ip`` (seen in a real log of Exchange 2016).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    Actor,
    AuditEvent,
    Client,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Mailbox,
    MessageRef,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.field_logs import FieldHead, FieldRow, field_rows, read_head
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value

COLUMNS = (
    "date-time", "client-ip", "client-hostname", "server-ip", "server-hostname",
    "source-context", "connector-id", "source", "event-id", "internal-message-id", "message-id",
    "network-message-id", "recipient-address", "recipient-status", "total-bytes",
    "recipient-count", "related-recipient-address", "reference", "message-subject",
    "sender-address", "return-path", "message-info", "directionality", "tenant-id",
    "original-client-ip", "original-server-ip", "custom-data", "transport-traffic-type",
    "log-id", "schema-version",
)  # fmt: skip
"""Columns of Exchange 2013 and later, in their order; for files whose head was cut off."""

_KINDS = {
    "SUBMIT": EventKind.SUBMIT,
    "NOTIFYMAPI": EventKind.SUBMIT,
    "RESUBMIT": EventKind.SUBMIT,
    "RECEIVE": EventKind.RECEIVE,
    "SEND": EventKind.TRANSFER,
    "SENDEXTERNAL": EventKind.TRANSFER,
    "DELIVER": EventKind.DELIVER,
    "DUPLICATEDELIVER": EventKind.DELIVER,
    "FAIL": EventKind.FAIL,
    "DSN": EventKind.FAIL,
    "BADMAIL": EventKind.FAIL,
    "EXPAND": EventKind.EXPAND,
    "RESOLVE": EventKind.EXPAND,
    "REDIRECT": EventKind.EXPAND,
}
_CONTEXT = re.compile(r"(Mailbox|MessageClass|ClientType|CreationTime|ClientSubmitTime):([^,;]*)")
_PROXIED = re.compile(r"(?:^|;)S:ProxiedClientIPAddress=([^;]{1,100})")
_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)
_USED = frozenset(COLUMNS) - {
    "connector-id", "related-recipient-address", "reference", "message-info", "custom-data",
    "tenant-id", "transport-traffic-type", "log-id", "schema-version", "server-ip",
    "server-hostname", "source-context",
}  # fmt: skip


class _Reader:
    kind = "exchange-tracking"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by its named columns, or by rows of thirty cells with known event names."""
        head = read_head(export.head)
        if head is not None and {"event-id", "source", "message-id"} <= set(head.columns):
            return self._layout(export, head, "column event-id")
        if head is None and len(export.columns) == len(COLUMNS):
            source, event = export.columns[7], export.columns[8]
            if event.isupper() and source.isupper() and "T" in export.columns[0]:
                return self._layout(export, FieldHead(columns=COLUMNS), "thirty columns, no head")
        return None

    def _layout(self, export: Export, head: FieldHead, reason: str) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper="server-log",
            encoding=export.text.encoding.name,
            delimiter=",",
            columns=head.columns,
            reason=reason,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        start = FieldHead(columns=layout.columns)
        for row in field_rows(export.text, start):
            yield row if isinstance(row, RowProblem) else _event(row, export)


def _event(row: FieldRow, export: Export) -> AuditEvent:
    cells = row.cells
    name = cells.get("event-id", "")
    source = cells.get("source", "")
    context = dict(_CONTEXT.findall(cells.get("source-context", "")))
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=_kind(name, source, context),
        operation=f"{name} ({source})" if source else name,
        time=read_time(cells.get("date-time", ""), _CLOCK),
        native_id=_present(cells, "internal-message-id"),
        actor=Actor(),
        mailbox=Mailbox(guid=context.get("Mailbox", "").strip() or State.ABSENT),
        ips=_ips(cells, source),
        client=_client(context),
        sessions=_sessions(cells),
        messages=(_message(cells, context),),
        outcome=Outcome.FAILURE if name in {"FAIL", "BADMAIL"} else Outcome.UNKNOWN,
        flags=_flags(source),
        unmapped=tuple((key, value) for key, value in cells.items() if key not in _USED),
    )


def _kind(name: str, source: str, context: Mapping[str, str]) -> EventKind:
    if context.get("MessageClass", "").strip().lower().startswith("ipm.outlook.recall"):
        return EventKind.RECALL
    kind = _KINDS.get(name, EventKind.OTHER)
    if kind is EventKind.RECEIVE and source == "STOREDRIVER":
        return EventKind.SUBMIT
    return kind


def _present(cells: Mapping[str, str], name: str) -> Value[str]:
    """A cell's text: a column that is not there is unknown, an empty cell is absent."""
    if name not in cells:
        return State.NOT_APPLICABLE
    return cells[name] or State.ABSENT


def _ips(cells: Mapping[str, str], source: str) -> tuple[IpSeen, ...]:
    stored = source == "STOREDRIVER"
    found = []
    if cells.get("client-ip"):
        role = IpRole.SERVER_SELF if stored else IpRole.PEER
        found.append(read_ip(cells["client-ip"], "client-ip", role))
    if cells.get("original-client-ip"):
        raw = cells["original-client-ip"]
        found.append(read_ip(raw, "original-client-ip", IpRole.ORIGINAL_CLIENT))
    proxied = _PROXIED.search(cells.get("custom-data", ""))
    if proxied and proxied[1] != cells.get("original-client-ip"):
        name = "custom-data:ProxiedClientIPAddress"
        found.append(read_ip(proxied[1], name, IpRole.ORIGINAL_CLIENT))
    return tuple(found)


def _client(context: Mapping[str, str]) -> Client:
    info = context.get("ClientType", "").strip()
    return parse_client(info) if info else Client()


def _sessions(cells: Mapping[str, str]) -> tuple[SessionId, ...]:
    """SMTP session ids stand first in ``source-context`` of SMTP events: sixteen hex digits."""
    first = cells.get("source-context", "").partition(";")[0]
    if cells.get("source") == "SMTP" and re.fullmatch(r"[0-9A-F]{16}", first):
        return (SessionId(kind="smtp-session", value=first),)
    return ()


def _message(cells: Mapping[str, str], context: Mapping[str, str]) -> MessageRef:
    raw = cells.get("message-id", "")
    size, count = cells.get("total-bytes", ""), cells.get("recipient-count", "")
    return MessageRef(
        id=comparable_id(raw) if raw else State.ABSENT,
        id_raw=_present(cells, "message-id"),
        network_id=_present(cells, "network-message-id"),
        subject=_present(cells, "message-subject"),
        size=int(size) if size.isdigit() else State.ABSENT,
        size_kind="smtp-bytes" if size.isdigit() else "",
        sender=_present(cells, "sender-address"),
        from_=_present(cells, "return-path"),
        recipients=_split(cells.get("recipient-address", "")),
        recipient_status=_split(cells.get("recipient-status", "")),
        recipient_count=int(count) if count.isdigit() else State.ABSENT,
        cls=context.get("MessageClass", "").strip() or State.ABSENT,
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def _flags(source: str) -> tuple[str, ...]:
    return ("sent-by-rule",) if source == "MAILBOXRULE" else ()


READER = _Reader()
