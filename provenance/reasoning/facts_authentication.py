"""Findings of the checks: every signature, SPF, DMARC, and what servers wrote down at the time."""

from __future__ import annotations

from typing import Final

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    Expiry,
    HeaderSignature,
    KeyState,
    SignatureCheck,
    SpfCheck,
)
from provenance.basics import Param, State, Text, Value, Where, known, text
from provenance.reasoning.against import recorded_against
from provenance.reasoning.answer import day_of, holder_words, key_case
from provenance.reasoning.claims import cap, is_verified, key_disputed, seal_strength
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rules.facts import boundary_hop, reported_domain
from provenance.reasoning.rung_copy import open_bytes, repaired
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_body, where_fields, where_header
from provenance.trace import AttestationClass, ReportedResult

MAX_EACH: Final = 100
_METHODS: Final = ("dkim", "spf", "dmarc")
_SPF_RESULTS: Final = frozenset(
    ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror")
)
_DMARC_RESULTS: Final = frozenset(("pass", "fail", "none", "permerror", "temperror"))


def authentication_findings(subject: Subject) -> list[Finding]:
    """All of them, in order of kind and place."""
    found = [*_signatures(subject), *_spf(subject), *_dmarc(subject), *_recorded(subject)]
    return [*found, *_left_out(subject)]


def _left_out(subject: Subject) -> list[Finding]:
    """Say it where there are more checks or results than findings are made of."""
    analysed = subject.analysed
    numbers = (
        len(analysed.authentication.dkim),
        sum(result.believed for result in analysed.trace.reported),
        len({result.why for result in analysed.trace.reported if not result.believed}),
    )
    left = sum(max(0, number - MAX_EACH) for number in numbers)
    return [subject.cut("authentication", left)] if left else []


def _signatures(subject: Subject) -> list[Finding]:
    checks = subject.analysed.authentication.dkim
    if not checks:
        return [
            subject.finding(
                "dkim.none",
                FindingKind.AUTHENTICATION,
                1,
                text("reasoning.dkim.none"),
                where=(where_header(subject.analysed.message),),
                cls=AttestationClass.CLIENT,
                strength=0,
                group="signature",
                observed=True,
            )
        ]
    return [_signature(subject, check) for check in checks[:MAX_EACH]]


def _signature(subject: Subject, check: SignatureCheck) -> Finding:
    message = subject.analysed.message
    disputed = key_disputed(check)
    verified = is_verified(check) and not disputed
    where: tuple[Where, ...] = where_fields(message, (check.field,))
    if check.body_hash is not BodyHash.NOT_TESTABLE:
        where += (where_body(message),)
    return subject.finding(
        f"dkim.{check.reason.value}",
        FindingKind.AUTHENTICATION,
        1,
        _seal_words(check),
        fields=(check.field,),
        where=where,
        cls=AttestationClass.SIGNED if verified else subject.cls(check.field),
        observed=not verified,
        strength=seal_strength(check),
        group=f"signature:{check.field}",
        assumptions=_key_assumptions(check),
        defeaters=(text("reasoning.defeater.key"),) if verified else (),
        cautions=_seal_cautions(subject, check),
    )


def _seal_words(check: SignatureCheck) -> Text:
    """The result in words; ``l=`` may leave bytes of the text open, which is then said."""
    params: dict[str, Param] = {"domain": check.domain, "selector": check.selector}
    case = check.reason.value
    if check.reason is DkimReason.VERIFIED and open_bytes(check):
        signed = known(check.body_signed) or 0
        case = "verified-part" if signed else "verified-header"
        if signed:
            params.update(signed=signed, total=known(check.body_total) or 0)
    return text(f"reasoning.dkim.{case}", **params)


def _key_assumptions(check: SignatureCheck) -> tuple[Text, ...]:
    if check.key.state is not KeyState.FOUND or check.reason is DkimReason.KEY_FROM_THIS_MESSAGE:
        return ()
    if key_disputed(check):
        return (text("reasoning.assumption.key-disputed", name=check.key.name),)
    case = key_case(check)
    if case in {"live", "recorded"}:
        asked = day_of(check.key.asked_at)
        return (text(f"reasoning.assumption.key-{case}", name=check.key.name, asked=asked),)
    return (text(f"reasoning.assumption.key-{case}", name=check.key.name),)


