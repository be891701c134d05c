"""The rules' own tests, and one whole case analysed twice: the same bytes, the known facts."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from provenance.selftest.records import Group
from provenance.selftest.tally import VECTORS, Tally, vectors

if TYPE_CHECKING:
    from provenance.report import Report

SAMPLE: Final = VECTORS / "sample"
MESSAGES: Final = ("mass-mailing-gmail.eml", "spoof-outside.eml")


def rules() -> Group:
    """The tests inside every rule of this version."""
    from provenance.reasoning.rules import check_rules

    checked = check_rules()
    tally = Tally("rules", "the tests inside each rule of this version")
    tally.count = checked.tests - len(checked.problems)
    for problem in checked.problems:
        tally.same(problem, "no problem", lambda: "problem")
    return tally.done()


def whole_case() -> Group:
    """A case with two messages and a log, analysed twice in different order."""
    from provenance.report import to_html, to_json

    tally = Tally("whole-case", "the sample case of this project (synthetic)")
    reports: list[Report] = []

    def bytes_of(order: tuple[str, ...]) -> tuple[bytes, bytes]:
        report = _analysed(order)
        reports.append(report)
        data = to_json(report)
        return data, to_html(report, findings=data)

    first: list[tuple[bytes, bytes]] = []
    tally.same("report.json and report.html are made", None, lambda: first.append(bytes_of(MESSAGES)))
    again = first[0] if first else (b"", b"")
    for at, name in enumerate(("report.json", "report.html")):
        if at == 0:
            second = _caught(partial(bytes_of, MESSAGES[::-1]))
        tally.same(f"{name} has the same bytes twice", True, partial(_equal, again, second, at))
    for name in MESSAGES:
        wanted = vectors(f"sample/{name}.expected.json")["messages"][0]
        facts = {key: wanted[key] for key in ("subject", "message_id") if key in wanted}
        facts["dkim"] = [one["result"] for one in wanted.get("dkim", ())]
        facts["hops"] = wanted["hops"]
        tally.same(f"{name} facts", facts, partial(_facts, reports, facts["message_id"], facts))
    return tally.done()


def _caught(make: Any) -> Any:
    try:
        return make()
    except Exception as error:  # named by the vector that compares it
        return error


def _equal(first: Any, second: Any, at: int) -> bool:
    if isinstance(second, Exception):
        raise second
    return bool(first[at]) and first[at] == second[at]


def _analysed(order: tuple[str, ...]) -> Report:
    from provenance.authentication import RecordedResolver, read_dns_file
    from provenance.case import read_case
    from provenance.evidence import open_evidence, open_exports
    from provenance.pipeline import Context, analyze

    intake = open_evidence([SAMPLE / name for name in order])
    context = Context(
        intake=intake,
        resolver=RecordedResolver(read_dns_file(SAMPLE / "dns.jsonl")),
        as_of=date(2026, 6, 3),
        exports=open_exports([SAMPLE / "audit-log.csv"]),
    )
    return analyze(read_case(SAMPLE / "case.yaml"), context)


def _facts(reports: list[Report], message_id: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The facts of one message of the first report, as the JSON file has them."""
    from provenance.report import to_dict

    for one in to_dict(reports[0])["messages"]:
        if one["message_id"] == message_id:
            found = {key: one[key] for key in wanted if key not in {"dkim", "hops"}}
            found["dkim"] = [check["result"] for check in one["authentication"]["dkim"]]
            found["hops"] = len(one["hops"])
            return found
    raise ValueError("the message is not in the report")
