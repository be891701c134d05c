"""A finding that counts more places than it lists says so where it lists them.

Looked for in all findings of two finished examples, by their numbers and not by their names.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SAID = "places that this finding is about are listed here"
OTHER: dict[str, str] = {
    "row": "which row",
    "country_row": "which row",
    "size": "octets",
    "of": "rows or tests looked at",
    "examined": "rows looked at",
    "done": "tests made",
    "hours": "a length of time",
    "days": "a length of time",
    "holders": "how many people, beside the rows of one",
    "all": "rows of the whole log, beside those cited",
    "locks": "records of the whole log, beside the row cited",
    "ends": "records of the whole log, beside the row cited",
    "services": "log-ons that the sentence leaves out",
}
"""Numbers in sentences that count no places of that finding."""
IN_ONE_PLACE = {"disclosure.visible", "copy.losses", "usage.pairs.others"}
"""Findings whose place holds all that they count: one field, or a whole file."""


def numbers(params: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Whole numbers of a sentence and of those inside it, by name."""
    for name, value in params.items():
        if isinstance(value, int) and not isinstance(value, bool):
            yield name, value
        elif isinstance(value, dict) and isinstance(value.get("params"), dict):
            yield from numbers(value["params"])


def counts_more(finding: dict[str, Any]) -> bool:
    listed = len(finding["where"])
    return finding["name"] not in IN_ONE_PLACE and any(
        value > listed for name, value in numbers(finding["params"]) if name not in OTHER
    )


def card(page: str, id_: str) -> str:
    """The part of the page from a finding's own place to the end of its card."""
    begin = page.index(f'id="{id_}"')
    return page[begin : page.index("</article>", begin)]


@pytest.fixture(scope="module", params=["mass-mailing", "against-its-user"])
def made(
    command_line: Any,
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> tuple[str, list[dict[str, Any]], str]:
    table = (repository / "reports" / "README.md").read_text("utf-8")
    (command,) = re.findall(
        rf"^\| `{request.param}/` \|[^|]*\| `provenance (.*)` \|$", table, re.MULTILINE
    )
    out = tmp_path_factory.mktemp("places") / "report"
    command_line(*shlex.split(command)[:-1], out, cwd=repository)
    findings = json.loads((out / "report.json").read_bytes())["findings"]
    return str(request.param), findings, (out / "report.html").read_text("utf-8")


def test_every_finding_that_counts_more_than_it_lists_says_so(
    made: tuple[str, list[dict[str, Any]], str],
) -> None:
    _, findings, page = made
    wanted = [one for one in findings if counts_more(one) and f'id="{one["id"]}"' in page]
    assert wanted
    silent = [one["name"] for one in wanted if SAID not in card(page, one["id"])]
    assert silent == []


def test_the_numbers_are_those_of_the_exports(
    made: tuple[str, list[dict[str, Any]], str],
) -> None:
    name, findings, page = made
    wanted = {
        "mass-mailing": {
            "usage.users.alone": "5 of the 12",
            "usage.crossed.log-ons": "3 of the 5",
            "export.number-missing": "20 of the 28",
        },
        "against-its-user": {"usage.pairs.sign-in": "5 of the 17"},
    }[name]
    for finding, said in wanted.items():
        one = next(each for each in findings if each["name"] == finding)
        assert f"{said} {SAID}" in card(page, one["id"])


def test_a_finding_that_lists_all_it_counts_says_nothing(
    made: tuple[str, list[dict[str, Any]], str],
) -> None:
    _, findings, page = made
    names = {"usage.doors.own", "join.sent", "copy.file"}
    for one in findings:
        if one["name"] in names and f'id="{one["id"]}"' in page:
            assert SAID not in card(page, one["id"])
