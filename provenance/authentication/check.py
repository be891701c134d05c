"""All checks of one message: the room's answer to "does it verify, and who recorded what"."""

from __future__ import annotations

from datetime import date, datetime

from provenance.authentication.changed import changed
from provenance.authentication.compare import compare
from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.dkim.verify import MAX_SIGNATURES, Moments, verify_signatures
from provenance.authentication.dmarc import author_domain, check_dmarc, walk_names
from provenance.authentication.dnssec_check import check_dnssec
from provenance.authentication.names import ascii_name
from provenance.authentication.recorded_policy import recorded_policies
from provenance.authentication.records import Authentication, SignatureCheck
from provenance.authentication.resolver import Resolver
from provenance.authentication.spf import check_spf, spf_domains
from provenance.basics import State
from provenance.message import Message
from provenance.trace import Trace, Witness

_SIGNATURES = ("DKIM-Signature", "ARC-Message-Signature", "ARC-Seal")
"""Fields that name a key by ``s=`` and ``d=`` (RFC 6376 §3.5, RFC 8617 §4.1)."""


def check(
    message: Message,
    trace: Trace,
    resolver: Resolver,
    *,
    as_of: date,
    cross_check: bool,
) -> Authentication:
    """Verify DKIM, SPF and DMARC of one message again, and compare with what was recorded.

    ``cross_check`` runs the second implementation over every signature. Never raises over
    evidence; what could not be tested says so.
    """
    delivered = delivery_time(trace)
    dkim = verify_signatures(message, resolver, Moments(delivered=delivered, as_of=as_of))
    dkim = _with_engines(message, dkim, cross_check=cross_check)
    spf = check_spf(trace, resolver)
    dmarc = check_dmarc(message, trace, dkim, spf, resolver)
    return Authentication(
        dkim=dkim,
        spf=spf,
        dmarc=dmarc,
        dnssec=check_dnssec(dkim, spf, dmarc, resolver, delivered),
        policies=recorded_policies(trace.reported),
        explanations=compare(trace.reported, dkim, spf, dmarc),
    )


def delivery_time(trace: Trace) -> datetime | None:
    """When the receiving side took the message over: the time of the trust boundary's hop.

    Without it, the time of the newest line that the receiver wrote; ``None`` if there is none.
    """
    boundary = trace.route.boundary.position
    for hop in trace.route.hops:
        if hop.position == boundary and not isinstance(hop.trace.time, State):
            return hop.trace.time.utc
    for hop in reversed(trace.route.hops):
        if hop.witness is Witness.RECEIVER and not isinstance(hop.trace.time, State):
            return hop.trace.time.utc
    return None


def questions(message: Message, trace: Trace) -> tuple[tuple[str, str], ...]:
    """DNS questions (name, type) that a message raises at once, so that they can be asked together.

    What an SPF record includes is only known after its answer, and asked later.
    """
    asked: set[tuple[str, str]] = set()
    for header in _SIGNATURES:
        for field in message.named(header)[:MAX_SIGNATURES]:
            value = message.raw[field.value_span.start : field.span.end]
            name = parse_signature(value).key_name
            if name:
                asked.add((name, "TXT"))
    domain = author_domain(message, trace)
    if isinstance(domain, str):
        asked.update((name, "TXT") for name in walk_names(domain))
    asked.update((name, "TXT") for d in spf_domains(trace) if (name := ascii_name(d)))
    return tuple(sorted(asked))


def _with_engines(
    message: Message,
    checks: tuple[SignatureCheck, ...],
    *,
    cross_check: bool,
) -> tuple[SignatureCheck, ...]:
    """Add what each implementation answered; the second one only where it is asked for."""
    from provenance.authentication.dkim.agreement import agreement, own_verdict

    if not cross_check:
        return tuple(changed(c, engines=(own_verdict(c),)) for c in checks)
    if not checks:
        return checks
    from provenance.authentication.dkim.second_engine import second_verdicts

    seconds = second_verdicts(message, checks)
    return tuple(
        changed(c, engines=(own_verdict(c), other), notes=c.notes + agreement(c, other))
        for c, other in zip(checks, seconds, strict=True)
    )
