"""Entra ID sign-in logs: portal CSV and JSON, Microsoft Graph, Log Analytics.

Source: learn.microsoft.com, "Download activity logs", resource type ``signIn``; header of a real
CSV (57 names, one of them twice). Times are UTC. Non-interactive rows may stand for several
sign-ins; an address may be that of a resource.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.named import Named, flat
from provenance.audit.records import (
    AccountKind,
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    Device,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Locator,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.json_values import values
from provenance.audit.source.table import table_names, table_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, learn_order, read_time
from provenance.basics import State, Value

_HAVE = (
    frozenset({"request id", "username", "ip address"}),
    frozenset({"createddatetime", "userprincipalname", "ipaddress"}),
)
_APPS = {
    "browser": ClientFamily.BROWSER,
    "mobile apps and desktop clients": ClientFamily.OTHER,
    "exchange activesync": ClientFamily.ACTIVESYNC,
    "authenticated smtp": ClientFamily.SMTP,
    "imap4": ClientFamily.IMAP,
    "imap": ClientFamily.IMAP,
    "pop3": ClientFamily.POP,
    "pop": ClientFamily.POP,
    "exchange web services": ClientFamily.EWS,
    "exchange online powershell": ClientFamily.POWERSHELL,
    "mapi over http": ClientFamily.OUTLOOK_DESKTOP,
    "outlook anywhere (rpc over http)": ClientFamily.OUTLOOK_DESKTOP,
}


class _Reader:
    kind = "entra-signin"

    def sniff(self, export: Export) -> Layout | None:
        """Tell a table by its columns, JSON by the keys of a sign-in."""
        names = frozenset(table_names(export))
        if export.delimiter and any(have <= names for have in _HAVE):
            return self._layout(export, "portal-csv", export.delimiter)
        head = export.head.lower()
        if '"createddatetime"' in head and '"ipaddress"' in head and '"appdisplayname"' in head:
            wrapper = "log-analytics" if '"properties"' in head else "graph"
            return self._layout(export, wrapper, "")
        return None

    def _layout(self, export: Export, wrapper: str, delimiter: str) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=delimiter,
            columns=export.columns if delimiter else (),
            reason="columns of a sign-in log",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row or object."""
        if layout.delimiter:
            clock = _clock(export)
            for row in table_rows(export):
                if isinstance(row, RowProblem):
                    yield row
                else:
                    yield _event(Named(row.cells), row.locator, row.flags, export, clock)
            return
        for found in values(export.text):
            if isinstance(found, RowProblem):
                yield found
            else:
                locator, data = found
                yield _event(Named(flat(data)), locator, (), export, Clock())


def _clock(export: Export) -> Clock:
    times = (
        row.get("date (utc)", "createddatetime") or ""
        for row, _ in zip(table_rows(export), range(20_000), strict=False)
        if not isinstance(row, RowProblem)
    )
    return Clock(basis=TimeBasis.DOCUMENTED_UTC, order=learn_order(times))


def _event(
    row: Named, locator: Locator, flags: tuple[str, ...], export: Export, clock: Clock
) -> AuditEvent:
    error = row.word("sign-in error code", "status.errorcode", "resulttype")
    status = row.word("status")
    good = error.lower() in {"0", "success"} or status.lower() == "success"
    agent = row.get("user agent", "useragent")
    line = "\x1f".join(row.cells.values())
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=EventKind.SIGN_IN if good else EventKind.SIGN_IN_FAILED,
        operation=row.word("application", "appdisplayname") or "sign-in",
        time=read_time(row.word("date (utc)", "createddatetime"), clock),
        native_id=row.get("request id", "id"),
        record_hash=hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32],
        actor=Actor(
            account=row.get("username", "userprincipalname"),
            sid=row.get("user id", "userid"),
            kind=_account_kind(row.word("user type", "usertype")),
            auth=row.get("authentication requirement", "authenticationrequirement"),
        ),
        ips=_ips(row),
        client=Client(
            info=row.get("client app", "clientappused"),
            family=_APPS.get(
                row.word("client app", "clientappused").lower(), ClientFamily.NOT_SAID
            ),
            app=row.get("application", "appdisplayname"),
            app_id=row.get("application id", "appid"),
            user_agent=agent,
        ),
        device=_device(row),
        sessions=_sessions(row),
        target=row.get("resource", "resourcedisplayname"),
        outcome=Outcome.SUCCESS if good else Outcome.FAILURE,
        outcome_native=error or status or State.ABSENT,
        flags=flags,
        unmapped=row.unused(),
    )


def _account_kind(text: str) -> AccountKind:
    return {"member": AccountKind.USER, "guest": AccountKind.GUEST}.get(
        text.lower(), AccountKind.UNKNOWN
    )


def _ips(row: Named) -> tuple[IpSeen, ...]:
    found = []
    client = row.word("ip address", "ipaddress")
    if client:
        found.append(read_ip(client, "IP address", IpRole.ORIGINAL_CLIENT))
    seen = row.word("ip address (seen by resource)", "ipaddressfromresourceprovider")
    if seen:
        found.append(read_ip(seen, "IP address (seen by resource)", IpRole.SEEN_BY_RESOURCE))
    return tuple(found)


def _device(row: Named) -> Device:
    managed = row.word("managed", "devicedetail.ismanaged").lower()
    known: Value[bool] = State.ABSENT
    if managed in {"true", "yes", "false", "no"}:
        known = managed in {"true", "yes"}
    return Device(
        id=row.get("device id", "devicedetail.deviceid"),
        name=row.get("devicedetail.displayname"),
        os=row.get("operating system", "devicedetail.operatingsystem"),
        managed=known,
        trust=row.get("join type", "devicedetail.trusttype"),
    )


def _sessions(row: Named) -> tuple[SessionId, ...]:
    pairs = (
        ("aad-session", row.word("session id", "sessionid")),
        ("token", row.word("unique token identifier", "uniquetokenidentifier")),
        ("correlation", row.word("correlation id", "correlationid")),
    )
    return tuple(SessionId(kind=kind, value=value) for kind, value in pairs if value)


READER = _Reader()
