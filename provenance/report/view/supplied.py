"""Whose interest the supplier of each exhibit of a finding has, and whom the finding harms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from provenance.basics import Interest, State
from provenance.reasoning import Finding
from provenance.report.records import Report
from provenance.report.view.common import joined, t
from provenance.trace import AttestationClass

_OWN_STATEMENT: Final = frozenset({AttestationClass.SENDER_SIDE, AttestationClass.CLIENT})
_SIDES: Final = frozenset({Interest.SUBMITTING, Interest.OTHER})


def interests_of(report: Report) -> dict[str, Interest]:
    """Return the interest that the case file states for the supplier of each exhibit."""
    return {one.item.id: Interest(one.item.interest) for one in report.exhibits}


def interest(finding: Finding, supplied: Mapping[str, Interest]) -> tuple[Markup, Markup]:
    """Return whose interest it is, and which; the sending side's own lines are never independent.

    What this program saw in the file depends on nobody's word but on whoever kept the copy. A
    finding that rests on exhibits of several suppliers names each with its own.
    """
    if finding.attested_by in _OWN_STATEMENT and not finding.observed:
        if finding.interest is Interest.UNKNOWN:
            return t("report.finding.interest.writer"), t("report.interest.sender-side")
        own = t(f"report.interest.{finding.interest.value}")
        return t("report.finding.interest.writer"), own
    label = t("report.finding.interest")
    each = {id_: supplied[id_] for id_ in exhibits_of(finding) if id_ in supplied}
    if len(set(each.values())) > 1:
        return label, joined([_of(id_, one) for id_, one in each.items()])
    one = finding.interest
    if one is Interest.UNKNOWN and not isinstance(finding.claim, State):
        one = finding.claim.interest
    if one is Interest.UNKNOWN:
        one = next(iter(each.values()), one)
    return label, t(f"report.interest.{one.value}")


def exhibits_of(finding: Finding) -> tuple[str, ...]:
    """Return the exhibits that a finding cites, in their order, each once."""
    return tuple(dict.fromkeys(one.evidence for one in finding.where))


def _of(id_: str, one: Interest) -> Markup:
    return t("report.finding.interest.of", exhibit=id_, interest=_word(one))


def _word(one: Interest) -> Markup:
    return t(f"report.interest.{one.value}")


def against(finding: Finding, supplied: Mapping[str, Interest]) -> Markup | None:
    """Whether it harms whoever supplied it, and whom; ``None`` where it chooses between nobody."""
    if finding.against_interest is State.ABSENT:
        return t("report.finding.against.not-stated")
    if isinstance(finding.against_interest, State):
        return None
    if not finding.against_interest:
        return t("report.finding.against.no")
    each = [id_ for id_ in exhibits_of(finding) if supplied.get(id_) in _SIDES]
    if finding.stated_in:
        # Its own rows fit their supplier's side; only held against the stay do they harm it.
        return t("report.finding.against.combined", exhibits=tuple(each), stay=finding.stated_in)
    if not each:
        return t("report.finding.against.yes")
    return t("report.finding.against.yes-of", exhibits=tuple(each))
