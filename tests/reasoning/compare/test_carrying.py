"""What a result rests on, and what fits the other side: quoted alike whichever side it favours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from provenance.basics import State, Text, Where, text
from provenance.reasoning.compare.assumed import assumed, counted
from provenance.reasoning.compare.cap_words import with_names
from provenance.reasoning.compare.carrying import (
    carried_exhibits,
    carrying,
    fitting_over,
    resting,
    rests_on,
    sharing,
    stays_behind,
    whose_stay,
)
from provenance.reasoning.records import (
    Comparison,
    Explanation,
    ExplanationMark,
    Finding,
    FindingKind,
    Leaning,
    Mark,
)
from provenance.trace import AttestationClass

HOLDER, OTHER = ("account-holder", "a"), ("person-with-access", "")
HERE, KEYS = (Text(id=f"rule.explanations.presence.if.{name}") for name in ("away", "keyboard"))
STAY = text("reasoning.presence.assumes.source", person="A", place="Lisbon", by="B", source="E4")
LISTED = text("reasoning.usage.assumes.devices")
ROWS = Text(id="reasoning.assumed.rows-kept")


def place(exhibit: str) -> Where:
    return Where(
        evidence=exhibit, stream="file", locator="row 2", line_first=2, line_last=2, start=0,
        end=9, quote_sha256="",
    )  # fmt: skip


def finding(id_: str, words: str, exhibit: str = "E5", **changes: Any) -> Finding:
    made = Finding(
        id=id_, name="presence.office", kind=FindingKind.PRESENCE, rung=5, statement=text(words),
        attested_by=AttestationClass.LOG, where=(place(exhibit),), strength=1, group="g",
        message="M1", person="a",
    )  # fmt: skip
    return replace(made, **changes)


OUT = finding("I-1", "w.out", "E8", stated_in="E4", assumptions=(LISTED, STAY))
SLIGHT = finding("I-2", "w.slight")
CLEAR = finding("I-3", "w.clear", strength=2)
COPY = replace(OUT, id="I-4", message="M2")
AGAINST = finding("I-5", "w.against", "E6")
ALL = (SLIGHT, CLEAR, OUT, COPY, AGAINST)


def explained(key: tuple[str, str], marks: dict[str, Mark]) -> Explanation:
    return Explanation(
        id=key[0], person=key[1] or State.ABSENT, statement=text(f"x.{key[0]}"),
        marks=tuple(ExplanationMark(finding=id_, mark=mark,
                    condition=text("reasoning.and", answer=KEYS, more=HERE)
                    if mark is Mark.EXCLUDED else State.ABSENT)
                    for id_, mark in marks.items()),
    )  # fmt: skip


AGAINST_HOLDER = {"I-1": Mark.EXCLUDED, "I-2": Mark.POSSIBLE, "I-3": Mark.UNEXPECTED,
                  "I-4": Mark.EXCLUDED, "I-5": Mark.EXPECTED}  # fmt: skip
FOR_OTHER = {**dict.fromkeys(("I-1", "I-2", "I-3", "I-4"), Mark.EXPECTED), "I-5": Mark.POSSIBLE}


def compared(favoured: tuple[str, str], over: tuple[str, str], **changes: Any) -> Comparison:
    items = ("I-1", "I-2", "I-3", "I-4")
    made = Comparison(
        favoured=favoured[0], favoured_person=favoured[1] or State.ABSENT,
        over=over[0], over_person=over[1] or State.ABSENT,
        step="X", statement=text("x"), items=items,
        leanings=(Leaning(favoured=favoured, over=over, step=2, items=items, against=("I-5",)),),
        caps=tuple(text("reasoning.compare.cap.exclusion", words=one) for one in (KEYS, HERE)),
    )  # fmt: skip
    return replace(made, **changes)


ONE = compared(OTHER, HOLDER)
SAID = (explained(HOLDER, AGAINST_HOLDER), explained(OTHER, FOR_OTHER))


def test_what_excludes_comes_first_then_what_speaks_against_and_copies_count_once() -> None:
    assert [one.id for one in carrying(ONE, SAID, ALL)] == ["I-1", "I-3", "I-2"]
    assert [one.id for one in fitting_over(ONE, SAID, ALL)] == ["I-5"]
    assert carried_exhibits(carrying(ONE, SAID, ALL)) == ("E8", "E4", "E5")


def test_swapped_roles_quote_the_same() -> None:
    turned = compared(HOLDER, OTHER)
    swapped = (explained(OTHER, AGAINST_HOLDER), explained(HOLDER, FOR_OTHER))
    assert carrying(turned, swapped, ALL) == carrying(ONE, SAID, ALL)
    assert fitting_over(turned, swapped, ALL) == fitting_over(ONE, SAID, ALL)
    assert assumed(turned, swapped, ALL) == assumed(ONE, SAID, ALL)


def test_where_nothing_is_favoured_nothing_is_quoted() -> None:
    none = replace(ONE, favoured=State.ABSENT, over=State.ABSENT)
    assert carrying(none, SAID, ALL) == fitting_over(none, SAID, ALL) == ()
    assert assumed(none, SAID, ALL) == ()


def test_the_records_behind_a_stay_belong_to_what_rests_on_it() -> None:
    stay = finding("F-1", "w.stay", "E4", name="presence.stay-record", strength=0)
    other = replace(stay, id="F-2", person="b")
    found = (*ALL, stay, other)
    assert stays_behind((OUT,), found) == (stay,)
    assert stays_behind((SLIGHT,), found) == ()
    carried = resting(found)
    assert rests_on(stay, carried) == ("I-1",)
    assert rests_on(other, carried) == rests_on(OUT, carried) == ()


def test_all_assumptions_stand_in_one_list_what_speaks_against_one_first() -> None:
    stay = finding("F-1", "w.stay", "E4", name="presence.stay-record", strength=0)
    found = assumed(ONE, SAID, (*ALL, stay))
    assert [one.words for one in found] == [KEYS, HERE, LISTED, ROWS, STAY]
    assert [one.excludes for one in found] == [True, True, False, False, False]
    assert found[0].needed_by == ("I-1", "I-4")
    # What the case file lists bears on nothing here; the stay has its record.
    assert [one.bearing.supports for one in found] == [(), ("F-1",), (), (), ("F-1",)]
    assert [one.bare for one in found] == [True, False, True, True, False]
    assert counted(found) == {"count": 2, "against": 0, "used": 0, "alone": 1}
    # A record that has the person elsewhere puts the place first, whatever speaks for it.
    against = finding("F-2", "w.elsewhere", "E9", name="presence.record-against", strength=0)
    found = assumed(ONE, SAID, (*ALL, stay, against))
    assert [one.words for one in found] == [HERE, KEYS, STAY, LISTED, ROWS]
    assert found[0].bearing.against == ("F-2",)
    assert counted(found) == {"count": 2, "against": 1, "used": 0, "alone": 1}
    caps = with_names(ONE, SAID, (*ALL, stay, against))
    assert [dict(cap.params)["words"] for cap in caps] == [HERE, KEYS]


def test_that_rows_are_genuine_is_listed_once_for_what_rests_on_rows() -> None:
    def needing(*found: Finding, of: tuple[Explanation, ...] = SAID) -> dict[Text, tuple[str, ...]]:
        return {one.words: one.needed_by for one in assumed(ONE, of, found)}

    assert set(needing(*ALL)[ROWS]) == {"I-1", "I-2", "I-3", "I-4"}
    # A seal rests on no row of a log.
    sealed = replace(CLEAR, attested_by=AttestationClass.SIGNED)
    assert needing(SLIGHT, sealed)[ROWS] == ("I-2",)
    assert ROWS not in needing(sealed)
    # What step X says of its own rows is not said a second time.
    kept = Text(id="rule.explanations.presence.if.rows-kept")
    marks = tuple(
        replace(one, condition=kept) if one.mark is Mark.EXCLUDED else one for one in SAID[0].marks
    )
    others = Text(id="reasoning.assumed.rows-kept.others")
    beside = needing(*ALL, of=(replace(SAID[0], marks=marks), SAID[1]))
    assert beside[others] == ("I-2", "I-3")
    assert ROWS not in beside
    # A doubt about the exhibit stands beside it, as it does for step X.
    doubt = finding("F-5", "w.gap", "E5", name="export.number-missing", message="", person="")
    doubt = replace(doubt, kind=FindingKind.EXPORT_INTEGRITY)
    (row,) = [one for one in assumed(ONE, SAID, (SLIGHT, doubt)) if one.words == ROWS]
    assert (row.excludes, row.bearing.against) == (False, ("F-5",))


def test_the_stay_on_which_it_hangs_which_way_shared_rows_count() -> None:
    away = replace(OUT, statement=text("w.out", person="A"))
    assert whose_stay(AGAINST, (CLEAR, away)) == "A"
    # Where both need the stay, or neither does, a row counts one way.
    assert whose_stay(replace(AGAINST, stated_in="E4"), (away,)) is None
    assert whose_stay(AGAINST, (CLEAR,)) is None


def test_a_row_for_a_result_and_against_it_is_named_but_not_that_of_the_sending() -> None:
    sent = finding("F-1", "w.sent", name="join.sent")
    assert sharing(AGAINST, ALL)[0] == (AGAINST,)
    others, places = sharing(replace(AGAINST, where=(place("E8"),)), (OUT, CLEAR), (sent,))
    assert (others, places) == ((OUT,), [place("E8")])
    assert sharing(SLIGHT, (CLEAR,), (sent,)) == ((), [])


def test_reasons_name_the_findings_and_the_explanation_that_they_are_about() -> None:
    names = ("slight", "slight-items", "balance")
    made = replace(ONE, caps=tuple(text(f"reasoning.compare.cap.{one}") for one in names))
    slight, items, kind, last = with_names(made, SAID, ALL, {"I-2": "w.why", "I-9": "w.other"})
    # That a kind carries one step is its own reason; no assumption is blamed for it.
    assert dict(kind.params) == {"findings": ("I-2",), "reason": Text(id="w.why")}
    assert dict(slight.params)["findings"] == ("I-5",)
    assert dict(slight.params)["over"] == SAID[0].statement
    assert dict(items.params)["findings"] == ("I-1", "I-3", "I-2")
    assert last == made.caps[-1]
