"""Competing explanations, end to end: exports and case files in, steps and words out.

All logs are synthetic, of the documented shape; names and addresses are reserved ones.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from tests.test_audit_reasoning import (
    DOORS,
    ICS,
    MSC,
    SAMPLES,
    SCHEMA,
    SEND,
    SIGN_IN,
    VH,
    logon,
    made,
)
from tests.test_audit_reasoning import ual as rows_alone

Report = dict[str, Any]
OWNER, SOMEBODY = "account-holder", "person-with-access"
AWAY = """
presence:
  - {person: holder, from: 2026-05-10, to: 2026-05-17, place: Lisbon, country: PT,
     networks: [198.51.100.0/24], ATTESTED}
"""
AIRLINE = "attested_by: airline, source: flights.csv, independent: true"
FLIGHTS = b"""When,Who,Gate,Result,Hotel network
2026-05-09T11:02:10Z,Ms C,LGW gate 14 to Lisbon,Accepted,198.51.100.0/24
2026-05-18T16:02:10Z,Ms C,LIS gate 41 to London,Accepted,
2026-05-09T11:03:10Z,Mr V,LGW gate 14 to Lisbon,Accepted,198.51.100.0/24
2026-05-18T16:03:10Z,Mr V,LIS gate 41 to London,Accepted,
"""
FLIGHTS_MAP = "kind: door\ntime: When\nperson: Who\nplace: Gate\nresult: Result\ntimezone: UTC\n"
FLIGHTS_NOTE = (
    "{file: flights.csv, kind: door, map: flights.yaml, supplied_by: Airline,"
    " interest: independent}"
)
STORY = """
case: {timezone: Europe/London, side: employee}
account: msc@harbourvale.example
organisation:
  name: Harbour & Vale
  domains: [harbourvale.example]
  networks: [{name: Head office, cidr: 192.0.2.0/28}]
people:
  - {id: holder, name: Ms C, accounts: [msc@harbourvale.example], devices: [PC-07]}
  - id: b
    name: Mr V
    accounts: [vh@harbourvale.example]
    access_to: [{account: msc@harbourvale.example, how: knows-password, from: 2026-01-12}]
  - {id: c, name: Dr R, accounts: [it@harbourvale.example],
     access_to: [{account: msc@harbourvale.example, how: admin, source: E8}]}
