"""The chapter of competing explanations: matrix, best words, what speaks against, what it hangs on.

Marks are a sign and a word, so that they can be read in black and white and aloud.
"""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from provenance.basics import State, Text, text
from provenance.reasoning import Comparison, Explanation, Finding, Mark
from provenance.reasoning.compare import comparisons_of
from provenance.reasoning.compare.carrying import sharing, whose_stay
from provenance.reasoning.compare.exclusion import CAP, each_of
from provenance.reasoning.doubted import doubts_of, said_of
from provenance.report.document.reasoning import opinion_id
from provenance.report.records import Report
from provenance.report.view.assumptions import assumptions, in_order, numbers_of
from provenance.report.view.beside_result import idle_findings
from provenance.report.view.columns import same_columns, told_columns
from provenance.report.view.common import finding_link, joined, say, t
from provenance.report.view.pairs import pairs
from provenance.report.view.requests import change_words

MOST_ROWS = 60
"""Rows of the matrix; findings of one kind with the same marks share one."""
_LINKS = 200
_SIGNS = {
    Mark.EXPECTED: "++",
    Mark.POSSIBLE: "+",
    Mark.NEUTRAL: "\N{MIDDLE DOT}",
    Mark.UNEXPECTED: "\N{MINUS SIGN}",
    Mark.EXCLUDED: "\N{MULTIPLICATION SIGN}",
}

_IN_STATEMENT: Final = frozenset(
    {CAP, "reasoning.compare.cap.instead-of", "reasoning.compare.cap.nothing-left"}
)
"""Caps that the result or its table of assumptions says."""
Key = tuple[str, str]
Vector = tuple[Mark, ...]
NARROW: Final = 6
"""So many columns of the matrix have room for the words of their marks."""


def compare(report: Report) -> dict[str, Any] | None:
    """Return the chapter, ``None`` where no message was read and so nothing compared."""
    made = comparisons_of(report.reasoning)
    if not made:
        return None
    explanations = report.reasoning.explanations
    letters = letters_of(report)
    numbers = numbers_of(report)
    idle = idle_findings(made)
    shown = told_columns(explanations, idle)
    rows, more = _matrix(report, idle, shown)
    return {
        "explanations": [_explanation(one, letters, numbers) for one in explanations],
        "letters": [letters[one.key] for one in shown],
        "columns": [(letters[one.key], say(one.statement)) for one in shown],
        "same": same_columns(explanations, shown, letters),
        "rows": rows,
        "more": more,
        "results": [
            _result(report, one, letters, numbers, at, several=len(made) > 1)
            for at, one in enumerate(made)
        ],
        "non_diagnostic": _links(report, idle),
        "named": any(one.key[1] for one in shown),
        "wide": len(shown) > NARROW,
    }


def letters_of(report: Report) -> dict[Key, str]:
    """The number of each explanation, in their order."""
    return {one.key: numeral(at) for at, one in enumerate(report.reasoning.explanations)}


def _result(
    report: Report,
    one: Comparison,
    letters: dict[Key, str],
    numbers: dict[Text, int],
    at: int,
    *,
    several: bool,
) -> dict[str, Any]:
    """What the comparison of one message came to; which message it is, where there are several."""
    statement = one.statement
    if several:
        statement = text("reasoning.several.each", messages=one.messages, answer=statement)
    return {
        "statement": say(statement),
        "id": opinion_id(at),
        "rests": _links(report, one.items),
        "caps": [say(words) for words in one.caps if words.id not in _IN_STATEMENT],
        "assumed": assumptions(report, (one,), numbers),
        "open": [
            {"letter": letters[each.key], "statement": say(each.statement)}
            for each in report.reasoning.explanations
            if each.key in one.not_separated
        ],
        "sensitivity": [say(each.sentence) for each in one.sensitivity],
        "change": change_words(one.would_change, report),
        "chosen": not isinstance(one.favoured, State),
        "cases": [say(words) for words in one.cases_open],
        **pairs(report, one, letters, numbers),
    }


