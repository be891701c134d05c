"""What other fields than Received tell of a hop: separate evidence, linked to the hop.

A filter notes the address that handed over, a web mail the client's, a host the login. Such a
value is never mixed into the hop: it stands beside it, with who wrote it, and whether it agrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from provenance.basics import State, Value, known
from provenance.decoders import HeaderItem, ItemKind, Role, decode_header_field
from provenance.message import HeaderField
from provenance.trace.addresses import NO_HOST, read_address
from provenance.trace.authentication_results import parse_authentication_results
from provenance.trace.received_spf import parse_received_spf
from provenance.trace.records import (
    Attestation,
    AttestationClass,
    Hop,
    Route,
    SyntheticEvidence,
    TraceField,
    Witness,
)

MOST: Final = 60
"""Pieces of evidence of one message that are kept; a real one has fewer than twenty."""

SPEAKING: Final = (
    "x-forefront-antispam-report",
    "x-forefront-antispam-report-untrusted",
    "x-sender-ip",
    "x-sid-pra",
    "x-originating-ip",
    "x-client-ip",
    "x-source-ip",
    "x-remote-ip",
    "x-ovh-clientip",
    "x-source-sender",
    "x-php-script",
    "x-authentication-warning",
    "x-barracuda-connect",
    "x-ironport-remoteip",
    "x-ses-outgoing",
    "x-mailgun-sending-ip",
    "x-outbound-smtp-client",
    "x-clientproxiedby",
    "x-ms-exchange-authentication-results",
    "x-ms-exchange-crosstenant-originalattributedtenantconnectingip",
    "x-ms-exchange-crosspremises-originalclientipaddress",
    "x-ms-exchange-organization-originalclientipaddress",
    "x-ms-exchange-externaloriginalinternetsender",
    "x-ms-exchange-skiplistedinternetsender",
    "x-authenticated-sender",
    "x-get-message-sender-via",
    "x-authenticated-user",
    "x-authuser",
    "x-auth-id",
    "x-smtp-auth",
    "x-authenticated-id",
    "x-webmail-userid",
)
"""Service fields that tell of a hop; their reading is in the decoders' dictionary."""

_RESULTS: Final = ("authentication-results", "arc-authentication-results")
_SAID_IP: Final = "sender IP is "
_FROM_HOST: Final = frozenset((Role.CONNECTING, Role.CLIENT))


_WITNESS: Final = {
    AttestationClass.RECEIVER: Witness.RECEIVER,
    AttestationClass.INTERMEDIARY: Witness.INTERMEDIARY,
    AttestationClass.SENDER_SIDE: Witness.SENDER_SIDE,
}


class _Linker:
    """Finds the hop that a field speaks of."""

    def __init__(self, route: Route, attestations: Mapping[int, Attestation]) -> None:
        self.hops = route.hops
        self.attestations = attestations
        position = known(route.boundary.position)
        self.boundary = self._at(position) if position else None
        newest_first = sorted(self.hops, key=_field_of)
        self.newest_first = newest_first

    def _at(self, position: int) -> Hop | None:
        return next((hop for hop in self.hops if hop.position == position), None)

    def block(self, field: int) -> Hop | None:
        """The hop whose server stamped the field, as it was attested."""
        item = self.attestations.get(field)
        position = known(item.hop) if item else None
        return self._at(position) if position else None

    def witness(self, field: int) -> Witness:
        """Who wrote the field, in the words of hops."""
        item = self.attestations.get(field)
        return _WITNESS.get(item.cls, Witness.CLAIM) if item else Witness.CLAIM

    def link(self, field: int, role: Role, ip: str | None) -> tuple[Hop | None, str]:
        """The hop that the field speaks of, and how that is known."""
        stamped = self.block(field)
        if stamped is None and role is not Role.CLIENT:
            # Below the oldest line it may speak of any step, also of one that is not shown.
            same = next((hop for hop in self.newest_first if known(hop.trace.ip) == ip), None)
            return (same, "same-address") if same is not None and ip else (None, "")
        if role is Role.CONNECTING and stamped is not None:
            if stamped.witness is Witness.RECEIVER:
                return self._of_receiver(ip)
            return stamped, "place"
        if ip is not None:
            same = next((hop for hop in self.hops if known(hop.trace.ip) == ip), None)
            if same is not None:
                return same, "same-address"
        if role is Role.CLIENT and self.hops:
            return self.hops[0], "oldest-line"
        return stamped, "place" if stamped else ""

    def _of_receiver(self, ip: str | None) -> tuple[Hop | None, str]:
        """Inside the receiving side every server speaks of the handover, not of its own peer."""
        own = [hop for hop in self.newest_first if hop.witness is Witness.RECEIVER]
        same = next((hop for hop in own if ip is not None and known(hop.trace.ip) == ip), None)
        if same is not None:
            return same, "same-address"
        return self.boundary, "boundary" if self.boundary else ""


def _field_of(hop: Hop) -> int:
    return hop.trace.field


