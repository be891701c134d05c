"""Facts that a service recorded and that are only shown: no rule and no strength rests on them.

Microsoft's ``compauth`` with the meaning of its reason code, Google's internal signature, BIMI and
MTA-STS. The codes are data (``compauth.json``, with source and date).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from provenance.authentication.dkim.verify import Moments, verify_signatures
from provenance.authentication.records import (
    DkimReason,
    HeaderSignature,
    RecordedFact,
    SignatureCheck,
)
from provenance.authentication.resolver import Resolver
from provenance.basics import State, Text, text
from provenance.message import Message
from provenance.trace import ReportedResult

FILE: Final = Path(__file__).with_name("compauth.json")
GOOGLE = "X-Google-DKIM-Signature"
MAX_FACTS = 100
_ONLY_SHOWN = ("bimi", "mta-sts")
_BIMI_FIELDS = frozenset({"bimi-selector", "bimi-indicator", "bimi-location"})


def recorded_facts(
    message: Message,
    reported: tuple[ReportedResult, ...],
    resolver: Resolver,
    moments: Moments,
) -> tuple[RecordedFact, ...]:
    """Return such facts of one message, in the order of their fields; at most 100."""
    found: list[RecordedFact] = []
    for one in reported:
        if one.method == "compauth":
            found.append(_compauth(one))
        elif one.method in _ONLY_SHOWN:
            found.append(_shown(one))
    for field in message.fields:
        if field.lname in _BIMI_FIELDS and len(found) < MAX_FACTS:
            found.append(
                RecordedFact(
                    field=field.index,
                    header=field.name,
                    kind="bimi",
                    value="",
                    believed=False,
                    note=text("authentication.fact.bimi-field"),
                )
            )
    if any(field.lname == GOOGLE.lower() for field in message.fields):
        checks = verify_signatures(message, resolver, moments, header=GOOGLE)
        found += [_google(check) for check in checks]
    found.sort(key=_place)
    return tuple(found[:MAX_FACTS])


def _place(fact: RecordedFact) -> tuple[int, str, str]:
    return fact.field, fact.kind, fact.code


@lru_cache(maxsize=1)
def _codes() -> Any:
    return json.loads(FILE.read_text(encoding="utf-8"))


def compauth_case(code: str) -> tuple[str, str]:
    """Case and source of a reason code: the code itself, else its class; unknown ones say so."""
    held = _codes()
    wanted = (code, f"{code[:1]}xx") if len(code) == 3 and code.isdigit() else ()
    for name in wanted:
        for row in held["codes"]:
            if row["code"] == name:
                return row["case"], held[row["source"]]
    return "unknown", ""


def _compauth(one: ReportedResult) -> RecordedFact:
    code = "" if isinstance(one.reason, State) else one.reason.strip()[:20]
    case, source = compauth_case(code)
    return RecordedFact(
        field=one.field,
        header=one.header,
        kind="compauth",
        value=one.result,
        believed=one.believed,
        note=text(f"authentication.compauth.{case}", result=one.result, code=code or State.ABSENT),
        code=code,
        source=source,
    )


def _shown(one: ReportedResult) -> RecordedFact:
    return RecordedFact(
        field=one.field,
        header=one.header,
        kind=one.method,
        value=one.result,
        believed=one.believed,
        note=text(f"authentication.fact.{one.method}", result=one.result),
    )


def _google(check: SignatureCheck) -> RecordedFact:
    """Google's servers sign once more for themselves; their key is rarely at hand."""
    return RecordedFact(
        field=check.field,
        header=check.header,
        kind="google-internal",
        value=check.domain,
        believed=False,
        note=_google_note(check),
        code=check.result.value,
    )


def _google_note(check: SignatureCheck) -> Text:
    if check.reason is DkimReason.VERIFIED:
        case = "google-verified"
    elif check.header_signature is HeaderSignature.VALID:
        case = "google-header"
    elif check.header_signature is HeaderSignature.INVALID:
        case = "google-differs"
    else:
        case = "google-untested"
    return text(f"authentication.fact.{case}", domain=check.domain)
