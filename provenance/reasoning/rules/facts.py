"""Turns the records of one message into the facts that rules see.

Code computes facts, YAML judges: a rule sees ``reported.believed``, never a vendor's raw field.
The paths are those of :mod:`provenance.reasoning.rules.vocabulary`; a test holds them equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Union

from provenance.authentication import Authentication, Repair, RepairOutcome, SignatureCheck
from provenance.basics import Instant, Span, State, Value, Where, known
from provenance.basics.record import dataclass
from provenance.message import HeaderField, Message
from provenance.origin import ClientReading, ClockTable, address_class
from provenance.reasoning.rules.noted import noted_address
from provenance.reasoning.rules.vocabulary import FIELD_NAMES_COUNTED, RECORDS
from provenance.trace import (
    Attestation,
    AttestationClass,
    Hop,
    Node,
    ReportedResult,
    Trace,
    TraceField,
    handover_address_fits,
    handover_is_seen,
    line_tests,
    peer_wrote_older,
)

Fact = Union[str, int, bool, Instant]
NO_CLOCKS = ClockTable()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRecord:
    """Facts of one element, the header fields that they stand in, who vouches, and its group.

    ``places`` names the header fields of single facts that stand elsewhere than ``fields``,
    ``spots`` the places of facts that rest on properties, which stand in no header field.
    ``spans`` the stretches of the message's stream that a fact rests on where it stands in none.
    """

    facts: Mapping[str, Value[Fact]]
    fields: tuple[int, ...] = ()
    cls: AttestationClass = AttestationClass.CLIENT
    group: str = ""
    places: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    spots: Mapping[str, tuple[Where, ...]] = MappingProxyType({})
    spans: Mapping[str, tuple[Span, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactBase:
    """Everything that rules may ask about one message."""

    lists: Mapping[str, tuple[FactRecord, ...]]
    records: Mapping[str, FactRecord]
    fields: Sequence[HeaderField] = ()
    classes: tuple[AttestationClass, ...] = ()

    def cls_of(self, index: int) -> AttestationClass:
        """Who vouches for a header field; the weakest class if nothing is known."""
        return self.classes[index] if index < len(self.classes) else AttestationClass.CLIENT


def fact_base(
    message: Message,
    trace: Trace,
    authentication: Authentication,
    attestations: tuple[Attestation, ...],
    clocks: ClockTable = NO_CLOCKS,
    client: ClientReading | None = None,
) -> FactBase:
    """Collect the facts of one analysed message; ``client`` is read here if it is not given."""
    from provenance.reasoning.rules.client_facts import with_clients
    from provenance.reasoning.rules.clock_facts import with_clocks
    from provenance.reasoning.rules.content_facts import with_content
    from provenance.reasoning.rules.line_facts import with_lines
    from provenance.reasoning.rules.seal_facts import with_seals

    classes = tuple(item.cls for item in attestations)
    base = FactBase(
        lists={
            "dkim": tuple(
                _dkim(message, trace, check, authentication) for check in authentication.dkim
            ),
            "fields": field_counts(message, classes),
            "hops": _hops(message, trace, classes),
            "lines": _lines(message, trace, classes),
            "stamps": _stamps(message, trace, classes),
            "reported": tuple(
                _reported(message, result, classes)
                for result in sorted(trace.reported, key=lambda result: result.field)
            ),
        },
        records={
            "boundary": _boundary(message, trace, classes),
            "message": _message(message, trace),
        },
        fields=message.fields,
        classes=classes,
    )
    base = with_clocks(base, message, trace, clocks)
    base = with_clients(base, message, trace, clocks, client)
    base = with_content(base, message, trace, clocks)
    return with_seals(with_lines(base, message, trace), message, trace, authentication)


def _class(classes: tuple[AttestationClass, ...], index: int) -> AttestationClass:
    return classes[index] if 0 <= index < len(classes) else AttestationClass.CLIENT


def _dkim(
    message: Message, trace: Trace, check: SignatureCheck, authentication: Authentication
) -> FactRecord:
    signed, total = known(check.body_signed), known(check.body_total)
    # Of a key whose private half is public nothing follows, however well a signature fits.
    published = check.key.published_private
    valid = check.header_signature.value == "valid" and not published
    passes = tuple(
        result
        for result in trace.reported
        if result.believed and result.result == "pass" and is_about(message, check, result)
    )
    return FactRecord(
        facts={
            "domain": check.domain.lower() or State.ABSENT,
            "selector": check.selector or State.ABSENT,
            "result": check.result.value,
            "reason": check.reason.value,
            "header_signature": "not-testable" if published else check.header_signature.value,
            "body_hash": check.body_hash.value,
            "key_state": check.key.state.value,
            "body_limited": signed is not None and total is not None and signed < total,
            "recorded_pass": bool(passes),
            "text_covered_elsewhere": any(
                other.domain.lower() == check.domain.lower() and _covers_text(other)
                for other in authentication.dkim
            ),
            "fits_when_repaired": isinstance(check.repair, Repair)
            and check.repair.outcome is RepairOutcome.VERIFIED,
        },
        places={"recorded_pass": tuple(dict.fromkeys(result.field for result in passes))},
        fields=(check.field,),
        cls=AttestationClass.SIGNED if valid else AttestationClass.CLIENT,
        group=f"{message.id}:signature:{check.field}",
    )


def _covers_text(check: SignatureCheck) -> bool:
    """Whether a seal fits its header lines and the whole text of this copy."""
    valid = check.header_signature.value == "valid" and not check.key.published_private
    fits = valid and check.body_hash.value == "match"
    signed, total = known(check.body_signed), known(check.body_total)
    return fits and (signed is None or total is None or signed >= total)


def is_about(message: Message, check: SignatureCheck, result: ReportedResult) -> bool:
    """Whether a recorded DKIM result can mean this seal: domain, and selector and b= if given."""
    if result.method != "dkim" or known(reported_domain(result)) != check.domain.lower():
        return False
    selector, beginning = known(result.get("header", "s")), known(result.get("header", "b"))
    if selector and selector.strip().lower() != check.selector.lower():
        return False
    written = signature_data(message, check)
    return not (beginning and written) or written.startswith(beginning.strip().strip('"'))


def signature_data(message: Message, check: SignatureCheck) -> str:
    """The value of ``b=`` without white space, "" where it cannot be read (RFC 8601 §2.7.1)."""
    if not 0 <= check.field < len(message.fields):
        return ""
    for tag in message.fields[check.field].value.split(";"):
        name, _, value = tag.partition("=")
        if name.strip() == "b":
            return "".join(value.split())
    return ""


def field_counts(message: Message, classes: tuple[AttestationClass, ...]) -> tuple[FactRecord, ...]:
    """How often each field occurs that a message may carry once; in order of name."""
    counts = Counter(field.lname for field in message.fields)
    records = []
    for name in FIELD_NAMES_COUNTED:
        if not counts[name.lower()]:
            continue
        places = tuple(field.index for field in message.named(name))
        weakest = max((_class(classes, index) for index in places), key=lambda cls: cls.value)
        records.append(
            FactRecord(
                facts={
                    "name": name,
                    "count": len(places),
                    "repeated": len(places) > 1,
                    "values_differ": len({field.value for field in message.named(name)}) > 1,
                    "attested_by": weakest.value,
                },
                fields=places,
                cls=weakest,
                group=f"{message.id}:fields:{name.lower()}",
            )
        )
    return tuple(records)


def _hops(
    message: Message, trace: Trace, classes: tuple[AttestationClass, ...]
) -> tuple[FactRecord, ...]:
    """Each hop with what the next older line says of the same step."""
    found = []
    older: Hop | None = None
    nodes = {node.position: node for node in trace.route.nodes}
    for hop in trace.route.hops:
        found.append(_hop(message, hop, older, nodes, classes))
        older = hop
    return tuple(found)


def _hop(
    message: Message,
    hop: Hop,
    older: Hop | None,
    nodes: Mapping[int, Node],
    classes: tuple[AttestationClass, ...],
) -> FactRecord:
    line = hop.trace
    tests = line_tests(line)
    ip = known(line.ip)
    none: Value[Fact] = State.NOT_APPLICABLE
    return FactRecord(
        facts={
            "older_time": older.trace.time if older else none,
            "older_by": older.trace.by if older else none,
            "source": line.helo if isinstance(line.rdns, State) else line.rdns,
            "source_is_older": nodes[older.position].same_name
            if older and older.position in nodes
            else none,
            "dialect": line.dialect,
            "dialect_fits": tests.own_dialect,
            "ip_class": address_class(ip) if ip else State.ABSENT,
            "network_fits": tests.inner_address,
            "edge_address_fits": tests.edge_address,
            "peer_is_older": peer_wrote_older(older.trace, line) if older else none,
            "name_fits": tests.server_name,
            "build": line.id,
            "build_since": tests.build_since,
            "position": hop.position,
            "by": hop.trace.by,
            "ip": hop.trace.ip,
            "with": hop.trace.with_,
            "witness": hop.witness.value,
            "time": hop.trace.time,
        },
        fields=(hop.trace.field,),
        cls=_class(classes, hop.trace.field),
        group=f"{message.id}:line:{hop.trace.field}",
    )


def _lines(
    message: Message, trace: Trace, classes: tuple[AttestationClass, ...]
) -> tuple[FactRecord, ...]:
    """Received and X-Received lines, in order of the message."""
    witnesses = {item.field: item.witness.value for item in trace.evidence if item.role == "line"}
    witnesses |= {hop.trace.field: hop.witness.value for hop in trace.route.hops}
    lines = (*(hop.trace for hop in trace.route.hops), *trace.synthetic)
    return tuple(
        _line(message, line, witnesses.get(line.field, "claim"), classes)
        for line in sorted(lines, key=_field_of)
    )


def _field_of(line: TraceField) -> int:
    return line.field


def _line(
    message: Message, line: TraceField, witness: str, classes: tuple[AttestationClass, ...]
) -> FactRecord:
    tests = line_tests(line)
    return FactRecord(
        facts={
            "name": line.name,
            "by": line.by,
            "by_address": tests.writer_address,
            "id_address": tests.address_in_id,
            "witness": witness,
        },
        fields=(line.field,),
        cls=_class(classes, line.field),
        group=f"{message.id}:line:{line.field}",
    )


def reported_domain(result: ReportedResult) -> Value[str]:
    """The domain that a recorded result is about, lower case (RFC 8601 §2.7)."""
    wanted = {
        "dkim": (("header", "d"), ("header", "i")),
        "dmarc": (("header", "from"),),
        "spf": (("smtp", "mailfrom"), ("smtp", "helo")),
    }.get(result.method, ())
    for ptype, name in wanted:
        value = known(result.get(ptype, name))
        if value:
            return value.rpartition("@")[2].strip().rstrip(".").lower()
    return State.ABSENT


def _reported(
    message: Message, result: ReportedResult, classes: tuple[AttestationClass, ...]
) -> FactRecord:
    cls = _class(classes, result.field)
    return FactRecord(
        facts={
            "method": result.method,
            "result": result.result,
            "domain": reported_domain(result),
            "believed": result.believed,
            "attested_by": cls.value,
        },
        fields=(result.field,),
        cls=cls,
        group=f"{message.id}:line:{result.field}",
    )


def boundary_hop(trace: Trace) -> Hop | None:
    """The hop at the trust boundary, ``None`` if there is none."""
    position = known(trace.route.boundary.position)
    return next((hop for hop in trace.route.hops if hop.position == position), None)


def _boundary(message: Message, trace: Trace, classes: tuple[AttestationClass, ...]) -> FactRecord:
    hop = boundary_hop(trace)
    if hop is None:
        missing: dict[str, Value[Fact]] = dict.fromkeys(RECORDS["boundary"], State.ABSENT)
        return FactRecord(facts=missing)
    noted, fits, places = noted_address(trace)
    return FactRecord(
        facts={
            "by": hop.trace.by,
            "helo": trace.route.boundary.helo,
            "ip": trace.route.boundary.ip,
            "noted_ip": noted,
            "noted_fits": fits,
            "handover_seen": handover_is_seen(trace.route.boundary),
            "network_fits": handover_address_fits(trace.route.boundary),
            "position": hop.position,
            "time": hop.trace.time,
        },
        fields=(hop.trace.field,),
        places={"noted_ip": places} if places else {},
        cls=_class(classes, hop.trace.field),
        group=f"{message.id}:line:{hop.trace.field}",
    )


def _stamps(
    message: Message, trace: Trace, classes: tuple[AttestationClass, ...]
) -> tuple[FactRecord, ...]:
    """Times stamped beside the lines of the same server."""
    hops = {hop.position: hop for hop in trace.route.hops}
    found = []
    for item in trace.evidence:
        hop = hops.get(known(item.hop) or 0)
        if item.role != "stamped" or hop is None:
            continue
        cls = max(
            (_class(classes, field) for field in (item.field, hop.trace.field)),
            key=lambda one: one.value,
        )
        found.append(
            FactRecord(
                facts={
                    "name": item.header,
                    "time": item.time,
                    "line_time": hop.trace.time,
                    "by": hop.trace.by,
                    "fits": item.agrees,
                },
                fields=(item.field, hop.trace.field),
                cls=cls,
                group=f"{message.id}:line:{hop.trace.field}",
            )
        )
    return tuple(found)


def _message(message: Message, trace: Trace) -> FactRecord:
    identity = trace.identity
    domain = identity.from_[0].domain if identity.from_ else ""
    return FactRecord(
        facts={
            "body_available": message.body_available,
            "date": identity.date,
            "from_domain": domain or State.ABSENT,
            "message_id": identity.message_id,
            "repaired": message.repaired,
        },
        group=f"{message.id}:message",
        places={
            fact: tuple(field.index for field in message.named(name))
            for fact, name in (
                ("date", "Date"),
                ("from_domain", "From"),
                ("message_id", "Message-ID"),
            )
        },
    )
