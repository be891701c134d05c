"""Findings as units of weight: class, cap, source that counts once, marks under explanations.

Whatever one supplier handed in is one source, and so is what an outside custodian is stated to
attest. Exports that hold the same records of a system are one source, whoever supplied them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from provenance.basics import Address, Interest, State, Text, text
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.correlation.accounts import same_account
from provenance.reasoning.chains import confirms
from provenance.reasoning.claims import RECORD, cap
from provenance.reasoning.compare.candidates import Key
from provenance.reasoning.facts_sendings import doubt_limit
from provenance.reasoning.records import Claim, Explanation, Finding, FindingKind, Mark
from provenance.reasoning.rules.marks import EVERY, MarkEntry, MarkRow
from provenance.reasoning.subject import Subject
from provenance.reasoning.suppliers import receiving_system, suppliers
from provenance.trace import AttestationClass

STRONG: Final = frozenset(
    {
        AttestationClass.SIGNED,
        AttestationClass.RECEIVER,
        AttestationClass.LOG,
        AttestationClass.PRESENCE,
    }
)
_ACTING: Final = {
    "chain.other-account.": "account",
    "identity.sender-differs": "sender",
    "join.mode.other-account": "account",
    "join.send-as": "account",
    "join.send-on-behalf": "account",
}
"""Findings that name a second account; the person is whoever the case file gives it to."""
RANK: Final = {
    Mark.EXPECTED: 3,
    Mark.POSSIBLE: 2,
    Mark.NEUTRAL: 2,
    Mark.UNEXPECTED: 1,
    Mark.EXCLUDED: 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A mark with the assumption it needs, "" for none, as the id of a sentence."""

    mark: Mark
    condition: str = ""


