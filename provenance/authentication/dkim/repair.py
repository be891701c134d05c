"""The search for the smallest harmless change after which a failing signature verifies.

"Verifies once the banner is removed" is strong evidence for all the rest: the words that were
sealed are in this copy, and what was added is shown. Nothing can be repaired by mistake, since
a candidate counts only where hash or signature fit. Header fields and body are sealed by two
different numbers, so they are searched apart.

Links that gateways rewrite (Safe Links, URL Defense) are not undone: the original text of a link
cannot be told from the rewritten one alone in general.
"""

from __future__ import annotations

import re

from provenance.authentication.changed import changed
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.key import parse_key
from provenance.authentication.dkim.repair_body import BodyTester, search_body
from provenance.authentication.dkim.repair_edits import (
    Budget,
    undone_of_body,
    undone_of_fields,
)
from provenance.authentication.dkim.repair_header import HeaderTester, search_header
from provenance.authentication.dkim.signature import parse_signature
from provenance.authentication.records import (
    BodyHash,
    HeaderSignature,
    Repair,
    RepairAttempt,
    RepairOutcome,
    SignatureCheck,
    Undone,
)
from provenance.basics import Text, text

DESTROYED = ("pasted", "no-body", "regenerated")
"""Kinds of copy in which the sealed bytes cannot be had back."""
_REWRITTEN = (b"safelinks.protection.outlook.com", b"urldefense.")
_STORE = re.compile(rb"\bwith[ \t]+HTTPS\b")
"""Protocol word of the line that Outlook.com's own store puts on top of what it hands out."""


def is_wanted(check: SignatureCheck) -> bool:
    """Whether a signature failed on its own terms, with a key at hand, or cannot be tested here."""
    header, body = check.header_signature, check.body_hash
    if header is HeaderSignature.NOT_TESTABLE:
        return False
    return header is HeaderSignature.INVALID or body is not BodyHash.MATCH


def search(prepared: SignedMessage, check: SignatureCheck, budget: Budget) -> Repair:
    """Search for what makes a failing signature fit; never raises, bounded by ``budget``."""
    field = prepared.field(check.field)
    signature = parse_signature(field.value)
    destroyed = _destroyed(prepared)
    if destroyed:
        note = text(f"authentication.dkim.repair.{destroyed}")
        return Repair(outcome=RepairOutcome.NOT_TESTABLE, limit=budget.limit, notes=(note,))
    before = budget.used
    header = check.header_signature is HeaderSignature.VALID
    body = check.body_hash is BodyHash.MATCH
    undone: list[Undone] = []
    attempts: list[RepairAttempt] = []
    if not header:
        record = parse_key(check.key.record)
        edits, told = search_header(HeaderTester(prepared, check.field, signature, record, budget))
        header = bool(edits)
        undone += [one for edit in edits for one in undone_of_fields(prepared, edit)]
        attempts += told
    if check.body_hash is BodyHash.MISMATCH:
        found, told = search_body(BodyTester(prepared, signature, budget), prepared.message)
        body = bool(found)
        undone += [undone_of_body(prepared, edit) for edit in found]
        attempts += told
    outcome = _outcome(header=header, body=body, ended=budget.ended, found=bool(undone))
    return Repair(
        outcome=outcome,
        undone=tuple(undone),
        attempts=tuple(attempts),
        octets=budget.used - before,
        limit=budget.limit,
        complete=not budget.ended,
        notes=_notes(prepared, outcome, undone),
    )


def _destroyed(prepared: SignedMessage) -> str:
    """Machine name of what this kind of copy cannot give back, "" if nothing."""
    if prepared.repaired:
        return "pasted"
    if not prepared.body_available:
        return "no-body"
    received = prepared.by_name.get(b"received", ())
    if received and _STORE.search(prepared.field(received[0]).value):
        return "regenerated"
    return ""


def _outcome(*, header: bool, body: bool, ended: bool, found: bool) -> RepairOutcome:
    if header and body:
        return RepairOutcome.VERIFIED
    if found:
        return RepairOutcome.HEADER_ONLY if header else RepairOutcome.BODY_ONLY
    return RepairOutcome.LIMIT if ended else RepairOutcome.NOT_FOUND


def _notes(
    prepared: SignedMessage, outcome: RepairOutcome, undone: list[Undone]
) -> tuple[Text, ...]:
    start, end = prepared.body
    told = [text(f"authentication.dkim.repair.{outcome.value}")]
    told += [
        text(
            f"authentication.dkim.repair.undone.{one.change}",
            first=one.line_first,
            last=one.line_last,
            octets=one.octets,
        )
        for one in _grouped(undone)
    ]
    if any(prepared.raw.find(word, start, end) >= 0 for word in _REWRITTEN):
        told.append(text("authentication.dkim.repair.links-not-tried"))
    return tuple(told)


def _grouped(undone: list[Undone]) -> list[Undone]:
    """One entry for each change, from its first line to its last: a sentence for each is enough."""
    first: dict[str, Undone] = {}
    for one in undone:
        held = first.setdefault(one.change, one)
        if held is not one:
            first[one.change] = changed(
                held,
                line_first=min(held.line_first, one.line_first),
                line_last=max(held.line_last, one.line_last),
                octets=held.octets + one.octets,
            )
    return list(first.values())
