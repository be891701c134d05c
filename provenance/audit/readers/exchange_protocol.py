"""Exchange's protocol logs: SMTP receive and send, IMAP and POP; also without their head.

Source: learn.microsoft.com, "Protocol logging" and "Protocol logging for POP3 and IMAP4"; columns
of real logs of Exchange 2016 and 2019. Times are UTC. One session has many rows; the account
stands in the rows of its log-on only. SMTP logging is off by default on most connectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    MessageRef,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.field_logs import FieldHead, FieldRow, field_rows, read_head
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State

SMTP = (
    "date-time", "connector-id", "session-id", "sequence-number", "local-endpoint",
    "remote-endpoint", "event", "data", "context",
)  # fmt: skip
MAILBOX = (
    "dateTime", "sessionId", "seqNumber", "sIp", "cIp", "user", "duration", "rqsize", "rpsize",
    "command", "parameters", "context",
)  # fmt: skip
_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\Z")
_NUMBER = re.compile(r"\d{1,9}\Z")
_HEX = re.compile(r"[0-9A-Fa-f]{12,16}\Z")
_EVENTS = frozenset({"+", "-", ">", "<", "*"})
_USER = re.compile(r"User Name: (.{1,320})")
_AUTH_FAILED = re.compile(r"\b535 5\.7\.|AUTH \S+ failed because of|Authentication unsuccessful")
_AUTH_GOOD = re.compile(r"\b235 2\.7\.0\b")
_ENVELOPE = re.compile(r"(MAIL FROM|RCPT TO):\s?<([^>]{0,320})>", re.I)
_SIZE = re.compile(r"\bSIZE=(\d{1,12})\b", re.I)
_QUEUED = re.compile(r"250 2\.6\.0 <([^>]{1,998})>.*Queued mail", re.S)
_AUTH_VERBS = frozenset({"login", "authenticate", "auth", "pass", "apop"})


class _Reader:
    kind = "smtp-protocol"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the columns of its head, or by the shape of its first row."""
        head = read_head(export.head)
        if head is not None:
            columns = set(head.columns)
            if {"connector-id", "remote-endpoint", "event"} <= columns:
                return self._layout(export, head.columns, head.log_type or "smtp", "named columns")
            if {"seqNumber", "cIp", "command"} <= columns:
                kind = head.log_type or "imap-pop"
                return self._layout(export, head.columns, kind, "named columns")
            return None
        cells = export.columns
        if not cells or not _STAMP.match(cells[0]):
            return None
        if len(cells) == len(SMTP) and _NUMBER.match(cells[3]) and cells[6] in _EVENTS:
            return self._layout(export, SMTP, "smtp", "shape of a row; the head is not there")
        if len(cells) in {len(MAILBOX), len(MAILBOX) + 1} and _HEX.match(cells[1]):
            kind = "pop3" if cells[3].endswith((":110", ":995")) else "imap4"
            return self._layout(export, MAILBOX, kind, "shape of a row; the head is not there")
        return None

    def _layout(
        self, export: Export, columns: tuple[str, ...], wrapper: str, reason: str
    ) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=",",
            columns=columns,
            reason=reason,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        for row in field_rows(export.text, FieldHead(columns=layout.columns)):
            if isinstance(row, RowProblem):
                yield row
            elif "connector-id" in row.cells:
                yield _smtp(row, export)
            else:
                yield _mailbox(row, export)


def _smtp(row: FieldRow, export: Export) -> AuditEvent:
    cells = row.cells
    data, context = cells.get("data", ""), cells.get("context", "")
    sending = "send" in row.head.log_type.lower()
    user = _USER.search(context)
    kind, operation, outcome = _smtp_act(cells.get("event", ""), data, context, sending=sending)
    remote = cells.get("remote-endpoint", "")
    role = IpRole.DESTINATION if sending else IpRole.PEER
    hello = data.split(None, 1)[1] if data[:5].upper() in {"EHLO ", "HELO "} else ""
    session = cells.get("session-id", "")
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=kind,
        operation=operation,
        time=read_time(cells.get("date-time", ""), _CLOCK),
        actor=Actor(account=user[1].strip() if user else State.ABSENT),
        ips=(read_ip(remote, "remote-endpoint", role),) if remote else (),
        client=Client(family=ClientFamily.SMTP, host=hello or State.ABSENT),
        sessions=(SessionId(kind="smtp-session", value=session),) if session else (),
        messages=_envelope(data),
        target=cells.get("connector-id") or State.ABSENT,
        outcome=outcome,
        outcome_native=data if outcome is not Outcome.UNKNOWN and data else State.ABSENT,
        unmapped=tuple((k, v) for k, v in cells.items() if k not in _SMTP_USED and v),
    )


