"""What one line of a mail program says: one small function a program."""

from __future__ import annotations

import re

from provenance.audit.records import (
    ClientFamily,
    EventKind,
    IpRole,
    IpSeen,
    MessageRef,
    Outcome,
)
from provenance.audit.source.syslog import LogLine
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.message_ids import comparable_id
from provenance.basics import State
from provenance.basics.record import dataclass

_SENDMAIL = frozenset({"sendmail", "sm-mta", "sm-msp-queue", "sm-msp", "sendmail-in", "MTA"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The parts of a line that the event model has names for; empty where it says nothing."""

    kind: EventKind = EventKind.OTHER
    operation: str = "line"
    queue_id: str = ""
    account: str = ""
    auth: str = ""
    helo: str = ""
    session: str = ""
    status: str = ""
    outcome: Outcome = Outcome.UNKNOWN
    family: ClientFamily = ClientFamily.NOT_SAID
    ips: tuple[IpSeen, ...] = ()
    messages: tuple[MessageRef, ...] = ()


def program_of(line: LogLine) -> str:
    """The known program that wrote a line, "" for any other."""
    name = line.program
    if name.startswith("postfix"):
        return "postfix"
    if name in {"exim", "exim4"}:
        return "exim" if line.host or _EXIM_MARK.search(line.text) else ""
    if name in _SENDMAIL:
        return "sendmail"
    if name.startswith("dovecot"):
        return "dovecot"
    if name.startswith("roundcube") or (not name and _ROUNDCUBE.search(line.text)):
        return "roundcube"
    return ""


def said(line: LogLine) -> Said:
    """Read a line by its program."""
    program = program_of(line)
    if program == "postfix":
        return _postfix(line.program, line.text)
    if program == "exim":
        return _exim(line.text)
    if program == "sendmail":
        return _sendmail(line.text)
    if program == "dovecot":
        return _dovecot(line.text)
    if program == "roundcube":
        return _roundcube(line.text)
    return Said()


def _int(text: str) -> int | State:
    return int(text) if text.isdigit() and len(text) < 16 else State.ABSENT


# --- Postfix -------------------------------------------------------------------------------------

_QUEUED = re.compile(
    r"(?P<id>[0-9A-F]{5,16}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}|NOQUEUE): (?P<rest>.*)\Z",
    re.S,
)
_CLIENT = re.compile(r"(?:client=|from )([^\[\s,]{1,255})\[([^\]]{1,60})\](?::(\d{1,5}))?")
_PAIR = re.compile(r"([a-z_]+)=(<[^>]*>|[^,\s]*)")
_SASL_FAILED = re.compile(
    r"warning: ([^\[\s]+)\[([^\]]+)\](?::\d+)?: SASL (\S+) authentication failed"
)


def _postfix(program: str, text: str) -> Said:
    failed = _SASL_FAILED.search(text)
    if failed:
        return Said(
            kind=EventKind.SIGN_IN_FAILED,
            operation="SASL authentication failed",
            auth=failed[3],
            outcome=Outcome.FAILURE,
            family=ClientFamily.SMTP,
            ips=(read_ip(failed[2], "client", IpRole.PEER),),
        )
    queued = _QUEUED.match(text)
    if queued is None:
        return Said()
    service = program.rpartition("/")[2]
    rest = queued["rest"]
    queue_id = "" if queued["id"] == "NOQUEUE" else queued["id"]
    pairs = dict(_PAIR.findall(rest))
    client = _CLIENT.search(rest)
    ips = (read_ip(client[2], "client", IpRole.PEER),) if client else ()
    if queued["id"] == "NOQUEUE" or rest.startswith("reject:"):
        return Said(
            kind=EventKind.FAIL,
            operation="reject",
            queue_id=queue_id,
            helo=_bare(pairs.get("helo", "")),
            outcome=Outcome.FAILURE,
            ips=ips,
            messages=_envelope(pairs),
        )
    if rest.startswith("client="):
        return _postfix_client(queue_id, pairs, ips)
    if rest.startswith(("message-id=", "resent-message-id=")):
        raw = rest.partition("=")[2]
        ref = MessageRef(id=comparable_id(raw) or State.ABSENT, id_raw=raw)
        return Said(
            kind=EventKind.RECEIVE, operation="message-id", queue_id=queue_id, messages=(ref,)
        )
    if rest.startswith("uid="):
        return Said(
            kind=EventKind.SUBMIT,
            operation="pickup",
            queue_id=queue_id,
            account=f"uid {pairs.get('uid', '')}",
            family=ClientFamily.SERVER,
            messages=_envelope(pairs),
        )
    if "status" in pairs:
        return _postfix_delivery(service, queue_id, rest, pairs)
    operation = "removed" if rest == "removed" else service
    return Said(operation=operation, queue_id=queue_id, messages=_envelope(pairs))


def _postfix_client(queue_id: str, pairs: dict[str, str], ips: tuple[IpSeen, ...]) -> Said:
    login = pairs.get("sasl_username", "")
    return Said(
        kind=EventKind.SUBMIT if login else EventKind.RECEIVE,
        operation="client",
        queue_id=queue_id,
        account=login,
        auth=pairs.get("sasl_method", ""),
        family=ClientFamily.SMTP,
        ips=ips,
    )


_RELAY = re.compile(r"relay=([^\[,\s]+)(?:\[([^\]]+)\])?")
_STATUS = re.compile(r"status=(\S+)(?: \((.*)\))?\Z", re.S)


def _postfix_delivery(service: str, queue_id: str, rest: str, pairs: dict[str, str]) -> Said:
    status = _STATUS.search(rest)
    word = pairs["status"]
    relay = _RELAY.search(rest)
    ips = (read_ip(relay[2], "relay", IpRole.DESTINATION),) if relay and relay[2] else ()
    sent = word == "sent"
    kind = (
        EventKind.DELIVER if service in {"local", "virtual", "lmtp", "pipe"} else EventKind.TRANSFER
    )
    return Said(
        kind=kind if sent else EventKind.FAIL,
        operation=f"{service} {word}",
        queue_id=queue_id,
        status=status[0] if status else word,
        outcome=Outcome.SUCCESS if sent else Outcome.FAILURE,
        ips=ips,
        messages=_envelope(pairs),
    )


def _bare(text: str) -> str:
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def _envelope(pairs: dict[str, str]) -> tuple[MessageRef, ...]:
    """Envelope addresses, size and count of recipients, where the line has any."""
    if not {"from", "to", "size", "nrcpt"}.intersection(pairs):
        return ()
    size = _int(pairs.get("size", ""))
    return (
        MessageRef(
            sender=_bare(pairs["from"]) if "from" in pairs else State.ABSENT,
            recipients=(_bare(pairs["to"]),) if "to" in pairs else (),
            recipient_count=_int(pairs.get("nrcpt", pairs.get("nrcpts", ""))),
            size=size,
            size_kind="smtp-bytes" if isinstance(size, int) else "",
        ),
    )


# --- Exim ----------------------------------------------------------------------------------------

_EXIM_ID = r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}"
_EXIM_MARK = re.compile(
    rf"\A{_EXIM_ID} |authenticator failed for|\bH=.* rejected |Start queue run|\brejected RCPT\b"
)
_EXIM_LINE = re.compile(rf"({_EXIM_ID}) (<=|=>|->|\*>|\*\*|==|Completed)\s?(.*)\Z", re.S)
_EXIM_HOST = re.compile(
    r"(?:H=(?P<name>[^\s(\[]*)\s?(?:\((?P<helo>[^)]*)\) )?)\[(?P<ip>[^\]]+)\](?::(?P<port>\d+))?"
)
_EXIM_PAIR = re.compile(r'\b([A-Z]|id|CV|DT|QT|for)=("(?:[^"\\]|\\.)*"|\S+)')
_EXIM_FAILED = re.compile(
    r"(\S+) authenticator failed for .*?\[([^\]]+)\](?::(\d+))?: .*?(?:set_id=([^)]*)\))?\Z", re.S
)
_EXIM_KINDS = {
    "<=": EventKind.RECEIVE,
    "=>": EventKind.TRANSFER,
    "->": EventKind.TRANSFER,
    "*>": EventKind.TRANSFER,
    "**": EventKind.FAIL,
    "==": EventKind.FAIL,
}


def _exim(text: str) -> Said:
    failed = _EXIM_FAILED.match(text)
    if failed:
        return Said(
            kind=EventKind.SIGN_IN_FAILED,
            operation="authenticator failed",
            auth=failed[1],
            account=failed[4] or "",
            outcome=Outcome.FAILURE,
            family=ClientFamily.SMTP,
            ips=(read_ip(failed[2], "H", IpRole.PEER),),
        )
    line = _EXIM_LINE.match(text)
    host = _EXIM_HOST.search(text)
    if line is None:
        rejected = " rejected " in text or "refused" in text
        return Said(
            kind=EventKind.FAIL if rejected else EventKind.OTHER,
            operation="reject" if rejected else "line",
            outcome=Outcome.FAILURE if rejected else Outcome.UNKNOWN,
            helo=(host["helo"] or "") if host else "",
            ips=(read_ip(host["ip"], "H", IpRole.PEER),) if host else (),
        )
    pairs = dict(_EXIM_PAIR.findall(line[3]))
    if line[2] == "<=":
        return _exim_arrival(line, pairs, host)
    if line[2] == "Completed":
        return Said(operation="Completed", queue_id=line[1])
    address = line[3].split(" ", 1)[0]
    good = line[2] in {"=>", "->", "*>"}
    local = pairs.get("T", "").strip('"').startswith(("local", "virtual", "dovecot", "maildir"))
    kind = EventKind.DELIVER if good and local else _EXIM_KINDS[line[2]]
    return Said(
        kind=kind,
        operation=line[2],
        queue_id=line[1],
        status=pairs.get("C", ""),
        outcome=Outcome.SUCCESS if good else Outcome.FAILURE,
        ips=(read_ip(host["ip"], "H", IpRole.DESTINATION),) if host else (),
        messages=(MessageRef(recipients=(_bare(address),)),),
    )


def _exim_arrival(line: re.Match[str], pairs: dict[str, str], host: re.Match[str] | None) -> Said:
    auth, _, login = pairs.get("A", "").partition(":")
    protocol = pairs.get("P", "")
    raw_id = pairs.get("id", "")
    size = _int(pairs.get("S", ""))
    local = protocol.startswith("local")
    ref = MessageRef(
        id=comparable_id(raw_id) if raw_id else State.ABSENT,
        id_raw=raw_id or State.ABSENT,
        sender=_bare(line[3].split(" ", 1)[0]),
        subject=pairs["T"].strip('"') if "T" in pairs else State.ABSENT,
        size=size,
        size_kind="smtp-bytes" if isinstance(size, int) else "",
    )
    return Said(
        kind=EventKind.SUBMIT if login or local else EventKind.RECEIVE,
        operation=f"<= {protocol}".strip(),
        queue_id=line[1],
        account=login or (pairs.get("U", "") if local else ""),
        auth=auth,
        helo=(host["helo"] or "") if host else "",
        family=ClientFamily.SERVER if local else ClientFamily.SMTP,
        ips=(read_ip(host["ip"], "H", IpRole.PEER),) if host else (),
        messages=(ref,),
    )


# --- Sendmail ------------------------------------------------------------------------------------

_SM_LINE = re.compile(r"([0-9A-Za-z]{8,20}): (.*)\Z", re.S)
_SM_PAIR = re.compile(r"([a-z]+)=(<[^>]*>|[^,]*)")
_SM_IP = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f.:]+)\]")
_SM_AUTH = re.compile(r"AUTH=server, relay=([^,]*), authid=([^,]*), mech=([^,]*)")


def _sendmail(text: str) -> Said:
    login = _SM_AUTH.search(text)
    if login:
        ip = _SM_IP.search(login[1])
        return Said(
            kind=EventKind.SIGN_IN,
            operation="AUTH=server",
            account=login[2],
            auth=login[3],
            outcome=Outcome.SUCCESS,
            family=ClientFamily.SMTP,
            ips=(read_ip(ip[1], "relay", IpRole.PEER),) if ip else (),
        )
    line = _SM_LINE.match(text)
    if line is None:
        return Said()
    pairs = {key: value.strip() for key, value in _SM_PAIR.findall(line[2])}
    ip = _SM_IP.search(pairs.get("relay", ""))
    if "from" in pairs:
        raw = pairs.get("msgid", "")
        size = _int(pairs.get("size", ""))
        ref = MessageRef(
            id=comparable_id(raw) if raw else State.ABSENT,
            id_raw=raw or State.ABSENT,
            sender=_bare(pairs["from"]),
            size=size,
            size_kind="smtp-bytes" if isinstance(size, int) else "",
            recipient_count=_int(pairs.get("nrcpts", "")),
        )
        return Said(
            kind=EventKind.RECEIVE,
            operation="from",
            queue_id=line[1],
            ips=(read_ip(ip[1], "relay", IpRole.PEER),) if ip else (),
            messages=(ref,),
        )
    if "to" in pairs and "stat" in pairs:
        sent = pairs["stat"].startswith("Sent")
        return Said(
            kind=EventKind.TRANSFER if sent else EventKind.FAIL,
            operation="to",
            queue_id=line[1],
            status=pairs["stat"],
            outcome=Outcome.SUCCESS if sent else Outcome.FAILURE,
            ips=(read_ip(ip[1], "relay", IpRole.DESTINATION),) if ip else (),
            messages=(MessageRef(recipients=(_bare(pairs["to"]),)),),
        )
    return Said(queue_id=line[1])


# --- Dovecot and Roundcube -----------------------------------------------------------------------

_DC_SERVICE = re.compile(r"(imap|pop3|submission|managesieve)-login: (?:Info: )?(Login|[^:]*)")
_DC_PAIR = re.compile(r"\b(user|method|rip|lip|session)=(<[^>]*>|[^,\s]*)")
_DC_FAMILY = {
    "imap": ClientFamily.IMAP,
    "pop3": ClientFamily.POP,
    "submission": ClientFamily.SMTP,
    "managesieve": ClientFamily.OTHER,
}


def _dovecot(text: str) -> Said:
    service = _DC_SERVICE.search(text)
    if service is None:
        return Said()
    pairs = {key: _bare(value) for key, value in _DC_PAIR.findall(text)}
    good = service[2] == "Login"
    failed = "auth failed" in text
    kind = EventKind.SIGN_IN if good else EventKind.SIGN_IN_FAILED if failed else EventKind.OTHER
    return Said(
        kind=kind,
        operation=f"{service[1]}-login {service[2]}",
        account=pairs.get("user", ""),
        auth=pairs.get("method", ""),
        session=pairs.get("session", ""),
        outcome=Outcome.SUCCESS if good else Outcome.FAILURE if failed else Outcome.UNKNOWN,
        family=_DC_FAMILY[service[1]],
        ips=(read_ip(pairs["rip"], "rip", IpRole.PEER),) if "rip" in pairs else (),
    )


_ROUNDCUBE = re.compile(
    r"(?P<good>Successful login for|FAILED login for|(?:IMAP Error: )?Login failed for) "
    r"(?P<user>\S+)(?: \(ID: \d+\))? from (?P<ip>[0-9A-Fa-f.:]+[0-9A-Fa-f])"
)
_RC_SESSION = re.compile(r"in session ([0-9A-Za-z,-]+)")


def _roundcube(text: str) -> Said:
    found = _ROUNDCUBE.search(text)
    if found is None:
        return Said()
    good = found["good"].startswith("Successful")
    session = _RC_SESSION.search(text)
    return Said(
        kind=EventKind.SIGN_IN if good else EventKind.SIGN_IN_FAILED,
        operation=found["good"],
        account=found["user"],
        session=session[1] if session else "",
        outcome=Outcome.SUCCESS if good else Outcome.FAILURE,
        family=ClientFamily.WEBMAIL,
        ips=(read_ip(found["ip"], "from", IpRole.PEER),),
    )