NEUTRAL: Final = Marked(mark=Mark.NEUTRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Findings that say the same with the same weight out of one source; they count once.

    ``needs`` has the exhibits that each of the findings needs, in their order; the unit stands as
    long as one of them does. ``weight`` is 0 to 2. ``person`` is whom the record is about;
    ``about_person`` tells that it is a record about a person and not only about an account.
    ``limit`` is why the weight is lower than the table of marks would let it be, absent if it is
    not. Without the exhibits ``refuted_by`` the weight would be ``restored``. ``marks`` are by
    explanation; what is not there is neutral. ``systems`` are the
    receiving systems of its copies, "" where one is not known; ``liftable`` tells that copies which
    share no hand and no system may carry more. ``against_interest`` tells that it harms its
    supplier.
    """

    name: str
    findings: tuple[str, ...]
    cls: AttestationClass
    weight: int
    group: str
    needs: tuple[frozenset[str], ...]
    person: str
    about_person: bool
    assumed: bool
    contradicts: bool
    reason: str
    marks: Mapping[Key, Marked]
    limit: Text | None = None
    systems: frozenset[str] = frozenset()
    interest: Interest = Interest.UNKNOWN
    liftable: bool = False
    against_interest: bool = False
    refuted_by: frozenset[str] = frozenset()
    restored: int = 0

    @property
    def strong(self) -> bool:
        """Whether the class can open step 2: A, B, L or P, or copies that share no hand."""
        return self.cls in STRONG or (self.name == "copies.agreement" and self.weight == RECORD)

    @property
    def exhibits(self) -> frozenset[str]:
        """The exhibits without which nothing of it is left."""
        return frozenset.intersection(*self.needs)

    def mark(self, key: Key) -> Marked:
        """The mark under one explanation."""
        return self.marks.get(key, NEUTRAL)


class Sources:
    """Which source a finding comes from, and whom it is about."""

    def __init__(self, case: Case, side: AuditSide, subjects: tuple[Subject, ...]) -> None:
        self.case = case
        self.domains = {one.analysed.message.id: one for one in subjects}
        self.exhibit_of = {one.analysed.message.id: one.exhibit.item.id for one in subjects}
        self.system = {one.analysed.message.id: receiving_system(one) for one in subjects}
        self.supplier = suppliers(side, subjects)
        self.marked = frozenset(
            marks.integrity.source
            for marks in side.marks
            if any(sign.name not in HARMLESS for sign in marks.integrity.signs)
        )
        self.suspect: frozenset[str] = frozenset()
        self.exports = frozenset(source.evidence for source in side.sources)

    def exhibits(self, finding: Finding) -> frozenset[str]:
        """The exhibits that a finding needs: those of its places, and of its message."""
        return frozenset(place.evidence for place in finding.where)

    def group(self, finding: Finding, *, stated: bool) -> str:
        """The source that counts once: whoever supplied the exhibit of a stay, or the exhibits.

        Whom the case file names as attesting is a word of its author, and makes no second source.
        """
        if stated and finding.stated is AttestationClass.PRESENCE and finding.stated_in:
            return self.supplier.get(finding.stated_in, "none")
        exhibits = self.exhibits(finding)
        # A log against a copy rests on the log: the copy alone says nothing there.
        own = sorted(exhibits & self.exports) or sorted(exhibits)
        return " + ".join(dict.fromkeys(self.supplier.get(one, "copies") for one in own)) or "none"

    def person(self, finding: Finding) -> str:
        """The person of the case file whom a record is about, by its account if by nothing else."""
        name = next((_ACTING[one] for one in _ACTING if finding.name.startswith(one)), "")
        if finding.person or not name:
            return finding.person
        account = dict(finding.statement.params).get(name, "")
        spec = account.spec if isinstance(account, Address) else str(account)
        return next(
            (
                person.id
                for person in self.case.people
                if any(same_account(spec, one) for one in person.accounts)
            ),
            "",
        )

    def of_organisation(self, finding: Finding) -> bool:
        """Whether a check is about the domain of the organisation that is asked about."""
        domain = dict(finding.statement.params).get("domain", "")
        subject = self.domains.get(finding.message)
        return subject is not None and isinstance(domain, str) and subject.aligned(domain)

    def through_list(self, finding: Finding) -> bool:
        """Whether a message came through a mailing list, which has a Sender of its own."""
        subject = self.domains.get(finding.message)
        return subject is not None and bool(subject.analysed.message.named("list-id"))

    def other_copy(self, finding: Finding) -> bool:
        """Whether signs of change lie in another copy than that of a finding.

        A copy whose seal fits says nothing of how another copy was kept.
        """
        return bool(self.suspect - {finding.message}) and finding.message not in self.suspect


HARMLESS: Final = frozenset(
    {
        "cell-limit", "date-without-seconds", "delimiter", "details-spaced", "mixed-line-ends",
        "mixed-quoting", "number-as-power", "number-rounded", "organisations-several", "row-cap",
    }
)  # fmt: skip
"""Marks of everyday handling in an export; they lower the weight of nothing."""


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
            unit.reason, unit.cls, unit.weight, unit.group, unit.person, unit.systems,
            unit.interest, unit.against_interest, unit.assumed, unit.limit, unit.refuted_by,
            tuple((key, one.mark, one.condition) for key, one in unit.marks.items()),
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
        if _weight(finding, row, sources)[0] and any(_of_change(one) for one in row.entries)
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
        "of-organisation": sources.of_organisation(finding),
        "through-list": sources.through_list(finding),
        "other-copy-suspect": sources.other_copy(finding),
    }
    marks = {}
    for key in keys:
        entry = _entry(row.entries, key, person, holds)
        if entry is not None and entry.mark != Mark.NEUTRAL.value:
            marks[key] = Marked(mark=Mark(entry.mark), condition=entry.condition)
    weight, limit = _weight(finding, row, sources)
    limit = (doubt_limit(finding) if weight < row.carries else None) or limit
    return Unit(
        name=finding.name,
        findings=(finding.id,),
        cls=finding.attested_by,
        weight=weight,
        group=sources.group(finding, stated=not row.confirmed),
        contradicts=row.contradicts,
        needs=(sources.exhibits(finding),),
        person=person,
        about_person=row.about_person and weight > 0,
        assumed=bool(finding.assumptions) or any(one.condition for one in marks.values()),
        reason=row.reason,
        marks=marks,
        limit=limit,
        systems=frozenset({sources.system.get(finding.message, "")}),
        refuted_by=frozenset(finding.refuted_by),
        restored=min(row.carries, finding.restored),
        interest=finding.interest,
        against_interest=finding.against_interest is True,
        liftable=row.carries > weight and finding.attested_by is AttestationClass.RECEIVER,
    )


def lifted(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Lines of receiving sides that copies of other hands and systems confirm carry step 2."""
    from dataclasses import replace

    claims = {at: _claim(unit) for at, unit in enumerate(units) if unit.liftable and unit.weight}
    return tuple(
        replace(unit, weight=RECORD)
        if at in claims
        and any(
            units[other].reason == unit.reason and confirms(claims[at], claim)
            for other, claim in claims.items()
        )
        else unit
        for at, unit in enumerate(units)
    )


def _claim(unit: Unit) -> Claim:
    return Claim(
        cls=unit.cls,
        strength=unit.weight,
        groups=frozenset({unit.group}),
        systems=unit.systems,
        interest=unit.interest,
    )


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


def _weight(finding: Finding, row: MarkRow, sources: Sources) -> tuple[int, Text | None]:
    """What a finding carries at most, and why it is less than its kind may carry."""
    if finding.stated is AttestationClass.WITNESS and not row.confirmed:
        return 0, text("reasoning.compare.cap.statement")
    weight = min(row.carries, max(finding.strength, row.floor), max(cap(finding.attested_by), 1))
    if finding.name.startswith("copies."):
        weight = min(row.carries, max(finding.strength, row.floor), RECORD)
    own = finding.interest is Interest.SUBMITTING and finding.against_interest is not True
    if weight > 1 and own:
        return 1, text("reasoning.compare.cap.own-record")
    if weight > 1 and sources.exhibits(finding) & sources.marked:
        return 1, text("reasoning.compare.cap.marked-export")
    if weight < row.carries and not isinstance(finding.stated, State):
        return weight, text("reasoning.compare.cap.statement")
    return weight, None
