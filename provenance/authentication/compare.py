"""What the receiving side recorded beside what we computed, one sentence for each method."""

from __future__ import annotations

from provenance.authentication.names import ascii_name
from provenance.authentication.records import (
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    HeaderSignature,
    KeyState,
    SignatureCheck,
    SpfCheck,
)
from provenance.basics import State, Text, text
from provenance.trace import ReportedResult

MAX_COMPARED = 200
_KEY_CASES = {
    KeyState.MISSING: "key-gone",
    KeyState.REVOKED: "key-gone",
    KeyState.UNREADABLE: "key-unusable",
    KeyState.WRONG_TYPE: "key-unusable",
    KeyState.TEMPORARY_ERROR: "not-tested",
    KeyState.NOT_ATTEMPTED: "not-tested",
}


def compare(
    reported: tuple[ReportedResult, ...],
    dkim: tuple[SignatureCheck, ...],
    spf: tuple[SpfCheck, ...],
    dmarc: tuple[DmarcCheck, ...],
) -> tuple[Text, ...]:
    """Compare every believed result with ours; nothing is said of results that nobody vouches for.

    The sentences keep the order of the message; each is given once.
    """
    texts: dict[Text, None] = {}
    believed = [one for one in reported if one.believed][:MAX_COMPARED]
    for one in believed:
        found: Text | None = None
        if one.method == "dkim":
            found = _dkim(one, dkim)
        elif one.method == "spf":
            found = _spf(one, spf)
        elif one.method == "dmarc":
            found = _dmarc(one, dmarc)
        if found is not None:
            texts[found] = None
    if not believed and reported:
        texts[text("authentication.compare.none-believed")] = None
    elif not reported:
        texts[text("authentication.compare.none-recorded")] = None
    return tuple(texts)


def _dkim(one: ReportedResult, checks: tuple[SignatureCheck, ...]) -> Text | None:
    domain = _property(one, "header", "d") or _property(one, "header", "i").rpartition("@")[2]
    domain = "" if domain.lower() == "none" else domain
    if one.result == "none" and not checks:
        return text("authentication.compare.no-signature", method=one.method)
    selector = _property(one, "header", "s")
    fitting = [
        c
        for c in checks
        if (not domain or ascii_name(c.domain) == ascii_name(domain))
        and (not selector or c.selector == selector)
    ]
    if not fitting:
        return (
            _sentence("dkim.signature-gone", one, "none", domain) if one.result == "pass" else None
        )
    same = [c for c in fitting if c.result.value == one.result]
    check = (same or fitting)[0]
    return _sentence(_dkim_case(one, check), one, check.result.value, domain or check.domain)


def _dkim_case(one: ReportedResult, check: SignatureCheck) -> str:
    """Which of the known situations this pair is; innocent ones have a sentence of their own."""
    if check.result.value == one.result:
        return "agrees"
    if check.result is DkimResult.PASS:
        return "dkim.holds-now"
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
    if check.header_signature is HeaderSignature.VALID:
        if check.reason is DkimReason.BODY_NOT_AVAILABLE:
            return "dkim.body-not-kept"
        changed = check.body_hash is BodyHash.MISMATCH
        return "dkim.body-changed" if changed else "dkim.policy"
    return "dkim.header-changed"


def _spf(one: ReportedResult, checks: tuple[SpfCheck, ...]) -> Text | None:
    helo = _property(one, "smtp", "helo")
    # Received-SPF (RFC 7208 §9.1) writes its own keys, without a type.
    sender = _property(one, "smtp", "mailfrom") or _property(one, "", "envelope-from").strip('"<>')
    helo = helo or ("" if sender else _property(one, "", "helo"))
    identity = "helo" if helo and not sender else "mailfrom"
    check = next((c for c in checks if c.identity == identity), None)
    if check is None:
        return None
    domain = sender.rpartition("@")[2] or helo
    if not domain and not isinstance(check.domain, State):
        domain = check.domain
    return _sentence(_plain_case("spf", one.result, check.result), one, check.result, domain)


def _dmarc(one: ReportedResult, checks: tuple[DmarcCheck, ...]) -> Text | None:
    if not checks:
        return None
    same = [c for c in checks if c.result == one.result]
    check = (same or list(checks))[0]
    domain = _property(one, "header", "from")
    if not domain and not isinstance(check.domain, State):
        domain = check.domain
    return _sentence(_plain_case("dmarc", one.result, check.result), one, check.result, domain)


def _plain_case(method: str, recorded: str, computed: str) -> str:
    if recorded == computed:
        return "agrees"
    if computed in {"not-tested", "temperror"}:
        return "not-tested"
    return f"{method}.differs"


def _sentence(case: str, one: ReportedResult, computed: str, domain: str) -> Text:
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


def _property(one: ReportedResult, ptype: str, name: str) -> str:
    value = one.get(ptype, name)
    return "" if isinstance(value, State) else value.strip().strip("<>")