def _seal_cautions(subject: Subject, check: SignatureCheck) -> tuple[Text, ...]:
    """What the reader must not take the seal for."""
    found: list[Text] = []
    if is_verified(check):
        aligned = subject.aligned(check.domain)
        found.append(text("reasoning.caution.seal" if aligned else "reasoning.caution.seal-other"))
        if check.uncovered:
            found.append(text("reasoning.caution.uncovered", fields=check.uncovered))
        signed, total = known(check.body_signed), known(check.body_total)
        if signed is not None and total is not None and signed < total:
            found.append(text("reasoning.caution.body-part", signed=signed, total=total))
        if check.key.testing:
            found.append(text("reasoning.caution.testing"))
        if check.algorithm.lower() == "rsa-sha1":
            found.append(text("reasoning.caution.sha1"))
        recorded = recorded_against(subject, check)
        if recorded:
            found.append(text("reasoning.caution.recorded-against", recorded=recorded))
        if check.expiry_at_delivery is Expiry.EXPIRED:
            found.append(text("reasoning.caution.expired-at-delivery"))
        if check.signed_after_delivery_seconds:
            seconds = check.signed_after_delivery_seconds
            found.append(text("reasoning.caution.signed-after-delivery", seconds=seconds))
    return (*found, *route_words(subject, check), *_failure_cautions(check))


def route_words(subject: Subject, check: SignatureCheck) -> tuple[Text, ...]:
    """The way of copying as the first cause to ask about, where it changes what a seal covers."""
    if check.body_hash is BodyHash.MISMATCH:
        way = subject.analysed.export_route.explains("body-hash")
        case = "route-changes-text"
    elif check.header_signature is HeaderSignature.INVALID:
        way = subject.analysed.export_route.explains("header-seal")
        case = "route-changes-header"
    else:
        return ()
    if isinstance(way, State):
        return ()
    return (text(f"reasoning.caution.{case}", way=text(f"origin.export.name.{way}")),)


def _failure_cautions(check: SignatureCheck) -> list[Text]:
    """What else can be the cause where a seal does not fit or could not be tested."""
    found: list[Text] = []
    if key_disputed(check):
        found.append(text("reasoning.caution.key-disputed"))
    if check.reason is DkimReason.BODY_HASH_MISMATCH:
        found.append(text("reasoning.caution.body-changed"))
    elif (
        check.key.state in {KeyState.MISSING, KeyState.REVOKED}
        or check.reason is DkimReason.KEY_CHANGED
    ):
        found.append(text("reasoning.caution.key-gone"))
    elif check.result is DkimResult.FAIL:
        found.append(text("reasoning.caution.fail"))
    if repaired(check):
        found.append(text("reasoning.caution.repaired"))
    return found


def _spf(subject: Subject) -> list[Finding]:
    """One finding a tested identity; if none was tested, one that says so."""
    hop = boundary_hop(subject.analysed.trace)
    returned = tuple(field.index for field in subject.analysed.message.named("return-path")[:1])
    fields = (hop.trace.field,) if hop is not None else ()
    every = subject.analysed.authentication.spf
    tested = tuple(check for check in every if check.result in _SPF_RESULTS)
    where = () if fields else (where_header(subject.analysed.message),)
    return [
        subject.finding(
            f"spf.{check.identity}.{check.result}",
            FindingKind.AUTHENTICATION,
            2,
            _spf_words(check),
            fields=(*fields, *returned) if fields and check.identity == "mailfrom" else fields,
            where=where,
            strength=subject.limit(*fields) if check.result == "pass" else 0,
            group="" if fields else "spf",
            observed=not fields or check.result not in _SPF_RESULTS,
            assumptions=_dns_assumption(check.dns_source),
            cautions=(
                text("reasoning.caution.spf"),
                text("reasoning.caution.spf-shared"),
                *_unvouched(subject, check, fields, returned),
            ),
        )
        for check in (tested or every[:1])[:MAX_EACH]
    ]


def _unvouched(
    subject: Subject, check: SpfCheck, fields: tuple[int, ...], returned: tuple[int, ...]
) -> tuple[Text, ...]:
    """Why this check is of a lower class than that of another copy: its Return-Path line is."""
    if check.identity != "mailfrom" or not fields or not returned:
        return ()
    lower = subject.cls(*fields, *returned) is not subject.cls(*fields)
    return (text("reasoning.caution.spf-return-path"),) if lower else ()


def _spf_words(check: SpfCheck) -> Text:
    if check.result not in _SPF_RESULTS:
        return text("reasoning.spf.not-tested", identity=check.identity)
    return text(
        f"reasoning.spf.{check.result}",
        domain=check.domain,
        identity=check.identity,
        ip=check.ip,
    )


def _dns_assumption(source: str) -> tuple[Text, ...]:
    if source not in {"live", "recorded", "supplied"}:
        return ()
    return (text(f"reasoning.assumption.dns-{source}"),)