"""
COLLEAGUES = [
    made(
        f"2026-05-11T08:1{n}:00", "MailItemsAccessed", 90 + n, RecordType=50, SessionId=f"c{n}",
        UserId=f"{who}@harbourvale.example", MailboxOwnerUPN=f"{who}@harbourvale.example",
    )
    for n, who in enumerate(("a.webb", "d.stone", "i.holt"))
]  # fmt: skip
"""Others of the organisation out of the same network: without them it is only stated to be one."""


def ual(*rows: dict[str, Any]) -> bytes:
    """An export in which colleagues use the network of the organisation as well."""
    return rows_alone(*COLLEAGUES, *rows)


PHONE = made(
    "2026-05-14T13:55:00", "MailItemsAccessed", 8, ClientIP="198.51.100.9", SessionId="ph",
    RecordType=50,
)  # fmt: skip


def away(attested: str = AIRLINE) -> str:
    return AWAY.replace("ATTESTED", attested)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def call(
        files: dict[str, bytes], case: str = STORY, *, copies: tuple[str, ...] = ("postfix",)
    ) -> Report:
        if "source: flights.csv" in case and "file: flights.csv" not in case:
            case = with_note(case, FLIGHTS_NOTE)
        if "file: flights.csv" in case:
            files = {"flights.csv": FLIGHTS, **files}
            (tmp_path / "flights.yaml").write_text(FLIGHTS_MAP, "utf-8")
        names = [f"mass-mailing-{one}.eml" for one in copies]
        for name in names:
            (tmp_path / name).write_bytes((SAMPLES / name).read_bytes())
        options = ["--dns", str(SAMPLES / "dns.jsonl"), "--as-of", "2026-06-01"]
        options += ["--no-cross-check", "--out", "out", "--force"]
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            options += ["--audit", name]
        if case:
            # Logs whose supplier nobody names carry one step: here the organisation supplies them.
            for name in files:
                if f"file: {name}" not in case:
                    case = with_note(case, f"{{file: {name}, interest: other}}")
            (tmp_path / "case.yaml").write_text(case, "utf-8")
            options += ["--case", "case.yaml"]
        found = CliRunner().invoke(app, ["analyze", *names, *options])
        assert found.exit_code == 0, found.output
        report: Report = json.loads((tmp_path / "out/report.json").read_bytes())
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        report["page"] = (tmp_path / "out/report.html").read_text("utf-8")
        report["terminal"] = found.output
        return report

    return call


def with_note(case: str, note: str) -> str:
    """The case file with one more entry about an export."""
    if "audit: [" in case:
        return case.replace("audit: [", f"audit: [{note}, ")
    if "audit:\n" in case:
        return case.replace("audit:\n", f"audit:\n  - {note}\n")
    return f"{case}audit: [{note}]\n"


def result(report: Report) -> tuple[str | None, str | None, str]:
    found = report["comparison"]
    return found["favoured"], found["over"], found["step"]


def number(report: Report) -> int:
    """The step as a number; X stands in the place of 2 (decision 0021)."""
    found = result(report)[2]
    return 2 if found == "X" else int(found)


def step(report: Report, favoured: str, over: str, person: str = "", than: str = "") -> int:
    for one in report["comparison"]["leanings"]:
        mine = (one["favoured"]["explanation"], one["favoured"]["person"] or "")
        theirs = (one["over"]["explanation"], one["over"]["person"] or "")
        if (mine, theirs) == ((favoured, person), (over, than)):
            return int(one["step"])
    return 0


def between_people(report: Report) -> int:
    """Largest step between two explanations that use the account's own login."""
    login = {OWNER, SOMEBODY, "outside-compromise"}
    return max(
        (
            int(one["step"])
            for one in report["comparison"]["leanings"]
            if {one["favoured"]["explanation"], one["over"]["explanation"]} <= login
        ),
        default=0,
    )


def mirrored(case: str) -> str:
    """The same case with the roles of holder and second person swapped."""
    swapped = case.replace("person: holder", "person: @").replace("person: b", "person: holder")
    return swapped.replace("person: @", "person: b")


# -- the source story


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


def test_an_outside_record_of_absence_favours_somebody_else_and_names_nobody(run: Any) -> None:
    report = run({"ual.csv": ual(SEND)}, STORY + away())
    assert result(report) == (SOMEBODY, OWNER, "2")
    assert report["comparison"]["favoured_person"] is None
    assert report["comparison"]["over_person"] == "holder"
    assert "points to no particular other person" in report["comparison"]["statement"]
    assert step(report, SOMEBODY, SOMEBODY, "b") == 0
    assert report["ladder"][4]["code"] == "ND"
    assert "points to no particular other person" in report["ladder"][4]["answer"]
    assert report["ladder"][2]["code"] == report["ladder"][3]["code"] == "answered"
    assert "the account's own login" in report["ladder"][2]["answer"]
    open_ = {(one["explanation"], one["person"]) for one in report["comparison"]["not_separated"]}
    assert {(SOMEBODY, "b"), (SOMEBODY, "c")} <= open_
    assert any("needs the same hands" in cap for cap in report["comparison"]["caps"])
    hang = {(one["kind"], one["left_out"]) for one in report["comparison"]["sensitivity"]}
    assert ("stated", "case file") in hang


@pytest.mark.parametrize(
    ("attested", "most"),
    [
        ("attested_by: Ms C", 0),
        ("attested_by: airline, independent: true", 0),
        ("attested_by: airline, source: flights.csv", 1),
        ("source: flights.csv, independent: true", 1),
        (AIRLINE, 2),
    ],
)
def test_a_stay_carries_what_its_exhibit_carries(run: Any, attested: str, most: int) -> None:
    report = run({"ual.csv": ual(SEND)}, STORY + away(attested))
    assert step(report, SOMEBODY, OWNER, than="holder") == most
    if not most:
        assert result(report) == (None, None, "0")
        assert any("only stated" in cap for cap in report["comparison"]["caps"])


