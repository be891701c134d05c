"""Competing explanations, end to end: exports and case files in, steps and words out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.reasoning.audited import MSC, SEND, VH, logon, made
from tests.reasoning.compare.competing import (
    OWNER,
    PHONE,
    SOMEBODY,
    STORY,
    away,
    between_people,
    number,
    result,
    step,
    ual,
)


def test_copies_alone_choose_between_no_persons(run: Any) -> None:
    report = run({}, copies=("postfix", "gmail"))
    assert result(report) == (None, None, "0")
    assert between_people(report) == 0
    assert report["ladder"][4]["code"] == "ND"


def test_own_account_own_computer_office_address_and_no_presence(run: Any) -> None:
    earlier = [
        made(
            f"2026-05-{day}T09:00:00", "MailItemsAccessed", day, RecordType=50, SessionId=f"s{day}"
        )
        for day in (12, 13)
    ]
    logs = {
        "ual.csv": ual(*earlier, SEND),
        "pc.xml": logon(1, "2", "msc").encode(),
    }
    report = run(logs)
    assert between_people(report) <= 1
    assert report["ladder"][4]["code"] == "ND"
    assert report["comparison"]["step"] in {"0", "1"}


def test_what_may_be_put_to_a_side_is_listed_and_mirrored(run: Any) -> None:
    """Her login, her machine and what she stated of passwords, whether or not it chooses."""
    files = {"ual.csv": ual(PHONE, SEND), "pc.xml": logon(1, "2", "msc").encode()}
    mine = run(files, STORY + away())
    names = {one["id"]: one["name"] for one in mine["findings"]}
    put = {names[id_] for id_ in mine["interests"]["put_to_submitting"]}
    assert {"join.mode.owner", "presence.machine"} <= put
    assert "presence.office" in {names[id_] for id_ in mine["interests"]["put_to_other"]}
    assert any("knowledge of the password" in words for words in mine["interests"]["stated"])
    assert "does not choose between the explanations" in mine["page"]
    theirs = run(files, STORY.replace("side: employee", "side: employer") + away())
    swapped = theirs["interests"]
    assert swapped["put_to_other"] == mine["interests"]["put_to_submitting"]
    assert swapped["put_to_submitting"] == mine["interests"]["put_to_other"]


def test_ways_that_no_record_tells_apart_are_said(run: Any) -> None:
    page = run({"ual.csv": ual(SEND)}, STORY + away())
    told = page["comparison"]["cases_open"]
    for words in ("from afar", "delayed or scheduled", "request or with leave", "Both used"):
        assert any(words in one for one in told), words
    holder = next(one for one in page["explanations"] if one["id"] == OWNER)
    assert any("from afar" in words for words in holder["cases"])


def test_no_name_stands_under_favoured_that_no_record_tells_apart(run: Any) -> None:
    page = run({"ual.csv": ual(SEND)}, STORY + away())["page"]
    table = page[page.index("Pairs with a step, by kind of explanation") :]
    favoured = re.findall(r'<th scope="row">(.*?)</th>', table[: table.index("</table>")])
    assert favoured
    assert not any("Mr V" in words or "Dr R" in words for words in favoured)
    assert "have no row of their own" in page


def test_agreeing_copies_carry_what_their_class_carries(run: Any) -> None:
    """Lines that anybody could write: one step, and the party that gathered them is named."""
    case = STORY.replace("case: {", "case: {role: party, ")
    for given, reason in (
        (STORY, "Lines that anybody could write"),
        (case, "may have held all"),
    ):
        report = run({}, given, copies=("postfix", "gmail"))
        assert step(report, SOMEBODY, "copy-altered") == 1
        (pair,) = [
            one for one in report["comparison"]["leanings"]
            if one["favoured"] == {"explanation": SOMEBODY, "person": None}
            and one["over"]["explanation"] == "copy-altered"
        ]  # fmt: skip
        assert any(reason in cap for cap in pair["caps"])
        assert step(report, OWNER, "outside-system", "holder") == 1
        assert step(report, SOMEBODY, "outside-system") == 1


def test_it_can_come_out_against_its_own_user(run: Any) -> None:
    hotel = {**SEND, "ClientIP": "198.51.100.9"}
    report = run({"ual.csv": ual(hotel)}, STORY + away())
    assert result(report) == (OWNER, SOMEBODY, "1")
    assert report["comparison"]["favoured_person"] == "holder"


def test_a_second_account_with_the_right_send_as(run: Any) -> None:
    sent = made(
        "2026-05-14T14:02:10", "SendAs", 3, Item={**SEND["Item"]}, UserId=VH, LogonType=2,
        SendAsUserSmtp=MSC,
    )  # fmt: skip
    report = run({"ual.csv": ual(sent)})
    assert result(report)[:2] == ("delegate", OWNER)
    assert report["comparison"]["favoured_person"] is None
    assert step(report, "delegate", OWNER, than="holder") == 2


def test_a_mode_of_its_own_for_administrators_and_delegates(run: Any) -> None:
    for mode, favoured in ((1, "administrator"), (2, "delegate")):
        report = run({"ual.csv": ual({**SEND, "LogonType": mode})})
        assert result(report) == (favoured, OWNER, "2")


def test_made_outside_is_less_favoured_once_the_system_recorded_the_sending(run: Any) -> None:
    report = run({"ual.csv": ual(SEND)})
    assert step(report, SOMEBODY, "outside-system") >= 2
    # Inside or outside is no question of a person: the holder stands where anybody else stands.
    inside = step(report, SOMEBODY, "outside-system")
    assert step(report, OWNER, "outside-system", "holder") == inside
    assert step(report, "outside-system", OWNER, than="holder") == 0


def test_a_log_of_the_submitting_side_answers_nothing_by_itself(run: Any) -> None:
    case = STORY + away() + "audit: [{file: ual.csv, interest: submitting}]\n"
    report = run({"ual.csv": ual(SEND)}, case)
    assert report["ladder"][2]["code"] != "answered"
    assert number(report) <= 1


@pytest.mark.parametrize(
    ("side", "interest", "against", "most"),
    [
        ("employer", "submitting", True, 2),
        ("employee", "other", True, 2),
        ("employee", "submitting", False, 1),
        ("employer", "other", False, 1),
        ("employee", "independent", False, 2),
        ("employee", "unknown", None, 1),
        ("other", "submitting", None, 1),
    ],
)
def test_a_log_that_harms_whoever_supplied_it_is_more_than_its_word(
    run: Any, side: str, interest: str, against: bool | None, most: int
) -> None:
    """Another login with the right to send is what the organisation would rather not show."""
    sent = made(
        "2026-05-14T14:02:10", "SendAs", 3, Item={**SEND["Item"]}, UserId=VH, LogonType=2,
        SendAsUserSmtp=MSC,
    )  # fmt: skip
    case = STORY.replace("side: employee", f"side: {side}")
    case += f"audit: [{{file: ual.csv, interest: {interest}}}]\n"
    report = run({"ual.csv": ual(sent)}, case)
    found = next(one for one in report["findings"] if one["name"] == "join.send-as")
    assert found["against_interest"] is against
    assert found["claim"]["against_interest"] is bool(against)
    served = 1 if interest == "submitting" and not against else 2
    assert (found["interest"], found["strength"]) == (interest, served)
    assert step(report, "delegate", OWNER, than="holder") == most
    sides = report["interests"]
    told = [found["id"]] if against else []
    assert [one for one in sides["against_supplier"] if one == found["id"]] == told
    harmed = {"employer": "against_submitting", "employee": "against_other", "other": ""}[side]
    lists = ("against_submitting", "against_other")
    assert [name for name in lists if found["id"] in sides[name]] == ([harmed] if harmed else [])
    heading = "Records that speak against the side that supplied them"
    assert (heading in report["page"]) is bool(harmed)


def test_an_export_with_marks_of_editing_carries_one_step(run: Any) -> None:
    later = made("2026-05-15T09:00:00", "Send", 9, Item={"InternetMessageId": "<later@x>"})
    twice = {**later, "CreationTime": "2026-05-16T09:00:00"}
    report = run({"ual.csv": ual(SEND, later, twice)}, STORY + away())
    marks = [f["name"] for f in report["findings"] if f["kind"] == "export-integrity"]
    if not any(f["strength"] for f in report["findings"] if f["name"] in marks):
        pytest.fail(f"the export shows no mark that carries weight: {marks}")
    assert step(report, SOMEBODY, OWNER, than="holder") <= 1
    assert any("marks of editing" in cap for cap in report["comparison"]["caps"])


def test_a_reset_by_help_desks_alone_chooses_nobody(run: Any) -> None:
    reset = made(
        "2026-05-12T09:00:00", "Reset user password.", 7, RecordType=8, UserId=VH, ObjectId=MSC,
        MailboxOwnerUPN=None, SessionId="desk",
    )  # fmt: skip
    report = run({"ual.csv": ual(reset, SEND)})
    assert result(report)[2] in {"0", "1"}
    assert step(report, SOMEBODY, OWNER, "b", "holder") == 0
    assert step(report, OWNER, SOMEBODY, "holder", "b") == 1


def test_the_page_has_the_chapter_and_the_terminal_its_line(run: Any) -> None:
    report = run({"ual.csv": ual(PHONE, SEND)}, STORY + away())
    page, words = report["page"], report["terminal"]
    assert 'id="compare"' in page
    for title in ("What speaks against the result?", "What the result hangs on",
                  "What would change this view", "In its own best words"):  # fmt: skip
        assert title in page
    assert "[Not decided] The records" in words
    assert "Mr V</bdi> used the account" in page
    assert report["comparison"]["would_change"]
