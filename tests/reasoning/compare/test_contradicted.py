"""Records that speak against an assumption lower what rests on it, whoever gains by that."""

from __future__ import annotations

import pytest

from provenance.basics import Interest, Where, text
from provenance.case import Case, Person
from provenance.correlation.records import AuditSide, AuditSource, Circumstance
from provenance.reasoning.compare.contradicted import (
    contradicted_limit,
    lowered_by,
    with_contradicted,
)
from provenance.reasoning.records import Finding, FindingKind
from provenance.trace import AttestationClass

HOLDER = Person(id="a", name="A", accounts=("a@b.example",))
CASE = Case(account="a@b.example", side="employee", people=(HOLDER, Person(id="c", name="C")))


def finding(name: str = "presence.office", person: str = "a", strength: int = 2) -> Finding:
    where = Where(
        evidence="E1", stream="file", locator="row 1", line_first=1, line_last=1, start=0, end=1,
        quote_sha256="",
    )  # fmt: skip
    return Finding(
        id="I-1", name=name, kind=FindingKind.PRESENCE, rung=5, where=(where,), person=person,
        statement=text("reasoning.presence.office"), attested_by=AttestationClass.LOG,
        strength=strength, group="g", message="M1",
    )  # fmt: skip


def lowered(
    lacking: int, count: int, *, interest: Interest = Interest.INDEPENDENT, cut: bool = False,
    one: Finding | None = None, kind: str = "crossed.doors",
) -> Finding:  # fmt: skip
    told = Circumstance(
        kind=kind, message="M1",
        values=(("exhibit", "E6"), ("count", count), ("lacking", lacking), ("cut", int(cut))),
    )  # fmt: skip
    source = AuditSource(
        evidence="E6", name="doors.csv", sha256="", size=1, layout=None, coverage=None,
        interest=interest,
    )  # fmt: skip
    side = AuditSide(sources=(source,), usage=(told,))
    return with_contradicted((one or finding(),), CASE, side)[0]


@pytest.mark.parametrize(
    ("lacking", "count", "strength"),
    [(4, 9, 1), (2, 8, 1), (1, 2, 2), (2, 9, 2), (0, 9, 2)],
)
def test_one_forgotten_card_is_no_habit(lacking: int, count: int, strength: int) -> None:
    made = lowered(lacking, count)
    assert made.strength == strength
    assert (contradicted_limit(made) is not None) is (strength == 1)
    assert lowered_by(made) == (frozenset({"E6"}) if strength == 1 else frozenset())
    assert made.restored == (2 if strength == 1 else 0)


@pytest.mark.parametrize(
    ("person", "interest", "strength"),
    [
        ("a", Interest.INDEPENDENT, 1),
        # The organisation gains by a weaker absence of the holder, the holder by one of the other.
        ("a", Interest.OTHER, 2),
        ("a", Interest.SUBMITTING, 1),
        ("c", Interest.SUBMITTING, 2),
        ("c", Interest.OTHER, 1),
        ("a", Interest.UNKNOWN, 2),
    ],
)
def test_whoever_gains_by_it_lowers_nothing(person: str, interest: Interest, strength: int) -> None:
    assert lowered(4, 9, interest=interest, one=finding(person=person)).strength == strength


def test_it_touches_only_what_assumes_it() -> None:
    assert lowered(4, 9, one=finding("presence.network-fits")).strength == 2
    assert lowered(4, 9, one=finding("presence.machine-away")).strength == 2
    assert lowered(4, 9, one=finding("presence.machine-away"), kind="crossed.device").strength == 1
    assert lowered(4, 9, cut=True).strength == 2
    assert not lowered(4, 9, one=finding(strength=0)).cautions