def test_two_records_of_one_log_and_one_custodian_are_one_source(run: Any) -> None:
    """A telephone at the stay was counted as a second source once: it needs the same log."""
    report = run({"ual.csv": ual(PHONE, SEND)}, STORY + away())
    assert result(report)[:2] == (SOMEBODY, OWNER)
    assert number(report) == 2
    assert any("Step 3 needs a second finding" in cap for cap in report["comparison"]["caps"])
    # Without the log, or without the airline's list, nothing is left of it.
    assert {one["step"] for one in report["comparison"]["sensitivity"]} <= {"0", "1"}


def test_a_log_on_at_the_keyboard_during_the_absence(run: Any) -> None:
    own = b"PC-07.harbourvale.example"
    pc = {"pc.xml": logon(1, "2", "msc").encode().replace(b"mail.harbourvale.example", own)}
    name = {"DeviceProperties": [{"Name": "DisplayName", "Value": "PC-07"}]}
    at_pc = {"ual.csv": ual({**SIGN_IN, **name}, SEND)}
    report = run({**at_pc, **pc}, STORY + away())
    (one,) = [f for f in report["findings"] if f["name"] == "presence.machine-away"]
    assert (one["strength"], one["id"][0], one["rule"]) == (2, "I", "presence.machine-away")
    holder = next(e for e in report["explanations"] if e["id"] == OWNER)
    assert any("keyboard" in words for words in holder["excluded_if"])
    # A network that both share ties no machine to the message: nobody is excluded by it.
    near = run({"ual.csv": ual(SEND), **pc}, STORY + away())
    assert [f["name"] for f in near["findings"] if "machine-" in f["name"]] == [
        "presence.machine-near"
    ]
    assert [e["excluded_if"] for e in near["explanations"] if e["id"] == OWNER] == [[]]
    ten = {"pc.xml": logon(1, "10", "msc").encode().replace(b"mail.harbourvale.example", own)}
    remote = run({**at_pc, **ten}, STORY + away())
    assert [f for f in remote["findings"] if f["name"] == "presence.machine-away"] == []


@pytest.mark.parametrize(
    ("name", "rows", "note", "most"),
    [
        ("nobody else", [], "interest: other", 1),
        ("one colleague", COLLEAGUES[:1], "interest: other", 1),
        ("three colleagues", COLLEAGUES, "interest: other", 2),
        (
            "of another domain",
            [{**one, "UserId": f"{n}@elsewhere.example"} for n, one in enumerate(COLLEAGUES)],
            "interest: other", 1,
        ),
        (
            "elsewhere in a block as wide as one likes",
            [{**one, "ClientIP": f"198.18.{n}.9"} for n, one in enumerate(COLLEAGUES)],
            "interest: other", 1,
        ),
        ("by whoever gains", COLLEAGUES, "interest: submitting", 1),
        ("by a hand that nobody names", COLLEAGUES, "interest: unknown", 1),
        ("by an outsider", COLLEAGUES, "interest: independent", 2),
    ],
)  # fmt: skip
def test_a_network_that_only_the_case_file_calls_the_organisations(
    run: Any, name: str, rows: list[dict[str, Any]], note: str, most: int
) -> None:
    wide = "wide" in name
    case = STORY.replace("192.0.2.0/28", "0.0.0.0/0" if wide else "192.0.2.0/28") + away()
    case += f"audit: [{{file: ual.csv, {note}}}]\n"
    report = run({"ual.csv": rows_alone(*rows, SEND)}, case)
    assert step(report, SOMEBODY, OWNER, than="holder") == most
    (found,) = [f for f in report["findings"] if f["name"] == "presence.office"]
    assert found["strength"] <= most
    told = [words for words in found["cautions"] if "network of the organisation" in words]
    assert len(told) == 1
    assert ("borne out by" in told[0]) is (most == 2)
    if most == 2:
        assert "use it there" in told[0]
    elif "gains" not in name and "names" not in name:
        assert any("Only the case file calls" in cap for cap in report["comparison"]["caps"])


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


def test_an_entry_in_a_calendar_favours_nobody(run: Any) -> None:
    """Whoever used the account can have written it, and mail is sent from afar."""
    entry = ICS.format(created="20260401T080000Z").encode()
    report = run({"ual.csv": ual(SEND), "leave.ics": entry})
    assert result(report) == (None, None, "0")
    for other in ("", "b", "c"):
        assert step(report, SOMEBODY, OWNER, other, "holder") == 0
    (found,) = [f["id"] for f in report["findings"] if f["name"] == "presence.calendar"]
    assert found in report["comparison"]["non_diagnostic"]


