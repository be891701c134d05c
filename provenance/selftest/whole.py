"""The rules' own tests, and one whole case analysed twice: the same bytes, the known facts."""

from __future__ import annotations

import json
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
    tally = Tally("whole-case", "the sample case of this project (synthetic)")
    first, second = _outcome(MESSAGES), _outcome(MESSAGES[::-1])
    for name in ("report.json", "report.html"):
        tally.same(f"{name}, made twice", "same bytes", partial(_compared, first, second, name))
    for name in MESSAGES:
        wanted = _expected(name)
        tally.same(f"{name}, facts", wanted, partial(_facts, first, wanted))
    return tally.done()


Outcome = dict[str, bytes] | Exception
"""Files of a report by their names, or what went wrong instead."""


def _outcome(order: tuple[str, ...]) -> Outcome:
    from provenance.report import to_html, to_json

    try:
        report = _analysed(order)
        data = to_json(report)
        made = {"report.json": data, "report.html": to_html(report, findings=data)}
    except Exception as error:  # raised again by each vector that needs the files
        return error
    return made


def _file(outcome: Outcome, name: str) -> bytes:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome[name]


def _compared(first: Outcome, second: Outcome, name: str) -> str:
    return "same bytes" if _file(first, name) == _file(second, name) else "other bytes"


def _expected(name: str) -> dict[str, Any]:
    """The known facts of a sample: of the message, its route, and its signatures."""
    one = vectors(f"sample/{name}.expected.json")["messages"][0]
    return {
        "message_id": one["message_id"],
        "subject": one["subject"],
        "hops": one["hops"],
        "dkim": [check["result"] for check in one["dkim"]],
    }


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


def _facts(outcome: Outcome, wanted: dict[str, Any]) -> dict[str, Any]:
    """The same facts of the same message, out of the report's own JSON."""
    for one in json.loads(_file(outcome, "report.json"))["messages"]:
        if one["message_id"] == wanted["message_id"]:
            return {
                "message_id": one["message_id"],
                "subject": one["subject"],
                "hops": len(one["hops"]),
                "dkim": [check["result"] for check in one["authentication"]["dkim"]],
            }
    raise ValueError("the message is not in the report")
