"""Who sent it in one answer, wherever the first page says it; and what limits that most."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.basics import State, Text, text
from provenance.case import Case, Person
from provenance.reasoning.answer import followed
from provenance.reasoning.compare.assumption_tests import _RECORDS, change_of
from provenance.reasoning.records import Comparison, Finding, FindingKind, Sensitivity
from provenance.reasoning.result_words import person_words, result_limit, within_gaps
from provenance.report.catalogue import render, sentence
from provenance.report.lint import lint
from provenance.trace import AttestationClass


def finding(statement: Text, **changes: Any) -> Finding:
    made = Finding(
        id="I-1", name="presence.machine-away", kind=FindingKind.PRESENCE, rung=5,
        statement=statement, attested_by=AttestationClass.LOG, where=(), strength=2, group="g",
    )  # fmt: skip
    return replace(made, **changes)


HOLDER, OTHER = ("account-holder", "account-holder"), ("person-with-access", "")
NAMES = {
    HOLDER: text("reasoning.explanation.account-holder"),
    OTHER: text("reasoning.explanation.person-with-access"),
}
KEYBOARD = Text(id="rule.explanations.presence.if.keyboard")


def result(
    favoured: tuple[str, str] = OTHER, over: tuple[str, str] = HOLDER, **changes: Any
) -> Comparison:
    step = changes.pop("step", "2")
    statement = text(
        f"reasoning.compare.step.{step if step != 'X' else 2}",
        favoured=NAMES.get(favoured, favoured[0]),
        over=NAMES.get(over, over[0]),
    )
    made = Comparison(
        favoured=favoured[0],
        over=over[0],
        favoured_person=favoured[1] or State.ABSENT,
        over_person=over[1] or State.ABSENT,
        step=step,
        statement=statement,
    )
    return replace(made, **changes)


def excluded(count: int, against: int, used: int = 0) -> Comparison:
    """A result at step X as the comparison words it: what is left, what excludes, the counts."""
    values = {"favoured": NAMES[OTHER], "over": NAMES[HOLDER]}
    counts = {"count": count, "against": against, "used": used, "alone": 0}
    left = followed(
        text("reasoning.compare.step.2", **values), text("reasoning.compare.left.aside")
    )
    said = followed(
        text("reasoning.compare.step.X.several", over=NAMES[HOLDER], count=count)
        if count > 1
        else text("reasoning.compare.step.X", over=NAMES[HOLDER], condition=KEYBOARD),
        text("reasoning.compare.step.X.bears", **counts),
    )
    return replace(result(step="X"), statement=followed(left, said))


NONE = Comparison(
    favoured=State.ABSENT, over=State.ABSENT, step="0", statement=text("reasoning.compare.none")
)


def left_out(name: str, *, rises: bool = False) -> Sensitivity:
    return Sensitivity(
        left_out=name, kind="exhibit", step="0", result_step="0", rises=rises,
        sentence=text("reasoning.compare.without.exhibit.none", name=name),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "records", "parts"),
    [
        ((), False, ("cannot be told. No record of the account's use was supplied",)),
        ((NONE,), False, ("copies alone name no person",)),
        ((NONE,), True, ("cannot be told. Neither the records supplied nor the copies choose",)),
        (
            (result(),),
            True,
            (
                "sent it is not decided. The",
                "favour",
                "(step 2 of 4)",
                "The copies alone never decide",
            ),
        ),
        (
            (excluded(9, 4),),
            True,
            (
                # What needs fewer assumptions stands first.
                "not decided. The records favour",
                "(step 2 of 4). That leaves step X aside, and stands as far as",
                "the other findings and their assumptions do. If all 9 assumptions of an exclusion",
                "(step X) hold",
                "the account holder used the account” cannot be right.",
                "who sent it",
            ),
        ),
        ((excluded(1, 1),), True, ("If the one assumption of an exclusion (step X) holds",)),
        ((result(("outside-system", "")),), True, ("Which person sent it is not decided. ",)),
        # What differs between two messages is not put into one sentence.
        ((result(), NONE), True, ("question 5 answers for each message",)),
        ((result(), result()), True, ("(step 2 of 4)",)),
    ],
)
def test_the_person_in_one_answer(
    made: tuple[Comparison, ...], records: bool, parts: tuple[str, ...]
) -> None:
    words = render(person_words(made, records=records))
    assert all(part in words for part in parts)
    assert list(lint(words)) == []


def test_swapped_roles_read_the_same() -> None:
    """The mirror: the same sentence with the two explanations changed over."""
    one, other = result(), result(HOLDER, OTHER)
    words = [render(person_words((each,), records=True)) for each in (one, other)]
    holder, person = (render(NAMES[key]) for key in (HOLDER, OTHER))
    swapped = words[0].replace(holder, "\x00").replace(person, holder).replace("\x00", person)
    assert swapped == words[1]
    assert words[0] != words[1]


def test_the_gap_is_taken_off_and_nothing_else() -> None:
    inner = text("reasoning.compare.none")
    gap = text("reasoning.compare.with-gap", gap=text("reasoning.gap.3"), answer=inner)
    assert within_gaps(gap) == inner
    both = text("reasoning.and", answer=inner, more=inner)
    assert within_gaps(both) == both


STAY = text("reasoning.presence.assumes", person="A. Carrow", place="Lisbon")
ACCOUNT = "msc@harbourvale.example"
SIDED = Case(
    side="employee", account=ACCOUNT, prepared_by="M. C.",
    people=(Person(id="msc", name="M. C.", accounts=(ACCOUNT,)),),
)  # fmt: skip


def other_result(
    name: str | Text, favoured: tuple[str, str], over: tuple[str, str], step: str = "1"
) -> Sensitivity:
    """What is left without an exhibit, or without a statement of the case file."""
    words = text(f"reasoning.compare.step.{step}", favoured=NAMES[favoured], over=NAMES[over])
    kind = "exhibit" if isinstance(name, str) else "stated"
    return Sensitivity(
        left_out=name if isinstance(name, str) else "case file", kind=kind, step=step,
        result_step=step, favoured=favoured[0], over=over[0],
        sentence=text(f"reasoning.compare.without.{kind}.changes", name=name, result=words),
    )  # fmt: skip


ONE_HAND = text("reasoning.compare.cap.one-source", hand="Firm supplied E5")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        (
            {"sensitivity": (left_out("E4"),)},
            "If E4 falls away, the records do not help to choose.",
        ),
        (
            {"sensitivity": (left_out("E4"), left_out("E5"))},
            "If one of E4, E5 falls away, the records do not help",
        ),
        (
            {"sensitivity": (other_result("E4", HOLDER, OTHER),)},
            "If E4 falls away, the result turns. Favoured is then “the account holder used the",
        ),
        (
            {"sensitivity": (other_result("E4", OTHER, HOLDER),)},
            "If E4 falls away, the step is 1 of 4.",
        ),
        (
            {"step": "X", "sensitivity": (other_result("E8", OTHER, HOLDER, "2"),)},
            "If E8 falls away, step X goes and step 2 of 4 is left.",
        ),
        (
            {
                "sensitivity": (
                    other_result("E4", HOLDER, OTHER),
                    other_result(STAY, HOLDER, OTHER),
                )
            },
            "If E4 or the statement that A. Carrow was in Lisbon falls away, the result turns",
        ),
        # What would make the result stronger is no limit of it.
        ({"sensitivity": (left_out("E4", rises=True),)}, None),
        ({"caps": (ONE_HAND,)}, "One hand: Firm"),
        ({"caps": (text("reasoning.compare.cap.slight-items"),)}, "one step at most"),
        (
            {"step": "X", "caps": (text("reasoning.compare.cap.exclusion", words=KEYBOARD),)},
            "stands on assumptions; answer 5 counts what bears on them",
        ),
    ],
)
def test_the_limit_of_the_result(changes: dict[str, Any], words: str | None) -> None:
    limit = result_limit((result(**changes),), Case())
    assert (limit is None) is (words is None)
    assert words is None or (limit is not None and words in plain(limit))
    # A result about the copy itself has no limit of a person's.
    assert result_limit((result(("copy-altered", ""), **changes),), Case()) is None


def plain(words: Text | None) -> str:
    """The sentence without the marks that keep evidence apart from our words."""
    assert words is not None
    return "".join(one for one in render(words) if one not in "\u2068\u2069")


def test_what_the_result_hangs_on_comes_worst_first() -> None:
    """Turned, nothing left and a lower step are three outcomes, and never one."""
    made = result(
        step="X",
        sensitivity=(
            other_result("E8", OTHER, HOLDER, "2"), left_out("E5"),
            other_result("E4", HOLDER, OTHER),
        ),
    )  # fmt: skip
    words = plain(result_limit((made,), Case()))
    assert words.index("If E4") < words.index("If E5") < words.index("If E8")
    assert "the result is another" not in words


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case(), "a case file that names no author"),
        (Case(prepared_by="M. C."), "in the case file of M. C.; nobody has checked it"),
        (SIDED, "in the case file of M. C., for the side that submits this report"),
        (replace(SIDED, prepared_by=""), "the case file of the side that submits"),
    ],
)
def test_by_whom_the_statement_is_on_which_it_hangs(case: Case, words: str) -> None:
    limit = plain(result_limit((result(sensitivity=(other_result(STAY, HOLDER, OTHER),)),), case))
    assert words in limit
    assert list(lint(limit)) == []
    # A result that hangs on no statement says nothing of the case file.
    assert "case file" not in plain(result_limit((result(sensitivity=(left_out("E4"),)),), case))


def test_every_assumption_names_its_record_and_an_unknown_one_only_itself() -> None:
    bare = finding(text("reasoning.compare.none"))
    named = finding(text("reasoning.compare.none", machine="PC-07", person="A. Carrow"))
    for condition in _RECORDS:
        assert sentence(condition)
        for about in (bare, named):
            words = render(change_of(condition, about))
            assert words.startswith("Ask ")
            assert render(Text(id=condition)).rstrip(".") in words
            assert "that machine" not in words
    assert "PC-07" in render(change_of(KEYBOARD.id, named))
    unknown = change_of("reasoning.compare.none", bare)
    assert unknown.id == "reasoning.compare.change.assumption"


def test_every_assumption_of_the_tables_is_known() -> None:
    from provenance.report.catalogue import sentences

    tables = {id_ for id_ in sentences("rule") if ".if." in id_ and ".explanations." in id_}
    assert tables <= set(_RECORDS)