def test_a_door_during_the_stated_absence_is_a_contradiction_that_is_said(run: Any) -> None:
    case = (
        STORY + away()
        + "audit: [{file: doors.csv, kind: door, map: m.yaml, timezone: Europe/London,"
        " interest: independent, supplied_by: landlord}]\n"
    )  # fmt: skip
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    doors = DOORS.replace(b"Mr V", b"Ms C")
    report = run({"ual.csv": ual(SEND), "doors.csv": doors}, case)
    assert step(report, SOMEBODY, OWNER, than="holder") <= 1
    without = run({"ual.csv": ual(SEND)}, STORY + away())
    assert step(without, SOMEBODY, OWNER, than="holder") == 2
    assert (report["ladder"][4]["code"], report["ladder"][4]["badge"]) == ("CF", "conflicting")
    rising = [one for one in report["comparison"]["sensitivity"] if one["rises"]]
    assert rising
    assert all("contradiction" in one["sentence"] for one in rising)


# -- modes


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


# -- what must hold for every case

CASES: dict[str, tuple[dict[str, bytes], str]] = {
    "absent": ({"ual.csv": ual(SEND)}, STORY + away()),
    "phone": ({"ual.csv": ual(PHONE, SEND)}, STORY + away()),
    "hotel": ({"ual.csv": ual({**SEND, "ClientIP": "198.51.100.9"})}, STORY + away()),
    "nothing": ({"ual.csv": ual(SEND)}, STORY),
    "keyboard": ({"ual.csv": ual(SEND), "pc.xml": logon(1, "2", "msc").encode()}, STORY + away()),
}


@pytest.mark.parametrize("name", CASES)
def test_a_second_copy_of_an_export_raises_nothing(run: Any, name: str) -> None:
    files, case = CASES[name]
    once = run(files, case)
    named = case + (
        "audit:\n  - {file: ual.csv, supplied_by: IT, interest: other}\n"
        "  - {file: again.csv, supplied_by: somebody else, interest: independent}\n"
    )
    rows = files["ual.csv"] + b"\r\n"
    twice = run({**files, "again.csv": rows}, named)
    steps = {key(one): int(one["step"]) for one in once["comparison"]["leanings"]}
    for one in twice["comparison"]["leanings"]:
        assert int(one["step"]) <= steps.get(key(one), 0), one


def key(one: Report) -> tuple[object, ...]:
    return tuple((one[side]["explanation"], one[side]["person"]) for side in ("favoured", "over"))


@pytest.mark.parametrize("name", CASES)
def test_leaving_an_input_out_never_makes_a_result_stronger_unsaid(run: Any, name: str) -> None:
    files, case = CASES[name]
    whole = run(files, case)
    said = {one["left_out"] for one in whole["comparison"]["sensitivity"] if one["rises"]}
    for left in files:
        rest = run({name: data for name, data in files.items() if name != left}, case)
        assert number(rest) <= number(whole) or said, left
    bare = run(files, STORY)
    assert number(bare) <= number(whole) or said


def test_roles_swapped_give_the_mirrored_result(run: Any) -> None:
    """The account of the other person, and the other person away: the same steps and words."""
    swapped_story = (
        STORY.replace("id: holder, name: Ms C, accounts: [msc@", "id: b, name: Ms C, accounts: [X@")
        .replace("id: b\n", "id: holder\n")
        .replace("accounts: [vh@", "accounts: [msc@")
        .replace("accounts: [X@", "accounts: [vh@")
    )  # fmt: skip
    first = run({"ual.csv": ual(PHONE, SEND)}, STORY + away())
    second = run({"ual.csv": ual(PHONE, SEND)}, swapped_story + away())
    names = {"Ms C": "Mr V", "Mr V": "Ms C"}
    turned = re.sub("Ms C|Mr V", lambda m: names[m[0]], second["comparison"]["statement"])
    assert turned == first["comparison"]["statement"]
    assert result(second) == result(first)
    assert second["comparison"]["caps"] == first["comparison"]["caps"]
    mirror = run({"ual.csv": ual(SEND)}, STORY + mirrored(away()))
    assert step(mirror, OWNER, SOMEBODY, "holder", "b") == step(
        run({"ual.csv": ual(SEND)}, STORY + away()), SOMEBODY, OWNER, "b", "holder"
    )
    assert result(mirror) == (None, None, "0")


