"""Findings as units of weight: class, cap, source that counts once, marks under explanations.

Whatever one supplier handed in is one source, and exports of the same system are one, whoever
supplied them. A unit needs a set of sources: a log row held against a stay needs the log and the
custodian of the stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from provenance.basics import Interest, State, Text, Value, text
from provenance.basics.record import dataclass
from provenance.reasoning.claims import cap
from provenance.reasoning.compare.candidates import HOLDER, Key
from provenance.reasoning.compare.contradicted import contradicted_limit, lowered_by
from provenance.reasoning.compare.hands import could_be_made
from provenance.reasoning.compare.sources import Hand, Sources
from provenance.reasoning.compare.stay_limits import stay_limit
from provenance.reasoning.compare.tested import borne_by, stated_limit, statements
from provenance.reasoning.doubts import doubt_limit
from provenance.reasoning.records import Explanation, Finding, FindingKind, Mark, Party
from provenance.reasoning.rules.marks import EVERY, MarkEntry, MarkRow
from provenance.trace import AttestationClass

STRONG: Final = frozenset(
    {
        AttestationClass.SIGNED,
        AttestationClass.RECEIVER,
        AttestationClass.LOG,
        AttestationClass.PRESENCE,
    }
)
RANK: Final = {
    Mark.EXPECTED: 3,
    Mark.POSSIBLE: 2,
    Mark.NEUTRAL: 2,
    Mark.UNEXPECTED: 1,
    Mark.EXCLUDED: 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A mark with all assumptions it needs, as ids of sentences, in the order of the rule."""

    mark: Mark
    conditions: tuple[str, ...] = ()


