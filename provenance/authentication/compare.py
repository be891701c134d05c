"""What servers recorded beside what we computed: method by method, one sentence where they differ.

A result that the receiving side is shown to have written is compared for what it is. One that
anybody could have typed explains nothing; it is only said so where this copy speaks against it.
"""

from __future__ import annotations

import re

from provenance.authentication.arc.records import ArcCheck, ArcReason
from provenance.authentication.compare_dkim import SignedTags, compare_dkim
from provenance.authentication.names import ascii_name
from provenance.authentication.records import Comparison, DmarcCheck, SignatureCheck, SpfCheck
from provenance.basics import State, Text, Value, text
from provenance.trace import ReportedResult, RouteMark, RouteMarkKind

MAX_COMPARED = 200
_OPEN = frozenset({"not-tested", "temperror"})
_FORWARDING = frozenset(
    {
        RouteMarkKind.FORWARDED,
        RouteMarkKind.LIST,
        RouteMarkKind.RESENT,
        RouteMarkKind.SENDER_REWRITTEN,
        RouteMarkKind.REINJECTED,
    }
)
_POLICY = r"\b(?:p|policy)=(none|quarantine|reject)\b"

Found = tuple[str, Value[str], str, Value[int], str]
"""Case, our result, domain, field of the signature that was meant, and how it was found."""


def compare(
    reported: tuple[ReportedResult, ...],
    dkim: tuple[SignatureCheck, ...],
    spf: tuple[SpfCheck, ...],
    dmarc: tuple[DmarcCheck, ...],
) -> tuple[Text, ...]:
    """Return the sentences of :func:`comparisons`, each once, in the order of the message."""
    return explanations(reported, comparisons(reported, dkim, spf, dmarc))


def explanations(
    reported: tuple[ReportedResult, ...], compared: tuple[Comparison, ...]
) -> tuple[Text, ...]:
    """Return each sentence once, and one where no record can be relied on, or there is none."""
    texts: dict[Text, None] = {}
    for one in compared:
        if not isinstance(one.explanation, State):
            texts[one.explanation] = None
    if not reported:
        texts[text("authentication.compare.none-recorded")] = None
    elif not any(one.believed for one in reported):
        texts[text("authentication.compare.none-believed")] = None
    return tuple(texts)


def comparisons(
    reported: tuple[ReportedResult, ...],
    dkim: tuple[SignatureCheck, ...],
    spf: tuple[SpfCheck, ...],
    dmarc: tuple[DmarcCheck, ...],
    *,
    arc: Value[ArcCheck] = State.NOT_ATTEMPTED,
    signed: SignedTags = (),
    marks: tuple[RouteMark, ...] = (),
) -> tuple[Comparison, ...]:
    """Compare every recorded result of a method that we compute with ours.

    Args:
        reported: recorded results, in the order of the message.
        dkim: our checks of the signatures.
        spf: our checks of SPF.
        dmarc: our checks of DMARC.
        arc: our check of the chain.
        signed: pairs of a signature field's index and the text of its ``b=``.
        marks: what the route shows of lists, forwarding, gateways.

    Returns:
        One entry for each result, believed ones first in number: at most :data:`MAX_COMPARED`
        of each kind.
    """
    made: list[Comparison] = []
    sealed = _sealed(arc)
    counted = {True: 0, False: 0}
    for one in reported:
        if counted[one.believed] >= MAX_COMPARED:
            continue
        found: Found | None = None
        if one.method == "dkim":
            found = compare_dkim(one, dkim, signed, marks)
        elif one.method == "spf":
            found = _spf(one, spf, marks)
        elif one.method == "dmarc":
            found = _dmarc(one, dmarc)
        elif one.method == "arc":
            found = _arc(one, arc)
        if found is not None:
            counted[one.believed] += 1
            made.append(_comparison(one, found, sealed.get(one.field, "")))
    return tuple(made)


def _sealed(arc: Value[ArcCheck]) -> dict[int, str]:
    """Sealing domain of each ARC-Authentication-Results field under a seal that fits."""
    if isinstance(arc, State):
        return {}
    return {
        one.results_field: one.seal.domain
        for one in arc.instances
        if one.verified and not isinstance(one.seal, State) and isinstance(one.results_field, int)
    }


def _comparison(one: ReportedResult, found: Found, sealer: str) -> Comparison:
    case, computed, domain, signature, by = found
    if not one.believed:
        against = one.result == "pass" and computed in {"fail", "permerror"}
        case = ("sealed" if sealer else "typed") if against else "not-relied-on"
    return Comparison(
        field=one.field,
        header=one.header,
        authserv_id=one.authserv_id,
        method=one.method,
        recorded=one.result,
        computed=computed,
        believed=one.believed,
        why=one.why,
        case=case,
        signature=signature,
        by=by,
        explanation=_sentence(case, one, computed, domain, sealer),
    )


