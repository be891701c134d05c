"""R13 to R20 and R22 to R25: limits, method, custody, former reports, what was left out."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from provenance.basics import MisuseError
from provenance.case import Case
from provenance.reasoning.rules import load_rules
from provenance.report import Report, to_html, to_json
from provenance.report.catalogue import sentence, sentences
from provenance.report.former import difference, parse_former, read_former
from provenance.report.forms import (
    JURISDICTIONS,
)
from provenance.report.lint import our_words
from provenance.report.validation import read_validation
from tests.report.outline.shown import (
    SAMPLES,
    Analyse,
    chapter,
    cover,
    recorded,
    words,
)


def test_r13_what_was_not_supplied(page: str) -> None:
    assert "Kinds of records that nobody supplied" in words(chapter(page, "coverage"))
    assert "What to ask for next" in words(chapter(page, "requests"))
    assert "Usually kept" in words(chapter(page, "requests"))


def test_days_to_ask_by_are_no_promise_and_the_law_of_the_place_is_told(
    page: str, analyse: Analyse
) -> None:
    said = re.sub(r" ([.,])", r"\1", words(chapter(page, "requests")))
    assert "the day of the message plus the usual time of keeping" in said
    assert "The day set for this report, 5 June 2026, only decides" in said
    assert re.search(r"not passed on the day set \( ?5 June 2026 ?\)\. If it has passed when", said)
    assert "at least six months" in said
    plain, _ = analyse()
    assert "at least six months" not in words(chapter(plain, "requests"))


def test_r14_limits_of_every_report_and_of_this_case(page: str) -> None:
    shown = words(chapter(page, "limitations"))
    assert "In this case" in shown
    assert "In every report of this kind" in shown


def test_r15_r16_versions_and_one_command_with_its_hash(
    page: str, made: tuple[str, dict[str, object]]
) -> None:
    shown = words(chapter(page, "method"))
    assert "provenance analyze mass-mailing-postfix.eml" in shown
    assert "--jurisdiction uk-et,uk-cpr35,us-902,cn,eu,au" in shown
    assert re.search(r"Expected SHA-256 of report.json: [0-9a-f]{64}", shown)
    assert "SHA-256 of the rules" in shown
    assert "cryptography " in shown
    assert "which differ from this list, stands in run.json" in shown
    assert made[1]["repeat"][-1] == "2026-06-05"  # type: ignore[index]


def test_r16_the_expected_hash_is_that_of_the_findings_file(report: Report) -> None:
    shown = words(chapter(to_html(report).decode("utf-8"), "method"))
    assert (
        f"Expected SHA-256 of report.json: {hashlib.sha256(to_json(report)).hexdigest()}" in shown
    )


def test_r17_validation_says_that_it_was_not_run(page: str) -> None:
    shown = words(chapter(page, "validation"))
    assert "No record of a self-test was handed over with this report." in shown
    assert "provenance selftest --annex" in shown
    assert "No error rate has been measured" in shown


@pytest.mark.parametrize("same", [True, False])
def test_r17_a_recorded_self_test_is_printed_with_what_it_speaks_of(
    analyse: Analyse, made: tuple[str, dict[str, object]], tmp_path: Path, same: bool
) -> None:
    rules = made[1]["rules"]
    assert isinstance(rules, dict)
    path = tmp_path / "selftest.json"
    path.write_bytes(recorded(rules["sha256"] if same else "0" * 64))
    page, data = analyse("--selftest", str(path))
    shown = words(chapter(page, "validation"))
    assert "The known answers were run apart from this report: 5. With another answer: 1." in shown
    assert "rfc8463-a" in shown
    assert "<script" not in page
    assert ("names the version and the rules of this report" in shown) is same
    assert ("says nothing about this one" in shown) is not same
    assert "were not run with this report" not in shown
    assert data["validation"]["failed"] == 1  # type: ignore[index]
    assert "--selftest selftest.json" in words(chapter(page, "method"))


@pytest.mark.parametrize(
    "changes",
    [{"schema": "x"}, {"groups": None}, {"groups": [{}]}, {"version": 1}, {"installed": [1]},
     {"groups": [{"id": "a", "vectors": -1, "failures": []}]}],
)  # fmt: skip
def test_what_is_no_self_test_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "selftest.json"
    path.write_bytes(recorded("0" * 64))
    assert read_validation(path).vectors == 5
    path.write_bytes(recorded("0" * 64, **changes))
    with pytest.raises(MisuseError, match="no self-test"):
        read_validation(path)


def test_r18_custody_and_what_it_leaves_open(page: str) -> None:
    shown = words(chapter(page, "custody"))
    for one in ("custody.jsonl", "A later change to a line would be noticed", "begun a new list",
                "Nothing before the first line", "A time stamp shows", "qualified"):  # fmt: skip
        assert one in shown, one


def test_r19_glossary_and_beliefs(page: str) -> None:
    shown = words(page[page.index('<section id="glossary"') :])
    assert "Gmail can hold a message for some seconds (Undo Send)." in shown
    said = [one for one in sentences("report-outline") if one.endswith(".said")]
    assert len(said) == 8  # seven beliefs and the head of the column


def test_r20_the_redaction_schedule(page: str, analyse: Analyse) -> None:
    assert "Full edition: nothing was replaced." in words(chapter(page, "redaction"))
    redacted, found = analyse("--edition", "tribunal", audit=False)
    shown = words(chapter(redacted, "redaction"))
    schedule = found["redaction"]["schedule"]  # type: ignore[index]
    assert len(schedule) > 1
    for row in schedule:
        assert f"{row['different']:,}" in shown


def test_both_files_of_dns_answers_and_no_voucher(page: str, found: dict[str, object]) -> None:
    """The keys in it decide two questions: read and written file are named with their hashes."""
    part = words(chapter(page, "hashes"))
    files = found["dns_file"]
    assert isinstance(files, dict)
    read = hashlib.sha256((SAMPLES / "dns.jsonl").read_bytes()).hexdigest()
    assert files["read_sha256"] == read
    assert read in part
    assert files["written_sha256"] in part
    assert files["written_sha256"] != read
    assert "Supplier of the DNS answers: not stated. Nobody vouches for their origin." in part


def test_the_rules_used_stand_with_file_hash_source_and_rate(report: Report) -> None:
    rule = next(one for one in load_rules().rules if one.id == "tamper.repeated-singleton")
    made = replace(report.reasoning.findings[0], id="I-1", rule=rule.id)
    reasoning = replace(report.reasoning, findings=(*report.reasoning.findings, made))
    part = words(chapter(to_html(replace(report, reasoning=reasoning)).decode(), "method"))
    for shown in (rule.id, rule.sha256, f"rules/{rule.path}", rule.origins[0]["url"]):
        assert shown in part
    assert "How often it is seen elsewhere" in part
    assert "Genuine messages of public mailing lists, sample of 340" in part
    assert f"provenance rules show {rule.id}" in part
    for table in load_rules().tables:
        assert table.sha256 in part
    own = replace(made, id="I-2", rule="outlook.kind")
    reasoning = replace(report.reasoning, findings=(*report.reasoning.findings, own))
    part = words(chapter(to_html(replace(report, reasoning=reasoning)).decode(), "method"))
    assert "part of the program itself" in part
    assert (sentence("reasoning.rule.outlook.kind") or "?") in part


def test_r22_a_report_that_replaces_another_names_it_and_the_difference(
    analyse: Analyse, tmp_path: Path
) -> None:
    _, before = analyse()
    kept = len(before["findings"])  # type: ignore[arg-type]
    gone = before["findings"].pop()  # type: ignore[attr-defined]
    before["findings"].append(gone | {"text": "An older wording.", "text_id": "x", "id": "F-99"})  # type: ignore[attr-defined]
    before["ladder"][0]["answer"] = "An older answer."  # type: ignore[index]
    before["comparison"]["step"] = "2"  # type: ignore[index]
    path = tmp_path / "former.json"
    path.write_text(json.dumps(before), "utf-8")
    page, now = analyse("--supersedes", str(path))
    told = now["supersedes"]
    assert now["version"] == 2
    assert isinstance(told, dict)
    assert told["report_id"] == before["report_id"]
    assert told["findings_kept"] == kept - 1
    assert told["findings_gone"] == [{"id": "F-99", "text": "An older wording."}]
    assert told["findings_new"] == [gone["id"]]
    assert told["answers_changed"] == [{"rung": 1, "former": "An older answer."}]
    assert told["step_changed"] == ["2", "0"]
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    shown = words(chapter(page, "instructions"))
    for one in ("An older wording.", "An older answer.", "F-99", gone["id"], told["sha256"]):
        assert one in shown, one
    assert f"Replaces report {before['report_id']} , version 1" in words(cover(page))
    assert now["report_id"] != before["report_id"]
    assert "--supersedes former.json" in words(chapter(page, "method"))


def test_the_same_report_again_differs_in_nothing(report: Report) -> None:
    former = parse_former(to_json(report), "report.json")
    found = difference(replace(report, supersedes=former))
    assert found is not None
    assert (found.gone, found.fresh, found.answers, found.steps) == ((), (), (), ())
    assert found.kept == len(report.reasoning.findings)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'{"schema": "other/1"}', b"\xff\xfe", b"[" * 100_000,
     b'{"schema": "provenance/report/1", "report_id": 5}',
     b'{"schema": "provenance/report/1", "report_id": "x", "as_of": "y", "findings": {}}'],
)  # fmt: skip
def test_what_is_no_former_report_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "former.json"
    path.write_bytes(content)
    with pytest.raises(MisuseError, match=r"report\.json"):
        read_former(path)


def test_a_hostile_former_report_stays_inert(report: Report) -> None:
    bad = "<script>alert(1)</script>\u202e"
    data = json.loads(to_json(report))
    data["report_id"] = data["as_of"] = bad[:30]
    for one in data["findings"]:
        one["text"] = one["text_id"] = bad
    for rung in data["ladder"]:
        rung["answer"] = bad
    former = parse_former(json.dumps(data).encode(), bad)
    page = to_html(replace(report, supersedes=former)).decode("utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in chapter(page, "instructions")


def test_r23_the_reviewer_line_is_blank(page: str) -> None:
    assert re.search(r"Reviewed by nobody \(left blank\)", words(cover(page)))


def test_r24_raw_headers_with_line_numbers(page: str) -> None:
    raw = chapter(page, "raw")
    assert 'id="E1-file-1"' in raw
    assert len(re.findall(r'class="ln"', raw)) > 50
    one = re.search(r'class="ln one">.*?<code[^>]*>(.*?)</code>', raw, re.DOTALL)
    assert one is not None
    assert "\n" not in one[1]
    assert "Received:" in raw[raw.index('class="ln one"') :]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [("", "not answered"), ("no", "Answer given: no."), ("No.", "Answer given: no."),
     ("yes", "Answer given: yes, without saying what."), ("a voicemail", "a voicemail")],
)  # fmt: skip
def test_r25_was_anything_left_out(report: Report, answer: str, shown: str) -> None:
    made = to_html(replace(report, case=Case(left_out=answer))).decode("utf-8")
    line = re.search(r'<div class="left-out">.*?</div>', made)
    assert line
    assert shown in words(line[0])
    assert shown in words(chapter(made, "instructions"))
    assert json.loads(to_json(replace(report, case=Case(left_out=answer))))["case"][
        "left_out"
    ] == answer  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "shown"), [("", "Not produced under"), ("no", "Not produced"), ("yes", "Stated by")]
)
def test_the_code_of_the_regulator(report: Report, stated: str, shown: str) -> None:
    made = to_html(replace(report, case=Case(fsr_code=stated))).decode("utf-8")
    assert shown in words(cover(made))


def test_a_party_never_reads_of_an_expert(analyse: Analyse) -> None:
    page, _ = analyse("--jurisdiction", ",".join(JURISDICTIONS))
    assert "a party" in words(cover(page))
    own = " ".join(our_words(page))
    assert "expert" not in own.casefold()
    assert "The role stated on the cover is that of a party" in own
    for id_ in ("pd-35", "au-code"):
        form = page[page.index(f'id="form-{id_}"') :]
        assert "<dd" not in form[: form.index("</article>")]