def test_fewer_rows_turn_no_record_into_not_covered(run: Any) -> None:
    other = [
        made(f"2026-05-{day:02d}T10:00:00", "Send", day, Item={"InternetMessageId": f"<{day}@x>"})
        for day in (12, 13, 14, 15, 16)
    ]
    whole = run({"ual.csv": ual(*other)})
    cut = run({"ual.csv": ual(*other[:2])})

    def told(report: Report) -> set[str]:
        return {f["name"] for f in report["findings"] if f["kind"] == "coverage"}

    assert "join.absent.inside" in told(whole)
    assert "join.absent.outside" in told(cut)
    assert not any(name.startswith("coverage.none") for name in told(cut))
    assert step(cut, "outside-system", OWNER, than="holder") == 0


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


def test_the_same_input_gives_the_same_comparison(run: Any) -> None:
    files, case = CASES["phone"]
    assert run(files, case)["comparison"] == run(files, case)["comparison"]


# -- the list of issue's distinctions, as single records show them

HISTORY = [
    made(f"2026-05-{day}T09:0{hour}:00", "MailItemsAccessed", day * 10 + hour, RecordType=50,
         SessionId=f"s{day}")
    for day in (12, 13) for hour in (1, 2)
]  # fmt: skip
FOREIGN = {**SEND, "ClientIP": "203.0.113.66", "SessionId": "zz"}
RULE = made(
    "2026-05-14T13:58:00", "New-InboxRule", 77, RecordType=1, ClientIP="203.0.113.66",
    SessionId="zz", ObjectId=MSC,
)  # fmt: skip
SHARED = made("2026-05-14T13:30:00", "UserLoggedIn", 9, UserId=VH, SessionId="5e5510")
B_AWAY = away().replace("person: holder", "person: b")
NETWORK = "{name: Head office, cidr: 192.0.2.0/28}"

