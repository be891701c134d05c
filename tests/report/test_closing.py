"""The foot of the summary: steps in words, records by holder; and pairs with their reasons."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from provenance.basics import State, Text, text
from provenance.reasoning import Badge, Comparison, Explanation, Leaning
from provenance.report import Report, to_html
from provenance.report.badges import badge_id, badge_key
from provenance.report.catalogue import sentence
from provenance.report.view.closing import (
    answer_lines,
    changes,
    copies,
    how_far,
    scale_words,
    visible_addresses,
)
from provenance.report.view.common import say
from provenance.report.view.compare import compare, numeral
from provenance.report.view.findings import labels
from provenance.report.view.unanswered import unanswered

HOLDER, OTHER, B = ("account-holder", ""), ("person-with-access", ""), ("person-with-access", "b")
OUTSIDE, ADMIN = ("outside-system", ""), ("administrator", "")
KEYBOARD = Text(id="rule.explanations.presence.if.keyboard")
CAP = text("reasoning.compare.cap.named")


def explanations() -> tuple[Explanation, ...]:
    said = {
        HOLDER: text("reasoning.explanation.account-holder"),
        OTHER: text("reasoning.explanation.person-with-access"),
        B: text("reasoning.explanation.person-with-access.named", person="B. Reed"),
        OUTSIDE: text("reasoning.explanation.outside-system"),
    }
    return tuple(
        Explanation(id=key[0], person=key[1] or State.ABSENT, statement=words)
        for key, words in said.items()
    )


def compared(report: Report, **changed: Any) -> Report:
    """The report with a result: the account holder over another person, by one step."""
    values: dict[str, Any] = {
        "favoured": HOLDER[0],
        "over": OTHER[0],
        "step": "1",
        "statement": text("reasoning.compare.step.1", favoured="H", over="O"),
        "caps": (text("reasoning.compare.cap.slight-items"),),
        "leanings": (
            Leaning(favoured=HOLDER, over=OTHER, step=1),
            Leaning(favoured=HOLDER, over=B, step=2),
            Leaning(favoured=HOLDER, over=OUTSIDE, step=1, caps=(CAP,)),
            Leaning(favoured=OTHER, over=OUTSIDE, step=3),
        ),
    }
    made = Comparison(**{**values, **changed})
    return replace(
        report, reasoning=replace(report.reasoning, comparison=made, explanations=explanations())
    )


def apart(report: Report, **changed: Any) -> Report:
    """The same, with a record that tells the person named from anybody else."""
    own = compared(report, **changed).reasoning.comparison
    assert isinstance(own, Comparison)
    told = Leaning(favoured=OTHER, over=B, step=1)
    return compared(report, **{**changed, "leanings": (*own.leanings, told)})


def shown(found: list[Any]) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(str(one) for one in found))


EVEN = {"favoured": State.ABSENT, "over": State.ABSENT, "step": "0", "caps": (),
        "statement": text("reasoning.compare.none")}  # fmt: skip
OUT = {"favoured": OTHER[0], "over": HOLDER[0], "step": "X",
       "caps": (text("reasoning.compare.cap.exclusion", words=KEYBOARD),
                text("reasoning.compare.cap.instead-of", favoured="O", over="H",
                     step=2))}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "starts", "count"),
    [
        ({}, "Step 1, the weakest of four", 3),
        (EVEN, "Step 0: the records fit the explanations equally well", 2),
        # What step X is the short answer says; alone it is not left without a line.
        (OUT, "Step 2 of 4: a seal, log or record", 2),
        (OUT | {"caps": ()}, "Step X stands beside the four", 2),
    ],
)
def test_each_step_on_the_page_is_explained(
    report: Report, changed: dict[str, Any], starts: str, count: int
) -> None:
    words = scale_words(apart(report, **changed))
    assert str(words[0]).startswith(starts)
    assert "no probabilities" in words[-1]
    # The step of a named person beside the result, and what is left of an exclusion, count too.
    assert len(words) == count
    assert scale_words(replace(report, reasoning=replace(report.reasoning,
                       comparison=State.NOT_APPLICABLE, comparisons=()))) == []  # fmt: skip


def test_how_far_the_records_go_names_people_and_never_the_assumption_twice(report: Report) -> None:
    # Of whom no record tells anything of her own, a name would only point at her.
    assert "B. Reed" not in shown(how_far(compared(report)))
    words = shown(how_far(apart(report)))
    assert "“B. Reed" in words.replace("\N{FIRST STRONG ISOLATE}", "")
    assert "step 2 of 4" in words
    assert "such findings never add up" in words
    even = shown(how_far(compared(report, **EVEN)))
    assert "No record supplied tells the users of the account apart." in even
    assert "list of pairs" in even
    assert "list of pairs" not in shown(how_far(compared(report, **EVEN, leanings=())))
    assert "Step X needs this to hold" not in shown(how_far(compared(report, **OUT)))


def test_what_would_change_it_names_record_and_holder(report: Report) -> None:
    request = report.reasoning.requests[0]
    record = text("reasoning.compare.change.record.keyboard", machine="PC-07", person="A. Reed")
    test = text("reasoning.compare.change.test", record=record, words=KEYBOARD)
    made = compared(report, would_change=(test, test, request.what))
    first, second = changes(made)
    assert "PC-07" in first
    # The answer quotes the assumption; the summary has no room to do so again.
    assert "keyboard" not in first
    assert "From: " in second
    # Whoever reads both a day of keeping and the day set is told which of them is the later one.
    assert "(not passed on 3 June 2026): ask even after that" in second.striptags()
    late = replace(request, ask_by="2020-01-01")
    made = replace(made, reasoning=replace(made.reasoning, requests=(late,)))
    assert "1 January 2020 (passed): ask all the same" in changes(made)[1].striptags()


def test_pairs_have_names_and_reasons_and_share_rows(report: Report) -> None:
    chapter = compare(compared(report))
    assert chapter is not None
    rows = chapter["results"][0]["pairs"]
    # Holder and somebody else before outside end at other steps here, so that both have a row.
    # Nothing tells the person named from anybody else: no row names that person, on either side.
    assert len(rows) == 3
    assert "B. Reed" not in shown([words for row in rows for words in row["over"]])
    held = next(row for row in rows if row["why"])
    assert "about the person named" in held["why"][0]
    assert "the account holder" in shown(held["favoured"])
    same = Leaning(favoured=OTHER, over=HOLDER, step=3)
    made = compared(report, leanings=(same, replace(same, over=OUTSIDE)))
    chapter = compare(made)
    assert chapter is not None
    (row,) = chapter["results"][0]["pairs"]
    assert len(row["over"]) == 2


def test_the_numbers_of_assumptions_are_worked_out_once_for_all_results(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice for each result, for the numbers and its own table, however many there are."""
    from provenance.reasoning.compare.assumed import assumed as real
    from provenance.report.view import assumptions

    made = compared(report)
    one = made.reasoning.comparison
    assert isinstance(one, Comparison)
    several = tuple(replace(one, messages=(f"M{number}",)) for number in range(1, 6))
    made = replace(made, reasoning=replace(made.reasoning, comparisons=several))
    asked: list[Comparison] = []

    def counted(one: Comparison, *rest: Any) -> Any:
        asked.append(one)
        return real(one, *rest)

    monkeypatch.setattr(assumptions, "assumed", counted)
    assert compare(made) is not None
    assert len(asked) == 2 * len(several)


