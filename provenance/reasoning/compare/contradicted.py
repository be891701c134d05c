"""An assumption that the supplied records themselves speak against: one step, nobody excluded.

Findings on whereabouts assume that an address of the organisation stands for its rooms, or that a
named device is the machine whose log is at hand. Two exports held against each other can show that
this is often not so (``correlation.crossed``). The rule is one for both sides: an export in the
hand of whoever gains by the weaker finding lowers nothing, since rows can be left out (0034).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.basics import Text, text
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.reasoning.cited import OPPOSITE, submitting_party
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.compare.candidates import holder_of
from provenance.reasoning.compare.hands import could_be_made, hand_by_name
from provenance.reasoning.records import Finding, Party

_ASSUMED: Final = {
    "presence.office": "crossed.doors",
    "presence.stay-act": "crossed.doors",
    "presence.machine-away": "crossed.device",
}
LEAST: Final = 2
SHARE: Final = 4
"""Two days, and one in so many of those counted: a card forgotten once is no habit. A choice, and
no measurement."""
_LIMIT: Final = "reasoning.touched.limit"


def with_contradicted(
    findings: tuple[Finding, ...], case: Case, side: AuditSide
) -> tuple[Finding, ...]:
    """The findings, those whose assumption records speak against with one step at most."""
    told = [one for one in side.usage if one.kind in _ASSUMED.values() and _is_many(one)]
    if not told:
        return findings
    return tuple(_lowered(finding, told, case, side) for finding in findings)


def _is_many(one: Circumstance) -> bool:
    values = dict(one.values)
    if values.get("cut"):
        return False  # what was not kept cannot be missing
    lacking, count = int(str(values["lacking"])), int(str(values["count"]))
    return lacking >= LEAST and lacking * SHARE >= count


def _lowered(
    finding: Finding, told: Iterable[Circumstance], case: Case, side: AuditSide
) -> Finding:
    kind = _ASSUMED.get(finding.name, "")
    for one in told if kind else ():
        exhibit = str(dict(one.values)["exhibit"])
        if one.kind != kind or one.message != finding.message:
            continue
        if max(finding.strength, finding.restored) > CLAIM and _is_fair(
            finding, exhibit, case, side
        ):
            values = {name: dict(one.values)[name] for name in ("exhibit", "lacking", "count")}
            limit = text(_LIMIT, **{name: _plain(value) for name, value in values.items()})
            if finding.refuted_by:
                return replace(finding, restored=CLAIM)
            return replace(
                finding,
                strength=CLAIM,
                restored=finding.strength,
                cautions=(*finding.cautions, limit),
            )
    return finding


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _is_fair(finding: Finding, exhibit: str, case: Case, side: AuditSide) -> bool:
    """Whether the hand of an export gains nothing by a weaker finding of somebody's absence."""
    holder = holder_of(case)
    of_holder = holder is not None and finding.person == holder.id
    harmed = Party.ORGANISATION if of_holder else Party.HOLDER
    source = next(one for one in side.sources if one.evidence == exhibit)
    hand = frozenset({hand_by_name(case, source.supplied_by, source.interest)})
    return could_be_made(hand, OPPOSITE[harmed], submitting_party(case)) is None


def lowered_by(finding: Finding) -> frozenset[str]:
    """The export without which the finding would carry what it may by itself."""
    said = next((one for one in finding.cautions if one.id == _LIMIT), None)
    return frozenset({str(dict(said.params)["exhibit"])} if said is not None else ())


def contradicted_limit(finding: Finding) -> Text | None:
    """Why a finding carries one step at most where records speak against its assumption."""
    said = next((one for one in finding.cautions if one.id == _LIMIT), None)
    if said is None:
        return None
    return text("reasoning.compare.cap.crossed", exhibit=dict(said.params)["exhibit"])
