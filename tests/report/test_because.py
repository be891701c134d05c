"""Why the result is what it is, on the page: findings quoted, assumptions once, doubts named."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.basics import Text
from provenance.cli.app import app
from provenance.reasoning.compare.assumed import Assumed
from provenance.reasoning.compare.bearing import Bearing
from provenance.report.view.because import _left

SAMPLES = Path(__file__).resolve().parents[2] / "sample_messages"
Found = tuple[str, dict[str, Any]]


def analyse(folder: Path, out: Path, message: str, *audit: str) -> Found:
    options = ["--case", str(folder / "case.yaml"), "--dns", str(folder / "dns.jsonl")]
    for name in audit:
        options += ["--audit", str(folder / name)]
    options += ["--as-of", "2026-06-03", "--no-cross-check", "--out", str(out)]
    found = CliRunner().invoke(app, ["analyze", str(folder / message), *options])
    assert found.exit_code == 0, found.output
    page = (out / "report.html").read_text("utf-8")
    return page, json.loads((out / "report.json").read_bytes())


@pytest.fixture(scope="module")
def harms_its_user(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return analyse(
        SAMPLES / "against-its-user", tmp_path_factory.mktemp("harms") / "out",
        "copy-1-first.eml", "airline.csv", "signins.csv", "ual.csv",
    )  # fmt: skip


@pytest.fixture(scope="module")
def holder_absent(tmp_path_factory: pytest.TempPathFactory) -> Found:
    out = tmp_path_factory.mktemp("absent") / "out"
    audit = [SAMPLES / "audit-log.csv"]
    audit += [SAMPLES / "holder-absent" / name for name in ("airline.csv", "pc07.xml")]
    options = ["--case", str(SAMPLES / "case-with-records.yaml")]
    options += ["--dns", str(SAMPLES / "dns.jsonl"), "--as-of", "2026-06-03", "--no-cross-check"]
    options += [part for one in audit for part in ("--audit", str(one))]
    message = str(SAMPLES / "mass-mailing-postfix.eml")
    found = CliRunner().invoke(app, ["analyze", message, *options, "--out", str(out)])
    assert found.exit_code == 0, found.output
    page = (out / "report.html").read_text("utf-8")
    return page, json.loads((out / "report.json").read_bytes())


def chapter(page: str, id_: str) -> str:
    start = page.index(f'<section id="{id_}"')
    shown = re.sub(r"<[^>]+>", " ", page[start : page.index("</section>", start)])
    return re.sub(r"\s+", " ", html.unescape(shown)).replace(" .", ".").replace(" )", ")")


def test_the_summary_quotes_what_the_result_rests_on_and_what_fits_the_other(
    harms_its_user: Found,
) -> None:
    first = chapter(harms_its_user[0], "first")
    rests = first[first.index("What the result rests on.") : first.index("Is this copy unaltered")]
    assert "a network that the case file gives for the stay" in rests
    assert "E2 row 2" in rests
    assert (
        "needs E3 row 12. Against relying on that row: E4 has 15 of the 17 sign-ins in E3" in rests
    )
    assert "In between E2 says nothing of this person." in rests
    other = rests[rests.index("What fits “another person used the account's own login” better.") :]
    assert "Head office" in other
    assert "PC-07" in other
    # The row that places the address is named, and that its place is assumed; doubts stand once.
    assert re.search(r"Row 12 of E3 ?, of .{0,20}11 May 2026.{0,20}writes PT ?, the country", rests)
    assumed = other[other.index("What speaks against an assumption of the result.") :]
    assert "“The systems themselves wrote the rows behind the result" in assumed
    assert re.search(
        r"“The place that row 12 of E3 writes for the address, PT ?, is right", assumed
    )
    assert "a row of the session of the sending." in assumed
    assert "two kinds of machine" in rests.partition("What fits")[0]
    assert "two kinds of machine" not in assumed
    # The answer names the findings of both sides.
    person = first[first.index("Which person was it?") :][:900]
    assert {"I-1", "I-3"} <= set(re.findall(r"[FI]-[0-9]+", person))
    assert "(step 1 of 4)" in first
    assert "What paragraph 2 favours stands over that too, at step 1" in first
    assert "Here such statements go against the side that made them." in first
    assert re.search(r"What is left without E3 ?: see “Main limit”", rests)
    assert "Also favoured over “another person used" in first


def test_a_doubted_row_is_named_at_the_answer_the_finding_and_the_chapter(
    harms_its_user: Found,
) -> None:
    page, report = harms_its_user
    first, against = chapter(page, "first"), chapter(page, "against")
    assert "What speaks against relying on E3 row 12, which names the device: F-27" in first
    (listed,) = [one for one in report["findings"] if one["name"] == "usage.device.listed"]
    assert (
        sum("speaks of E3 row 12, on which this rests" in words for words in listed["cautions"])
        == 2  # not in the other log, words of two machines
    )
    doubts = against[against.index("Doubts about the exhibits") : against.index("What may be put")]
    for part in ("These do not:", "two kinds of machine", "203.0.113.88/29", "set aside"):
        assert part in doubts
    assert "Doubts about its rows, quoted above:" in against


def test_an_exclusion_says_why_and_what_is_left_without_each_thing(holder_absent: Found) -> None:
    page, report = holder_absent
    assert report["comparison"]["step"] == "X"
    first = chapter(page, "first")
    # The finding that excludes says on its own card that it needs the numbered assumptions.
    needs = "As an exclusion (step X) this needs all assumptions that the comparison numbers"
    assert page.count(needs) == 1
    (machine,) = [one for one in report["findings"] if one["name"] == "presence.machine-away"]
    log_on = f"{machine['where'][0]['evidence']} {machine['where'][0]['locator']}"
    for part in (log_on, "E2 row 2", "Head office", "LIS gate 41"):
        assert part in first[first.index("What the result rests on.") :]
    # What needs fewer assumptions stands before the exclusion, in each place.
    for part in (first, chapter(page, "compare"), chapter(page, "against")):
        left = part.index(
            "That leaves step X aside, and stands as far as the other findings and their"
        )
        assert part.index("(step 2 of 4)") < left < part.index("(step X)")
    limit = first[first.index("Main limit") :]
    # A gap that stands among what speaks against an assumption is not told twice.
    assert "by the system's own numbering" not in limit
    assert "the system's own numbering skips" in first
    assert "go against the side" not in limit
    assert "E2 (Record of presence (door, travel))" in first
    for part in ("the result turns.", "do not help to choose.", "step X goes and step 2 of 4",
                 "for the side that submits this report"):  # fmt: skip
        assert part in limit
    # Nothing on the page points at what was not named before.
    for dangling in ("that machine and inside that log-on", "attests the stay for", "is another."):
        assert dangling not in first


def test_all_assumptions_stand_in_one_table_and_the_disputed_ones_again(
    holder_absent: Found,
) -> None:
    page, report = holder_absent
    compare, against = chapter(page, "compare"), chapter(page, "against")
    table = compare[compare.index("Assumptions, what needs each") :]
    rows = "The systems themselves wrote all rows that the exclusion needs"
    machine = "The session of the sending ran on the machine with the recorded log-on"
    # What doubts about the logs speak against stands before what findings speak for.
    assert table.index(rows) < table.index(machine)
    assert table.index(machine) < table.index("M. Carrow was in Lisbon at that time")
    assert len(re.findall(r"step X: +[FI]-", table)) == 9
    # The chapter of what speaks against has only what is spoken against, by the same numbers.
    own = against[: against.index("Doubts about the exhibits")]
    assert f"1 {rows}" in own
    assert machine not in own
    assert "For: " not in own
    assert "Assumptions, what needs each" not in against
    assert re.search(r"skips [\d,]+ numbers", against)
    (stay,) = [one for one in report["findings"] if one["name"] == "presence.stay-record"]
    card = page[page.index(f'id="{stay["id"]}"') :]
    assert "weighs nothing alone" in re.sub(r"<[^>]+>", "", card[: card.index("</article>")])


def test_assumptions_about_one_matter_say_how_they_differ(holder_absent: Found) -> None:
    page, _ = holder_absent
    shown = chapter(page, "compare")
    where = shown[shown.index("Some of these ask one thing") :]
    where = where[: where.index(".")]
    for part in ("2 asks it of the very moment", "3 of a return", "as the case file states it"):
        assert part in where
    assert "1 for what excludes" in shown[shown.index("Some ask whether rows are genuine") :]


def test_a_card_names_the_assumptions_that_the_table_lists_for_it(holder_absent: Found) -> None:
    page, report = holder_absent
    (office,) = [one for one in report["findings"] if one["name"] == "presence.office"]
    card = page[page.index(f'id="{office["id"]}"') :]
    words = re.sub(r"<[^>]+>", "", card[: card.index("</article>")])
    numbers = re.search(r"by their numbers in the table: ([0-9, ]+)", words)
    assert numbers is not None
    table = chapter(page, "compare")
    rows = table[table.index("Assumptions, what needs each") :]
    for number in numbers[1].split(","):
        row = rows[rows.index(f" {number.strip()} ") :]
        assert office["id"] in row[:600]


def test_a_card_whose_marks_are_the_same_everywhere_shows_no_step(holder_absent: Found) -> None:
    page, report = holder_absent
    idle = set(report["comparison"]["non_diagnostic"])
    found = [one for one in report["findings"] if one["id"] in idle and one["strength"]]
    assert found
    for one in found:
        card = page[page.index(f'id="{one["id"]}"') :]
        head = card[: card.index("</header>")]
        assert f"chooses nothing here; by its kind at most step {one['strength']} of 4" in head
        assert 'class="on"' not in head


def test_an_exclusion_is_step_x_for_every_pair_that_it_excludes(holder_absent: Found) -> None:
    page, report = holder_absent
    shown = chapter(page, "compare")
    pairs = shown[shown.index("Pairs with a step, by kind of explanation") :]
    assert pairs.count("Step X needs every one of these to hold") >= 2
    out = {one["over"]["explanation"] for one in report["comparison"]["leanings"]
           if one["excluded_if"]}  # fmt: skip
    assert out == {"account-holder", "outside-system"}


def test_what_bears_on_each_assumption_is_told_for_and_against(holder_absent: Found) -> None:
    page, report = holder_absent
    shown = chapter(page, "compare")
    shown = shown[shown.index("Assumptions, what needs each") :]
    names = {one["id"]: one["name"] for one in report["findings"]}

    def cell(words: str, label: str) -> set[str]:
        part = shown[shown.index(words) :]
        ids = re.match(r"[ FI0-9,-]+", part[part.index(label) + len(label) :])
        return {names[id_] for id_ in re.findall(r"[FI]-[0-9]+", ids.group() if ids else "")}

    # Log-ons of other logins, and none of them within twelve hours: read with it, no more.
    assert cell("Nobody took over", "To be read with it:") == {"usage.crossed.log-ons"}
    doubts = cell("The systems themselves wrote all rows", "Against:")
    assert {"export.number-missing", "export.time-order"} <= doubts
    # An address of a range for examples, in a row that is needed, is a doubt about that row. The
    # finding that has it may need the row itself, so the cell says what speaks against it.
    part = shown[shown.index("The systems themselves wrote all rows") :]
    example = re.search(r"Against: ([FI]-[0-9]+) , since 192.0.2.7 there lies in a range", part)
    assert example is not None
    assert names[example.group(1)] == "presence.office"
    doubts.add("presence.office")
    used = cell("The person did not come back", "only if this person used that login:")
    assert "usage.device.open-login" in used
    machine = cell("The session of the sending ran on", "For:")
    assert machine == {"usage.crossed.device"}
    # The summary names them, with what they speak against.
    said = chapter(page, "first")
    said = said[said.index("What speaks against an assumption of step X.") :]
    assert "“The systems themselves wrote all rows" in said
    said = said[: said.index("Step 2 of 4")]
    assert {names[one] for one in re.findall(r"[FI]-[0-9]+", said)} <= doubts
    # In words, not by number alone; of the finding that needs the assumption why it counts.
    for part in ("own numbering skips", "lies in a range set aside for examples."):
        assert part in said
    # The count of the sentence is the one of the table: whatever one speaks against stands first.
    first = chapter(page, "first")
    (count,) = re.findall(r"Findings here speak against ([0-9]) of the 9 assumptions", first)
    rows = shown[: shown.index("M. Carrow was in Lisbon at that time")].split("step X:")[1:9]
    assert ["Against:" in row for row in rows] == [at < int(count) for at in range(8)]


def test_the_network_of_a_stay_is_an_assumption_and_its_record_is_needed(
    harms_its_user: Found,
) -> None:
    page, report = harms_its_user
    (fits,) = [one for one in report["findings"] if one["name"] == "presence.network-fits"]
    assert any("is a network of the stay of M. Carrow" in words for words in fits["assumptions"])
    assert any("writes PT as the place of that address" in words for words in fits["cautions"])
    # The row that names the country is the doubted one: the finding that needs it says so.
    assert any("speaks of E3 row 12" in words for words in fits["cautions"])
    left_out = {(one["left_out"], one["kind"]) for one in report["comparison"]["sensitivity"]}
    assert {("E2", "exhibit"), ("E3", "exhibit"), ("E4", "exhibit")} <= left_out
    first, compare = chapter(page, "first"), chapter(page, "compare")
    assert "the statement that 203.0.113.88/29 is a network of the stay" in first
    assert "203.0.113.88/29 is a network of the stay of M. Carrow in Lisbon" in compare
    # The step is that of the kind; no assumption is blamed that the other side's result has too.
    assert "findings of this kind carry one step at most" in compare
    assert "obody has tested" not in page


def test_for_and_against_on_one_row_and_a_slight_difference_are_said(holder_absent: Found) -> None:
    page, _ = holder_absent
    first, against = chapter(page, "first"), chapter(page, "against")
    assert re.search(r"\( ?F-[0-9]+ ?; shares rows with +I-[0-9]+", first)
    told = against[against.index("It rests on rows on which the result rests too") :]
    assert re.match(r"It rests on rows .{0,60}E3 row 2, E4 row \d+\.", told)
    both = "These rows count both ways, depending on whether M. Carrow was where the case file"
    assert told[told.index("These rows") :].startswith(both)
    assert "The difference is slight: under “another person used the account's own" in against
    # In the matrix both stand, and each names the other.
    matrix = chapter(page, "compare").split("Marks: ++", 1)[1]
    named = re.findall(r"On the same rows: ([FI0-9 ,-]+)\. Which way these rows count", matrix)
    assert len(named) >= 2


def test_where_both_findings_need_the_stay_the_rows_do_not_count_both_ways(
    harms_its_user: Found,
) -> None:
    against = chapter(harms_its_user[0], "against")
    assert "It rests on rows on which the result rests too" in against
    assert "count both ways" not in harms_its_user[0]


def test_no_mark_stands_before_its_key_and_every_column_has_its_name(holder_absent: Found) -> None:
    page, report = holder_absent
    told = html.unescape(page[page.index("</style>") :])
    assert "++" not in told[: told.index("Marks: ++ expected")]
    (matrix,) = re.findall(r'<table class="small stack matrix.*?</table>', page, re.S)
    head = matrix[: matrix.index("</thead>")]
    # The head of a table is printed again on each page, and the names with it.
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", head)))
    for one in report["explanations"]:
        named = one["person"] and one["id"] != "account-holder"
        shown = one["statement"] in words.replace("  ", " ").replace(" ,", ",")
        assert shown is not bool(named)
    # A column under a name whose marks are everybody's would read as if records pointed to it.
    compare = chapter(page, "compare")
    assert re.search(r"No column for +ix, x\s*: +each mark there is that of +ii\.", compare)


def test_what_speaks_against_is_meant_in_two_ways_and_that_is_said_first(
    harms_its_user: Found,
) -> None:
    page, report = harms_its_user
    against = chapter(page, "against")
    (elsewhere,) = [one for one in report["findings"] if one["name"] == "usage.stay.elsewhere"]
    assert against.index("“Against” is meant widely here") < against.index(elsewhere["id"])
    assert "in the narrow sense explained below" in page
    assert "In a narrow sense two kinds of records speak against an explanation." in page


def test_a_result_on_rows_assumes_that_they_are_genuine_without_step_x(
    harms_its_user: Found,
) -> None:
    page, report = harms_its_user
    shown = chapter(page, "compare")
    row = shown[shown.index("The systems themselves wrote the rows") :][:600]
    names = {one["id"]: one["name"] for one in report["findings"]}
    against = {names[id_] for id_ in re.findall(r"[FI]-[0-9]+", row[row.index("Against:") :])}
    assert "presence.network-fits" in against  # by its address
    assert any(name.startswith("usage.pairs") for name in against)
    assert report["comparison"]["step"] == "1"


def test_why_a_finding_is_put_to_both_sides_is_said_at_each(harms_its_user: Found) -> None:
    against = chapter(harms_its_user[0], "against")
    words = "Put to both sides, who may know which it was. Somebody else was at work there."
    assert against.count(words) == 2


def test_a_row_after_the_stated_end_of_a_stay_is_said_to_be(holder_absent: Found) -> None:
    page, report = holder_absent
    (stay,) = [one for one in report["findings"] if one["name"] == "presence.stay-record"]
    assert "(E2 row 3), after the stated end of the stay." in stay["text"]
    assert "(E2 row 2), after" not in stay["text"]
    assert "after the stated end of a stay of this person" in page
    assert "E2 row 3), after the stated end of the stay." in chapter(page, "first")


def test_a_mark_of_exclusion_that_leads_to_no_step_x_says_why(
    tmp_path: Path, holder_absent: Found
) -> None:
    page, report = analyse(SAMPLES, tmp_path / "out", "mass-mailing-postfix.eml")
    shown = chapter(page, "compare")
    (seal,) = [one for one in report["findings"] if one["name"] == "dkim.verified"]
    pairs = shown[shown.index("Pairs with a step") :]
    assert "X Step X needs" not in pairs
    assert re.search(
        rf"The × of +{seal['id']} +does not lead to step X\. Whether the public", pairs
    )
    # Where a log excludes the same, the row says step X, and nothing of a seal.
    pairs = chapter(holder_absent[0], "compare").split("Pairs with a step", 1)[1]
    outside = pairs[pairs.index("it was made outside") :]
    assert "does not lead to step X" not in outside[: outside.index("this copy was changed")]


def test_why_the_result_names_the_pair_that_it_names(
    tmp_path: Path, harms_its_user: Found, holder_absent: Found
) -> None:
    words = "The result names one of these pairs. The account is the holder's"
    assert words in chapter(harms_its_user[0], "compare")
    assert words in chapter(holder_absent[0], "compare")
    page, _ = analyse(SAMPLES, tmp_path / "out", "mass-mailing-postfix.eml")
    assert words not in chapter(page, "compare")


def test_page_and_data_say_alike_what_speaks_against_its_supplier(holder_absent: Found) -> None:
    page, report = holder_absent
    sides = report["interests"]
    told = {one["id"] for one in report["findings"] if one["against_interest"]}
    assert told == {*sides["against_supplier"], *sides["against_supplier_combined"]}
    against = chapter(page, "against")
    assert "No finding here speaks by itself against the side" in against
    part = against[against.index("Only together with the stay that E2 bears out") :]
    assert all(id_ in part for id_ in sides["against_supplier_combined"])


def test_without_a_thing_the_data_file_has_the_step_of_the_sentence(holder_absent: Found) -> None:
    """The step of the same pair and that of the result then are two fields."""
    _, report = holder_absent
    told = {one["left_out"]: one for one in report["comparison"]["sensitivity"]}
    turned = next(one for one in told.values() if "the result turns" in one["sentence"])
    assert (turned["step"], turned["result_step"]) == ("0", "1")
    for one in told.values():
        printed = re.search(r"step ([0-4X])", one["sentence"])
        assert one["result_step"] == (printed.group(1) if printed else "0")


def test_assumptions_of_what_is_left_have_the_numbers_of_the_page() -> None:
    """With several results the table counts on, so the order of one list is not its number."""
    kept, away = (
        Text(id=f"rule.explanations.presence.if.{name}") for name in ("rows-kept", "away")
    )
    others = Text(id="reasoning.assumed.rows-kept.others")
    listed = (
        Assumed(words=kept, excludes=True, needed_by=("I-1",), bearing=Bearing(against=("F-1",))),
        Assumed(words=others, excludes=False, needed_by=(), bearing=Bearing(against=("F-1",))),
        Assumed(
            words=away, excludes=False, needed_by=(), bearing=Bearing(against_if_used=("F-2",))
        ),
    )
    said = _left(listed, {kept: 1, others: 14, away: 9})
    assert re.sub(r"<[^>]+>", "", str(said)) == (
        "In the comparison, findings speak against assumptions 14 of what is left too; "
        "if this person used a login, against 9."
    )
    assert _left(listed[1:], {others: 14, away: 9}) is None
