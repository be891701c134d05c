"""What all dialects share: the facts of a line, TLS, addresses, TCP-info of RFC 5321 §4.4."""

from __future__ import annotations

import re
from typing import TypedDict

from provenance.basics import Instant, State, Value
from provenance.trace.addresses import read_address
from provenance.trace.records import TlsInfo
from provenance.trace.tokens import Split


class Facts(TypedDict, total=False):
    """Values of a ``TraceField`` that a dialect finds; what it leaves out stays absent."""

    helo: Value[str]
    rdns: Value[str]
    ip: Value[str]
    port: Value[int]
    by: Value[str]
    by_ip: Value[str]
    via: Value[str]
    with_: Value[str]
    id: Value[str]
    for_: Value[str]
    envelope_from: Value[str]
    tls: TlsInfo
    auth_user: Value[str]
    software: Value[str]
    time: Value[Instant]
    remarks: tuple[str, ...]


_VERSION = re.compile(r"version=([^\s,()]+)")
_CIPHER = re.compile(r"cipher=([^\s,()]+)")
_BITS = re.compile(r"bits=(\d{1,5})")
_USING = re.compile(
    r"using (\S{1,40}) with cipher (\S{1,100})(?: \((\d{1,5})(?:/\d{1,5})? bits\))?"
)
_ENVELOPE = re.compile(r"\s*envelope-from\s+<?([^\s<>]*)>?\s*\Z", re.IGNORECASE)
_TCP_INFO = re.compile(
    r"\s*(?:([^\s\[\]()=@<>\"]{1,255})\s+)?(\[[^\[\]\s]{1,64}\](?::\d{1,5})?)\s*\Z"
)


def or_absent(text: str) -> Value[str]:
    """The text, ``ABSENT`` if it is empty."""
    return text or State.ABSENT


def clause_value(split: Split, keyword: str) -> Value[str]:
    """Value of a clause; ``REPEATED`` if the keyword stands twice with different values."""
    clause = split.clauses.get(keyword)
    if clause is None:
        return State.ABSENT
    for other in split.repeated:
        if other.keyword == keyword and other.value != clause.value:
            return State.REPEATED
    return clause.value or State.ABSENT


def common(split: Split) -> Facts:
    """Facts that need no dialect: clause values, envelope, date, TLS in its usual words."""
    facts = Facts(
        by=clause_value(split, "by"),
        via=clause_value(split, "via"),
        with_=clause_value(split, "with"),
        id=clause_value(split, "id"),
        for_=_unbracketed(clause_value(split, "for")),
        time=split.time,
    )
    for comment in split.comments:
        low = comment[:20].lower()
        if "envelope-from" in low:
            found = _ENVELOPE.match(comment)
            if found:
                facts["envelope_from"] = or_absent(found.group(1))
        elif "using " in low or "version=" in low:
            facts["tls"] = tls_of(comment)
    for clause in split.repeated:
        if clause.keyword == "from" and clause.value.startswith("<"):
            facts["envelope_from"] = _unbracketed(clause.value)
    return facts


def _unbracketed(value: Value[str]) -> Value[str]:
    if isinstance(value, State):
        return value
    return or_absent(value[1:-1] if value[0] == "<" and value[-1] == ">" else value)


def tls_of(comment: str) -> TlsInfo:
    """TLS as Exchange, Google and Postfix write it."""
    using = _USING.search(comment)
    if using:
        bits = using.group(3)
        return TlsInfo(
            version=using.group(1),
            cipher=using.group(2),
            bits=int(bits) if bits else State.ABSENT,
        )
    version, cipher = _VERSION.search(comment), _CIPHER.search(comment)
    size = _BITS.search(comment)
    return TlsInfo(
        version=version.group(1) if version else State.ABSENT,
        cipher=cipher.group(1) if cipher else State.ABSENT,
        bits=int(size.group(1)) if size else State.ABSENT,
    )


def tcp_info(comment: str) -> tuple[str, str] | None:
    """Split ``rdns [ip]`` or ``[ip]`` (TCP-info, RFC 5321 §4.4) into name and literal."""
    found = _TCP_INFO.match(comment)
    return (found.group(1) or "", found.group(2)) if found else None


def put_address(facts: Facts, text: str, remarks: list[str]) -> None:
    """Set ``ip`` and ``port`` from a text in the receiving server's own position."""
    read = read_address(text)
    if read is None:
        facts["ip"] = State.UNPARSABLE
        remarks.append("address-unreadable")
        return
    facts["ip"] = read[0]
    if read[1] is not None:
        facts["port"] = read[1]
    remarks.extend(read[2])


def put_rdns(facts: Facts, name: str, remarks: list[str]) -> None:
    """Set ``rdns``; ``unknown`` says that the server found no confirmed name."""
    name = name.removesuffix(".")
    if name.lower() == "unknown":
        facts["rdns"] = State.ABSENT
        remarks.append("rdns-unknown")
    else:
        facts["rdns"] = or_absent(name)


def put_by_address(facts: Facts, split: Split) -> None:
    """Set ``by_ip`` where the comment after the by-host is an address."""
    comments = split.comments_of("by")
    if comments:
        read = read_address(comments[0].strip())
        if read:
            facts["by_ip"] = read[0]
