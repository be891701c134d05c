"""DMARC from our own DKIM and SPF results: RFC 7489 (suffix list) and RFC 9989 (tree walk).

A message from before May 2026 was judged by RFC 7489; both are evaluated, each its own row.
``fail`` is said only where every check that could have aligned was decided.
"""

from __future__ import annotations

import re

from provenance.authentication.changed import changed
from provenance.authentication.dkim.tags import TagList, parse_tags
from provenance.authentication.names import ascii_name
from provenance.authentication.organisational_domain import organisational_domain
from provenance.authentication.records import (
    DkimReason,
    DkimResult,
    DmarcCheck,
    SignatureCheck,
    SpfCheck,
)
from provenance.authentication.resolver import Resolver
from provenance.basics import State, Text, Value, text
from provenance.basics.record import dataclass
from provenance.message import Message
from provenance.trace import Trace

NOT_TESTED = "not-tested"
POLICIES = ("none", "quarantine", "reject")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
WALK_LABELS = 8
"""RFC 9989 §4.10: from this many labels on, the walk goes on with the last seven."""

_UNDECIDED_DKIM = frozenset({DkimResult.NOT_TESTED, DkimResult.TEMPERROR, DkimResult.NEUTRAL})
_UNDECIDED_REASONS = frozenset({DkimReason.BODY_NOT_AVAILABLE, DkimReason.KEY_CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A DMARC record found at one domain. ``status`` is found, none, not-asked or error."""

    domain: str
    status: str
    record: str = ""
    tags: TagList = TagList(tags={})
    source: str = ""
    asked_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Policy of an author domain: where the record was found, and which of its tags applies."""

    status: str
    organisation: Value[str]
    found: Lookup | None = None
    policy: Value[str] = State.ABSENT
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A domain that SPF or DKIM speaks for, and what came out of it.

    ``outcome`` is pass, failed, undecided, or not-applicable where SPF had nothing to judge.
    """

    kind: str
    domain: str
    outcome: str


def author_domain(message: Message, trace: Trace) -> Value[str]:
    """Domain of the one author domain (RFC 7489 §6.6.1), or why there is none."""
    fields = message.named("From")
    if not fields:
        return State.ABSENT
    if len(fields) > 1:
        return State.REPEATED
    domains = {ascii_name(address.domain) for address in trace.identity.from_}
    if len(domains) > 1:
        return State.REPEATED
    domain = domains.pop() if domains else ""
    return domain or State.UNPARSABLE


def walk_names(domain: str) -> tuple[str, ...]:
    """Names that a tree walk from ``domain`` may ask, longest first, at most eight."""
    return tuple(f"_dmarc.{name}" for name in _walk(domain) if ascii_name(f"_dmarc.{name}"))


def _walk(domain: str) -> tuple[str, ...]:
    labels = domain.split(".")
    rest = labels[1:] if len(labels) < WALK_LABELS else labels[-(WALK_LABELS - 1) :]
    return (domain, *(".".join(rest[at:]) for at in range(len(rest))))


def check_dmarc(
    message: Message,
    trace: Trace,
    dkim: tuple[SignatureCheck, ...],
    spf: tuple[SpfCheck, ...],
    resolver: Resolver,
) -> tuple[DmarcCheck, ...]:
    """Evaluate both editions of DMARC for the author domain of a message."""
    domain = author_domain(message, trace)
    if isinstance(domain, State):
        case = "repeated" if domain is State.REPEATED else "no-domain"
        return tuple(
            DmarcCheck(
                rfc=rfc,
                domain=domain,
                organisational_domain=State.NOT_APPLICABLE,
                policy=State.NOT_APPLICABLE,
                aligned_by=(),
                result="permerror",
                explanation=text(f"authentication.dmarc.permerror.{case}"),
            )
            for rfc in (7489, 9989)
        )
    identifiers = _identifiers(dkim, spf)
    return (
        _evaluate(7489, domain, discover_by_list(domain, resolver), identifiers, resolver),
        _evaluate(9989, domain, discover_by_walk(domain, resolver), identifiers, resolver),
    )


def look_up(domain: str, resolver: Resolver) -> Lookup:
    """Ask for the DMARC record of a domain; several records count as none (RFC 7489 §6.6.3)."""
    name = ascii_name(f"_dmarc.{domain}")
    answer = resolver.ask(name, "TXT") if name else State.NOT_APPLICABLE
    if isinstance(answer, State):
        status = "none" if answer is State.NOT_APPLICABLE else "not-asked"
        return Lookup(domain=domain, status=status)
    source = answer.source.value
    if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return Lookup(domain=domain, status="error", source=source, asked_at=answer.asked_at)
    records = [(r, tags) for r in answer.data if (tags := parse_record(r)) is not None]
    if len(records) != 1:
        return Lookup(domain=domain, status="none", source=source, asked_at=answer.asked_at)
    record, tags = records[0]
    return Lookup(
        domain=domain,
        status="found",
        record=record,
        tags=tags,
        source=source,
        asked_at=answer.asked_at,
    )


def parse_record(record: str) -> TagList | None:
    """Tags of a DMARC record, ``None`` if it does not begin with ``v=DMARC1`` (RFC 7489 §6.3)."""
    tags = parse_tags(record[:8192])
    if next(iter(tags.tags), "") != "v" or tags.get("v") != "DMARC1":
        return None
    return tags


def discover_by_list(domain: str, resolver: Resolver) -> Discovery:
    """Find the policy as RFC 7489 §6.6.3 does: the author domain, then its organisation's."""
    first = look_up(domain, resolver)
    if first.status == "not-asked":
        return Discovery(status="not-asked", organisation=State.NOT_ATTEMPTED)
    organisation = organisational_domain(domain)
    if first.status != "none" or organisation == domain:
        return _discovered(first, organisation, ("p",), default=State.ABSENT)
    second = look_up(organisation, resolver)
    return _discovered(second, organisation, ("sp", "p"), default=State.ABSENT)


def discover_by_walk(domain: str, resolver: Resolver) -> Discovery:
    """Find the policy as RFC 9989 §4.10.1 does: author, organisational, then suffix domain."""
    looked, stopped = walk(domain, resolver)
    first = looked[0]
    if first.status in {"not-asked", "error"}:
        organisation: Value[str] = State.NOT_ATTEMPTED
        return Discovery(status=first.status, organisation=organisation, found=first)
    organisation = _organisation(domain, looked, stopped)
    if first.status == "found":
        return _discovered(first, organisation, ("p",), default="none")
    if isinstance(organisation, State):
        status = "error" if any(one.status == "error" for one in looked) else "not-asked"
        return Discovery(status=status, organisation=organisation, found=None)
    at_organisation = [
        one for one in looked if one.status == "found" and one.domain == organisation
    ]
    suffix = [one for one in looked if one.status == "found" and one.tags.get("psd") == "y"]
    for found in at_organisation or suffix:
        exists = _exists(domain, resolver)
        wanted = ("sp", "p") if exists is not False else ("np", "sp", "p")
        held = _discovered(found, organisation, wanted, default="none")
        if exists is None and found.tags.get("np").lower() not in {"", held.policy}:
            # Whether the name exists decides between two policies, and it was not asked.
            held = changed(held, policy=State.NOT_ATTEMPTED, tag="")
        return held
    return Discovery(status="none", organisation=organisation)


def walk(domain: str, resolver: Resolver) -> tuple[tuple[Lookup, ...], bool]:
    """Walk up from a domain (RFC 9989 §4.10); the second value tells whether ``psd=`` ended it."""
    looked = []
    for name in _walk(domain):
        found = look_up(name, resolver)
        looked.append(found)
        if found.status == "found" and found.tags.get("psd") in {"y", "n"}:
            return tuple(looked), True
    return tuple(looked), False


def _organisation(domain: str, looked: tuple[Lookup, ...], stopped: bool) -> Value[str]:  # noqa: FBT001
    """Organisational domain out of a walk (§4.10.2); unknown where a step was not answered."""
    if any(one.status in {"not-asked", "error"} for one in looked):
        return State.NOT_ATTEMPTED
    found = [one for one in looked if one.status == "found"]
    last = found[-1] if found else None
    if stopped and last is not None and last.tags.get("psd") == "y" and last.domain != domain:
        labels = domain.split(".")
        return ".".join(labels[-(last.domain.count(".") + 2) :])
    return last.domain if last is not None else domain


def _exists(domain: str, resolver: Resolver) -> bool | None:
    """Tell whether DNS knows the name itself (RFC 9989 §3.2.13, RFC 8020); ``None``: not asked."""
    answer = resolver.ask(domain, "TXT")
    if isinstance(answer, State) or answer.rcode not in {"NOERROR", "NXDOMAIN"}:
        return None
    return answer.rcode != "NXDOMAIN"


def _discovered(
    found: Lookup, organisation: Value[str], names: tuple[str, ...], *, default: Value[str]
) -> Discovery:
    """The policy that a record states in the first of these tags that it has.

    A record without ``p`` means ``default``: nothing in RFC 7489, "none" in RFC 9989 §4.7. A value
    that is no policy, in ``p``, ``sp`` or ``np``, makes it "none" where the record has a report
    address, and no DMARC record at all otherwise (RFC 7489 §6.6.3, RFC 9989 §4.10.1).
    """
    policy: Value[str] = State.ABSENT
    tag = ""
    if found.status == "found":
        tags = found.tags
        known = ("p", "sp") if default is State.ABSENT else ("p", "sp", "np")
        broken = any(name in tags and tags.get(name).lower() not in POLICIES for name in known)
        if broken or (default is State.ABSENT and "p" not in tags):
            policy = "none" if _has_report_address(tags) else State.ABSENT
        else:
            tag = next((name for name in names if name in tags), "")
            policy = tags.get(tag).lower() if tag else default
    return Discovery(
        status=found.status, organisation=organisation, found=found, policy=policy, tag=tag
    )


def _has_report_address(tags: TagList) -> bool:
    return any(_URI.match(uri.strip()) for uri in tags.get("rua").split(",")[:100])


def _identifiers(
    dkim: tuple[SignatureCheck, ...], spf: tuple[SpfCheck, ...]
) -> tuple[Identifier, ...]:
    found = []
    for check in dkim:
        domain = ascii_name(check.domain)
        if not domain:
            continue
        undecided = check.result in _UNDECIDED_DKIM or check.reason in _UNDECIDED_REASONS
        outcome = "undecided" if undecided else "failed"
        if check.result is DkimResult.PASS:
            outcome = "pass"
        found.append(Identifier(kind="dkim", domain=domain, outcome=outcome))
    for sender in spf:
        if sender.identity != "mailfrom":
            continue
        if not sender.applicable:
            # Nothing for SPF to say: an empty name that stands for "cannot be decided by it".
            found.append(Identifier(kind="spf", domain="", outcome="not-applicable"))
            continue
        undecided = sender.result in {NOT_TESTED, "temperror"}
        outcome = "pass" if sender.result == "pass" else "undecided" if undecided else "failed"
        domain = "" if isinstance(sender.domain, State) else ascii_name(sender.domain)
        found.append(Identifier(kind="spf", domain=domain, outcome=outcome))
    return tuple(found)


def _evaluate(
    rfc: int,
    domain: str,
    discovery: Discovery,
    identifiers: tuple[Identifier, ...],
    resolver: Resolver,
) -> DmarcCheck:
    found = discovery.found
    tags = found.tags if found is not None else TagList(tags={})
    aligned: list[str] = []
    undecided = False
    for one in identifiers:
        strict = tags.get("adkim" if one.kind == "dkim" else "aspf", "r").lower() == "s"
        fits = _aligned(rfc, domain, one.domain, discovery, resolver, strict=strict)
        if one.outcome == "pass" and fits:
            aligned.append(f"{one.kind}:{one.domain}")
        undecided |= fits is not False and one.outcome == "undecided"
        undecided |= fits is None and one.outcome == "pass"
    without_spf = any(one.outcome == "not-applicable" for one in identifiers)
    result, case = _result(discovery, aligned=bool(aligned), undecided=undecided or without_spf)
    if case == "not-tested.inputs" and without_spf and not undecided:
        case = "not-tested.submission"
    if case == "pass" and not any(one.startswith("dkim:") for one in aligned):
        case = "pass-by-spf"
    return DmarcCheck(
        rfc=rfc,
        domain=domain,
        organisational_domain=discovery.organisation,
        policy=State.NOT_ATTEMPTED if discovery.status == "not-asked" else discovery.policy,
        aligned_by=tuple(sorted(set(aligned))),
        result=result,
        explanation=_explanation(case, rfc, domain, discovery),
        record=found.record if found is not None else "",
        dns_source=found.source if found is not None else "",
        policy_domain=found.domain if found is not None and found.status == "found" else "",
        policy_tag=discovery.tag,
        testing=rfc == 9989 and tags.get("t").lower() == "y",
        percent=_percent(tags) if rfc == 7489 else 100,
        asked_at=found.asked_at if found is not None else "",
    )


def _percent(tags: TagList) -> int:
    """``pct`` of RFC 7489 §6.3, 100 where it is absent or no such number."""
    value = tags.get("pct", "100").strip()
    return int(value) if value.isdecimal() and value.isascii() and int(value[:4]) <= 100 else 100


def _aligned(
    rfc: int, author: str, other: str, discovery: Discovery, resolver: Resolver, *, strict: bool
) -> bool | None:
    """Tell whether two domains are aligned (§3.1); ``None`` where it cannot be known.

    The same domain is aligned in either mode, whatever the record says.
    """
    if not other:
        return None
    if other == author:
        return True
    if discovery.status == "not-asked":
        return None
    if strict:
        return False
    if rfc == 7489:
        return organisational_domain(author) == organisational_domain(other)
    if author.rsplit(".", maxsplit=1)[-1] != other.rsplit(".", maxsplit=1)[-1]:
        # A walk never leaves the top-level domain: no need to ask.
        return False
    organisation = _organisation(other, *walk(other, resolver))
    if isinstance(organisation, State) or isinstance(discovery.organisation, State):
        return None
    return organisation == discovery.organisation


def _result(discovery: Discovery, *, aligned: bool, undecided: bool) -> tuple[str, str]:
    """Result and the case of its explanation."""
    if discovery.status == "not-asked":
        return NOT_TESTED, "not-tested.dns"
    if discovery.status == "error":
        return "temperror", "temperror"
    if discovery.status == "none" or discovery.policy is State.ABSENT:
        return "none", "none"
    if aligned:
        return "pass", "pass"
    return (NOT_TESTED, "not-tested.inputs") if undecided else ("fail", "fail")


def _explanation(case: str, rfc: int, domain: str, discovery: Discovery) -> Text:
    policy = discovery.policy if isinstance(discovery.policy, str) else ""
    return text(f"authentication.dmarc.{case}", rfc=str(rfc), domain=domain, policy=policy)
