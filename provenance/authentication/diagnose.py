"""What a domain publishes, and how weak it is: checkdmarc over recorded answers, apart from mail.

checkdmarc gets a resolver that knows only the recording: a name that is not in it is *not
recorded*, never "does not exist". Its caches are one for the process and know no date, so they
are emptied before every snapshot. What it cannot do over injected answers is not done: MX hosts
(it asks DNSSEC of them over the network), MTA-STS, TLS reporting and BIMI.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from provenance.authentication.dnspython_offline import dnspython_resolver
from provenance.authentication.names import ascii_name
from provenance.authentication.records import DnsAnswer
from provenance.authentication.resolver import RecordedResolver, Resolver
from provenance.basics import MisuseError, State, Text, text
from provenance.basics.record import dataclass

NOT_DIAGNOSED = ("bimi", "dnssec", "mta-sts", "mx", "tls-rpt")
MAX_DOMAINS = 200
MAX_WORDS = 50
_ALL = re.compile(r"(?:^|\s)[+?~-]?all(?:\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One kind of record (spf or dmarc) of one domain on one day.

    ``record`` is what stands there, "" if nothing usable; ``error`` and ``warnings`` are the
    words of checkdmarc. ``lookups`` counts SPF's DNS lookups (10 are allowed, RFC 7208 §4.6.4), -1
    where it is no SPF. ``missing`` are names that it needed and that were not recorded; then the
    diagnosis is incomplete. ``summary`` says in our words what the record asks of receivers.
    """

    domain: str
    day: str
    kind: str
    record: str
    valid: bool
    error: str
    warnings: tuple[str, ...]
    lookups: int
    missing: tuple[str, ...]
    summary: Text


def load_checkdmarc() -> Any:
    """Import checkdmarc, which costs seconds.

    Raises:
        MisuseError: it is not installed.
    """
    try:
        import checkdmarc
        import checkdmarc.dmarc
        import checkdmarc.spf
        import checkdmarc.utils
    except ImportError as error:
        raise MisuseError(
            "the diagnosis needs the package checkdmarc, which is not installed.",
            place="--diagnose",
            remedy="Install mail-provenance with the extra `dns`.",
        ) from error
    return checkdmarc


def diagnose(answers: Iterable[DnsAnswer], domains: Iterable[str]) -> tuple[Diagnosis, ...]:
    """Diagnose these domains, once for every day on which one of their answers was recorded."""
    checkdmarc = load_checkdmarc()
    days: dict[str, list[DnsAnswer]] = {}
    for answer in answers:
        days.setdefault(answer.asked_at[:10], []).append(answer)
    names = sorted({name for domain in domains if (name := ascii_name(domain))})[:MAX_DOMAINS]
    found = []
    logging.getLogger("checkdmarc").setLevel(logging.CRITICAL)
    for day in sorted(days):
        _empty_caches()
        snapshot = RecordedResolver(days[day])
        for domain in names:
            if not isinstance(snapshot.ask(domain, "TXT"), State):
                found.append(_one(domain, day, "spf", checkdmarc.spf.check_spf, snapshot))
            if not isinstance(snapshot.ask(f"_dmarc.{domain}", "TXT"), State):
                found.append(_one(domain, day, "dmarc", checkdmarc.dmarc.check_dmarc, snapshot))
    _empty_caches()
    return tuple(found)


def _empty_caches() -> None:
    """Forget all that any module of checkdmarc holds for the process, DNS answers first of all."""
    import sys

    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] != "checkdmarc":
            continue
        for held in list(vars(module).values()):
            if type(held).__name__ == "ExpiringDict":
                held.clear()


def _one(
    domain: str, day: str, kind: str, check: Callable[..., Any], snapshot: Resolver
) -> Diagnosis:
    missing: set[str] = set()
    resolver = dnspython_resolver(snapshot, missing)
    try:
        result = dict(check(domain, resolver=resolver))
    except Exception as error:
        # A library over hostile records: whatever it does is an answer about the record.
        result = {"error": f"{type(error).__name__}: {error}"}
    record = str(result.get("record") or "")
    warnings = tuple(str(one)[:500] for one in (result.get("warnings") or ())[:MAX_WORDS])
    summary = _spf_summary(domain, result) if kind == "spf" else _dmarc_summary(domain, result)
    return Diagnosis(
        domain=domain,
        day=day,
        kind=kind,
        record=record,
        valid=bool(result.get("valid")),
        error=str(result.get("error") or "")[:500],
        warnings=warnings,
        lookups=int(result.get("dns_lookups") or 0) if kind == "spf" else -1,
        missing=tuple(sorted(missing)),
        summary=summary,
    )


def _spf_summary(domain: str, result: dict[str, Any]) -> Text:
    parsed = result.get("parsed")
    if not result.get("valid") or not isinstance(parsed, dict):
        case = "broken" if result.get("record") else "none"
        return text(f"authentication.diagnose.spf.{case}", domain=domain)
    last = str(parsed.get("all") or "")
    if parsed.get("redirect"):
        return text("authentication.diagnose.spf.redirect", domain=domain)
    if not _ALL.search(str(result.get("record") or "")):
        # checkdmarc fills in the default (RFC 7208 §4.7) as if it stood there.
        last = ""
    case = last if last in {"pass", "neutral", "softfail", "fail"} else "open"
    return text(f"authentication.diagnose.spf.{case}", domain=domain)


def _dmarc_summary(domain: str, result: dict[str, Any]) -> Text:
    tags = result.get("tags")
    if not result.get("valid") or not isinstance(tags, dict):
        case = "broken" if result.get("record") else "none"
        return text(f"authentication.diagnose.dmarc.{case}", domain=domain)
    inherited = str(result.get("location") or domain) != domain
    policy = tags.get("sp" if inherited else "p")
    value = str(policy.get("value") if isinstance(policy, dict) else "none")
    testing = tags.get("t")
    if isinstance(testing, dict) and testing.get("value") == "y":
        return text("authentication.diagnose.dmarc.testing", domain=domain, policy=value)
    case = value if value in {"none", "quarantine", "reject"} else "broken"
    return text(f"authentication.diagnose.dmarc.p-{case}", domain=domain)
