"""Findings about the journey: who handed over, addresses not listed, clocks that run back."""

from __future__ import annotations

from typing import Final

from provenance.basics import Param, State, known, text
from provenance.basics.networks import address_class
from provenance.reasoning.rates import day_of
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rules.facts import boundary_hop
from provenance.reasoning.rung_system import named_hosts
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_header
from provenance.trace import AttestationClass, Hop, Witness, handover_address_fits
from provenance.trace.domains import operator_of
from provenance.trace.plausible import inner_address_fits

# Of 7,909 measured messages 17 of 100 step back at all, 0.5 of 100 by more than a minute.
BACKWARDS_SECONDS: Final = 60
MAX_BACKWARDS: Final = 20
MAX_NAMED: Final = 20
MAX_NOT_LISTED: Final = 5


def route_findings(subject: Subject) -> list[Finding]:
    """The handover at the trust boundary, lines below it, and steps back in time."""
    hop = boundary_hop(subject.analysed.trace)
    return [
        _handover(subject, hop) if hop is not None else _no_boundary(subject),
        *_not_listed(subject),
        *_named(subject),
        *_below(subject),
        *_backwards(subject),
    ]


def _shown(value: object) -> Param:
    return value if isinstance(value, str | State) else str(value)


def _handover(subject: Subject, hop: Hop) -> Finding:
    boundary = subject.analysed.trace.route.boundary
    case = "handover" if known(boundary.ip) else "handover-no-ip"
    params: dict[str, Param] = {"by": _shown(hop.trace.by)}
    if isinstance(hop.trace.time, State):
        case += "-no-time"
    else:
        params["time"] = hop.trace.time
    if known(boundary.ip):
        params["ip"] = _shown(boundary.ip)
    return subject.finding(
        "route.handover",
        FindingKind.ROUTE,
        2,
        text(f"reasoning.route.{case}", **params),
        fields=(hop.trace.field,),
        assumptions=(
            text("reasoning.assumption.receiver-clock"),
            text("reasoning.assumption.copy-kept"),
        ),
        defeaters=(text("reasoning.defeater.boundary"),),
        cautions=(text("reasoning.caution.handover"),),
    )


def _named(subject: Subject) -> list[Finding]:
    """Lines that name a host of the domain asked about: a tie that anybody could have typed."""
    found: dict[str, list[int]] = {}
    for field, name in named_hosts(subject):
        found.setdefault(name.lower(), []).append(field)
    return [
        subject.finding(
            "route.names-domain",
            FindingKind.ROUTE,
            2,
            text("reasoning.route.names-domain", host=host),
            fields=tuple(dict.fromkeys(fields)),
            strength=min(1, subject.limit(*fields)),
            assumptions=(text("reasoning.assumption.copy-kept"),),
        )
        for host, fields in list(found.items())[:MAX_NAMED]
    ]


def _not_listed(subject: Subject) -> list[Finding]:
    """Addresses that a line gives to a large operator and that this program's list lacks.

    A fact about a list that is known to be incomplete, so it carries nothing (decision 0031).
    Addresses of documents belong to nobody: no list of an operator could hold them.
    """
    route = subject.analysed.trace.route
    handover = boundary_hop(subject.analysed.trace)
    lines = [hop.trace for hop in route.hops if inner_address_fits(hop.trace) is False]
    pairs = [(line.field, _shown(line.helo), known(line.ip) or "") for line in lines]
    if handover is not None and handover_address_fits(route.boundary) is False:
        boundary = route.boundary
        pairs = [(handover.trace.field, _shown(boundary.helo), known(boundary.ip) or ""), *pairs]
    found = []
    for field, name, ip in dict.fromkeys(pairs):
        operator = operator_of(str(name))
        if operator is None or address_class(ip) == "documentation":
            continue
        found.append(
            subject.finding(
                "route.not-listed",
                FindingKind.ROUTE,
                2,
                text("reasoning.route.not-listed", host=name, operator=operator.title, ip=ip),
                fields=(field,),
                strength=0,
                observed=True,
                cautions=(text("reasoning.caution.not-listed", day=day_of(operator.read_on)),),
            )
        )
    return found[:MAX_NOT_LISTED]


def _no_boundary(subject: Subject) -> Finding:
    return subject.finding(
        "route.no-boundary",
        FindingKind.LIMITATION,
        2,
        text("reasoning.route.no-boundary"),
        where=(where_header(subject.analysed.message),),
        cls=AttestationClass.CLIENT,
        strength=0,
        group="route",
        observed=True,
    )


def _below(subject: Subject) -> list[Finding]:
    fields = tuple(
        hop.trace.field
        for hop in subject.analysed.trace.route.hops
        if hop.witness in {Witness.SENDER_SIDE, Witness.CLAIM}
    )
    if not fields:
        return []
    return [
        subject.finding(
            "route.sender-side",
            FindingKind.LIMITATION,
            2,
            text("reasoning.route.sender-side", count=len(fields)),
            fields=fields,
            strength=0,
            group="route",
        )
    ]


def _backwards(subject: Subject) -> list[Finding]:
    found = []
    for hop in subject.analysed.trace.route.hops:
        delay = known(hop.delay_seconds)
        if delay is None or delay >= -BACKWARDS_SECONDS:
            continue
        found.append(
            subject.finding(
                "clock.backwards",
                FindingKind.CLOCK,
                2,
                text("reasoning.clock.backwards", position=hop.position, seconds=-delay),
                fields=(hop.trace.field,),
                cautions=(text("reasoning.caution.clock"),),
            )
        )
    return found[:MAX_BACKWARDS]
