"""What only the case file states: one step at most, unless a disinterested record bears it out.

The rule is one for both sides (report standard §1.5, "an untested assumption"; decision 0029).
Whoever writes a case file writes the networks of the organisation as well, so a place that follows
from such a network is no more than that word. It is borne out where a hand that gains nothing by
the finding supplied rows of several accounts of the organisation out of the same network. Whose
side the case file is of decides nothing, so that swapped roles give the mirrored result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from provenance.basics import Text, text
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.cited import submitting_party
from provenance.reasoning.claims import CLAIM, RECORD
from provenance.reasoning.compare.candidates import holder_of
from provenance.reasoning.compare.hands import could_be_made, hand_by_name
from provenance.reasoning.records import Finding, Party

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_BY_NETWORK: Final = frozenset({"presence.office", "presence.stay-act"})
"""Findings that place the sending in the organisation's rooms by its address."""
_STATED: Final = ("reasoning.presence.assumes", "reasoning.access.assumes")
_ONLY: Final = "reasoning.network.only-stated"
_BORNE: Final = "reasoning.network.borne-out"
_CARRIES: Final = "reasoning.network.carries"


def with_tested(findings: tuple[Finding, ...], case: Case, side: AuditSide) -> tuple[Finding, ...]:
    """The findings, those that hang on a network of the case file with what bears it out.

    Without that their strength is 1 at most, and the caution says why.
    """
    if not any(one.name in _BY_NETWORK for one in findings):
        return findings
    from provenance.correlation.networks import ENOUGH, neighbourhood

    at = {(place.evidence, place.start, place.end): id_ for id_, place in side.places}
    events = {event.id: event for event in (*side.events, *side.about)}
    many = [use for use in side.networks if len(use.accounts) >= ENOUGH]
    made = []
    for finding in findings:
        event = _sending(finding, at, events) if finding.name in _BY_NETWORK else None
        block = neighbourhood(case, event) if event is not None else ""
        here = {one.evidence: one.accounts for one in many if one.block == block}
        fair = _without_gain(finding, case, side) if block else set()
        borne = {name: here[name] for name in sorted(here) if name in fair}
        made.append(_tested(finding, block, borne) if block else finding)
    return tuple(made)


def _without_gain(finding: Finding, case: Case, side: AuditSide) -> set[str]:
    """Exports of hands that gain nothing by an absence of the finding's person."""
    holder = holder_of(case)
    of_holder = holder is not None and finding.person == holder.id
    harmed = Party.ORGANISATION if of_holder else Party.HOLDER
    submitting = submitting_party(case)
    return {
        source.evidence
        for source in side.sources
        if could_be_made(
            frozenset({hand_by_name(case, source.supplied_by, source.interest)}), harmed, submitting
        )
        is None
    }


def _sending(
    finding: Finding, at: Mapping[tuple[str, int, int], str], events: Mapping[str, AuditEvent]
) -> AuditEvent | None:
    """The record of the sending, which is the first row of such a finding."""
    place = finding.where[0]
    return events.get(at.get((place.evidence, place.start, place.end), ""))


def _tested(finding: Finding, block: str, borne: Mapping[str, tuple[str, ...]]) -> Finding:
    if not borne:
        return replace(
            finding,
            strength=min(finding.strength, CLAIM),
            restored=min(finding.restored, CLAIM),
            cautions=(*finding.cautions, text(_ONLY, block=block)),
        )
    first = min(borne)
    words = text(_BORNE, block=block, exhibits=tuple(sorted(borne)), accounts=borne[first])
    carries = (
        (text(_CARRIES, exhibit=finding.stated_in),)
        if finding.strength >= RECORD and finding.stated_in
        else ()
    )
    return replace(finding, cautions=(*finding.cautions, words, *carries))


def stated_limit(finding: Finding) -> Text | None:
    """Why a finding carries one step at most, where a network that is only stated is the reason."""
    said = next((one for one in finding.cautions if one.id == _ONLY), None)
    return text("reasoning.compare.cap.only-stated", **dict(said.params)) if said else None


def borne_by(finding: Finding) -> frozenset[str]:
    """Exhibits of which one has to be there for a network to be more than stated."""
    said = next((one for one in finding.cautions if one.id == _BORNE), None)
    exhibits = dict(said.params)["exhibits"] if said is not None else ()
    return frozenset(str(one) for one in exhibits) if isinstance(exhibits, tuple) else frozenset()


def statements(finding: Finding) -> tuple[Text, ...]:
    """The statements of the case file without which a finding could not be made."""
    return tuple(one for one in finding.assumptions if one.id.startswith(_STATED))