def _spf(
    one: ReportedResult, checks: tuple[SpfCheck, ...], marks: tuple[RouteMark, ...]
) -> Found | None:
    helo = prop(one, "smtp", "helo")
    # Received-SPF (RFC 7208 §9.1) writes its own keys, without a type.
    sender = prop(one, "smtp", "mailfrom") or prop(one, "", "envelope-from").strip('"<>')
    if not sender and not helo:
        # "helo=" is there whatever was checked; the identity stands in a key or in the comment.
        checked, greeting = _checked_domain(one), prop(one, "", "helo")
        of_sender = prop(one, "", "identity").lower() == "mailfrom" or (
            bool(checked) and ascii_name(checked) != ascii_name(greeting)
        )
        sender, helo = (checked or "", "") if of_sender else ("", greeting)
        if of_sender and not sender:
            return None
    identity = "helo" if helo and not sender else "mailfrom"
    check = next((c for c in checks if c.identity == identity), None)
    if check is None:
        return None
    own = "" if isinstance(check.domain, State) else check.domain
    named = sender.rpartition("@")[2] or helo
    case = _plain_case("spf", one.result, check.result)
    if case == "spf.differs":
        if named and own and named.lower() != "none" and ascii_name(named) != ascii_name(own):
            case = "spf.other-identity"
        elif one.result != "pass" and any(mark.kind in _FORWARDING for mark in marks):
            case = "spf.forwarded"
    return case, check.result, named or own, State.NOT_APPLICABLE, "identity"


def _checked_domain(one: ReportedResult) -> str:
    """The domain that the comment of a Received-SPF field names as checked, "" for none.

    Forms as in RFC 7208 §9.1 and as Microsoft and Google write them.
    """
    for comment in one.comments:
        found = re.search(r"\bdomain of (?:\S{1,200}@)?([^\s@]{1,255}) ", comment[:500])
        if found:
            return found[1].strip("<>\"'")
    return ""


def _dmarc(one: ReportedResult, checks: tuple[DmarcCheck, ...]) -> Found | None:
    if not checks:
        return None
    same = [c for c in checks if c.result == one.result]
    check = (same or list(checks))[0]
    domain = prop(one, "header", "from")
    if not domain and not isinstance(check.domain, State):
        domain = check.domain
    case = _plain_case("dmarc", one.result, check.result)
    then = recorded_policy(one)
    now = "" if isinstance(check.policy, State) else check.policy.lower()
    if then and now and then != now and case in {"agrees", "dmarc.differs"}:
        case = "dmarc.policy-changed"
    return case, check.result, domain, State.NOT_APPLICABLE, "method"


def recorded_policy(one: ReportedResult) -> str:
    """DMARC policy that a server wrote beside its result, "" if it did not."""
    published = prop(one, "policy", "published-domain-policy")
    if published:
        return published.lower()
    for comment in one.comments:
        found = re.search(_POLICY, comment[:500], re.IGNORECASE)
        if found:
            return found[1].lower()
    return ""


def _arc(one: ReportedResult, arc: Value[ArcCheck]) -> Found | None:
    if isinstance(arc, State):
        return None
    computed = arc.result.value
    case = _plain_case("arc", one.result, computed)
    if case == "arc.differs" and computed == "none":
        case = "arc.gone"
    elif case == "arc.differs" and arc.reason is ArcReason.SEALED_AS_FAILED:
        case = "arc.broken-later"
    return case, computed, "", State.NOT_APPLICABLE, "method"


def _plain_case(method: str, recorded: str, computed: str) -> str:
    if recorded == computed:
        return "agrees"
    return "not-tested" if computed in _OPEN else f"{method}.differs"


def _sentence(
    case: str, one: ReportedResult, computed: Value[str], domain: str, sealer: str
) -> Value[Text]:
    if case == "not-relied-on" or (one.method == "arc" and case == "agrees"):
        return State.NOT_APPLICABLE
    if case == "no-signature":
        return text("authentication.compare.no-signature", method=one.method)
    if case == "sealed":
        return text(
            "authentication.compare.sealed",
            method=one.method,
            recorded=one.result,
            computed=computed,
            domain=_named(domain),
            sealer=sealer,
        )
    return text(
        f"authentication.compare.{case}",
        method=one.method,
        recorded=one.result,
        computed=computed,
        domain=_named(domain),
    )


def _named(domain: str) -> str | Text:
    """The domain, or words for one that the recorded line leaves out (Microsoft: ``none``)."""
    if domain and domain.lower() != "none":
        return domain
    return text("authentication.compare.unnamed-domain")


def prop(one: ReportedResult, ptype: str, name: str) -> str:
    """A property of a recorded result without brackets, "" if it has none."""
    value = one.get(ptype, name)
    return "" if isinstance(value, State) else value.strip().strip("<>")
