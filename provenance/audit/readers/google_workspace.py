"""Google Workspace: activities of the Reports API (login, admin, gmail, token, user_accounts).

Source: developers.google.com, Admin SDK Reports API, ``activities.list`` and the event lists of
each application. ``events`` may be one object instead of an array in re-exports. A delegate's
address (``delegate_user_email``) names who acted in somebody else's mailbox.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    AccessMode,
    AccountKind,
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
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.json_values import values
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State

_KINDS = {
    "login_success": EventKind.SIGN_IN,
    "login_failure": EventKind.SIGN_IN_FAILED,
    "logout": EventKind.SIGN_OUT,
    "change_password": EventKind.PASSWORD,
    "password_edit": EventKind.PASSWORD,
    "password_change": EventKind.PASSWORD,
    "authorize": EventKind.CONSENT,
    "delivery": EventKind.DELIVER,
    "send": EventKind.SEND,
    "email_forwarding_out_of_domain": EventKind.RULE,
    "change_email_setting": EventKind.MAILBOX_SETTING,
    "add_delegate": EventKind.PERMISSION,
    "mailbox_delegation": EventKind.PERMISSION,
}
_KIND_OF_APPLICATION = {"login": "google-login", "admin": "google-admin", "gmail": "google-gmail"}
_CLIENTS = {
    "web": ClientFamily.WEBMAIL,
    "imap": ClientFamily.IMAP,
    "pop": ClientFamily.POP,
    "android": ClientFamily.OTHER,
    "ios": ClientFamily.OTHER,
}
_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)
_MAX_EVENTS = 1000


class _Reader:
    kind = "google-reports"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the keys of an activity."""
        head = export.head
        marks = ('"admin#reports#activity"', '"applicationName"', '"actor"')
        if not (marks[0] in head or (marks[1] in head and marks[2] in head)):
            return None
        name = next(
            (kind for app, kind in _KIND_OF_APPLICATION.items() if f'"{app}"' in head), self.kind
        )
        return Layout(
            kind=name,
            wrapper="reports-api",
            encoding=export.text.encoding.name,
            reason="keys of an activity of the Reports API",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each event of each activity."""
        del layout
        for found in values(export.text):
            if isinstance(found, RowProblem):
                yield found
            else:
                yield from _events(*found, export)


def _events(locator: Locator, data: Mapping[str, Any], export: Export) -> Iterator[Item]:
    given = data.get("events")
    events = given if isinstance(given, list) else [given if isinstance(given, dict) else data]
    for number, event in enumerate(events[:_MAX_EVENTS]):
        if isinstance(event, dict):
            # One record may hold several events: only the first counts as its row.
            path = f"events[{number}]" if len(events) > 1 else ""
            yield _event(locator, path, data, event, export)


def _event(
    locator: Locator, path: str, data: Mapping[str, Any], event: Mapping[str, Any], export: Export
) -> AuditEvent:
    place = Locator(
        row=locator.row, line=locator.line, start=locator.start, end=locator.end, path=path
    )
    id_ = _dict(data.get("id"))
    actor = _dict(data.get("actor"))
    params = _parameters(event.get("parameters"))
    name = str(event.get("name", ""))
    usec = params.get("event_info.timestamp_usec") or params.get("login_timestamp") or ""
    line = json.dumps([id_, event], sort_keys=True, ensure_ascii=False)
    native = f"{id_.get('time', '')}/{id_.get('uniqueQualifier', '')}/{path}"
    delegate = params.get("event_info.client_context.session_context.delegate_user_email", "")
    return AuditEvent(
        id=export.event_id(place),
        source=export.source,
        locator=place,
        kind=_KINDS.get(name.lower(), EventKind.OTHER),
        operation=name or "activity",
        time=read_time(usec or str(id_.get("time", "")), _CLOCK),
        native_id=native if id_ else State.ABSENT,
        record_hash=hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32],
        actor=Actor(
            account=delegate or str(actor.get("email", "")) or State.ABSENT,
            sid=str(actor.get("profileId", "")) or State.ABSENT,
            kind=AccountKind.USER if actor.get("callerType") == "USER" else AccountKind.UNKNOWN,
            auth=params.get("login_challenge_method", State.ABSENT),
        ),
        mailbox=Mailbox(
            owner=str(actor.get("email", "")) if delegate else State.ABSENT,
            mode=AccessMode.DELEGATE if delegate else AccessMode.UNKNOWN,
        ),
        ips=_ips(data, params),
        client=_client(params),
        messages=_messages(params),
        params=tuple(sorted(params.items())),
        outcome=_outcome(name),
        unmapped=tuple(
            (str(key), json.dumps(value, ensure_ascii=False, sort_keys=True))
            for key, value in data.items()
            if key not in {"events", "actor", "ipAddress", "parameters", "name"}
        ),
    )


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _parameters(value: object) -> dict[str, str]:
    """Parameters as name and text: a list of typed values, or nested objects (gmail)."""
    if isinstance(value, dict):
        return dict(_nested("", value, 0))
    found = {}
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict) or "name" not in item:
            continue
        for key in ("value", "intValue", "boolValue", "multiValue", "multiIntValue"):
            if key in item:
                found[str(item["name"])] = _plain(item[key])
        message = item.get("messageValue")
        if isinstance(message, dict):
            inner = _parameters(message.get("parameter"))
            found.update({f"{item['name']}.{name}": text for name, text in inner.items()})
    return found


def _nested(prefix: str, value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict) and depth < 8:
            yield from _nested(f"{name}.", item, depth + 1)
        else:
            yield name, _plain(item)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _ips(data: Mapping[str, Any], params: Mapping[str, str]) -> tuple[IpSeen, ...]:
    found = []
    raw = data.get("ipAddress")
    if isinstance(raw, str) and raw:
        found.append(read_ip(raw, "ipAddress", IpRole.ORIGINAL_CLIENT))
    for name, role in (
        ("message_info.connection_info.client_ip", IpRole.PEER),
        ("message_info.connection_info.smtp_user_agent_ip", IpRole.ORIGINAL_CLIENT),
    ):
        if params.get(name):
            found.append(read_ip(params[name], name, role))
    return tuple(found)


def _client(params: Mapping[str, str]) -> Client:
    name = params.get("event_info.client_context.client_type", "")
    family = _CLIENTS.get(name.lower(), ClientFamily.OTHER if name else ClientFamily.NOT_SAID)
    return Client(info=name or State.ABSENT, family=family)


def _messages(params: Mapping[str, str]) -> tuple[MessageRef, ...]:
    raw = params.get("message_info.rfc2822_message_id", "")
    subject = params.get("message_info.subject")
    if not raw and subject is None:
        return ()
    size = params.get("message_info.payload_size", "")
    listed = params.get("message_info.flattened_destinations", "")
    return (
        MessageRef(
            id=comparable_id(raw) if raw else State.ABSENT,
            id_raw=raw or State.ABSENT,
            subject=State.ABSENT if subject is None else subject,
            size=int(size) if size.isdigit() else State.ABSENT,
            size_kind="gmail-payload" if size.isdigit() else "",
            recipients=tuple(part.rpartition(":")[2] for part in listed.split(",") if part.strip()),
        ),
    )


def _outcome(name: str) -> Outcome:
    if name.endswith("_success"):
        return Outcome.SUCCESS
    return Outcome.FAILURE if name.endswith("_failure") else Outcome.UNKNOWN


READER = _Reader()
