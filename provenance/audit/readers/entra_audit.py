"""Entra ID audit logs: directory changes, as the portal's table or Graph's JSON.

Source: learn.microsoft.com, resource type ``directoryAudit``, and "Download activity logs". Times
are UTC. Password resets, new ways to sign in, consents and roles stand here. No real file was at
hand.
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
    EventKind,
    IpRole,
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
from provenance.basics import State

_HAVE = frozenset({"date (utc)", "activity", "category", "result"})
_WORDS = (
    ("password", EventKind.PASSWORD),
    ("consent", EventKind.CONSENT),
    ("permission grant", EventKind.CONSENT),
    ("member to role", EventKind.PERMISSION),
    ("security info", EventKind.PASSWORD),
)


class _Reader:
    kind = "entra-audit"

    def sniff(self, export: Export) -> Layout | None:
        """Tell a table by its columns, JSON by the keys of a directory audit."""
        if export.delimiter and frozenset(table_names(export)) >= _HAVE:
            return self._layout(export, "portal-csv", export.delimiter)
        head = export.head.lower()
        if '"activitydisplayname"' in head and '"initiatedby"' in head:
            return self._layout(export, "graph", "")
        return None

    def _layout(self, export: Export, wrapper: str, delimiter: str) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=delimiter,
            columns=export.columns if delimiter else (),
            reason="names of a directory audit",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row or object."""
        if not layout.delimiter:
            for found in values(export.text):
                if isinstance(found, RowProblem):
                    yield found
                else:
                    locator, data = found
                    cells = flat(data)
                    started = data.get("initiatedBy")
                    if isinstance(started, dict):
                        for who in ("user", "app"):
                            inner = started.get(who)
                            if isinstance(inner, dict):
                                cells |= {f"{who}.{k}": v for k, v in flat(inner).items()}
                    yield _event(Named(cells), locator, (), export, Clock())
            return
        times = (
            row.get("date (utc)") or ""
            for row, _ in zip(table_rows(export), range(20_000), strict=False)
            if not isinstance(row, RowProblem)
        )
        clock = Clock(basis=TimeBasis.DOCUMENTED_UTC, order=learn_order(times))
        for row in table_rows(export):
            if isinstance(row, RowProblem):
                yield row
            else:
                yield _event(Named(row.cells), row.locator, row.flags, export, clock)


def _event(
    row: Named, locator: Locator, flags: tuple[str, ...], export: Export, clock: Clock
) -> AuditEvent:
    activity = row.word("activity", "activitydisplayname")
    result = row.word("result")
    user = row.get("user.userprincipalname", "actoruserprincipalname", "initiated by (actor)")
    app = row.word("user.appdisplayname", "app.displayname", "actordisplayname")
    raw_ip = row.word("user.ipaddress", "ipaddress", "ip address")
    correlation = row.word("correlation id", "correlationid")
    line = "\x1f".join(row.cells.values())
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=next((k for word, k in _WORDS if word in activity.lower()), EventKind.OTHER),
        operation=activity or "activity",
        time=read_time(row.word("date (utc)", "activitydatetime"), clock),
        native_id=row.get("id"),
        record_hash=hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32],
        actor=Actor(
            account=user if isinstance(user, str) else app or user,
            sid=row.get("user.id", "actorobjectid"),
            kind=AccountKind.UNKNOWN
            if isinstance(user, str)
            else AccountKind.APPLICATION
            if app
            else AccountKind.UNKNOWN,
        ),
        ips=(read_ip(raw_ip, "ipAddress", IpRole.ORIGINAL_CLIENT),) if raw_ip else (),
        sessions=(SessionId(kind="correlation", value=correlation),) if correlation else (),
        target=row.get("target1userprincipalname", "target1displayname", "targetresources"),
        outcome=_outcome(result),
        outcome_native=result or State.ABSENT,
        flags=flags,
        unmapped=row.unused(),
    )


def _outcome(result: str) -> Outcome:
    return {"success": Outcome.SUCCESS, "failure": Outcome.FAILURE}.get(
        result.lower(), Outcome.UNKNOWN
    )


READER = _Reader()
