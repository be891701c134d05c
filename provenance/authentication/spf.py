"""SPF of the hop at the trust boundary (RFC 7208), by pyspf over our own resolver.

Nothing is asked here but through the resolver; where a needed name was not asked, the answer
is ``not-tested``: never ``fail``, never ``none``.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from provenance.authentication.names import ascii_name
from provenance.authentication.records import SpfCheck
from provenance.authentication.resolver import Resolver
from provenance.authentication.spf_query import NotAskedError, make_query
from provenance.basics import State, Text, Value, text
from provenance.basics.record import dataclass
from provenance.trace import Trace, is_inside

NOT_TESTED = "not-tested"
RESULTS = ("pass", "fail", "softfail", "neutral", "none", "permerror", "temperror")

_HANDED_IN = {
    "trace.boundary.submission": "submission",
    "trace.boundary.mailbox-submission": "mailbox",
    "trace.boundary.local": "local",
}
"""Boundaries at which the message was handed in, not handed over by another system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfOutcome:
    """Result of one evaluation.

    ``mechanism`` is the term that decided, ``needed`` the name that was not asked, ``detail``
    the words of the engine for an error.
    """

    result: str
    sources: tuple[str, ...] = ()
    mechanism: str = ""
    needed: str = ""
    detail: str = ""


def spf_domains(trace: Trace) -> tuple[str, ...]:
    """Domains whose SPF record is asked: reverse-path and HELO of the boundary hop."""
    if _not_applicable(trace):
        return ()
    domains = (_mail_from(trace)[1], _helo(trace))
    return tuple(d for d in domains if isinstance(d, str) and d)


def check_spf(trace: Trace, resolver: Resolver) -> tuple[SpfCheck, ...]:
    """Evaluate both identities, MAIL FROM and HELO, for the address that handed the mail over."""
    ip = trace.route.boundary.ip
    case = _not_applicable(trace)
    if case:
        sentence = f"authentication.spf.not-applicable.{case}"
        explanation = text(sentence, ip=ip) if case == "inside" else text(sentence)
        return (
            SpfCheck(
                identity="mailfrom",
                ip=ip,
                domain=_mail_from(trace)[1],
                result=NOT_TESTED,
                dns_source="",
                explanation=explanation,
                applicable=False,
            ),
        )
    helo = _helo(trace)
    sender, domain = _mail_from(trace)
    checks = [_identity("mailfrom", ip, sender, domain, helo, resolver)]
    if not isinstance(helo, State):
        checks.append(_identity("helo", ip, "", helo, helo, resolver))
    return tuple(checks)


def _not_applicable(trace: Trace) -> str:
    """Why SPF has nothing to judge at this boundary, "" if it has.

    SPF asks whether a server of another system may send for a domain (RFC 7208 §2.1). A client
    that logged in, or a host inside the receiving network, is no such server.
    """
    boundary = trace.route.boundary
    case = _HANDED_IN.get(boundary.reason.id)
    if case is None and isinstance(boundary.ip, str) and is_inside(boundary.ip):
        case = "inside"
    return case or ""


def _helo(trace: Trace) -> Value[str]:
    """HELO name of the boundary hop; an address literal or a bare word is none (§2.3)."""
    helo = trace.route.boundary.helo
    if isinstance(helo, State):
        return helo
    name = ascii_name(helo)
    return name if "." in name and not helo.startswith("[") else State.NOT_APPLICABLE


def _mail_from(trace: Trace) -> tuple[str, Value[str]]:
    """Reverse-path and its domain; for the null path, postmaster at the HELO name (§2.4)."""
    path = trace.identity.return_path
    if isinstance(path, State):
        return "", path
    address = path.strip().removeprefix("<").removesuffix(">").strip().rstrip(".")
    if not address:
        helo = _helo(trace)
        return ("", helo) if isinstance(helo, State) else (f"postmaster@{helo}", helo)
    domain = ascii_name(address.rpartition("@")[2]) if "@" in address else ""
    return address, domain or State.UNPARSABLE


def _identity(
    identity: str,
    ip: Value[str],
    sender: str,
    domain: Value[str],
    helo: Value[str],
    resolver: Resolver,
) -> SpfCheck:
    def result(outcome: str, explanation: Text, sources: tuple[str, ...] = ()) -> SpfCheck:
        return SpfCheck(
            identity=identity,
            ip=ip,
            domain=domain,
            result=outcome,
            dns_source=",".join(sources),
            explanation=explanation,
        )

    if isinstance(ip, State):
        return result(NOT_TESTED, text("authentication.spf.not-tested.no-ip"))
    if isinstance(domain, State):
        return result(NOT_TESTED, text("authentication.spf.not-tested.no-domain", ip=ip))
    found = evaluate(
        ip=ip,
        sender=sender,
        helo="" if isinstance(helo, State) else helo,
        domain=domain,
        resolver=resolver,
    )
    case = found.result
    if case == NOT_TESTED:
        case = "not-tested.dns" if found.needed else "not-tested.engine"
    explanation = text(
        f"authentication.spf.{case}",
        ip=ip,
        domain=domain,
        needed=found.needed,
        mechanism=found.mechanism,
        detail=found.detail,
    )
    return result(found.result, explanation, found.sources)


def evaluate(
    *,
    ip: str,
    sender: str,
    helo: str,
    domain: str,
    resolver: Resolver,
) -> SpfOutcome:
    """Evaluate SPF (RFC 7208 §4.6) for one client address; never raises over evidence.

    ``sender`` is the reverse-path, "" for the HELO identity.
    """
    try:
        address = str(ip_address(ip.partition("%")[0]))
    except ValueError:
        return SpfOutcome(result=NOT_TESTED, detail="not an IP address")
    if isinstance(resolver.ask(domain, "TXT"), State):
        # Offline this spares the cost of loading the engine.
        return SpfOutcome(result=NOT_TESTED, needed=domain)
    query = make_query(address, sender, helo, resolver)
    return run_query(query)


def run_query(query: Any) -> SpfOutcome:
    """Run a prepared query; also used by the conformance tests."""
    sources: set[str] = query.sources
    try:
        result = query.check()[0]
    except NotAskedError as error:
        return SpfOutcome(result=NOT_TESTED, sources=tuple(sorted(sources)), needed=error.name)
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"[:200]
        return SpfOutcome(result=NOT_TESTED, sources=tuple(sorted(sources)), detail=detail)
    return SpfOutcome(
        result=result if result in RESULTS else NOT_TESTED,
        sources=tuple(sorted(sources)),
        mechanism=str(query.mechanism or "")[:200],
        detail=str(getattr(query, "prob", "") or "")[:200],
    )