def collect_evidence(
    fields: Mapping[str, Sequence[HeaderField]],
    route: Route,
    lines: tuple[TraceField, ...],
    attestations: tuple[Attestation, ...],
) -> tuple[SyntheticEvidence, ...]:
    """Collect what other fields tell of the hops, in order of field.

    Args:
        fields: the header fields by their name in lower case.
        route: the hops.
        lines: X-Received fields taken apart.
        attestations: who wrote each of the fields, and with which hop it was stamped.
    """
    linker = _Linker(route, {item.field: item for item in attestations})
    found = [_line(line, linker) for line in lines]
    for name in SPEAKING:
        for field in fields.get(name, ()):
            found.extend(_of_service(field, linker))
    for name in _RESULTS:
        for field in fields.get(name, ()):
            if _SAID_IP in field.value or "iprev=" in field.value:
                found.extend(_of_results(field, linker))
    for field in fields.get("received-spf", ()):
        found.extend(_of_spf(field, linker))
    return tuple(sorted(found, key=_order)[:MOST])


def _order(item: SyntheticEvidence) -> tuple[int, str, str]:
    return item.field, item.key, known(item.ip) or known(item.account) or ""


def _line(line: TraceField, linker: _Linker) -> SyntheticEvidence:
    """X-Received: a line of an inner server (Google); it belongs to the next real line below."""
    hop = linker.block(line.field)
    return SyntheticEvidence(
        field=line.field,
        header=line.name,
        key="",
        role="line",
        ip=line.ip,
        host=line.by,
        time=line.time,
        hop=hop.position if hop else State.ABSENT,
        link="place" if hop else "",
        witness=linker.witness(line.field),
    )


def _of_service(field: HeaderField, linker: _Linker) -> Iterator[SyntheticEvidence]:
    decoded = decode_header_field(field.name, field.value)
    if decoded is None:
        return
    for item in decoded.items:
        if item.kind is ItemKind.ADDRESS:
            host = _host_beside(decoded.items, item)
            yield _made(field, item.key, item.role, linker, ip=item.value, host=host)
        elif item.kind is ItemKind.ACCOUNT and item.value:
            yield _account(field, item, linker)


def _host_beside(items: tuple[HeaderItem, ...], address: HeaderItem) -> Value[str]:
    """The HELO or host name that the same field gives for the same peer."""
    for item in items:
        if item.kind is ItemKind.HOST and item.role is address.role and item.value:
            return item.value
    return State.ABSENT


def _account(field: HeaderField, item: HeaderItem, linker: _Linker) -> SyntheticEvidence:
    hop = linker.block(field.index) or (linker.hops[0] if linker.hops else None)
    return SyntheticEvidence(
        field=field.index,
        header=field.name,
        key=item.key,
        role="account",
        account=item.value,
        hop=hop.position if hop else State.ABSENT,
        link="place" if hop else "",
        witness=linker.witness(field.index),
    )


def _of_results(field: HeaderField, linker: _Linker) -> Iterator[SyntheticEvidence]:
    """``sender IP is`` of Microsoft, and ``iprev`` of RFC 8601 §2.7.3."""
    parsed = parse_authentication_results(field.value, arc=field.lname.startswith("arc"))
    for result in parsed.results:
        for comment in result.comments:
            if comment.startswith(_SAID_IP):
                read = read_address(comment.removeprefix(_SAID_IP).strip())
                if read and read[0] != NO_HOST:
                    yield _made(field, "sender IP", Role.CONNECTING, linker, ip=read[0])
        for item in result.properties:
            if item.name in {"iprev", "remote-ip"} and (read := read_address(item.value)):
                key = f"{item.ptype}.{item.name}"
                yield _made(field, key, Role.CONNECTING, linker, ip=read[0])


def _of_spf(field: HeaderField, linker: _Linker) -> Iterator[SyntheticEvidence]:
    """``client-ip`` and ``helo`` of RFC 7208 §9.1."""
    single = parse_received_spf(field.value)
    if single is None:
        return
    named = {item.name: item.value for item in reversed(single.properties)}
    read = read_address(named.get("client-ip", ""))
    if read:
        host = named.get("helo") or State.ABSENT
        yield _made(field, "client-ip", Role.CONNECTING, linker, ip=read[0], host=host)


def _made(
    field: HeaderField,
    key: str,
    role: Role,
    linker: _Linker,
    *,
    ip: str,
    host: Value[str] = State.ABSENT,
) -> SyntheticEvidence:
    read = read_address(ip)
    address = read[0] if read else ip
    hop, link = linker.link(field.index, role, address)
    agrees: Value[bool] = State.ABSENT
    if hop is not None and role in _FROM_HOST:
        seen = hop.trace.ip
        agrees = seen == address if isinstance(seen, str) else State.ABSENT
    return SyntheticEvidence(
        field=field.index,
        header=field.name,
        key=key,
        role=role.value,
        ip=address,
        host=host,
        hop=hop.position if hop else State.ABSENT,
        link=link,
        agrees=agrees,
        witness=linker.witness(field.index),
    )