_SMTP_USED = frozenset({"date-time", "remote-endpoint", "session-id", "connector-id"})


def _smtp_act(
    event: str, data: str, context: str, *, sending: bool
) -> tuple[EventKind, str, Outcome]:
    """Kind, word and outcome of a row; only log-ons, envelopes and acceptances are acts."""
    said = f"{data} {context}"
    if not sending and _AUTH_FAILED.search(said):
        return EventKind.SIGN_IN_FAILED, "AUTH failed", Outcome.FAILURE
    if not sending and _AUTH_GOOD.search(data):
        return EventKind.SIGN_IN, "AUTH", Outcome.SUCCESS
    if _QUEUED.search(data):
        kind = EventKind.TRANSFER if sending else EventKind.RECEIVE
        return kind, "queued", Outcome.SUCCESS
    if event in {"+", "-"}:
        kind = EventKind.SESSION_START if event == "+" else EventKind.SESSION_END
        return kind, "connect" if event == "+" else "disconnect", Outcome.UNKNOWN
    verb = data.split(None, 1)[0].upper()[:20] if event in {"<", ">"} and data.split() else event
    envelope = _ENVELOPE.match(data)
    return EventKind.OTHER, envelope[1].upper() if envelope else verb or "row", Outcome.UNKNOWN


def _envelope(data: str) -> tuple[MessageRef, ...]:
    queued = _QUEUED.search(data)
    if queued:
        return (MessageRef(id=queued[1], id_raw=f"<{queued[1]}>"),)
    found = _ENVELOPE.match(data)
    if found is None:
        return ()
    if found[1].upper() == "RCPT TO":
        return (MessageRef(recipients=(found[2],)),)
    size = _SIZE.search(data)
    return (
        MessageRef(
            sender=found[2],
            size=int(size[1]) if size else State.ABSENT,
            size_kind="smtp-declared" if size else "",
        ),
    )


def _mailbox(row: FieldRow, export: Export) -> AuditEvent:
    cells = row.cells
    command, context = cells.get("command", "").strip(), cells.get("context", "")
    kind, outcome = _mailbox_act(command, context)
    session, server = cells.get("sessionId", ""), cells.get("sIp", "")
    pop = "pop" in row.head.log_type.lower() or server.endswith((":110", ":995"))
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=kind,
        operation=command or "row",
        time=read_time(cells.get("dateTime", ""), _CLOCK),
        actor=Actor(account=_present(cells, "user")),
        ips=_mailbox_ips(cells),
        client=Client(family=ClientFamily.POP if pop else ClientFamily.IMAP),
        sessions=(SessionId(kind="mailbox-session", value=session),) if session else (),
        outcome=outcome,
        outcome_native=context if kind is not EventKind.OTHER and context else State.ABSENT,
        unmapped=tuple((k, v) for k, v in cells.items() if k not in _MAILBOX_USED and v),
    )


_MAILBOX_USED = frozenset({"dateTime", "sessionId", "cIp", "user", "command"})


def _mailbox_act(command: str, context: str) -> tuple[EventKind, Outcome]:
    if command.lower() in _AUTH_VERBS:
        failed = "AuthFailed" in context or "-ERR" in context or " NO " in context
        if failed:
            return EventKind.SIGN_IN_FAILED, Outcome.FAILURE
        good = "+OK" in context or " OK " in context or "R=ok" in context
        return EventKind.SIGN_IN, Outcome.SUCCESS if good else Outcome.UNKNOWN
    kinds = {"opensession": EventKind.SESSION_START, "closesession": EventKind.SESSION_END}
    return kinds.get(command.lower(), EventKind.OTHER), Outcome.UNKNOWN


def _present(cells: Mapping[str, str], name: str) -> str | State:
    return cells.get(name) or State.ABSENT


def _mailbox_ips(cells: Mapping[str, str]) -> tuple[IpSeen, ...]:
    return (read_ip(cells["cIp"], "cIp", IpRole.PEER),) if cells.get("cIp") else ()


READER = _Reader()
