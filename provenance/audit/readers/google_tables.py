"""Google's tables: Takeout access log, Email Log Search, Gmail log events, Gmail logs in BigQuery.

Sources: columns of Takeout's "Activities" as RLEAPP reads them (13 and 16 columns); Google
Workspace Admin Help 2618876 and 13828463 (Email Log Search), "Gmail log events"; the BigQuery
schema of Gmail logs. No real file was at hand. Times of Email Log Search are in the zone of the
browser that exported: without a zone in the text or from the user, every zone is left open.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.readers.named import Named, plain
from provenance.audit.records import (
    AccessMode,
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Locator,
    Mailbox,
    MessageRef,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.json_values import values
from provenance.audit.source.table import table_names, table_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, learn_order, read_time
from provenance.basics import State

_FORMS = (
    ("google-takeout", frozenset({"gaia id", "activity timestamp", "ip address"})),
    ("google-els", frozenset({"message id", "start date", "event target", "event status"})),
    ("google-gmail", frozenset({"date", "event", "message id", "subject", "owner"})),
)
_TIMES = ("activity timestamp", "start date", "date", "event_info.timestamp_usec")
_FAMILIES = {
    "web": ClientFamily.WEBMAIL,
    "imap": ClientFamily.IMAP,
    "pop": ClientFamily.POP,
    "pop3": ClientFamily.POP,
    "smtp": ClientFamily.SMTP,
}
_KINDS = {
    "send": EventKind.SEND,
    "receive": EventKind.RECEIVE,
    "view": EventKind.ACCESS,
    "delete": EventKind.DELETE,
    "smtp_in": EventKind.RECEIVE,
    "smtp_out": EventKind.TRANSFER,
    "gmail_inbox": EventKind.DELIVER,
    "sign in": EventKind.SIGN_IN,
    "login": EventKind.SIGN_IN,
}


class _Reader:
    kind = "google-takeout"

    def sniff(self, export: Export) -> Layout | None:
        """Tell a table by its columns, rows of BigQuery by their keys."""
        names = frozenset(table_names(export))
        kind = next((kind for kind, have in _FORMS if export.delimiter and have <= names), "")
        if kind:
            wrapper = f"csv-{len(names)}-columns"
            return self._layout(export, kind, wrapper, export.delimiter)
        head = export.head
        if '"message_info.' in head or ('"event_info"' in head and '"message_info"' in head):
            return self._layout(export, "google-gmail", "bigquery", "")
        return None

    def _layout(self, export: Export, kind: str, wrapper: str, delimiter: str) -> Layout:
        return Layout(
            kind=kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=delimiter,
            columns=export.columns if delimiter else (),
            reason="columns of Google's export" if delimiter else "keys of Gmail logs",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        if not layout.delimiter:
            for found in values(export.text):
                if isinstance(found, RowProblem):
                    yield found
                else:
                    locator, data = found
                    cells = dict(_dotted("", data, 0))
                    yield _event(Named(cells), locator, (), export, Clock())
            return
        clock = _clock(export, layout.kind)
        for row in table_rows(export):
            if isinstance(row, RowProblem):
                yield row
            else:
                yield _event(Named(row.cells), row.locator, row.flags, export, clock)


def _clock(export: Export, kind: str) -> Clock:
    if kind == "google-takeout":
        return Clock(basis=TimeBasis.DOCUMENTED_UTC)
    zone = stated_zone(export.timezone)
    times = (
        row.get("start date", "date") or ""
        for row, _ in zip(table_rows(export), range(20_000), strict=False)
        if not isinstance(row, RowProblem)
    )
    return Clock(
        zone=zone,
        basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED,
        order=learn_order(times),
    )


def _dotted(prefix: str, value: dict[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        name = f"{prefix}{key}".lower()
        if isinstance(item, dict) and depth < 8:
            yield from _dotted(f"{name}.", item, depth + 1)
        else:
            yield name, plain(item)


def _event(
    row: Named, locator: Locator, flags: tuple[str, ...], export: Export, clock: Clock
) -> AuditEvent:
    word = row.word("activity type", "event target", "event", "event_info.mail_event_type")
    delegate = row.word("delegate", "event_info.client_context.session_context.delegate_user_email")
    owner = row.get("owner", "sender", "gaia id", "message_info.source.address")
    client = row.word(
        "gmail access channel", "client type", "event_info.client_context.client_type"
    )
    agent = row.word("user agent string", "user agent")
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=_KINDS.get(word.strip().lower(), EventKind.OTHER),
        operation=word or "row",
        time=read_time(row.word(*_TIMES), clock),
        actor=Actor(account=delegate or owner),
        mailbox=Mailbox(
            owner=owner if delegate else State.ABSENT,
            mode=AccessMode.DELEGATE if delegate else AccessMode.UNKNOWN,
        ),
        ips=_ips(row),
        client=Client(
            info=client or State.ABSENT,
            family=_FAMILIES.get(client.lower(), parse_client("", user_agent=agent).family),
            user_agent=agent or State.ABSENT,
            app=row.get("product name"),
        ),
        messages=_messages(row),
        outcome_native=row.get("event status"),
        flags=flags,
        unmapped=row.unused(),
    )


def _ips(row: Named) -> tuple[IpSeen, ...]:
    """A proxied host stands beside the address: then that of the row is the proxy's."""
    found = []
    raw = row.word("ip address", "client ip address", "message_info.connection_info.client_ip")
    proxied = row.word("proxied host ip address")
    if raw:
        role = IpRole.PEER if proxied else IpRole.ORIGINAL_CLIENT
        found.append(read_ip(_dotted_text(raw), "IP address", role))
    if proxied:
        found.append(read_ip(proxied, "Proxied host IP address", IpRole.CLAIMED))
    return tuple(found)


def _dotted_text(raw: str) -> str:
    """BigQuery holds the text of an address as Base64."""
    if "." in raw or ":" in raw:
        return raw
    try:
        return base64.b64decode(raw[:200], validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return raw


def _messages(row: Named) -> tuple[MessageRef, ...]:
    raw = row.word("message id", "message_info.rfc2822_message_id")
    subject = row.get("subject", "message_info.subject")
    if not raw and isinstance(subject, State):
        return ()
    size = row.word("message size", "message_info.payload_size")
    listed = row.word("recipient address", "to", "to (envelope)", "recipients")
    return (
        MessageRef(
            id=comparable_id(raw) if raw else State.ABSENT,
            id_raw=raw or State.ABSENT,
            subject=subject,
            size=int(size) if size.isdigit() and len(size) < 16 else State.ABSENT,
            size_kind="gmail-size" if size.isdigit() and len(size) < 16 else "",
            sender=row.get("sender", "from (envelope)", "from"),
            recipients=tuple(p.strip() for p in listed.replace(";", ",").split(",") if p.strip()),
        ),
    )


READER = _Reader()
