"""One AuditData object of the Microsoft 365 unified audit log as an event.

Source: Office 365 Management Activity API schema (learn.microsoft.com), and a real log of 2021
(9,608 records) for what the schema does not say: which address stands where, and that the
original server ends with a line end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from provenance.audit.readers.base import Export
from provenance.audit.records import (
    AccessMode,
    AccountKind,
    Actor,
    AuditEvent,
    Client,
    Device,
    EventKind,
    IpRole,
    IpSeen,
    Locator,
    Mailbox,
    MessageRef,
    Outcome,
    SessionId,
    TimeBasis,
)
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import client_flags, parse_client, text_or_state
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value
from provenance.basics.record import dataclass

UTC_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)
"""CreationTime has no zone and is UTC (API schema); in the real log it equals the outer column."""
MAX_MESSAGES = 10_000

_KINDS = {
    "send": EventKind.SEND,
    "sendas": EventKind.SEND_AS,
    "sendonbehalf": EventKind.SEND_ON_BEHALF,
    "mailitemsaccessed": EventKind.ACCESS,
    "create": EventKind.DRAFT,
    "update": EventKind.DRAFT,
    "move": EventKind.MOVE,
    "movetodeleteditems": EventKind.DELETE,
    "softdelete": EventKind.DELETE,
    "harddelete": EventKind.DELETE,
    "recordelete": EventKind.DELETE,
    "updateinboxrules": EventKind.RULE,
    "new-inboxrule": EventKind.RULE,
    "set-inboxrule": EventKind.RULE,
    "remove-inboxrule": EventKind.RULE,
    "enable-inboxrule": EventKind.RULE,
    "disable-inboxrule": EventKind.RULE,
    "new-transportrule": EventKind.RULE,
    "set-transportrule": EventKind.RULE,
    "add-mailboxpermission": EventKind.PERMISSION,
    "remove-mailboxpermission": EventKind.PERMISSION,
    "add-recipientpermission": EventKind.PERMISSION,
    "remove-recipientpermission": EventKind.PERMISSION,
    "add-mailboxfolderpermission": EventKind.PERMISSION,
    "set-mailboxfolderpermission": EventKind.PERMISSION,
    "addfolderpermissions": EventKind.PERMISSION,
    "modifyfolderpermissions": EventKind.PERMISSION,
    "updatefolderpermissions": EventKind.PERMISSION,
    "updatecalendardelegation": EventKind.PERMISSION,
    "set-mailbox": EventKind.MAILBOX_SETTING,
    "userloggedin": EventKind.SIGN_IN,
    "userloginfailed": EventKind.SIGN_IN_FAILED,
    "mailboxlogin": EventKind.SIGN_IN,
    "change user password.": EventKind.PASSWORD,
    "reset user password.": EventKind.PASSWORD,
    "set force change user password.": EventKind.PASSWORD,
    "update stsrefreshtokenvalidfrom timestamp.": EventKind.PASSWORD,
    "consent to application.": EventKind.CONSENT,
    "add oauth2permissiongrant.": EventKind.CONSENT,
    "add app role assignment grant to user.": EventKind.CONSENT,
    "set-adminauditlogconfig": EventKind.AUDIT_SETTING,
    "set-mailboxauditbypassassociation": EventKind.AUDIT_SETTING,
    "new-unifiedauditlogretentionpolicy": EventKind.AUDIT_SETTING,
    "set-unifiedauditlogretentionpolicy": EventKind.AUDIT_SETTING,
    "remove-unifiedauditlogretentionpolicy": EventKind.AUDIT_SETTING,
}
# Values of LogonType and UserType: Management Activity API schema.
_MODES = {
    "0": AccessMode.OWNER, "owner": AccessMode.OWNER,
    "1": AccessMode.ADMIN, "admin": AccessMode.ADMIN,
    "2": AccessMode.DELEGATE, "delegated": AccessMode.DELEGATE, "delegate": AccessMode.DELEGATE,
    "3": AccessMode.TRANSPORT, "transport": AccessMode.TRANSPORT,
    "4": AccessMode.SERVICE, "systemservice": AccessMode.SERVICE,
    "6": AccessMode.ADMIN, "delegatedadmin": AccessMode.ADMIN,
}  # fmt: skip
_USERS = {
    "0": AccountKind.USER, "regular": AccountKind.USER,
    "2": AccountKind.ADMIN, "admin": AccountKind.ADMIN,
    "3": AccountKind.SYSTEM, "dcadmin": AccountKind.SYSTEM,
    "4": AccountKind.SYSTEM, "system": AccountKind.SYSTEM,
    "5": AccountKind.APPLICATION, "application": AccountKind.APPLICATION,
    "6": AccountKind.SERVICE, "serviceprincipal": AccountKind.SERVICE,
    "7": AccountKind.SYSTEM, "8": AccountKind.SYSTEM,
    "9": AccountKind.PARTNER, "partnertechnician": AccountKind.PARTNER,
    "10": AccountKind.GUEST, "guest": AccountKind.GUEST,
}  # fmt: skip
_OUTCOMES = {
    "succeeded": Outcome.SUCCESS, "success": Outcome.SUCCESS, "true": Outcome.SUCCESS,
    "partiallysucceeded": Outcome.PARTIAL,
    "failed": Outcome.FAILURE, "false": Outcome.FAILURE,
}  # fmt: skip
_IP_KEYS = (
    ("ClientIP", IpRole.ORIGINAL_CLIENT),
    ("ClientIPAddress", IpRole.ORIGINAL_CLIENT),
    ("ActorIpAddress", IpRole.ORIGINAL_CLIENT),
    ("Client_IPAddress", IpRole.ORIGINAL_CLIENT),
)
_SESSIONS = (
    ("SessionId", "aad-session"),
    ("AADSessionId", "aad-session"),
    ("UniqueTokenId", "token"),
    ("ClientRequestId", "request"),
    ("InterSystemsId", "correlation"),
    ("IntraSystemId", "correlation-inner"),
)
_USED = frozenset(
    {
        "CreationTime", "Id", "Operation", "UserId", "UserKey", "UserType", "LogonType",
        "LogonUserSid", "MailboxOwnerUPN", "MailboxOwnerSid", "MailboxGuid",
        "ClientInfoString", "AppId", "ClientAppId", "ClientProcessName", "ClientVersion",
        "Item", "AffectedItems", "Folders", "Folder", "DestFolder", "ResultStatus",
        "Parameters", "ObjectId", "SessionId", "AppAccessContext", "ClientRequestId",
        "InterSystemsId", "IntraSystemId", "DeviceProperties", "ClientIP",
        "ClientIPAddress", "ActorIpAddress",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """What the row says beside the JSON, for comparison and for what the JSON lacks."""

    time: str = ""
    user: str = ""
    operation: str = ""
    record_type: str = ""


def event_of(
    data: Mapping[str, Any],
    export: Export,
    locator: Locator,
    *,
    outer: Outer,
    record_hash: str = "",
) -> AuditEvent:
    """Make the event of one record; keys that it does not know stay in ``unmapped``."""
    operation = text_of(data, "Operation") or outer.operation
    kind = kind_of(operation, data)
    info = text_of(data, "ClientInfoString")
    named = pairs_of(data.get("ExtendedProperties"))
    agent = dict(named).get("UserAgent", "")
    raw_time = text_of(data, "CreationTime", "TimeGenerated") or outer.time
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=kind,
        operation=operation,
        time=read_time(raw_time, UTC_CLOCK),
        native_id=text_or_state(data.get("Id")),
        record_hash=record_hash,
        actor=_actor(data, outer),
        mailbox=_mailbox(data),
        ips=_ips(data),
        client=_client(data, info, agent),
        device=_device(data),
        sessions=_sessions(data),
        messages=_messages(data),
        target=text_or_state(data.get("ObjectId")),
        params=pairs_of(data.get("Parameters")),
        outcome=_OUTCOMES.get(text_of(data, "ResultStatus").lower(), Outcome.UNKNOWN),
        outcome_native=text_or_state(data.get("ResultStatus")),
        count=_count(data),
        flags=flags_of(data, info, outer, operation, kind),
        unmapped=_unmapped(data),
    )


def text_of(data: Mapping[str, Any], *keys: str) -> str:
    """The first of these keys that has a value which is no list or object, as text."""
    for key in keys:
        value = data.get(key)
        if value is not None and not isinstance(value, (dict, list)):
            return value if isinstance(value, str) else str(value)
    return ""


def kind_of(operation: str, data: Mapping[str, Any]) -> EventKind:
    """What a record is about, by its operation and what decides between two kinds."""
    kind = _KINDS.get(operation.lower(), EventKind.OTHER)
    if kind is EventKind.ACCESS:
        access = dict(pairs_of(data.get("OperationProperties"))).get("MailAccessType", "")
        return EventKind.SYNC if access.lower() == "sync" else kind
    item = data.get("Item")
    if isinstance(item, dict) and str(item.get("ItemClass", "")).lower().startswith(
        "ipm.outlook.recall"
    ):
        return EventKind.RECALL
    return kind


def _actor(data: Mapping[str, Any], outer: Outer) -> Actor:
    user = data.get("UserId")
    account = outer.user if user is None and outer.user else user
    return Actor(
        account=text_or_state(account),
        sid=text_or_state(data.get("LogonUserSid", data.get("UserKey"))),
        kind=_USERS.get(text_of(data, "UserType").replace(" ", "").lower(), AccountKind.UNKNOWN),
        auth=text_or_state(_authentication(data)),
    )


def _authentication(data: Mapping[str, Any]) -> str | None:
    return dict(pairs_of(data.get("ExtendedProperties"))).get("UserAuthenticationMethod")


def _mailbox(data: Mapping[str, Any]) -> Mailbox:
    mode = text_of(data, "LogonType", "Logon_Type")
    return Mailbox(
        owner=text_or_state(data.get("MailboxOwnerUPN")),
        guid=text_or_state(data.get("MailboxGuid")),
        sid=text_or_state(data.get("MailboxOwnerSid")),
        mode=_MODES.get(mode.replace(" ", "").lower(), AccessMode.UNKNOWN),
        native_mode=mode or State.ABSENT,
    )


def _ips(data: Mapping[str, Any]) -> tuple[IpSeen, ...]:
    """Every address of the record once; the same text under two names is one address."""
    return tuple(read_ip(value, key, role) for value, (key, role) in addresses_of(data).items())


def addresses_of(data: Mapping[str, Any]) -> dict[str, tuple[str, IpRole]]:
    """Texts of addresses in their order, with the key that has each first, and its role."""
    found: dict[str, tuple[str, IpRole]] = {}
    for key, role in _IP_KEYS:
        value = data.get(key)
        if isinstance(value, str) and value not in found:
            found[value] = (key, role)
    return found


def _client(data: Mapping[str, Any], info: str, agent: str) -> Client:
    parsed = parse_client(info, user_agent=agent)
    return Client(
        info=text_or_state(data.get("ClientInfoString")),
        family=parsed.family,
        app=text_or_state(data.get("ApplicationDisplayName")),
        app_id=text_or_state(data.get("ClientAppId", data.get("AppId", data.get("ApplicationId")))),
        user_agent=parsed.user_agent,
        process=text_or_state(data.get("ClientProcessName")),
        version=text_or_state(data.get("ClientVersion")),
        host=text_or_state(data.get("ClientMachineName")),
    )


def _device(data: Mapping[str, Any]) -> Device:
    named = dict(pairs_of(data.get("DeviceProperties")))
    managed = named.get("IsCompliantAndManaged", "").lower()
    known: Value[bool] = managed == "true" if managed in {"true", "false"} else State.ABSENT
    return Device(
        id=named.get("Id", State.ABSENT),
        name=named.get("DisplayName", State.ABSENT),
        os=named.get("OS", State.ABSENT),
        managed=known,
        trust=named.get("TrustType", State.ABSENT),
    )


def _sessions(data: Mapping[str, Any]) -> tuple[SessionId, ...]:
    sources: list[Mapping[str, Any]] = [data, dict(pairs_of(data.get("DeviceProperties")))]
    context = data.get("AppAccessContext")
    if isinstance(context, dict):
        sources.append(context)
    found = {
        SessionId(kind=kind, value=value): None
        for source in sources
        for key, kind in _SESSIONS
        if isinstance(value := source.get(key), str) and value
    }
    return tuple(found)


def _messages(data: Mapping[str, Any]) -> tuple[MessageRef, ...]:
    """Every message that the record names, in its order."""
    found: list[MessageRef] = []
    item = data.get("Item")
    if isinstance(item, dict):
        found.append(_message(item))
    affected = _list(data.get("AffectedItems"))
    found += [_message(item) for item in affected if isinstance(item, dict)]
    for folder in _list(_unpacked(data.get("Folders"))):
        if isinstance(folder, dict):
            path = folder.get("Path")
            for item in _list(folder.get("FolderItems")):
                if isinstance(item, dict) and len(found) < MAX_MESSAGES:
                    found.append(_message(item, folder=path if isinstance(path, str) else None))
    return tuple(found[:MAX_MESSAGES])


def _message(item: Mapping[str, Any], folder: str | None = None) -> MessageRef:
    raw = item.get("InternetMessageId")
    parent = item.get("ParentFolder")
    path = parent.get("Path") if isinstance(parent, dict) else folder
    size = item.get("SizeInBytes")
    return MessageRef(
        id=comparable_id(raw) if isinstance(raw, str) else State.ABSENT,
        id_raw=text_or_state(raw),
        store_id=text_or_state(item.get("Id")),
        subject=text_or_state(item.get("Subject")),
        size=size if isinstance(size, int) else State.ABSENT,
        size_kind="store-item" if isinstance(size, int) else "",
        folder=text_or_state(path),
        cls=text_or_state(item.get("ItemClass")),
    )


def pairs_of(value: object) -> tuple[tuple[str, str], ...]:
    """Name and value pairs; some re-exports give a string or a list of strings instead."""
    value = _unpacked(value)
    if isinstance(value, str):
        return (("", value),) if value else ()
    if isinstance(value, dict):
        return tuple((str(key), _plain(item)) for key, item in value.items())
    found = []
    for item in _list(value):
        if isinstance(item, dict) and "Name" in item:
            found.append((str(item["Name"]), _plain(item.get("Value", ""))))
        elif isinstance(item, str):
            found.append(("", item))
    return tuple(found)


def _unpacked(value: object) -> object:
    """JSON inside a string, as re-exports write it; anything else as it is."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _count(data: Mapping[str, Any]) -> int:
    value = text_of(data, "OperationCount")
    return int(value) if value.isdigit() and len(value) < 10 else 1


def flags_of(
    data: Mapping[str, Any], info: str, outer: Outer, operation: str, kind: EventKind
) -> tuple[str, ...]:
    """Machine names of what limits a record, sorted."""
    flags = set(client_flags(info))
    properties = data.get("OperationProperties")
    if properties and dict(pairs_of(properties)).get("IsThrottled", "").lower() == "true":
        flags.add("throttled")
    if kind in _SENT and not _sessions(data):
        flags.add("session-missing")
    inner = text_of(data, "UserId")
    # An address beside a SID or an application's id names the same one in another way.
    alike = ("@" in outer.user) == ("@" in inner)
    if outer.user and "UserId" in data and alike and outer.user.lower() != inner.lower():
        flags.add("column-differs-user")
    if outer.operation and outer.operation.lower() != operation.lower():
        flags.add("column-differs-operation")
    return tuple(sorted(flags))


def is_sending(kind: EventKind) -> bool:
    """Whether a record of this kind stands for a message that was sent."""
    return kind in _SENT


_SENT = frozenset({EventKind.SEND, EventKind.SEND_AS, EventKind.SEND_ON_BEHALF})


def _unmapped(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), _plain(value)) for key, value in data.items() if key not in _USED)