def _dmarc(subject: Subject) -> list[Finding]:
    """One finding a result; both versions of the standard in one where they agree."""
    same: dict[tuple[Value[str], str], list[DmarcCheck]] = {}
    for check in subject.analysed.authentication.dmarc[:MAX_EACH]:
        result = check.result if check.result in _DMARC_RESULTS else "not-tested"
        same.setdefault((check.domain, result), []).append(check)
    return [_dmarc_one(subject, result, checks) for (_, result), checks in same.items()]


def _dmarc_one(subject: Subject, result: str, checks: list[DmarcCheck]) -> Finding:
    fields = tuple(field.index for field in subject.analysed.message.named("from"))
    # As strong as the weakest result that it builds on: verified seals, the boundary line.
    entries = {entry for check in checks for entry in check.aligned_by}
    seals = [check for check in subject.verified() if f"dkim:{check.domain}" in entries]
    by_spf = any(entry.startswith("spf:") for entry in entries)
    hop = boundary_hop(subject.analysed.trace)
    if fields and by_spf and hop is not None:
        fields += (hop.trace.field,)
    cls = AttestationClass.SIGNED if seals else AttestationClass.RECEIVER
    limits = [seal_strength(check) for check in seals] + [cap(cls)] * by_spf
    strength = min(limits, default=0)
    passed = result == "pass"
    return subject.finding(
        f"dmarc.{result}",
        FindingKind.AUTHENTICATION,
        2,
        text(
            f"reasoning.dmarc.{_case(result, checks[0].domain)}",
            domain=checks[0].domain,
            rfc=tuple(str(check.rfc) for check in checks),
            **({"checks": tuple(sorted(entries))} if passed else {}),
        ),
        fields=fields,
        where=() if fields else (where_header(subject.analysed.message),),
        cls=cls if passed else AttestationClass.CLIENT,
        strength=strength if passed else 0,
        group="dmarc",
        observed=not (passed and (seals or by_spf)),
        assumptions=(
            *_dns_assumption(checks[0].dns_source),
            *dict.fromkeys(one for check in seals for one in _key_assumptions(check)),
            *((text("reasoning.assumption.copy-kept"),) if by_spf and passed else ()),
        ),
        cautions=(text("reasoning.caution.dmarc"),),
    )


def _case(result: str, domain: Value[str]) -> str:
    """The sentence to a result: without a domain, none that would name it."""
    return "no-domain" if isinstance(domain, State) else result


def _recorded(subject: Subject) -> list[Finding]:
    """Recorded results: each believed one, and one finding for each reason not to rely on lines."""
    found: list[Finding] = []
    doubted: dict[tuple[str, Text], list[int]] = {}
    for result in subject.analysed.trace.reported:
        if not result.believed:
            doubted.setdefault((result.header, result.why), []).append(result.field)
        elif result.method in _METHODS and len(found) < MAX_EACH:
            found.append(_believed(subject, result))
    for (header, why), fields in list(doubted.items())[:MAX_EACH]:
        found.append(_doubted(subject, header, why, tuple(dict.fromkeys(fields))))
    return found


def _believed(subject: Subject, result: ReportedResult) -> Finding:
    domain, holder = known(reported_domain(result)), holder_words(subject)
    case = "believed" if domain else "believed-no-domain"
    params = {"domain": domain} if domain else {}
    return subject.finding(
        f"recorded.{result.method}.{_word(result.result)}",
        FindingKind.AUTHENTICATION,
        2,
        text(f"reasoning.recorded.{case}", method=result.method, result=result.result, **params),
        fields=(result.field,),
        strength=subject.limit(result.field) if result.result == "pass" else 0,
        assumptions=(text("reasoning.assumption.copy-kept"),),
        defeaters=(text("reasoning.defeater.boundary"),),
        cautions=(result.why, *((holder,) if holder is not None else ())),
    )


def _doubted(subject: Subject, header: str, why: Text, fields: tuple[int, ...]) -> Finding:
    """That results are not relied on; where others of the same field are, which ones are meant."""
    relied = [
        result.field
        for result in subject.analysed.trace.reported
        if result.believed and result.header == header
    ]
    case = "-lower" if relied and max(relied) < min(fields) else ""
    return subject.finding(
        "recorded.not-relied-on",
        FindingKind.LIMITATION,
        2,
        text(f"reasoning.recorded.not-relied-on{case}", header=header),
        fields=fields,
        strength=0,
        cautions=(why,),
    )


def _word(value: str) -> str:
    """A result as part of a machine name; anything unusual becomes ``other``."""
    return value if value.isascii() and value.isalpha() and len(value) < 20 else "other"
