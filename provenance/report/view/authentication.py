"""Authentication: what was recorded at the time, what we computed, and why they may differ."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.authentication import (
    Authentication,
    BodyHash,
    DkimReason,
    DmarcCheck,
    DnssecCheck,
    HeaderSignature,
    RecordedPolicy,
    SignatureCheck,
    SpfCheck,
)
from provenance.basics import Param, State, known
from provenance.reasoning import AnalysedMessage
from provenance.report.catalogue import sentence, whole_day
from provenance.report.view.arc import arc_chain
from provenance.report.view.common import Places, ev, present, say, t, when
from provenance.report.view.dkim import key_grade, reason_words, repair, tail
from provenance.report.view.facts import recorded_facts
from provenance.trace import ReportedResult

_GOOD = frozenset({"pass", "valid", "match", "found", "not-expired"})
_BAD = frozenset({"fail", "invalid", "mismatch", "permerror", "revoked", "expired", "softfail"})


def status(value: str) -> dict[str, Any]:
    """Return a result in plain words with its tone; the tone is a shape, never colour alone."""
    tone = "good" if value in _GOOD else "bad" if value in _BAD else "open"
    id_ = f"report.word.{value}"
    return {"word": t(id_) if sentence(id_) else ev(value), "tone": tone}


def authentication(analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    """Return the comparison, the signatures and the recorded results of one message."""
    checks = analysed.authentication
    return {
        "answer": _answer(checks),
        "rows": [_dkim_row(check, analysed) for check in checks.dkim]
        + [_spf_row(check, analysed) for check in checks.spf]
        + [_dmarc_row(check, analysed) for check in checks.dmarc],
        "signatures": [_signature(check, analysed, places) for check in checks.dkim],
        "arc": arc_chain(analysed, places),
        "facts": recorded_facts(analysed, places),
        "reported": [_reported(one, analysed, places) for one in analysed.trace.reported],
        "policies": _policies(analysed, places),
        "dnssec": [_dnssec(check) for check in checks.dnssec],
        "explanations": [say(one) for one in checks.explanations]
        + ([t("report.auth.dmarc-twice")] if len({one.rfc for one in checks.dmarc}) > 1 else []),
    }


def _answer(checks: Authentication) -> Markup:
    """How many seals fit, and how many sender lists and rules agree, of those that were checked."""
    if not checks.dkim and not checks.spf:
        return t("report-outline.auth.none")
    # The list of the host's own name permits the host alone; that of the sender speaks of a sender.
    lists = [one for one in checks.spf if one.identity != "helo"]
    return t(
        "report-outline.auth.answer",
        fit=sum(
            one.header_signature is HeaderSignature.VALID and one.body_hash is BodyHash.MATCH
            for one in checks.dkim
        ),
        header=sum(
            one.header_signature is HeaderSignature.VALID and one.body_hash is BodyHash.NOT_TESTABLE
            for one in checks.dkim
        ),
        seals=len(checks.dkim),
        passed=sum(one.result == "pass" for one in lists),
        lists=len(lists),
    )


def _recorded(
    analysed: AnalysedMessage, method: str, domain: str = "", *, helo: bool = False
) -> list[dict[str, Any]]:
    """Return what servers recorded for a method, for one domain where the record names it.

    ``helo`` asks for SPF of the HELO name; a record that does not say so is of the envelope sender.
    """
    found: list[dict[str, Any]] = []
    for one in analysed.trace.reported:
        of_helo = bool(known(one.get("smtp", "helo"))) and not known(one.get("smtp", "mailfrom"))
        if one.method.lower() != method or (method == "spf" and of_helo != helo):
            continue
        named = known(one.get("header", "d")) or known(one.get("header", "i")) or ""
        if domain and named and named.rpartition("@")[2].lower() != domain.lower():
            continue
        result = {
            "result": status(one.result.lower()),
            "server": ev(one.authserv_id) if known(one.authserv_id) else None,
            "believed": one.believed,
        }
        if result not in found:
            found.append(result)
    return found


def _dkim_result(check: SignatureCheck) -> dict[str, Any]:
    """Return the result in words that do not hide what fits: neutral alone says nothing."""
    if check.reason is DkimReason.BODY_NOT_AVAILABLE:
        return {"word": t("report.word.header-only"), "tone": "open"}
    return status(check.result.value)


def _body(check: SignatureCheck) -> dict[str, Any]:
    """Return the result for the body; a number in a seal that was not tested guards nothing."""
    if check.body_hash is BodyHash.MATCH and check.header_signature is not HeaderSignature.VALID:
        return {"word": t("report.word.match-unsealed"), "tone": "open"}
    if check.body_hash is BodyHash.MATCH and not isinstance(check.tail, State):
        return {"word": t("report.word.match-part"), "tone": "open"}
    return status(check.body_hash.value)


def _dkim_row(check: SignatureCheck, analysed: AnalysedMessage) -> dict[str, Any]:
    return {
        "method": "DKIM",
        "subject": ev(check.domain),
        "recorded": _recorded(analysed, "dkim", check.domain),
        "computed": _dkim_result(check),
        "explanation": reason_words(check),
    }


def _spf_row(check: SpfCheck, analysed: AnalysedMessage) -> dict[str, Any]:
    return {
        "method": "SPF",
        "subject": Markup("{} ({})").format(ev(check.domain), t(f"report.spf.{check.identity}"))
        if check.identity in {"mailfrom", "helo"}
        else ev(check.domain),
        "recorded": _recorded(analysed, "spf", helo=check.identity == "helo"),
        "computed": status(check.result),
        "explanation": say(check.explanation),
    }


def _dmarc_row(check: DmarcCheck, analysed: AnalysedMessage) -> dict[str, Any]:
    return {
        "method": "DMARC",
        "subject": Markup("{} (RFC {})").format(ev(check.domain), str(check.rfc)),
        "recorded": _recorded(analysed, "dmarc"),
        "computed": status(check.result),
        "explanation": say(check.explanation),
    }


def _names(names: tuple[str, ...]) -> Markup | None:
    return Markup(", ").join(ev(name) for name in names) if names else None


def _open_further(analysed: AnalysedMessage, check: SignatureCheck) -> int:
    """How many header fields beside its own and those named the signature leaves open."""
    held = {check.field, *check.covered_fields}
    named = {name.lower() for name in check.uncovered}
    return sum(
        index not in held and field.lname not in named
        for index, field in enumerate(analysed.message.fields)
    )


def _key(check: SignatureCheck) -> list[tuple[Markup, Markup]]:
    key = check.key
    rows: list[tuple[Markup, Markup]] = [
        (t("report.key.name"), ev(key.name)),
        (t("report.key.state"), t(f"report.key.state.{key.state.value}")),
    ]
    if key.source:
        source = f"report.key.source.{key.source}"
        known_source = key.source in {"live", "recorded", "supplied"}
        rows.append((t("report.key.source"), t(source) if known_source else ev(key.source)))
    supplied = key.source == "supplied"
    if key.asked_at:
        asked = "report.key.seen" if supplied else "report.key.asked"
        rows.append((t(asked), ev(key.asked_at)))
    if key.server:
        server = "report.key.origin" if supplied else "report.key.server"
        rows.append((t(server), ev(key.server)))
    if key.bits:
        size: dict[str, Param] = {"type": key.type, "bits": str(key.bits)}
        rows.append((t("report.key.size"), t("report.key.size.value", **size)))
    return [*rows, *key_grade(key)]


def _signature(check: SignatureCheck, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    return {
        "title": t("report.sig.title", header=check.header, domain=check.domain),
        "selector": ev(check.selector),
        "algorithm": ev(check.algorithm),
        "canonicalization": ev(check.canonicalization),
        "lines": places.field_link(analysed.message, check.field),
        "header_signature": status(check.header_signature.value),
        "body_hash": _body(check),
        "reason": reason_words(check),
        "key": _key(check),
        "expiry_at_delivery": t(f"report.expiry.{check.expiry_at_delivery.value}"),
        "expiry_as_of": t(f"report.expiry.{check.expiry_as_of.value}"),
        "signed_at": (
            t("report.sig.no-time") if check.signed_at is State.ABSENT else when(check.signed_at)
        ),
        "covered": _names(check.covered),
        "uncovered": _names(check.uncovered),
        "open_further": _open_further(analysed, check),
        "missing": _names(check.missing),
        "body_length": (
            t("report.dkim.body-length", signed=check.body_signed, total=check.body_total)
            if isinstance(check.body_signed, int) and isinstance(check.body_total, int)
            else None
        ),
        "notes": [say(note) for note in check.notes],
        "tail": tail(check, analysed.message),
        "oversigned": _names(check.oversigned),
        "repair": repair(check),
        "engines": [
            {
                "name": f"{one.name} {one.version}".strip(),
                "header": status(one.header_signature.value),
                "body": status(one.body_hash.value),
                "detail": ev(one.detail) if one.detail else None,
            }
            for one in check.engines
        ],
    }


def _reported(one: ReportedResult, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    return {
        "header": ev(one.header),
        "lines": places.field_link(analysed.message, one.field),
        "server": _server(one),
        "method": ev(one.method),
        "result": status(one.result.lower()),
        "reason": present(one.reason),
        "properties": [ev(f"{p.ptype}.{p.name}={p.value}".lstrip(".")) for p in one.properties],
        "believed": one.believed,
        "why": say(one.why),
    }


def _server(one: ReportedResult) -> Markup:
    """The server that a result names; some services write no name, which is not a lack here."""
    if one.authserv_id is State.ABSENT:
        return t("report.reported.no-server")
    return ev(one.authserv_id)


def _policies(analysed: AnalysedMessage, places: Places) -> list[dict[str, Any]]:
    """Return the DMARC policy then, as servers recorded it, and now, as DNS was asked."""
    checks = analysed.authentication
    then = [_policy_then(one, analysed, places) for one in checks.policies]
    now = [_policy_now(check) for check in checks.dmarc if check.policy_domain]
    return then + now


def _policy_then(one: RecordedPolicy, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    notes = []
    if known(one.subdomains):
        notes.append(t("report.policy.subdomains", policy=str(one.subdomains)))
    if known(one.disposition):
        notes.append(t("report.policy.disposition", action=str(one.disposition)))
    if not one.believed:
        notes.append(t("report.auth.not-believed"))
    return {
        "when": t("report.policy.then"),
        "lines": places.field_link(analysed.message, one.field),
        "domain": ev(one.domain),
        "policy": present(one.policy) or t("report.policy.not-written"),
        "source": ev(one.authserv_id) if known(one.authserv_id) else None,
        "notes": notes,
    }


def _policy_now(check: DmarcCheck) -> dict[str, Any]:
    notes = [t("report.policy.rfc", rfc=str(check.rfc))]
    if check.policy_tag:
        notes.append(t("report.policy.tag", tag=check.policy_tag))
    if check.testing:
        notes.append(t("report.policy.testing"))
    if check.percent < 100:
        notes.append(t("report.policy.percent", count=str(check.percent)))
    return {
        "when": t("report.policy.asked", day=whole_day(check.asked_at[:10]))
        if check.asked_at
        else t("report.policy.undated"),
        "lines": None,
        "domain": ev(check.policy_domain),
        "policy": present(check.policy) or t("report.policy.not-known"),
        "source": ev(check.record),
        "notes": notes,
    }


_DNSSEC_TONES = {"secure": "good", "bogus": "bad"}


def _dnssec(check: DnssecCheck) -> dict[str, Any]:
    """Return what the signatures of one answer prove; the tone is that of the state."""
    return {
        "subject": t(f"report.dnssec.subject.{check.subject}"),
        "name": ev(check.name),
        "state": {
            "word": t(f"report.dnssec.state.{check.state}"),
            "tone": _DNSSEC_TONES.get(check.state, "open"),
        },
        "explanation": say(check.explanation),
        "zones": [ev(zone) for zone in check.zones],
    }
