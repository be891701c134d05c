"""Exchange's logs of web requests: HttpProxy, EWS, MAPI over HTTP; told by their columns.

Source: columns of anonymised real logs of Exchange 2016 (artefacts.help, CC0). Where the account
that logged in is not the owner of the mailbox in AnchorMailbox, somebody else's account opened it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    AccountKind,
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    EventKind,
    IpRole,
    Layout,
    Mailbox,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.field_logs import FieldHead, FieldRow, field_rows, read_head
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value

_TIMES = ("DateTime", "Timestamp", "TimeStamp", "date-time")
_ACCOUNTS = ("AuthenticatedUser", "AuthenticatedUserEmail")
_ADDRESSES = ("ClientIpAddress", "ClientIP", "client-ip")
_FAMILIES = {
    "owa": ClientFamily.OWA,
    "ews": ClientFamily.EWS,
    "eas": ClientFamily.ACTIVESYNC,
    "mapi": ClientFamily.OUTLOOK_DESKTOP,
    "rpchttp": ClientFamily.OUTLOOK_DESKTOP,
    "powershell": ClientFamily.POWERSHELL,
    "remotepowershell": ClientFamily.POWERSHELL,
}
_USED = frozenset(
    {*_TIMES, *_ACCOUNTS, *_ADDRESSES, "UserAgent", "AnchorMailbox", "HttpStatus", "RequestId"}
)
_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)


class _Reader:
    kind = "exchange-httpproxy"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by a column of the account and one of the client's address."""
        head = read_head(export.head)
        if head is None or head.delimiter != ",":
            return None
        columns = set(head.columns)
        if not columns.intersection(_ACCOUNTS) or not columns.intersection(_ADDRESSES):
            return None
        return Layout(
            kind=self.kind,
            wrapper=head.log_type or "server-log",
            encoding=export.text.encoding.name,
            delimiter=",",
            columns=head.columns,
            reason="columns AuthenticatedUser and ClientIpAddress",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each request."""
        for row in field_rows(export.text, FieldHead(columns=layout.columns)):
            yield row if isinstance(row, RowProblem) else _event(row, export)


def _event(row: FieldRow, export: Export) -> AuditEvent:
    cells = row.cells
    protocol = cells.get("Protocol") or ("Ews" if "SoapAction" in cells else "")
    action = _first(cells, ("SoapAction", "ProtocolAction", "OperationNames", "RopIds"))
    operation = " ".join(part for part in (protocol, _text(action)) if part) or "request"
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=EventKind.REQUEST,
        operation=operation,
        time=read_time(_text(_first(cells, _TIMES)), _CLOCK),
        native_id=_first(cells, ("RequestId",)),
        actor=_actor(cells),
        mailbox=Mailbox(owner=_first(cells, ("AnchorMailbox", "MailboxId", "ActAsUserEmail"))),
        ips=tuple(
            read_ip(cells[name], name, IpRole.ORIGINAL_CLIENT)
            for name in _ADDRESSES
            if cells.get(name)
        ),
        client=_client(cells, protocol),
        sessions=_sessions(cells),
        outcome=_outcome(_text(_first(cells, ("HttpStatus",)))),
        outcome_native=_first(cells, ("HttpStatus",)),
        flags=_flags(cells),
        unmapped=tuple((key, value) for key, value in cells.items() if value and key not in _USED),
    )


def _first(cells: Mapping[str, str], names: tuple[str, ...]) -> Value[str]:
    for name in names:
        if name in cells:
            return cells[name] or State.ABSENT
    return State.NOT_APPLICABLE


def _text(value: Value[str]) -> str:
    return "" if isinstance(value, State) else value


def _actor(cells: Mapping[str, str]) -> Actor:
    acting = _first(cells, ("ImpersonatedUser", "ActAsUser"))
    kind = AccountKind.SERVICE if isinstance(acting, str) else AccountKind.UNKNOWN
    return Actor(
        account=_first(cells, _ACCOUNTS),
        kind=kind,
        auth=_first(cells, ("AuthenticationType",)),
    )


def _client(cells: Mapping[str, str], protocol: str) -> Client:
    agent = _text(_first(cells, ("UserAgent", "ClientSoftware")))
    parsed = parse_client("", user_agent=agent)
    return Client(
        family=_FAMILIES.get(protocol.lower(), parsed.family),
        user_agent=agent or State.ABSENT,
        version=_first(cells, ("ClientSoftwareVersion",)),
    )


def _sessions(cells: Mapping[str, str]) -> tuple[SessionId, ...]:
    value = _text(_first(cells, ("ClientRequestId",)))
    return (SessionId(kind="request", value=value),) if value else ()


def _outcome(status: str) -> Outcome:
    if not status.isdigit():
        return Outcome.UNKNOWN
    return Outcome.SUCCESS if int(status) < 400 else Outcome.FAILURE


def _flags(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Somebody else's account in a mailbox: names differ where both are given as addresses."""
    account = _text(_first(cells, _ACCOUNTS)).lower()
    owner = _text(_first(cells, ("AnchorMailbox",))).lower()
    owner = owner.removeprefix("smtp~").removeprefix("smtp:")
    if "@" in account and "@" in owner and account != owner:
        return ("account-differs-from-mailbox",)
    return ()


READER = _Reader()
