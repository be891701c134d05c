"""All checks of one message: the room's answer to "does it verify, and who recorded what"."""

from __future__ import annotations

from datetime import date, datetime

from provenance.authentication.arc.records import ArcCheck, ArcEngineVerdict
from provenance.authentication.changed import changed
from provenance.authentication.compare import comparisons, explanations
from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.dkim.tags import without_space
from provenance.authentication.dkim.verify import MAX_SIGNATURES, Moments, verify_signatures
from provenance.authentication.dmarc import author_domain, check_dmarc, walk_names
from provenance.authentication.dnssec_check import check_dnssec
from provenance.authentication.historic import historic_signatures
from provenance.authentication.names import ascii_name
from provenance.authentication.recorded_policy import recorded_policies
from provenance.authentication.records import (
    Authentication,
    DkimResult,
    RecordedFact,
    SignatureCheck,
)
from provenance.authentication.resolver import Resolver
from provenance.authentication.spf import check_spf, spf_domains
from provenance.basics import State
from provenance.message import Message
from provenance.trace import Trace, Witness

ARC_FIELDS = frozenset({"arc-seal", "arc-message-signature", "arc-authentication-results"})
FACT_METHODS = frozenset({"compauth", "bimi", "mta-sts"})
FACT_FIELDS = frozenset(
    {"x-google-dkim-signature", "bimi-selector", "bimi-indicator", "bimi-location"}
)
MAX_INSTANCES = 50
MAX_AUTHORS = 20


def check(
    message: Message,
    trace: Trace,
    resolver: Resolver,
    *,
    as_of: date,
    cross_check: bool,
) -> Authentication:
    """Verify DKIM, ARC, SPF and DMARC of one message again, and compare with what was recorded.

    ``cross_check`` runs the second implementation over every signature. Never raises over
    evidence; what could not be tested says so.
    """
    moments = Moments(delivered=delivery_time(trace), as_of=as_of)
    dkim = verify_signatures(message, resolver, moments)
    dkim = _with_repair(message, dkim)
    dkim = _with_engines(message, dkim, cross_check=cross_check)
    arc = _arc(message, trace, resolver, as_of=as_of, cross_check=cross_check)
    spf = check_spf(trace, resolver)
    dmarc = check_dmarc(message, trace, dkim, spf, resolver)
    compared = comparisons(
        trace.reported,
        dkim,
        spf,
        dmarc,
        arc=arc,
        signed=_signed(message, dkim),
        marks=trace.route.marks,
    )
    return Authentication(
        dkim=dkim,
        spf=spf,
        dmarc=dmarc,
        arc=arc,
        compared=compared,
        facts=_facts(message, trace, resolver, moments),
        dnssec=check_dnssec(dkim, spf, dmarc, resolver, moments.delivered),
        policies=recorded_policies(trace.reported),
        explanations=explanations(trace.reported, compared) + historic_signatures(message),
    )


def _signed(message: Message, checks: tuple[SignatureCheck, ...]) -> tuple[tuple[int, str], ...]:
    """Return the text of ``b=`` of each signature, by which a record can name it (RFC 6008)."""
    found = []
    for check in checks:
        field = message.fields[check.field]
        value = message.raw[field.value_span.start : field.span.end]
        found.append((check.field, without_space(parse_signature(value).tags.get("b"))))
    return tuple(found)


def _facts(
    message: Message, trace: Trace, resolver: Resolver, moments: Moments
) -> tuple[RecordedFact, ...]:
    """Return what is only shown; the module is loaded where there is anything of the kind."""
    if not any(one.method in FACT_METHODS for one in trace.reported) and not any(
        field.lname in FACT_FIELDS for field in message.fields
    ):
        return ()
    from provenance.authentication.recorded_facts import recorded_facts

    return recorded_facts(message, trace.reported, resolver, moments)


def _arc(
    message: Message, trace: Trace, resolver: Resolver, *, as_of: date, cross_check: bool
) -> ArcCheck:
    """Validate the ARC chain; its modules are only loaded where there is one."""
    if not any(field.lname in ARC_FIELDS for field in message.fields):
        return ArcCheck()
    from provenance.authentication.arc import second_engine
    from provenance.authentication.arc.verify import validate_chain

    authors = tuple(sorted({a.domain.lower() for a in trace.identity.from_ if a.domain}))
    found = validate_chain(message, resolver, authors=authors[:MAX_AUTHORS])
    engines: tuple[ArcEngineVerdict, ...] = (second_engine.own_verdict(found),)
    notes = found.notes
    if cross_check:
        other = second_engine.second_verdict(message, found, as_of=as_of)
        engines += (other,)
        notes += second_engine.agreement(found, other)
    return changed(found, engines=engines, notes=notes)


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
    signatures = message.named("DKIM-Signature")[:MAX_SIGNATURES]
    for name in ("ARC-Message-Signature", "ARC-Seal"):
        # RFC 8617 §4.2.1: no chain has more; a longer one is refused unasked.
        signatures += message.named(name)[:MAX_INSTANCES]
    for field in signatures:
        value = message.raw[field.value_span.start : field.span.end]
        name = parse_signature(value).key_name
        if name:
            asked.add((name, "TXT"))
    domain = author_domain(message, trace)
    if isinstance(domain, str):
        asked.update((name, "TXT") for name in walk_names(domain))
    asked.update((name, "TXT") for d in spf_domains(trace) if (name := ascii_name(d)))
    return tuple(sorted(asked))


MAX_REPAIRED = 4
"""Failing signatures of one message for which a harmless change is sought."""


def _with_repair(
    message: Message, checks: tuple[SignatureCheck, ...]
) -> tuple[SignatureCheck, ...]:
    """Search for the harmless change after which a failing signature fits, with one allowance."""
    wanted = [check for check in checks if check.result is not DkimResult.PASS]
    if not wanted:
        return checks
    from provenance.authentication.dkim.fields import SignedMessage
    from provenance.authentication.dkim.repair import is_wanted, search
    from provenance.authentication.dkim.repair_edits import Budget

    chosen = [check.field for check in wanted if is_wanted(check)][:MAX_REPAIRED]
    prepared = SignedMessage(message)
    budget = Budget.of(prepared)
    failing = {check.field for check in wanted}
    return tuple(
        changed(check, repair=search(prepared, check, budget))
        if check.field in chosen
        else changed(check, repair=State.NOT_ATTEMPTED)
        if check.field in failing
        else check
        for check in checks
    )


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
    from provenance.authentication.dkim.second_engine import causes_of, second_verdicts

    seconds = second_verdicts(message, checks)
    return tuple(
        changed(
            c,
            engines=(own_verdict(c), other),
            notes=c.notes + agreement(c, other, causes_of(message, c)),
        )
        for c, other in zip(checks, seconds, strict=True)
    )
