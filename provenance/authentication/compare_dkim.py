"""Which signature a recorded DKIM result is about, and why the two answers may differ."""

from __future__ import annotations

from provenance.authentication.names import ascii_name
from provenance.authentication.records import (
    BodyHash,
    DkimReason,
    DkimResult,
    Expiry,
    HeaderSignature,
    KeyState,
    SignatureCheck,
)
from provenance.basics import State, Value
from provenance.trace import ReportedResult, RouteMark, RouteMarkKind

SHORTEST_PREFIX = 4
"""Characters of ``header.b`` that can name a signature; RFC 6008 §3 wants at least eight."""

SignedTags = tuple[tuple[int, str], ...]
Meant = tuple[tuple[SignatureCheck, ...], str]

_KEY_CASES = {
    KeyState.MISSING: "key-gone",
    KeyState.REVOKED: "key-gone",
    KeyState.UNREADABLE: "key-unusable",
    KeyState.WRONG_TYPE: "key-unusable",
    KeyState.TEMPORARY_ERROR: "not-tested",
    KeyState.NOT_ATTEMPTED: "not-tested",
}


def compare_dkim(
    one: ReportedResult,
    checks: tuple[SignatureCheck, ...],
    signed: SignedTags,
    marks: tuple[RouteMark, ...],
) -> tuple[str, Value[str], str, Value[int], str] | None:
    """Return the case, our result, the domain, the signature's field and how it was found."""
    domain = _prop(one, "header", "d") or _prop(one, "header", "i").rpartition("@")[2]
    domain = "" if domain.lower() == "none" else domain
    if one.result == "none" and not checks:
        return "no-signature", "none", domain, State.ABSENT, ""
    fitting, by = meant(one, domain, checks, signed)
    if not fitting:
        if one.result != "pass":
            return None
        case = "dkim.other-signature" if by else "dkim.signature-gone"
        return case, "none", domain, State.ABSENT, by
    same = [c for c in fitting if c.result.value == one.result]
    check = (same or fitting)[0]
    computed = check.result.value
    return _case(one, check, marks), computed, domain or check.domain, check.field, by


def meant(
    one: ReportedResult, domain: str, checks: tuple[SignatureCheck, ...], signed: SignedTags
) -> Meant:
    """Find the signatures that a record can mean, the surest way first.

    ``header.b`` is the beginning of the very signature (RFC 6008 §4): where the record has it and
    no signature of that domain begins so, it speaks of one that this copy does not have.
    """
    prefix = "".join(_prop(one, "header", "b").strip('"').split())
    if len(prefix) >= SHORTEST_PREFIX and signed:
        begin = {index for index, value in signed if value.startswith(prefix)}
        found = tuple(c for c in checks if c.field in begin and _of(c, domain))
        return found, "b"
    selector = _prop(one, "header", "s")
    fitting = tuple(
        c for c in checks if _of(c, domain) and (not selector or c.selector == selector)
    )
    if not fitting:
        return (), ""
    return fitting, ("d+s" if selector else "d") if domain else "method"


def _of(check: SignatureCheck, domain: str) -> bool:
    return not domain or ascii_name(check.domain) == ascii_name(domain) or _below(check, domain)


def _below(check: SignatureCheck, domain: str) -> bool:
    """``header.i`` may lie below ``d=`` (RFC 6376 §3.5)."""
    return ascii_name(domain).endswith("." + ascii_name(check.domain)) and bool(check.domain)


def _case(one: ReportedResult, check: SignatureCheck, marks: tuple[RouteMark, ...]) -> str:
    """Which of the known situations this pair is; innocent ones have a sentence of their own."""
    if check.result.value == one.result:
        expired = one.result == "pass" and check.expiry_as_of is Expiry.EXPIRED
        late = check.expiry_at_delivery is Expiry.EXPIRED
        return "dkim.expired-since" if expired and not late else "agrees"
    if check.result is DkimResult.PASS:
        late = check.expiry_at_delivery is Expiry.EXPIRED
        return "dkim.expired-then" if late else "dkim.holds-now"
    if one.result != "pass":
        undecided = check.result in {DkimResult.NOT_TESTED, DkimResult.TEMPERROR}
        return "not-tested" if undecided else "differs"
    case = _KEY_CASES.get(check.key.state)
    if check.reason is DkimReason.KEY_FROM_THIS_MESSAGE:
        case = "not-tested"
    if case is not None:
        return case if case == "not-tested" else f"dkim.{case}"
    if check.reason is DkimReason.KEY_CHANGED:
        return "dkim.key-gone"
    return _changed(check, marks)


def _changed(check: SignatureCheck, marks: tuple[RouteMark, ...]) -> str:
    """A recorded pass, a key at hand, and yet no pass in this copy."""
    kinds = {mark.kind for mark in marks}
    if check.header_signature is HeaderSignature.VALID:
        if check.reason is DkimReason.BODY_NOT_AVAILABLE:
            return "dkim.body-not-kept"
        if check.body_hash is not BodyHash.MISMATCH:
            return "dkim.policy"
        if RouteMarkKind.LIST in kinds:
            return "dkim.list-footer"
        return "dkim.gateway-changed" if RouteMarkKind.GATEWAY in kinds else "dkim.body-changed"
    if check.header_signature is HeaderSignature.INVALID and RouteMarkKind.LIST in kinds:
        return "dkim.list-header"
    return "dkim.key-changed" if _whole_but_key(check) else "dkim.header-changed"


def _whole_but_key(check: SignatureCheck) -> bool:
    """The body fits, no signed field is missing, and the key has no date near the message."""
    return (
        check.body_hash is BodyHash.MATCH
        and check.header_signature is HeaderSignature.INVALID
        and not check.missing
        and check.key.contradicted
    )


def _prop(one: ReportedResult, ptype: str, name: str) -> str:
    value = one.get(ptype, name)
    return "" if isinstance(value, State) else value.strip().strip("<>")