def test_a_name_has_a_row_only_where_a_record_tells_the_person_from_others(report: Report) -> None:
    """Equal marks are one row; the letters of those who are not told apart stand below."""
    before = tuple(Leaning(favoured=key, over=OUTSIDE, step=1) for key in (HOLDER, OTHER, B))
    over_holder = tuple(Leaning(favoured=key, over=HOLDER, step=1) for key in (OTHER, B))
    result = made_pairs(compared(report, leanings=(*before, *over_holder)))
    first, second = result["pairs"]
    assert "another person" in shown(first["favoured"])
    assert "B. Reed" not in shown(first["favoured"])
    assert "iii" not in shown(first["favoured"])
    assert "inside the organisation" in shown(second["favoured"])
    assert "The same step" not in shown(second["favoured"])
    assert "no row of their own, on either side: iii" in shown([result["hidden"]])
    told = (*before, *over_holder, Leaning(favoured=B, over=OTHER, step=1))
    rows = made_pairs(compared(report, leanings=told))
    assert rows["hidden"] is None
    assert any("B. Reed" in shown(row["favoured"]) for row in rows["pairs"])


def test_what_a_row_rests_on_is_told_for_each_pair_where_they_differ(report: Report) -> None:
    first, second = report.reasoning.findings[0], report.reasoning.findings[-1]
    assert first.statement != second.statement

    def rests(*own: tuple[str, ...]) -> str:
        told = tuple(
            Leaning(favoured=key, over=OUTSIDE, step=1, items=items)
            for key, items in zip((HOLDER, OTHER), own, strict=True)
        )
        # A row of its own keeps the two apart from anybody else.
        (row, _) = made_pairs(
            compared(report, leanings=(*told, Leaning(favoured=OTHER, over=HOLDER, step=2)))
        )["pairs"][::-1]
        return shown(row["rests"])

    same = rests((first.id,), (first.id,))
    assert same == f"It rests on {first.id}."
    apart = rests((first.id,), (first.id, second.id))
    assert apart.split(". ") == [
        f"i over iv rests on {first.id}",
        f"ii over iv rests on {first.id}, {second.id}.",
    ]


