"""Against which party a finding speaks, by its marks alone.

The account holder's side says that somebody or something else sent; the other side says that the
holder did. What is rather to be expected if the holder did harms the first, what is rather to be
expected otherwise harms the second. Swapping the sides gives the mirrored result.
"""

from __future__ import annotations

from provenance.basics import State, Value
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.cited import OPPOSITE, Cited, Harmed
from provenance.reasoning.compare.candidates import Key, candidates
from provenance.reasoning.compare.put_to import put_to, stated_ways
from provenance.reasoning.compare.sources import Sources
from provenance.reasoning.compare.units import Unit, harmed_party, single_units
from provenance.reasoning.records import Finding, Interests, Party
from provenance.reasoning.rules.marks import MarkRow
from provenance.reasoning.subject import Subject


def speaks_against(
    findings: tuple[Finding, ...],
    rows: tuple[MarkRow, ...],
    case: Case,
    side: AuditSide,
    subjects: tuple[Subject, ...],
) -> Harmed:
    """The party that each finding speaks against; only findings that the tables give weight.

    ``subjects`` are the messages in dispute: findings about others are compared with nothing.
    """
    asked = {subject.analysed.message.id for subject in subjects}
    explanations = candidates(case)
    keys = tuple(one.key for one in explanations)
    own = tuple(one for one in findings if not one.message or one.message in asked)
    units = single_units(own, rows, explanations, Sources(case, side, subjects))
    return {unit.findings[0]: harmed_by(unit, keys) for unit in units if unit.weight}


def harmed_by(unit: Unit, keys: tuple[Key, ...]) -> Value[Party]:
    """The party whose explanation is less to be expected by a unit's marks; absent for neither."""
    return harmed_party({key: unit.mark(key) for key in keys})


def with_claims(
    findings: tuple[Finding, ...],
    harmed: Harmed,
    cited: Cited,
    case: Case,
    asked: frozenset[str],
) -> tuple[tuple[Finding, ...], Value[Interests]]:
    """The findings with their claims and caps, and the lists of what speaks against whom.

    ``asked`` are the messages in dispute.
    """
    made = tuple(cited.with_claim(one, harmed) for one in findings)
    submitting = cited.submitting
    if isinstance(submitting, State):
        return made, State.ABSENT
    other = OPPOSITE[submitting]
    put = put_to(made, case, asked)
    return made, Interests(
        submitting=submitting,
        against_submitting=tuple(one.id for one in made if harmed.get(one.id) is submitting),
        against_other=tuple(one.id for one in made if harmed.get(one.id) is other),
        # What harms its supplier only beside the stay of another exhibit is no such record.
        against_supplier=tuple(
            one.id for one in made if one.against_interest is True and not one.stated_in
        ),
        against_supplier_combined=tuple(
            one.id for one in made if one.against_interest is True and one.stated_in
        ),
        put_to_submitting=put[submitting],
        put_to_other=put[other],
        stated=stated_ways(case),
    )
