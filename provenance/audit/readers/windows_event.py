"""What a Windows security event says, whatever form it was exported in.

Source: learn.microsoft.com, "Appendix L: Events to Monitor" and the page of each event. A logon id
names a session within one boot of one machine only. A log-on of type 3 (network) is nobody at a
keyboard; 4648 is an account that used the credentials of another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from provenance.audit.readers.base import Export
from provenance.audit.records import (
    AccountKind,
    Actor,
    AuditEvent,
    Client,
    EventKind,
    IpRole,
    IpSeen,
    Locator,
    Outcome,
    SessionId,
)
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value
from provenance.basics.record import dataclass, field

KINDS = {
    "4624": EventKind.SIGN_IN,
    "4625": EventKind.SIGN_IN_FAILED,
    "4634": EventKind.SESSION_END,
    "4647": EventKind.SIGN_OUT,
    "4648": EventKind.SIGN_IN,
    "4672": EventKind.OTHER,
    "4778": EventKind.SESSION_START,
    "4779": EventKind.SESSION_END,
    "4800": EventKind.LOCK,
    "4801": EventKind.UNLOCK,
    "4768": EventKind.SIGN_IN,
    "4769": EventKind.SIGN_IN,
    "4771": EventKind.SIGN_IN_FAILED,
    "4776": EventKind.SIGN_IN,
    "4723": EventKind.PASSWORD,
    "4724": EventKind.PASSWORD,
    "4719": EventKind.AUDIT_SETTING,
    "1102": EventKind.AUDIT_SETTING,
    "4616": EventKind.CLOCK,
}
_WORDS = {
    "4624": "log-on",
    "4625": "log-on failed",
    "4634": "log-off",
    "4647": "log-off by the user",
    "4648": "explicit credentials",
    "4672": "special privileges",
    "4768": "Kerberos ticket",
    "4769": "Kerberos service ticket",
    "4771": "Kerberos pre-authentication failed",
    "4776": "credential check",
    "4778": "session reconnected",
    "4779": "session disconnected",
    "4800": "workstation locked",
    "4801": "workstation unlocked",
    "4723": "password change",
    "4724": "password reset",
    "4719": "audit policy changed",
    "1102": "log cleared",
    "4616": "clock changed",
}
LOGON_TYPES = {
    "2": "interactive",
    "3": "network",
    "4": "batch",
    "5": "service",
    "7": "unlock",
    "8": "network clear text",
    "9": "new credentials",
    "10": "remote interactive",
    "11": "cached interactive",
}
_AT_KEYBOARD = frozenset({"2", "10", "11"})
_OF_SUBJECT = frozenset({"4648", "4723", "4724", "4672", "4616", "1102", "4719"})
_STATUS_DECIDES = frozenset({"4768", "4769", "4776"})
_FAILED = frozenset({"4625", "4771"})
_NOTHING = frozenset({"", "-", "0", "0x0", "S-1-0-0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsEvent:
    """One event out of any form; ``data`` are its named values, ``time`` is its text."""

    id: str
    time: str
    computer: str = ""
    record: str = ""
    channel: str = ""
    provider: str = ""
    data: Mapping[str, str] = field(repr=False)


def audit_event(
    one: WindowsEvent,
    locator: Locator,
    export: Export,
    clock: Clock,
    flags: tuple[str, ...] = (),
) -> AuditEvent:
    """Give an event of the model; whatever has no field of its own is kept in ``params``."""
    data = one.data
    logon = _text(data, "LogonType")
    outcome = _outcome(one)
    subject = one.id in _OF_SUBJECT or not _text(data, "TargetUserName", "AccountName")
    named = f"{LOGON_TYPES.get(logon, 'type')} {logon}" if logon else ""
    words = (one.id, _WORDS.get(one.id, one.provider), named)
    line = "\x1f".join((one.computer, one.record, one.time, *(f"{k}={v}" for k, v in data.items())))
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=_kind(one, logon, outcome),
        operation=" ".join(word for word in words if word),
        time=read_time(one.time, clock),
        native_id=f"{one.channel}/{one.record}@{one.computer}" if one.record else State.ABSENT,
        record_hash=hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32],
        actor=_actor(data, subject=subject),
        ips=_ips(data),
        client=Client(
            process=_value(data, "ProcessName", "LogonProcessName"),
            host=_value(data, "WorkstationName", "Workstation", "ClientName"),
        ),
        sessions=_sessions(data, one.computer, subject=subject),
        target=_target(data) if subject else one.computer or State.ABSENT,
        params=tuple((name, text) for name, text in data.items() if text),
        outcome=outcome,
        outcome_native=_value(data, "SubStatus", "Status"),
        flags=tuple(sorted({*flags, *_flags(one, logon)})),
        unmapped=tuple(
            (name, text)
            for name, text in (
                ("Computer", one.computer),
                ("Channel", one.channel),
                ("Provider", one.provider),
                ("EventRecordID", one.record),
            )
            if text
        ),
    )


def _text(data: Mapping[str, str], *names: str) -> str:
    return next((data[n] for n in names if data.get(n, "") not in _NOTHING), "")


def _value(data: Mapping[str, str], *names: str) -> Value[str]:
    return _text(data, *names) or State.ABSENT


def _kind(one: WindowsEvent, logon: str, outcome: Outcome) -> EventKind:
    kind = KINDS.get(one.id, EventKind.OTHER)
    if one.id == "4624" and logon in _AT_KEYBOARD:
        return EventKind.SESSION_START
    if one.id == "4624" and logon == "7":
        return EventKind.UNLOCK
    if kind is EventKind.SIGN_IN and outcome is Outcome.FAILURE:
        return EventKind.SIGN_IN_FAILED
    return kind


def _outcome(one: WindowsEvent) -> Outcome:
    if one.id in _FAILED:
        return Outcome.FAILURE
    if one.id in _STATUS_DECIDES:
        status = one.data.get("Status", "").lower()
        if not status:
            return Outcome.UNKNOWN
        return Outcome.SUCCESS if status in {"0", "0x0", "0x00000000"} else Outcome.FAILURE
    return Outcome.SUCCESS if one.id in KINDS else Outcome.UNKNOWN


def _named(data: Mapping[str, str], prefix: str) -> str:
    name, domain = _text(data, f"{prefix}UserName"), _text(data, f"{prefix}DomainName")
    return f"{domain}\\{name}" if name and domain and "@" not in name else name


def _actor(data: Mapping[str, str], *, subject: bool) -> Actor:
    prefix = "Subject" if subject else "Target"
    name = _named(data, prefix) or _text(data, "AccountName")
    kind = AccountKind.UNKNOWN
    if name.endswith("$") or _text(data, f"{prefix}UserSid") in {"S-1-5-18", "S-1-5-19"}:
        kind = AccountKind.SYSTEM
    return Actor(
        account=name or State.ABSENT,
        sid=_value(data, f"{prefix}UserSid"),
        kind=kind,
        auth=_value(data, "AuthenticationPackageName", "PackageName"),
    )


def _target(data: Mapping[str, str]) -> Value[str]:
    account, server = _named(data, "Target"), _text(data, "TargetServerName")
    return " at ".join(part for part in (account, server) if part) or State.ABSENT


def _ips(data: Mapping[str, str]) -> tuple[IpSeen, ...]:
    raw = _text(data, "IpAddress", "ClientAddress", "SourceAddress")
    if not raw:
        return ()
    found = read_ip(raw, "IpAddress", IpRole.PEER)
    port = _text(data, "IpPort", "SourcePort")
    if port.isdigit() and len(port) <= 5 and int(port) <= 65_535:
        found = replace(found, port=int(port))
    return (found,)


def _sessions(data: Mapping[str, str], computer: str, *, subject: bool) -> tuple[SessionId, ...]:
    """Logon ids with their machine: the same number on another machine is another session."""
    names = ("SubjectLogonId",) if subject else ("TargetLogonId", "TargetLinkedLogonId", "LogonID")
    return tuple(
        SessionId(kind="logon-id", value=f"{data[name].lower()}@{computer}")
        for name in names
        if data.get(name, "") not in _NOTHING
    )


def _flags(one: WindowsEvent, logon: str) -> tuple[str, ...]:
    flags = []
    if logon in {"3", "8"}:
        flags += ["network-logon"]
    if one.id == "4648":
        flags += ["explicit-credentials"]
    if one.id == "1102":
        flags += ["log-cleared"]
    if one.id == "4616":
        flags += ["clock-changed"]
    return tuple(flags)