def test_made_outside_and_changed_later_are_no_rivals(report: Report) -> None:
    altered = ("copy-altered", "")
    both = Explanation(id=altered[0], statement=text("reasoning.explanation.copy-altered"))
    keys = (HOLDER, OTHER, B, altered)
    told = tuple(Leaning(favoured=key, over=OUTSIDE, step=1) for key in keys)
    made = compared(report, leanings=(*told, Leaning(favoured=OUTSIDE, over=altered, step=1)))
    kept = (*made.reasoning.explanations, both)
    made = replace(made, reasoning=replace(made.reasoning, explanations=kept))
    (row,) = made_pairs(made)["pairs"]
    assert "inside the organisation" in shown(row["favoured"])
    assert "changed after" not in shown(row["favoured"])


def test_what_step_x_rules_out_is_favoured_over_nobody(report: Report) -> None:
    """But that the message came from inside the system holds whoever used the account."""
    keys = (HOLDER, OTHER)
    told = (
        Leaning(favoured=OTHER, over=HOLDER, step=2, excluded_if=(KEYBOARD,)),
        Leaning(favoured=HOLDER, over=ADMIN, step=1),
        Leaning(favoured=OTHER, over=ADMIN, step=1),
        *(Leaning(favoured=key, over=OUTSIDE, step=1) for key in (*keys, ADMIN)),
    )
    made = compared(report, leanings=told)
    admin = Explanation(id=ADMIN[0], statement=text("reasoning.explanation.administrator"))
    kept = tuple(one for one in made.reasoning.explanations if one.key != B)
    made = replace(made, reasoning=replace(made.reasoning, explanations=(*kept, admin)))
    result = made_pairs(made)
    over_admin = next(row for row in result["pairs"] if "administrator" in shown(row["over"]))
    assert "the account holder" not in shown(over_admin["favoured"])
    inside = next(row for row in result["pairs"] if "outside" in shown(row["over"]))
    assert "inside the organisation" in shown(inside["favoured"])
    assert "as they hold only if step X falls: i over iv (step 1)." in shown([result["out"]])
    assert made_pairs(compared(report))["out"] is None


def made_pairs(report: Report) -> dict[str, Any]:
    chapter = compare(report)
    assert chapter is not None
    result: dict[str, Any] = chapter["results"][0]
    return result


