"""Exchange's own audit, command and agent logs on a server (audit*.LOG, Rps_Cmdlet, AgentLog).

Source: columns of anonymised real logs of Exchange 2016 (artefacts.help, CC0). In the audit log
the outer ``Timestamp`` is UTC, while ``CreationTime`` inside ``Data`` was the server's local time:
the outer one is used, the inner one kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.named import plain
from provenance.audit.records import (
    AccountKind,
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    EventKind,
    IpRole,
    Layout,
    MessageRef,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.field_logs import FieldHead, FieldRow, field_rows, read_head
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State

_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)
_FORMS = (
    ("exchange-audit", frozenset({"Timestamp", "RecordType", "Data", "Operation"})),
    ("exchange-cmdlet", frozenset({"DateTime", "AuthenticatedUser", "Cmdlet", "Parameters"})),
    ("exchange-agent", frozenset({"Timestamp", "P1FromAddress", "Agent", "Event"})),
)
_NOUNS = (
    ("inboxrule", EventKind.RULE),
    ("transportrule", EventKind.RULE),
    ("permission", EventKind.PERMISSION),
    ("mailboxaudit", EventKind.AUDIT_SETTING),
    ("adminauditlog", EventKind.AUDIT_SETTING),
    ("mailbox", EventKind.MAILBOX_SETTING),
)
_OPERATIONS = {
    "sendas": EventKind.SEND_AS,
    "sendonbehalf": EventKind.SEND_ON_BEHALF,
    "send": EventKind.SEND,
    "harddelete": EventKind.DELETE,
    "softdelete": EventKind.DELETE,
    "movetodeleteditems": EventKind.DELETE,
    "move": EventKind.MOVE,
    "create": EventKind.DRAFT,
    "mailboxlogin": EventKind.SIGN_IN,
    "folderbind": EventKind.ACCESS,
    "messagebind": EventKind.ACCESS,
}


def command_kind(name: str, parameters: str) -> EventKind:
    """Kind of a command; one that only reads (``Get-``) changes nothing."""
    verb, _, noun = name.lower().partition("-")
    if not noun or verb in {"get", "search", "test"}:
        return EventKind.OTHER
    if "-password" in parameters.lower() or '"password"' in parameters.lower():
        return EventKind.PASSWORD
    return next((kind for part, kind in _NOUNS if part in noun), EventKind.OTHER)


class _Reader:
    kind = "exchange-audit"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by its named columns."""
        head = read_head(export.head)
        if head is None or head.delimiter != ",":
            return None
        kind = next((kind for kind, have in _FORMS if have <= set(head.columns)), "")
        if not kind:
            return None
        return Layout(
            kind=kind,
            wrapper=head.log_type or "server-log",
            encoding=export.text.encoding.name,
            delimiter=",",
            columns=head.columns,
            reason="named columns",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        form = _EVENTS.get(layout.kind, _audit)
        for row in field_rows(export.text, FieldHead(columns=layout.columns)):
            yield row if isinstance(row, RowProblem) else form(row, export)


def _hash(row: FieldRow) -> str:
    line = "\x1f".join(row.cells.values())
    return hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32]


def _kept(cells: Mapping[str, str], used: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in cells.items() if value and name not in used)


def _audit(row: FieldRow, export: Export) -> AuditEvent:
    cells = row.cells
    data, flags = _details(cells.get("Data", ""))
    name = cells.get("Operation") or plain(data.get("Operation"))
    parameters = json.dumps(data.get("Parameters"), ensure_ascii=False)
    raw_ip = plain(data.get("ClientIP") or data.get("ClientIPAddress"))
    result = cells.get("ResultStatus") or plain(data.get("ResultStatus"))
    inner = plain(data.get("CreationTime"))[:19]
    if inner and inner != cells.get("Timestamp", "")[:19]:
        flags += ("inner-time-differs",)
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=_OPERATIONS.get(name.lower(), command_kind(name, parameters)),
        operation=name or "record",
        time=read_time(cells.get("Timestamp", ""), _CLOCK),
        native_id=cells.get("RecordId") or plain(data.get("Id")) or State.ABSENT,
        record_hash=_hash(row),
        actor=Actor(
            account=plain(data.get("UserId")) or cells.get("UserKey") or State.ABSENT,
            kind=AccountKind.SYSTEM if data.get("UserType") == 3 else AccountKind.UNKNOWN,
        ),
        ips=(read_ip(raw_ip, "ClientIP", IpRole.PEER),) if raw_ip else (),
        target=plain(data.get("ObjectId")) or State.ABSENT,
        params=tuple((str(key), plain(value)) for key, value in data.items()),
        outcome=_outcome(result),
        outcome_native=result or State.ABSENT,
        flags=tuple(sorted(flags)),
        unmapped=_kept(cells, frozenset({"Timestamp", "Data", "Operation", "RecordId"})),
    )