_ROMAN: Final = (
    *((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def numeral(at: int) -> str:
    """The small Roman number of an explanation, counted from 0; letters are classes of lines."""
    rest, written = at + 1, ""
    for value, sign in _ROMAN:
        count, rest = divmod(rest, value)
        written += sign * count
    return written


def _explanation(
    one: Explanation, letters: dict[Key, str], numbers: dict[Text, int]
) -> dict[str, Any]:
    return {
        "letter": letters[one.key],
        "statement": say(one.statement),
        "best": [say(words) for words in one.best],
        "cases": [say(words) for words in one.cases],
        "excluded": [in_order(each_of(words), numbers) for words in one.excluded_if],
    }


def _links(report: Report, ids: tuple[str, ...]) -> Markup | None:
    """Links to findings that this page has, and how many more there are; ``None`` for none."""
    if not ids:
        return None
    held = {one.id for one in report.reasoning.findings}
    shown = [one for one in ids if one in held][:_LINKS]
    links, rest = joined([finding_link(one) for one in shown]), len(ids) - len(shown)
    return Markup("{}, {}").format(links, t("report.value.more", count=rest)) if rest > 0 else links


def listed_findings(report: Report, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Findings with their sentence, those that say the same once, and what each does not show."""
    wanted = set(ids)
    told: dict[Markup, list[Finding]] = {}
    for finding in report.reasoning.findings:
        if finding.id in wanted:
            told.setdefault(say(finding.statement), []).append(finding)
    return [
        {
            "statement": words,
            "links": _links(report, tuple(one.id for one in own)),
            "ids": tuple(one.id for one in own),
            "not_shown": [
                *(t("report.compare.sides.not-shown", words=one) for one in own[0].cautions[:1]),
                *_doubted(own[0]),
            ],
        }
        for words, own in list(told.items())[:MOST_ROWS]
    ]


def _doubted(finding: Finding) -> list[Markup]:
    """Which findings raise doubts about the rows of a finding; the chapter has their words."""
    ids = dict.fromkeys(str(said_of(one)["finding"]) for one in doubts_of(finding))
    links = joined([finding_link(one) for one in ids])
    return [t("report.compare.sides.doubts", links=links)] if ids else []


def _both_ways(
    report: Report, own: Finding, vector: Vector, heads: list[tuple[Finding, Vector]]
) -> Markup | None:
    """That rows of a finding stand behind one of the opposite mark too, and on what that hangs."""
    opposed = [one for one, marks in heads if _opposed(vector, marks)]
    others = sharing(own, opposed, report.reasoning.findings)[0]
    person = next(
        (
            who
            for one in others
            if (who := whose_stay(own, (one,)) or whose_stay(one, (own,))) is not None
        ),
        None,
    )
    if person is None:
        return None
    links = joined([finding_link(one.id) for one in others])
    return t("report.compare.both-ways", findings=links, person=person)


def _opposed(one: Vector, other: Vector) -> bool:
    """Whether some explanation has the best mark from one finding, and a bad one from the other."""
    bad = {Mark.UNEXPECTED, Mark.EXCLUDED}
    pairs = (*zip(one, other, strict=True), *zip(other, one, strict=True))
    return any(first is Mark.EXPECTED and second in bad for first, second in pairs)


def _matrix(
    report: Report, idle: tuple[str, ...], explanations: tuple[Explanation, ...]
) -> tuple[list[dict[str, Any]], int]:
    """Findings that choose, each kind with the same marks in one row; and how many rows are cut.

    ``explanations`` are those with a column.
    """
    said = {(one.key, mark.finding): mark for one in explanations for mark in one.marks}
    chosen = {mark.finding for one in explanations for mark in one.marks}
    chosen -= set(idle)
    rows: dict[tuple[str, str, Vector], list[Finding]] = {}
    for finding in report.reasoning.findings:
        if finding.id not in chosen:
            continue
        vector = tuple(
            said[one.key, finding.id].mark if (one.key, finding.id) in said else Mark.NEUTRAL
            for one in explanations
        )
        # What one copy has from a seal another may have from the receiving side's line alone.
        cls = "" if finding.observed else finding.attested_by.value
        rows.setdefault((finding.name, cls, vector), []).append(finding)
    shown = []
    heads = [(found[0], vector) for (_, _, vector), found in rows.items()]
    for (_, cls, vector), findings in list(rows.items())[:MOST_ROWS]:
        first = findings[0]
        own = [said[one.key, first.id] for one in explanations if (one.key, first.id) in said]
        shown.append(
            {
                "statement": say(first.statement),
                "links": _links(report, tuple(one.id for one in findings)),
                "both": _both_ways(report, first, vector, heads),
                # Of what this program saw in the files nobody vouches for a line.
                "cls": cls,
                "marks": [
                    {"sign": _SIGNS[mark], "word": t(f"report.compare.mark.{mark.value}"),
                     "mark": mark.value}
                    for mark in vector
                ],
                "why": list(dict.fromkeys(
                    say(one.reason) for one in own if not isinstance(one.reason, State)
                )),
                "if": list(dict.fromkeys(
                    say(each)
                    for one in own
                    if not isinstance(one.condition, State)
                    for each in each_of(one.condition)
                )),
            }
        )  # fmt: skip
    return shown, max(0, len(rows) - MOST_ROWS)
