"""Who sent it in one answer, wherever the first page says it; and what limits that most."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.basics import State, Text, text
from provenance.reasoning.compare.assumption_tests import _RECORDS, change_of
from provenance.reasoning.records import Comparison, Sensitivity
from provenance.reasoning.result_words import person_words, result_limit, within_gaps
from provenance.report.catalogue import render, sentence
from provenance.report.lint import lint

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


NONE = Comparison(
    favoured=State.ABSENT, over=State.ABSENT, step="0", statement=text("reasoning.compare.none")
)


def left_out(name: str, *, rises: bool = False) -> Sensitivity:
    return Sensitivity(
        left_out=name, kind="exhibit", step="0", rises=rises,
        sentence=text("reasoning.compare.without.exhibit.none", name=name),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "records", "parts"),
    [
        ((), False, ("no record of the account's use was supplied",)),
        ((NONE,), False, ("copies alone name no person",)),
        ((NONE,), True, ("neither the records supplied nor the copies choose",)),
        ((result(),), True, ("favour", "(step 2 of 4)", "The copies alone never decide")),
        ((result(step="X"),), True, ("If one assumption holds", "(step X)", "to nobody else")),
        ((result(("outside-system", "")),), True, ("Which person sent it, that does not say",)),
        # What differs between two messages is not put into one sentence.
        ((result(), NONE), True, ("question 5 answers for each message",)),
        ((result(), result()), True, ("(step 2 of 4)",)),
    ],
)
def test_the_person_in_one_answer(
    made: tuple[Comparison, ...], records: bool, parts: tuple[str, ...]
) -> None:
    words = render(person_words(made, NAMES, records=records))
    assert all(part in words for part in parts)
    assert list(lint(words)) == []


def test_swapped_roles_read_the_same() -> None:
    """The mirror: the same sentence with the two explanations changed over."""
    one, other = result(), result(HOLDER, OTHER)
    words = [render(person_words((each,), NAMES, records=True)) for each in (one, other)]
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


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"sensitivity": (left_out("E4"),)}, "The result hangs on E4: without it, "),
        ({"sensitivity": (left_out("E4"), left_out("E5"))}, "hangs on each of E4, E5"),
        # What would make the result stronger is no limit of it.
        ({"sensitivity": (left_out("E4", rises=True),)}, None),
        ({"caps": (text("reasoning.compare.cap.one-source"),)}, "comes from one source"),
        ({"caps": (text("reasoning.compare.cap.assumption"),)}, "nobody has tested"),
        (
            {"step": "X", "caps": (text("reasoning.compare.cap.exclusion", words=KEYBOARD),)},
            "stands on the assumption that answer 5 quotes",
        ),
    ],
)
def test_the_limit_of_the_result(changes: dict[str, Any], words: str | None) -> None:
    limit = result_limit((result(**changes),))
    assert (limit is None) is (words is None)
    assert words is None or (limit is not None and words in render(limit))
    # A result about the copy itself has no limit of a person's.
    assert result_limit((result(("copy-altered", ""), **changes),)) is None


def test_every_assumption_names_its_record_and_an_unknown_one_only_itself() -> None:
    for condition in _RECORDS:
        assert sentence(condition)
        words = render(change_of(condition))
        assert words.startswith("Ask ")
        assert render(Text(id=condition)).rstrip(".") in words
    unknown = change_of("reasoning.compare.none")
    assert unknown.id == "reasoning.compare.change.assumption"


def test_every_assumption_of_the_tables_is_known() -> None:
    from provenance.report.catalogue import sentences

    tables = {id_ for id_ in sentences("rule") if ".if." in id_ and ".explanations." in id_}
    assert tables <= set(_RECORDS)