_OF_SYSTEMS: Final = frozenset({AttestationClass.LOG, AttestationClass.PRESENCE})
_MAKER: Final = {Interest.UNKNOWN: "unknown-hand", Interest.OTHER: "gaining-hand"}
NEUTRAL: Final = Marked(mark=Mark.NEUTRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Findings that say the same with the same weight out of one source; they count once.

    ``needs`` has the exhibits that each of the findings needs, in their order; the unit stands as
    long as one of them does. ``weight`` is 0 to 2. ``person`` is whom the record is about;
    ``about_person`` tells that it is a record about a person and not only about an account.
    ``sources`` are all that it needs, each by whoever supplied it. ``anchor`` are the exhibits with
    the recorded sending, empty where it needs none: without each of them it could not be made.
    ``stated`` are the statements of the case file that it needs, ``borne_by`` exhibits of which one
    has to bear such a statement out for the weight to stand. ``hands`` name its sources.
    ``limit`` is why the weight is lower than the table of marks would let it be, absent if it is
    not; ``one_step`` tells that the kind itself carries no more. Without the exhibits
    ``refuted_by`` or ``lowered_by`` the weight would be ``restored``.
    ``marks`` are by explanation; what is not there is neutral. ``against_interest`` tells that it
    harms its supplier.
    """

    name: str
    findings: tuple[str, ...]
    cls: AttestationClass
    weight: int
    sources: frozenset[str]
    needs: tuple[frozenset[str], ...]
    person: str
    about_person: bool
    assumed: bool
    contradicts: bool
    reason: str
    marks: Mapping[Key, Marked]
    limit: Text | None = None
    one_step: bool = False
    against_interest: bool = False
    refuted_by: frozenset[str] = frozenset()
    restored: int = 0
    lowered_by: frozenset[str] = frozenset()
    anchor: frozenset[str] = frozenset()
    stated: tuple[Text, ...] = ()
    borne_by: frozenset[str] = frozenset()
    hands: tuple[Hand, ...] = ()

    @property
    def strong(self) -> bool:
        """Whether the class can open step 2: A, B, L or P."""
        return self.cls in STRONG

    @property
    def exhibits(self) -> frozenset[str]:
        """The exhibits without which nothing of it is left."""
        return frozenset.intersection(*self.needs)

    def mark(self, key: Key) -> Marked:
        """The mark under one explanation."""
        return self.marks.get(key, NEUTRAL)

    def speaks_of(self, key: Key) -> bool:
        """Whether it says anything of an explanation."""
        return self.mark(key).mark is not Mark.NEUTRAL

    def stands_without(self, exhibit: str) -> bool:
        """Whether something is left of it without an exhibit."""
        return exhibit not in self.exhibits and self.anchor != frozenset({exhibit})


def row_for(finding: Finding, rows: Iterable[MarkRow]) -> MarkRow | None:
    """The first row of the tables that speaks of a finding."""
    for row in rows:
        named = (
            finding.name.startswith(row.finding[:-1])
            if row.finding.endswith(".*")
            else finding.name == row.finding
        )
        said = f".{finding.statement.id}".endswith(f".{row.says}") if row.says else True
        if named and said:
            return row
    return None


def units_of(
    findings: Iterable[Finding],
    rows: tuple[MarkRow, ...],
    explanations: tuple[Explanation, ...],
    sources: Sources,
) -> tuple[Unit, ...]:
    """All findings that the tables speak of, put together where nothing tells them apart."""
    found: dict[tuple[object, ...], Unit] = {}
    for unit in single_units(findings, rows, explanations, sources):
        told = (
            unit.reason, unit.cls, unit.weight, unit.sources, unit.person,
            unit.anchor, unit.stated, unit.borne_by, unit.hands,
            unit.against_interest, unit.assumed, unit.limit, unit.refuted_by, unit.lowered_by,
            tuple((key, one.mark, one.conditions) for key, one in unit.marks.items()),
        )  # fmt: skip
        held = found.get(told)
        found[told] = unit if held is None else _more(held, unit)
    return tuple(found.values())


def single_units(
    findings: Iterable[Finding],
    rows: tuple[MarkRow, ...],
    explanations: tuple[Explanation, ...],
    sources: Sources,
) -> list[Unit]:
    """One unit for each finding that the tables speak of, in their order."""
    keys = tuple(one.key for one in explanations)
    told_of = _with_rows(findings, rows)
    sources.suspect = frozenset(
        finding.message or "group"
        for finding, row in told_of
        if _carried(finding, row) and any(_of_change(one) for one in row.entries)
    )
    return [_unit(finding, row, keys, sources) for finding, row in told_of]


def _with_rows(
    findings: Iterable[Finding], rows: tuple[MarkRow, ...]
) -> list[tuple[Finding, MarkRow]]:
    """The findings that a row speaks of, each with it."""
    by_name: dict[tuple[str, str], MarkRow | None] = {}
    found = []
    for finding in findings:
        named = (finding.name, finding.statement.id)
        if named not in by_name:
            by_name[named] = row_for(finding, rows)
        row = by_name[named]
        if row is not None and finding.kind is not FindingKind.LIMITATION:
            found.append((finding, row))
    return found


def _of_change(entry: MarkEntry) -> bool:
    """Whether a mark says that a changed copy shows this, and not every explanation alike."""
    return (
        "copy-altered" in entry.of
        and "outside-system" not in entry.of
        and entry.mark == Mark.EXPECTED.value
        and not entry.when
    )


def _more(held: Unit, unit: Unit) -> Unit:
    from dataclasses import replace

    return replace(held, findings=held.findings + unit.findings, needs=held.needs + unit.needs)


def _unit(finding: Finding, row: MarkRow, keys: tuple[Key, ...], sources: Sources) -> Unit:
    person = sources.person(finding)
    holds = {
        "about-holder": bool(person) and (HOLDER, person) in keys,
        "of-organisation": sources.of_organisation(finding),
        "through-list": sources.through_list(finding),
        "other-copy-suspect": sources.other_copy(finding),
        "gathered-by-party": gathered(sources),
    }
    marks = {}
    for key in keys:
        entry = _entry(row.entries, key, person, holds)
        if entry is not None and entry.mark != Mark.NEUTRAL.value:
            marks[key] = Marked(mark=Mark(entry.mark), conditions=entry.conditions)
    weight, limit = _weight(finding, row, sources, harmed_party(marks))
    if weight < row.carries:
        limit = (
            doubt_limit(finding)
            or stated_limit(finding)
            or contradicted_limit(finding)
            or stay_limit(finding)
            or limit
        )
    return Unit(
        name=finding.name,
        findings=(finding.id,),
        cls=finding.attested_by,
        weight=weight,
        sources=sources.of(finding),
        contradicts=row.contradicts,
        needs=(sources.exhibits(finding),),
        person=person,
        about_person=row.about_person and weight > 0,
        assumed=bool(finding.assumptions) or any(one.conditions for one in marks.values()),
        reason=row.reason,
        marks=marks,
        limit=limit,
        one_step=row.carries == 1 and weight == 1 and limit is None,
        refuted_by=frozenset(finding.refuted_by),
        restored=_restored(finding, row, sources, harmed_party(marks)),
        lowered_by=lowered_by(finding),
        against_interest=finding.against_interest is True,
        anchor=sources.anchor(finding),
        stated=statements(finding),
        borne_by=borne_by(finding),
        hands=sources.hands(finding),
    )


def _restored(finding: Finding, row: MarkRow, sources: Sources, harmed: Value[Party]) -> int:
    """The weight without the exhibits that cancel or lower a finding."""
    if not lowered_by(finding):
        return min(row.carries, finding.restored)
    from dataclasses import replace

    return _weight(replace(finding, strength=finding.restored), row, sources, harmed)[0]


def _entry(
    entries: tuple[MarkEntry, ...], key: Key, person: str, more: Mapping[str, bool]
) -> MarkEntry | None:
    """The first mark that speaks of an explanation under these circumstances."""
    id_, named = key
    holds = {
        "": True,
        "about-self": bool(person) and person == named,
        "about-other": bool(person) and person != named,
        "about-nobody": not person,
        "named-other": bool(person) and bool(named) and person != named,
        "named": bool(named),
        **more,
        "not-of-organisation": not more["of-organisation"],
    }
    for entry in entries:
        if (EVERY in entry.of or id_ in entry.of) and holds[entry.when]:
            return entry
    return None


def harmed_party(marks: Mapping[Key, Marked]) -> Value[Party]:
    """The party whose explanation is less to be expected by these marks; absent for neither.

    The other party needs one explanation only, so that its best one counts. Explanations of which
    nothing is said are on nobody's side.
    """
    ranks = [(key[0] == HOLDER, RANK[one.mark]) for key, one in marks.items() if _says(one)]
    holder = max((rank for own, rank in ranks if own), default=0)
    others = max((rank for own, rank in ranks if not own), default=0)
    both = len({own for own, _rank in ranks}) > 1
    if holder == others or not both:
        return State.ABSENT
    return Party.HOLDER if holder > others else Party.ORGANISATION


def _says(one: Marked) -> bool:
    return one.mark is not Mark.NEUTRAL


def _carried(finding: Finding, row: MarkRow) -> int:
    """What a finding carries by its class and its own strength."""
    if finding.stated is AttestationClass.WITNESS and not row.confirmed:
        return 0
    limit = max(cap(finding.attested_by), 1)
    return min(row.carries, max(finding.strength, row.floor), limit)


def gathered(sources: Sources) -> bool:
    """Whether a party ran the program: then a party had all the copies in hand."""
    return sources.case.role.strip().lower() == "party"


def _weight(
    finding: Finding, row: MarkRow, sources: Sources, harmed: Value[Party]
) -> tuple[int, Text | None]:
    """What a finding carries at most, and why it is less than its kind may carry."""
    weight = _carried(finding, row)
    if not weight:
        stated = finding.stated is AttestationClass.WITNESS and not row.confirmed
        return 0, text("reasoning.compare.cap.statement") if stated else None
    if row.carries > 1:
        maker = could_be_made(sources.interests(finding), harmed, sources.submitting)
        if maker is not None and finding.attested_by in _OF_SYSTEMS:
            return 1, text(f"reasoning.compare.cap.{_MAKER.get(maker, 'own-record')}")
        if finding.interest is Interest.SUBMITTING and finding.against_interest is not True:
            return 1, text("reasoning.compare.cap.own-record")
    if finding.name == "copies.agreement":
        # Class E, however many copies agree. Whoever gathered them had all of them in hand.
        case = "one-gatherer" if gathered(sources) else "typed-lines"
        return weight, text(f"reasoning.compare.cap.{case}")
    if weight > 1 and sources.exhibits(finding) & sources.marked:
        return 1, text("reasoning.compare.cap.marked-export")
    if weight < row.carries and not isinstance(finding.stated, State):
        return weight, text("reasoning.compare.cap.statement")
    return weight, None
