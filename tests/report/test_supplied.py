"""Whose interest: each exhibit of a finding with that of its own supplier."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import escape

from provenance.basics import Interest, State, Where, text
from provenance.reasoning import Finding, FindingKind
from provenance.report.view.supplied import against, interest
from provenance.report.view.tall import is_tall
from provenance.trace import AttestationClass

STATED = {"E4": Interest.INDEPENDENT, "E5": Interest.OTHER, "E6": Interest.OTHER}


def finding(*exhibits: str) -> Finding:
    where = tuple(
        Where(
            evidence=one,
            stream="file",
            start=0,
            end=9,
            line_first=1,
            line_last=1,
            locator="",
            quote_sha256="",
        )
        for one in exhibits
    )
    return Finding(
        id="F-1",
        name="presence.x",
        kind=FindingKind.PRESENCE,
        rung=5,
        statement=text("report.rung.none"),
        where=where,
        attested_by=AttestationClass.LOG,
        strength=1,
        message="M1",
        group="E1",
    )


def test_several_suppliers_are_named_each() -> None:
    """No "not stated" where the case file states an interest for each exhibit."""
    _, words = interest(finding("E4", "E5"), STATED)
    assert "E4: independent" in words.striptags()
    assert "E5: other side" in words.striptags()


def test_suppliers_of_one_interest_are_said_once() -> None:
    """The same interest needs no list."""
    _, words = interest(finding("E5", "E6"), STATED)
    assert words.striptags() == "other side"


def test_against_whom_it_speaks_is_named() -> None:
    """An independent supplier has no interest that a finding could speak against."""
    told = against(replace(finding("E4", "E5"), against_interest=True), STATED)
    assert told is not None
    assert "E5" in told.striptags()
    assert "E4" not in told.striptags()
    assert against(replace(finding("E5"), against_interest=State.NOT_APPLICABLE), STATED) is None


def test_only_tall_cards_may_be_cut() -> None:
    """A short card stays whole; one with many cautions may go on overleaf."""
    one = escape("x")
    short = {
        "statement": one, "where": [1], "attested_by": one, "interest": ("", one),
        "protection": None, "against_interest": None, "rule": None, "beside": None,
        "assumptions": [], "defeaters": [], "cautions": [one],
    }  # fmt: skip
    assert not is_tall(short)
    assert is_tall({**short, "cautions": [escape("c" * 200)] * 8})


def test_what_harms_only_beside_a_stay_says_so() -> None:
    """Rows that fit their supplier's own side are no declaration against its interest."""
    made = replace(finding("E5", "E4"), against_interest=True, stated_in="E4")
    words = against(made, STATED)
    assert words is not None
    assert words.striptags() == (
        "only combined with E4: the rows of E5 alone do not harm their supplier"
    )
