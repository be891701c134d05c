"""Findings, ladder, explanations, comparison and requests as JSON."""

from __future__ import annotations

from provenance.basics import State, Value, Where
from provenance.reasoning import (
    Claim,
    Comparison,
    Explanation,
    Finding,
    Interests,
    Leaning,
    Reasoning,
    Request,
    Rung,
    Sensitivity,
)
from provenance.report.catalogue import render
from provenance.report.document.values import Json, json_value, record, text_to_dict

OPINION = "O-1"
"""Number of the one comparative statement of a report."""


def where_to_dict(where: Where) -> dict[str, Json]:
    """Return the place in the evidence of a statement."""
    return {
        "evidence": where.evidence,
        "stream": where.stream,
        "locator": json_value(where.locator),
        "line_first": where.line_first,
        "line_last": where.line_last,
        "start": where.start,
        "end": where.end,
        "quote_sha256": where.quote_sha256,
    }


def finding_to_dict(finding: Finding) -> dict[str, Json]:
    """Return one finding; ``name`` is its stable machine name."""
    return record(
        {
            "id": finding.id,
            "name": finding.name,
            "kind": finding.kind.value,
            "rule": finding.rule,
            "rung": finding.rung,
            "message": finding.message or State.ABSENT,
            "attested_by": finding.attested_by.value,
            "interest": finding.interest.value,
            "against_interest": finding.against_interest,
            "observed": finding.observed,
            "strength": finding.strength,
            "assumptions": finding.assumptions,
            "defeaters": finding.defeaters,
            "cautions": finding.cautions,
            "rates": finding.rates,
            "group": finding.group,
            "person": finding.person or State.ABSENT,
            "claim": finding.claim
            if isinstance(finding.claim, State)
            else claim_to_dict(finding.claim),
            "stated": None if isinstance(finding.stated, State) else finding.stated.value,
        }
    ) | {
        **text_to_dict(finding.statement),
        "where": [where_to_dict(where) for where in finding.where],
    }


def claim_to_dict(claim: Claim) -> dict[str, Json]:
    """Return what all places of a finding together carry, and on whom they depend."""
    return {
        "class": claim.cls.value,
        "strength": claim.strength,
        "suppliers": json_value(sorted(claim.groups)),
        "systems": json_value(sorted(one for one in claim.systems if one)),
        "protection": json_value(sorted(claim.protection)),
        "interest": claim.interest.value,
        "against_interest": claim.against_interest,
    }


def interests_to_dict(interests: Value[Interests]) -> dict[str, Json]:
    """Return what speaks against which side; ``submitting`` is ``null`` if no side is named."""
    if isinstance(interests, State):
        return record({"submitting": interests}) | {name: [] for name in _AGAINST}
    return record(
        {"submitting": interests.submitting.value}
        | {name: getattr(interests, name) for name in _AGAINST}
    )


_AGAINST = (
    "against_submitting", "against_other", "against_supplier", "against_supplier_combined",
    "put_to_submitting", "put_to_other", "stated",
)  # fmt: skip


def rung_to_dict(rung: Rung) -> dict[str, Json]:
    """Return one rung of the ladder, answered or with its kind of inconclusive."""
    return record(
        {
            "rung": rung.rung,
            "question": rung.question,
            "answer": rung.answer,
            "code": rung.code.value,
            "badge": rung.badge.value,
            "findings": rung.findings,
            "resolves_by": rung.resolves_by,
        }
    )


def conclusion_to_dict(reasoning: Reasoning) -> dict[str, Json]:
    """Return what the first page says beside the ladder, and which messages it is about."""
    meant = reasoning.organisation
    out = record(
        {
            "short": reasoning.short,
            "open": reasoning.open,
            "main_limit": reasoning.main_limit,
            "notes": reasoning.notes,
            "asked": reasoning.asked,
        }
    )
    out["organisation"] = (
        None
        if meant is None
        else {
            "domain": json_value(meant.domain),
            "others": json_value(meant.others),
            "named_by_case": meant.named_by_case,
        }
    )
    out["carriers"] = [
        {"message": carrier, "carries": list(carried)} for carrier, carried in reasoning.carriers
    ]
    return out


