"""Facts about seals (DKIM signatures, ARC sets) beside the copy that carries them, for rules.

A seal is judged only with a key that is the domain's by all that is at hand: a key that was
published as private, that another answer contradicts, or that was computed from this very message
shows nothing (RFC 6376 §3.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from provenance.authentication import (
    ArcCheck,
    ArcReason,
    Authentication,
    BodyHash,
    DkimReason,
    Expiry,
    HeaderSignature,
    Repair,
    RepairOutcome,
    SignatureCheck,
)
from provenance.authentication.arc.records import ArcSignature
from provenance.basics import Instant, State, Value, known
from provenance.message import Message
from provenance.reasoning.rules.facts import (
    Fact,
    FactBase,
    FactRecord,
    boundary_hop,
    reported_domain,
)
from provenance.reasoning.rules.line_facts import with_more
from provenance.trace import AttestationClass, ReportedResult, Trace

_TESTED: Final = (HeaderSignature.VALID, HeaderSignature.INVALID)
_GAPS: Final = frozenset((ArcReason.INSTANCE_MISSING, ArcReason.FIELD_MISSING))
_DKIM: Final = "DKIM-Signature"
_ARC_NAMES: Final = ("arc-seal", "arc-message-signature", "arc-authentication-results")
# Exchange stores a message as properties and makes the text anew when it is saved: of 4,217
# signatures in copies saved from Outlook.com 466 still have the body hash (measured).
_REBUILDS: Final = ("exchange", "outlook")
# Of 41 signatures in copies saved from Proton none has the body hash (measured).
_REBUILDING_HOSTS: Final = (".protonmail.ch",)
_MOST_LABELS: Final = 127
_DOMAIN: Final = r"[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+"

_CLIENT: Final = AttestationClass.CLIENT

_Signature = SignatureCheck | ArcSignature


def with_seals(
    base: FactBase, message: Message, trace: Trace, authentication: Authentication
) -> FactBase:
    """The same facts with those of seals beside them."""
    checks = tuple(_signatures(authentication))
    recorded = {
        record.fields: record.facts["recorded_pass"] is True for record in base.lists["dkim"]
    }
    common: dict[str, Value[Fact]] = {
        "text_covered_elsewhere": any(_covers(check) for check in checks),
        "rebuilt": _is_rebuilt(trace),
        "arrival": _arrival(trace),
        "date": trace.identity.date,
    }
    held = frozenset(check.domain.lower() for check in authentication.dkim)
    lists = dict(base.lists)
    lists["seals"] = tuple(
        _seal(
            base,
            message,
            check,
            {**common, "recorded_pass": recorded.get((check.field,), False)},
        )
        for check in checks
    )
    lists["reported"] = tuple(
        with_more(record, {"seal_present": _present(result, held)})
        for record, result in zip(lists["reported"], _in_order(trace), strict=True)
    )
    records = dict(base.records)
    records["chain"] = _chain(base, message, authentication)
    return FactBase(lists=lists, records=records, fields=base.fields, classes=base.classes)


def _in_order(trace: Trace) -> list[ReportedResult]:
    """Recorded results in the order in which the list of facts has them."""
    return sorted(trace.reported, key=lambda result: result.field)


def _signatures(authentication: Authentication) -> Iterator[_Signature]:
    """DKIM signatures, then of ARC the newest message signature and all seals.

    Only the newest message signature has to fit: who changes a message seals it anew (RFC 8617
    §5.2 step 4).
    """
    yield from authentication.dkim
    arc = authentication.arc
    if not isinstance(arc, ArcCheck) or not arc.instances:
        return
    newest = arc.instances[-1].message_signature
    if not isinstance(newest, State):
        yield newest
    for instance in arc.instances:
        if not isinstance(instance.seal, State):
            yield instance.seal


def _tested(check: _Signature) -> bool:
    """Whether the header part was tested with a key that may count."""
    key = check.key
    from_message = check.reason in {
        DkimReason.KEY_FROM_THIS_MESSAGE,
        ArcReason.KEY_FROM_THIS_MESSAGE,
    }
    doubted = key.published_private or key.contradicted or from_message
    return check.header_signature in _TESTED and not doubted


def _header_fits(check: _Signature) -> Value[bool]:
    if not _tested(check):
        return State.NOT_ATTEMPTED
    return check.header_signature is HeaderSignature.VALID


def _text_fits(message: Message, check: _Signature) -> Value[bool]:
    """Whether the text has the hash; not told of a header alone, as delivery reports return it."""
    if check.body_hash is BodyHash.NOT_TESTABLE:
        return State.NOT_APPLICABLE
    empty = not message.raw[message.body.start : message.body.end].strip()
    if empty and check.body_hash is BodyHash.MISMATCH:
        return State.ABSENT
    return check.body_hash is BodyHash.MATCH


def _repaired(check: _Signature) -> bool:
    """Whether it fits, or its text does, once a known harmless change is undone."""
    found = check.repair if isinstance(check, SignatureCheck) else None
    if not isinstance(found, Repair):
        return False
    return found.outcome in {RepairOutcome.VERIFIED, RepairOutcome.BODY_ONLY}


def _seal(
    base: FactBase, message: Message, check: _Signature, common: Mapping[str, Value[Fact]]
) -> FactRecord:
    fits = _header_fits(check)
    signed, total = known(check.body_signed), known(check.body_total)
    left = max(0, total - signed) if signed is not None and total is not None else 0
    invalid = check.header_signature is HeaderSignature.INVALID
    facts: dict[str, Value[Fact]] = {
        **common,
        "name": check.header or _DKIM,
        "domain": check.domain.lower() or State.ABSENT,
        "header_fits": fits,
        "text_fits": _text_fits(message, check),
        "repaired": _repaired(check),
        "fields_missing": len(check.missing) if invalid else 0,
        "open_bytes": left,
        "open_end": left > 0,
        "signed_at": check.signed_at,
        **_of_dkim(check),
    }
    cls = AttestationClass.SIGNED if fits is True else base.cls_of(check.field)
    group = f"{message.id}:signature:{check.field}"
    return FactRecord(facts=facts, fields=(check.field,), cls=cls, group=group)


def _of_dkim(check: _Signature) -> dict[str, Value[Fact]]:
    """What is known of DKIM signatures alone."""
    if not isinstance(check, SignatureCheck):
        return dict.fromkeys(
            ("repeated", "repeated_names", "expires_at", "expired_at_arrival"), State.NOT_APPLICABLE
        )
    return {
        "repeated": bool(check.repeated),
        "repeated_names": ", ".join(check.repeated) or "none",
        "expires_at": check.expires_at,
        "expired_at_arrival": check.expiry_at_delivery is Expiry.EXPIRED,
    }


def _covers(check: _Signature) -> bool:
    """Whether a seal fits its header lines and the whole text of this copy."""
    signed, total = known(check.body_signed), known(check.body_total)
    whole = signed is None or total is None or signed >= total
    return _header_fits(check) is True and check.body_hash is BodyHash.MATCH and whole


def _is_rebuilt(trace: Trace) -> bool:
    """Whether the receiving side keeps messages in a store that makes the text anew."""
    hop = boundary_hop(trace)
    if hop is None:
        return False
    by = (known(hop.trace.by) or "").lower()
    return hop.trace.dialect.startswith(_REBUILDS) or by.endswith(_REBUILDING_HOSTS)


def _arrival(trace: Trace) -> Value[Instant]:
    hop = boundary_hop(trace)
    return State.ABSENT if hop is None else hop.trace.time


def _present(result: ReportedResult, held: frozenset[str]) -> Value[Fact]:
    """Whether the copy carries a DKIM signature of the domain that a recorded pass is about."""
    domain = known(reported_domain(result))
    if result.method != "dkim" or result.result != "pass" or not domain:
        return State.NOT_APPLICABLE
    if not re.fullmatch(_DOMAIN, domain):
        return State.NOT_APPLICABLE
    labels = domain.split(".")[:_MOST_LABELS]
    # Where only the identity is recorded (i=), it may be below the signing domain.
    return any(".".join(labels[at:]) in held for at in range(len(labels)))


def _chain(base: FactBase, message: Message, authentication: Authentication) -> FactRecord:
    """Whether the sets of ARC are complete in number and fields (RFC 8617 §4.2.1, §5.2)."""
    arc = authentication.arc
    places = tuple(f.index for f in message.fields if f.lname in _ARC_NAMES)
    facts: dict[str, Value[Fact]] = {
        "sets": State.ABSENT,
        "complete": State.ABSENT,
        "missing": State.NOT_APPLICABLE,
        "newest": State.NOT_APPLICABLE,
    }
    if isinstance(arc, ArcCheck) and arc.reason is not ArcReason.NO_CHAIN and places:
        facts["sets"] = len(arc.instances)
        facts["complete"] = arc.reason not in _GAPS
        facts["newest"] = max((one.number for one in arc.instances), default=0)
        facts["missing"] = 0 if facts["complete"] else known(arc.at) or 0
    cls = max((base.cls_of(at) for at in places), key=lambda one: one.value, default=_CLIENT)
    return FactRecord(facts=facts, fields=places, cls=cls, group=f"{message.id}:chain")