def test_the_chapter_of_what_speaks_against_names_the_result(report: Report) -> None:
    def against(made: Report) -> str:
        page = to_html(made).decode("utf-8")
        part = page[page.index('id="against"') :]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part[: part.index("</section>")]))

    assert "The result: The records slightly favour “H” over “O”" in against(compared(report))
    plain = against(compared(report)).replace("\N{FIRST STRONG ISOLATE}", "")
    assert "No finding here fits any other explanation better than “the account holder" in plain
    assert "none is favoured" in against(compared(report, **EVEN))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "not-decided"),
        (EVEN, "not-determinable"),
        ({"favoured": OUTSIDE[0]}, "not-determinable"),
    ],
)
def test_the_badge_of_the_person(report: Report, changed: dict[str, Any], word: str) -> None:
    made = compared(report, **changed)
    rung = replace(made.reasoning.ladder[4], badge=Badge.NOT_DETERMINABLE)
    assert badge_id(rung, made) == f"report.badge.{word}"
    # The other questions never take that word.
    assert badge_id(replace(rung, rung=2), made) == "report.badge.not-determinable"


def test_one_message_needs_no_list_of_copies(report: Report) -> None:
    assert copies(report) is None
    one = report.messages[0]
    two = replace(one, message=replace(one.message, id="M2"))
    made = replace(
        report, messages=(one, two), reasoning=replace(report.reasoning, asked=("M1", "M2"))
    )
    assert "M1 (" in str(copies(made))
    assert "M2 (" in str(copies(made))


def test_what_nobody_answered_is_a_limit_in_one_place(report: Report) -> None:
    case = replace(report.case, asked_by="", left_out="")
    words = shown([one["words"] for one in unanswered(replace(report, case=case))])
    assert "Nobody stated who put the question." in words
    assert "whether anything known was left out" in words
    answered = replace(report, case=replace(case, asked_by="R. Pike", left_out="no"))
    rest = shown([one["words"] for one in unanswered(answered)])
    assert "Nobody" not in rest
    held = next(one for one in unanswered(answered) if "received" in str(one["words"]))
    assert held["ids"] == ["E1"]
    page = to_html(replace(report, case=case)).decode("utf-8")
    assert "Nobody stated who put the question." in page[page.index('id="limitations"') :]


def test_every_badge_has_its_meaning_and_the_page_those_it_shows(report: Report) -> None:
    for badge in Badge:
        assert sentence(f"report.badge.key.{badge.value}"), badge
    shown = badge_key(report)
    assert len(shown) == len({word.id for word, _ in shown}) > 0
    assert all(sentence(meaning.id) for _, meaning in shown)
    # The table that explains the labels says the same as the summary does.
    assert {one["means"] for one in labels(report)} == {say(meaning) for _, meaning in shown}


def test_log_and_copy_stand_in_two_lines() -> None:
    parts = text(
        "reasoning.and",
        answer=text("reasoning.part.log", answer=text("reasoning.rung4.server")),
        more=text("reasoning.part.copy", answer=text("reasoning.rung4.no-program")),
    )
    log, copy = answer_lines(parts)
    assert str(log).startswith("<b>The log says:</b> It can be")
    assert str(copy).startswith("<b>The e-mail itself says:</b> No line")
    gap = text("reasoning.with-gap", gap=text("reasoning.gap.3"), answer=parts)
    assert shown([answer_lines(gap)[0]]) == "With question 3 still open:"
    assert answer_lines(gap)[1:] == [log, copy]
    assert len(answer_lines(text("reasoning.rung4.no-program"))) == 1


def test_how_many_could_see_each_other_is_said(report: Report) -> None:
    many = replace(report, disclosure=replace(report.disclosure, visible_unique=1500))
    assert "1,500 different addresses" in str(visible_addresses(many))
    few = replace(report, disclosure=replace(report.disclosure, visible_unique=2))
    assert visible_addresses(few) is None


def test_what_the_result_says_of_an_exclusion_is_not_said_below_it_again(report: Report) -> None:
    words = shown(how_far(compared(report, **OUT)))
    assert "step 2 of 4" not in words
    assert "the exclusion falls" not in words


def test_explanations_have_small_roman_numbers() -> None:
    assert [numeral(at) for at in (0, 3, 8, 13, 48, 98)] == ["i", "iv", "ix", "xiv", "xlix", "xcix"]
