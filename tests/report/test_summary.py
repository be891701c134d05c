"""The terminal summary: short, whole, and without a control character."""

from __future__ import annotations

from dataclasses import replace

from provenance.authentication import DkimReason, DkimResult
from provenance.basics import Text, text
from provenance.evidence import Unreadable
from provenance.report import Report, summary
from provenance.report.brief import is_whole, joined, parts
from provenance.report.catalogue import render, speaking
from provenance.report.summary import COLUMNS, MOST_LINES


def test_it_says_what_was_read_each_rung_and_where_the_report_is(report: Report) -> None:
    shown = summary(report, report_path="reports/x/report.html")
    lines = shown.splitlines()
    assert len(lines) <= MOST_LINES
    assert shown.endswith("\n")
    assert [line for line in lines if line.lstrip().startswith(("1.", "2.", "3.", "4.", "5."))]
    for rung in range(1, 6):
        assert sum(line.startswith(f"  {rung}. ") for line in lines) == 1
    assert "[Not determinable]" in shown
    assert "[Recorded, not checked]" in shown
    assert "Comparison: No message was read" in shown
    assert "until 10 November 2026, not passed on the day set (3 June 2026); ask even" in " ".join(
        shown.split()
    )
    assert "The report shows 121 addresses. Do not publish it." in shown
    assert lines[-1] == "Open this report in a browser: reports/x/report.html"


def test_many_exhibits_and_requests_still_fit(report: Report) -> None:
    reasoning = replace(report.reasoning, requests=report.reasoning.requests * 20)
    many = replace(report, exhibits=report.exhibits * 300, reasoning=reasoning)
    shown = summary(many, report_path="r")
    assert len(shown.splitlines()) <= MOST_LINES
    assert "and 298 more" in shown
    assert shown.splitlines()[-1] == "Open this report in a browser: r"


def test_a_day_that_has_passed_is_said(report: Report) -> None:
    late = replace(report, as_of="2027-01-01")
    shown = " ".join(summary(late, report_path="r").split())
    assert (
        "Usually kept until 10 November 2026, passed on the day set (1 January 2027); ask" in shown
    )


def test_what_could_not_be_read_is_named(report: Report) -> None:
    unread = Unreadable(
        name="print\x1b[2J.pdf",
        reason=text("evidence.refused.pdf"),
        remedy=text("evidence.remedy.pdf"),
    )
    many = replace(report, exhibits=report.exhibits * 9, unreadable=(unread,) * 30)
    shown = summary(many, report_path="r")
    assert "Not read: print" in shown
    assert "Not read: 29 more" in shown
    assert "\x1b" not in shown
    assert len(shown.splitlines()) <= MOST_LINES


def test_names_asked_of_name_servers_are_printed(report: Report) -> None:
    asked = (("_dmarc.harbourvale.example", "TXT"), ("harbourvale.example", "TXT"))
    shown = " ".join(summary(report, report_path="r", asked=asked).split())
    assert "_dmarc.harbourvale.example harbourvale.example" in shown
    silent = replace(report, dns=())
    assert "no name server answered" in summary(silent, report_path="r", asked=asked)
    assert "DNS:" not in summary(silent, report_path="r")


def test_lines_are_broken_not_left_to_the_terminal(report: Report) -> None:
    long = " ".join(["word"] * 400)
    ladder = tuple(
        replace(rung, answer=text("report.summary.question", question="x" * 900))
        for rung in report.reasoning.ladder
    )
    case = replace(report.case, question=long)
    much = replace(report, case=case, reasoning=replace(report.reasoning, ladder=ladder))
    names = tuple((f"{n}.example.invalid", "TXT") for n in range(100))
    for shown in (
        summary(report, report_path="r", asked=names),
        summary(much, report_path="r", asked=names),
        summary(replace(much, exhibits=report.exhibits * 9), report_path="r", asked=names),
    ):
        lines = shown.splitlines()
        assert len(lines) <= MOST_LINES
        assert all(len(line) <= COLUMNS for line in lines)
        assert lines[-1] == "Open this report in a browser: r"
        assert [line for line in lines if line.startswith("  5. ")]


def test_a_path_is_never_broken(report: Report) -> None:
    path = "/".join(["folder"] * 20) + "/report.html"
    assert summary(report, report_path=path).splitlines()[-1] == path


def test_seals_that_only_wait_for_a_key_say_how_to_test_them(report: Report) -> None:
    (one,) = report.messages
    waiting = replace(
        one.authentication.dkim[0],
        reason=DkimReason.KEY_NOT_ATTEMPTED,
        result=DkimResult.NOT_TESTED,
    )
    untested = replace(one, authentication=replace(one.authentication, dkim=(waiting,)))
    assert "without --offline" in summary(replace(report, messages=(untested,)), report_path="r")
    assert "without --offline" not in summary(report, report_path="r")


def _log_and_copy() -> Text:
    log = text("reasoning.rung4.log", exhibit="E5", row=4, ip="192.0.2.7")
    copy = text("reasoning.and", answer=text("reasoning.rung4.not-shown"),
                more=text("reasoning.rung4.no-program"))  # fmt: skip
    return text(
        "reasoning.and",
        answer=text("reasoning.part.log", answer=log),
        more=text("reasoning.part.copy", answer=copy),
    )


def test_an_answer_loses_whole_sentences_and_none_in_its_middle() -> None:
    answer = _log_and_copy()
    found = parts(answer)
    assert joined(found, 99, 99) == render(answer)
    assert is_whole(found, 99, 99)
    assert not is_whole(found, 1, 99)
    short = joined(found, 1, 99)
    assert short.startswith("The log says: E5 row 4 names the network address")
    # "Not shown." says too little to stand alone.
    assert short.endswith(
        "The e-mail itself says: Not shown. No line names the network address from which the "
        "message was handed in."
    )
    log = parts(answer, all_of_them=False)
    assert "e-mail itself" not in joined(log, 99, 99)


def test_evidence_splits_no_sentence() -> None:
    answer = text("reasoning.rung4.log-program", client="A. B says. Or not? No.")
    assert joined(parts(answer), 1, 1) == render(answer)


def test_an_exclusion_never_stands_without_its_assumption() -> None:
    answer = text("reasoning.compare.step.X", over="A", condition="B.")
    assert joined(parts(answer), 1, 1) == render(answer)


def test_a_translation_is_shortened_by_its_own_sentences() -> None:
    with speaking("zh"):
        answer = _log_and_copy()
        assert joined(parts(answer), 99, 99) == render(answer).replace("\u3002 ", "\u3002")
        assert joined(parts(answer), 1, 1).endswith("\u3002")


def test_the_result_stands_once(report: Report) -> None:
    shown = summary(report, report_path="r")
    assert shown.count("Comparison:") <= 1


def test_a_mark_inside_quotation_marks_ends_no_sentence_of_chinese() -> None:
    said = text(
        "reasoning.compare.step.X.several",
        over=text("reasoning.explanation.account-holder"),
        count=9,
    )
    with speaking("zh"):
        (pieces,) = parts(said)
    assert all(one[0] != "\u201d" for one in pieces)
    assert "该账户”不能成立" in pieces[0]
