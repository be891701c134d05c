"""One story with two people, its exports and its stays, and the comparison that follows.

All logs are synthetic, of the documented shape; names and addresses are reserved ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from typer.testing import CliRunner

from provenance.cli.app import app
from tests.reasoning.audited import SAMPLES, SCHEMA, made
from tests.reasoning.audited import ual as rows_alone

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


def key(one: Report) -> tuple[object, ...]:
    return tuple((one[side]["explanation"], one[side]["person"]) for side in ("favoured", "over"))


def runner(tmp_path: Path) -> Any:
    """Compare the explanations of copies and exports in this folder, the current one."""

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