def explanation_to_dict(explanation: Explanation) -> dict[str, Json]:
    """Return one competing explanation with its marks; a finding without a mark is neutral."""
    out = record(
        {
            "id": explanation.id,
            "person": explanation.person,
            "statement": explanation.statement,
            "best": explanation.best,
            "cases": explanation.cases,
            "excluded_if": explanation.excluded_if,
        }
    )
    out["marks"] = [
        {
            "finding": one.finding,
            "mark": one.mark.value,
            "if": "" if isinstance(one.condition, State) else render(one.condition),
        }
        for one in explanation.marks
    ]
    return out


def comparisons_to_list(comparisons: tuple[Comparison, ...]) -> list[Json]:
    """Return one comparison for each of several messages in dispute, empty for a single one."""
    return [comparison_to_dict(one, opinion_id(at)) for at, one in enumerate(comparisons)]


def opinion_id(at: int) -> str:
    """Return the id of a comparison by its place: ``O-1`` is that of the first message."""
    return f"O-{at + 1}"


def comparison_to_dict(comparison: Value[Comparison], id_: str = OPINION) -> dict[str, Json]:
    """Return the comparison; where none was made every answer is ``null`` with its reason."""
    if isinstance(comparison, State):
        none: dict[str, Json] = {name: [] for name in _LISTS}
        return record({"favoured": comparison, "over": comparison, "step": comparison}) | none
    out = record(
        {
            "id": id_,
            "favoured": comparison.favoured,
            "favoured_person": comparison.favoured_person,
            "over": comparison.over,
            "over_person": comparison.over_person,
            "step": comparison.step,
            "statement": comparison.statement,
            "caps": comparison.caps,
            "items": comparison.items,
            "against": comparison.against,
            "non_diagnostic": comparison.non_diagnostic,
            "would_change": comparison.would_change,
            "cases_open": comparison.cases_open,
            "messages": comparison.messages,
        }
    )
    out["not_separated"] = [_who(key) for key in comparison.not_separated]
    out["leanings"] = [_leaning(one) for one in comparison.leanings]
    out["sensitivity"] = [_sensitivity(one) for one in comparison.sensitivity]
    return out


_LISTS = (
    "caps", "items", "against", "non_diagnostic", "would_change", "not_separated", "leanings",
    "sensitivity", "cases_open",
)  # fmt: skip


def _who(key: tuple[str, str]) -> dict[str, Json]:
    return {"explanation": key[0], "person": key[1] or None}


def _leaning(one: Leaning) -> dict[str, Json]:
    return {
        "favoured": _who(one.favoured),
        "over": _who(one.over),
        **record(
            {
                "step": str(one.step),
                "items": one.items,
                "against": one.against,
                "groups": one.groups,
                "caps": one.caps,
                "excluded_if": one.excluded_if,
            }
        ),
    }


def _sensitivity(one: Sensitivity) -> dict[str, Json]:
    return record(
        {
            "left_out": one.left_out,
            "kind": one.kind,
            "step": one.step,
            "result_step": one.result_step,
            "favoured": one.favoured,
            "over": one.over,
            "rises": one.rises,
            "sentence": one.sentence,
        }
    )


def request_to_dict(request: Request) -> dict[str, Json]:
    """Return one record worth asking for."""
    return record(
        {
            "what": request.what,
            "holder": request.holder,
            "decides_rung": request.decides_rung,
            "usually_kept_days": request.usually_kept_days,
            "longer_kept_days": request.longer_kept_days,
            "kept_source": request.kept_source,
            "ask_by": request.ask_by,
            "wording": request.wording,
            "record": request.record,
            "rungs": list(request.rungs),
            "separates": [list(pair) for pair in request.separates],
            "export": request.export,
            "limit": request.limit,
            "first": request.first,
            "last": request.last,
            "messages": list(request.messages),
            "supplied": list(request.supplied),
            "gap": request.gap,
        }
    )