DISTINCT: dict[str, tuple[list[dict[str, Any]], str, tuple[str | None, str | None, str], str]] = {
    "usual client": ([*HISTORY, SEND], STORY, (None, None, "0"), ""),
    "new network and session": ([*HISTORY, FOREIGN], STORY, (SOMEBODY, OWNER, "1"), ""),
    "and a rule made in that session": (
        [*HISTORY, RULE, FOREIGN], STORY, ("outside-compromise", OWNER, "1"), ""),
    "a rule made in a session at the office": (
        [{**RULE, "ClientIP": "192.0.2.7", "SessionId": "5e5510"}, SEND], STORY,
        (None, None, "0"), ""),
    "a service acted": ([{**SEND, "LogonType": 3}], STORY, ("automation", OWNER, "2"), ""),
    "a tool for scripts": (
        [{**SEND, "ClientInfoString": "Client=PowerShell"}], STORY, (None, None, "0"), ""),
    "by SMTP": ([{**SEND, "ClientInfoString": "Client=SMTP"}], STORY, (None, None, "0"), ""),
    "on behalf": (
        [made("2026-05-14T14:02:10", "SendOnBehalf", 3, Item=SEND["Item"], UserId=VH,
              LogonType=2)], STORY, ("delegate", OWNER, "2"), ""),
    "full access": (
        [{**SEND, "UserId": VH, "LogonType": 2}], STORY, ("delegate", OWNER, "2"), ""),
    "remote access": (
        [SEND], STORY.replace(NETWORK, "{name: VPN, cidr: 192.0.2.0/28}") + away(),
        (None, None, "0"), ""),
    "the other person away": ([SEND], STORY + B_AWAY, (None, None, "0"), ""),
    "both away": (
        [SEND], STORY + away() + B_AWAY.partition("presence:")[2], (SOMEBODY, OWNER, "2"), ""),
    "a second account in the session": ([SHARED, SEND], STORY, (SOMEBODY, OWNER, "1"), "b"),
    "a second account and the holder away": (
        [SHARED, SEND], STORY + away(), (SOMEBODY, OWNER, "2"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", DISTINCT)
def test_distinctions(run: Any, name: str) -> None:
    rows, case, wanted, person = DISTINCT[name]
    report = run({"ual.csv": ual(*rows)}, case)
    assert result(report) == wanted
    assert (report["comparison"]["favoured_person"] or "") == person
    assert report["ladder"][4]["code"] == "ND"


@pytest.mark.parametrize(
    "name",
    sorted(
        path.name for path in SAMPLES.iterdir()
        if path.suffix in {".eml", ".msg"} or path.name == "pasted-headers.txt"
    ),
)  # fmt: skip
def test_no_sample_chooses_between_people(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(STORY + away(), "utf-8")
    options = ["--case", "case.yaml", "--offline", "--no-cross-check", "--out", "out"]
    found = CliRunner().invoke(app, ["analyze", str(SAMPLES / name), *options])
    assert found.exit_code == 0, found.output
    report = json.loads((tmp_path / "out/report.json").read_bytes())
    assert between_people(report) == 0
    assert report["ladder"][4]["code"] == "ND"


def test_many_people_are_counted_and_numbered(run: Any) -> None:
    people = "".join(f"  - {{id: p{n}, name: Person {n}, accounts: [p{n}@x.example]}}\n"
                     for n in range(30))  # fmt: skip
    report = run({"ual.csv": ual(SEND)}, STORY + people + away())
    assert any("further people" in words for words in report["comparison"]["caps"])
    assert result(report) == (SOMEBODY, OWNER, "2")


# -- stays: the case file names an exhibit, the exhibit decides


@pytest.mark.parametrize(
    ("stays", "most"),
    [
        (away(), 2),
        # A second custodian typed beside the first, the same exhibit or none.
        (away() + away(AIRLINE.replace("airline", "hotel", 1)).partition("presence:")[2], 2),
        (away("attested_by: airline, source: E99, independent: true"), 0),
        (away("attested_by: airline, source: E1, independent: true"), 0),
    ],
)
def test_a_typed_custodian_is_no_second_source(run: Any, stays: str, most: int) -> None:
    report = run({"ual.csv": ual(SEND)}, STORY + stays)
    assert step(report, SOMEBODY, OWNER, than="holder") == most
    dangling = any("names E99 as an exhibit" in words for words in report["warnings"])
    assert dangling is ("E99" in stays)


@pytest.mark.parametrize("person", ["holder", "b"])
def test_a_refuted_absence_favours_nobody(run: Any, person: str) -> None:
    """A typed stay of somebody and an ordinary door card of the same: no word about that one."""
    case = with_note(
        STORY
        + f"presence: [{{person: {person}, from: 2026-05-10, to: 2026-05-17, place: Paris}}]\n",
        "{file: doors.csv, kind: door, map: m.yaml, timezone: Europe/London,"
        " interest: independent, supplied_by: landlord}",
    )
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    doors = DOORS if person == "b" else DOORS.replace(b"Mr V", b"Ms C")
    report = run({"ual.csv": ual(SEND), "doors.csv": doors}, case)
    assert "presence.record-against" in {one["name"] for one in report["findings"]}
    assert result(report) == (None, None, "0")
    assert steps_of(report) == steps_of(run({"ual.csv": ual(SEND)}))


def steps_of(report: Report) -> dict[tuple[object, ...], str]:
    """The step of every pair that has one."""
    return {key(one): one["step"] for one in report["comparison"]["leanings"]}


def test_a_network_that_is_only_typed_favours_nobody(run: Any) -> None:
    bare = "person: holder, from: 2026-05-10, to: 2026-05-17, place: here, networks: [0.0.0.0/0]"
    typed = run({"ual.csv": ual(SEND)}, f"{STORY}presence: [{{{bare}}}]\n")
    assert steps_of(typed) == steps_of(run({"ual.csv": ual(SEND)}))
    report = run({"ual.csv": ual(SEND)}, STORY + away())
    beside = run({"ual.csv": ual(SEND)}, f"{STORY}{away()}  - {{{bare}}}\n")
    assert result(beside) == result(report) == (SOMEBODY, OWNER, "2")
    assert any("two places at once" in words for words in beside["warnings"])