def _details(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    if not text.strip():
        return {}, ("audit-data-empty",)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}, ("audit-data-damaged",)
    return (found, ()) if isinstance(found, dict) else ({}, ("audit-data-damaged",))


def _outcome(result: str) -> Outcome:
    if result.lower() in {"true", "success", "succeeded"}:
        return Outcome.SUCCESS
    return Outcome.FAILURE if result.lower() in {"false", "failed", "error"} else Outcome.UNKNOWN


def _cmdlet(row: FieldRow, export: Export) -> AuditEvent:
    cells = row.cells
    parameters = cells.get("Parameters", "")
    result = cells.get("ExecutionResult", "")
    session = cells.get("ClientRequestId") or cells.get("RequestId", "")
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=command_kind(cells.get("Cmdlet", ""), parameters),
        operation=cells.get("Cmdlet") or "command",
        time=read_time(cells.get("StartTime") or cells.get("DateTime", ""), _CLOCK),
        native_id=cells.get("CmdletUniqueId") or State.ABSENT,
        record_hash=_hash(row),
        actor=Actor(
            account=cells.get("AuthenticatedUser") or State.ABSENT,
            sid=cells.get("ExecutingUserSid") or State.ABSENT,
        ),
        client=Client(
            info=cells.get("ClientApplication") or State.ABSENT, family=ClientFamily.POWERSHELL
        ),
        sessions=(SessionId(kind="request", value=session),) if session else (),
        params=(("Parameters", parameters),) if parameters else (),
        outcome=_outcome(result),
        outcome_native=result or State.ABSENT,
        unmapped=_kept(cells, frozenset({"Cmdlet", "Parameters", "AuthenticatedUser"})),
    )


def _agent(row: FieldRow, export: Export) -> AuditEvent:
    """A step of a transport agent: it names envelope and header addresses and the peer."""
    cells = row.cells
    raw = cells.get("MessageId", "")
    count = cells.get("NumRecipients", "")
    from_ = cells.get("P2FromAddresses", "").strip(";")
    remote = cells.get("RemoteEndpoint", "")
    session = cells.get("SessionId", "")
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=EventKind.FAIL if "reject" in cells.get("Action", "").lower() else EventKind.OTHER,
        operation=f"{cells.get('Agent', '')}: {cells.get('Action', '')}".strip(": "),
        time=read_time(cells.get("Timestamp", ""), _CLOCK),
        ips=(read_ip(remote, "RemoteEndpoint", IpRole.PEER),) if remote else (),
        client=Client(family=ClientFamily.SMTP),
        sessions=(SessionId(kind="smtp-session", value=session),) if session else (),
        messages=(
            MessageRef(
                id=comparable_id(raw) if raw else State.ABSENT,
                id_raw=raw or State.ABSENT,
                network_id=cells.get("NetworkMsgID") or State.ABSENT,
                sender=cells.get("P1FromAddress") or State.ABSENT,
                from_=from_ or State.ABSENT,
                recipients=tuple(p for p in cells.get("Recipient", "").split(";") if p),
                recipient_count=int(count) if count.isdigit() and len(count) < 9 else State.ABSENT,
            ),
        ),
        outcome_native=cells.get("SmtpResponse") or State.ABSENT,
        unmapped=_kept(cells, frozenset({"Timestamp", "MessageId", "RemoteEndpoint"})),
    )


_EVENTS: dict[str, Callable[[FieldRow, Export], AuditEvent]] = {
    "exchange-audit": _audit,
    "exchange-cmdlet": _cmdlet,
    "exchange-agent": _agent,
}

READER = _Reader()
