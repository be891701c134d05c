"""Runs one case through the program and compares what it prints with the truth of the case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from provenance.cli.app import app
from tests.scenarios.making.folder import Made
from tests.scenarios.making.world import World, load

Report = dict[str, Any]
NEVER = (
    r"\bproves that\b",
    r"\bconfirms the identity\b",
    r"\bhacked\b",
    r"\bforged\b",
    r"\bfake\b",
    r"\bcertainly\b",
    r"\blikely that\b",
    r"\blocated at\b",
    r"\bguilty\b",
)
"""Words of the standard's §1.7 that no case may print."""


@dataclass(frozen=True)
class Miss:
    """One disagreement: ``kind`` is a row of the table of scores."""

    world: str
    case: str
    kind: str
    detail: str


@dataclass
class Score:
    """What one case scored: points by kind as pairs (right, asked), and the misses."""

    world: str
    case: str
    points: dict[str, tuple[int, int]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def add(self, kind: str, right: bool, detail: str) -> None:
        """Count one question of a kind; a wrong one is a miss."""
        good, asked = self.points.get(kind, (0, 0))
        self.points[kind] = (good + right, asked + 1)
        if not right:
            self.misses.append(Miss(self.world, self.case, kind, detail))


def run(world: World, folder: Path) -> Report:
    """Make the case in a folder, analyse it offline, give its report.

    Raises:
        RuntimeError: the program refused the case.
    """
    arguments = Made(world).write(folder)
    out = folder / "report"
    found = CliRunner().invoke(
        app,
        [
            "analyze",
            *arguments,
            "--no-cross-check",
            "--edition",
            "full",
            "--out",
            str(out),
            "--force",
        ],
    )
    if found.exit_code != 0:
        raise RuntimeError(f"{world.name}/{world.case}: {found.output}") from found.exception
    report = json.loads((out / "report.json").read_bytes())
    assert isinstance(report, dict)
    return report


def score_case(name: str, case: str, folder: Path) -> tuple[Score, Report]:
    """Run a case and score it."""
    world = load(name, case)
    report = run(world, folder)
    return score(world, report), report


def score(world: World, report: Report) -> Score:
    """Compare a report with the truth of its case."""
    made = Score(world.name, world.case)
    _rungs(world, report, made)
    _comparison(world, report, made)
    _persons(world, report, made)
    _words(world, report, made)
    return made


def _rungs(world: World, report: Report, made: Score) -> None:
    for rung in report["ladder"]:
        wanted = world.truth["rungs"][rung["rung"]]
        code = rung["code"]
        right = (
            wanted == "any"
            or (wanted == "answered" and code == "answered")
            or (wanted == "open" and code != "answered")
            or (isinstance(wanted, list) and code in wanted)
        )
        made.add("rungs", right, f"rung {rung['rung']}: {code}, wanted {wanted}")


def step_of(report: Report) -> str:
    """The step of the comparison, ``0`` where none is printed."""
    return str(report["comparison"].get("step") or "0")


def nameless(report: Report) -> list[str]:
    """The reasons of the step without the two names that a swap of roles changes over."""
    return [re.sub(r"M\. Carrow|V\. Harbour", "@", cap) for cap in report["comparison"]["caps"]]


def _comparison(world: World, report: Report, made: Score) -> None:
    step = step_of(report)
    favoured = report["comparison"].get("favoured")
    least, largest = world.truth["step"]
    told = f"step {step} for {favoured}, wanted {least} to {largest}"
    excluded = step == "X"
    value = 4 if excluded else int(step)
    made.add("not below the least", value >= least, told)
    above = world.truth["x"] == "allowed" if excluded else value <= largest
    made.add("not above the largest", above, f"{told}, X {world.truth['x']}")
    wanted = world.truth["favoured"]
    if wanted and (least > 0 or value > 0):
        made.add("favoured", favoured in wanted, f"{favoured} (step {step}), wanted {wanted}")


def _persons(world: World, report: Report, made: Score) -> None:
    """Nobody is named on rung 5, and nobody favoured by name, without a record about him."""
    answer = report["ladder"][4]["answer"]
    cast = {"person-b": world.cast["b"], "person-c": world.cast["admin"]}
    for id_, who in cast.items():
        named = who.name in answer or id_ in answer
        if named:
            made.add("persons", id_ in world.truth["may_name"], f"rung 5 names {id_}: {answer}")
    person = report["comparison"].get("favoured_person")
    if person and person != "account-holder" and step_of(report) != "0":
        right = person in world.truth["may_favour"]
        made.add("persons", right, f"the favoured explanation names {person}")
    made.add("persons", True, "")


def printed(report: Report) -> str:
    """Every sentence of the report, one a line; neither the evidence's own words nor ids."""
    return "\n".join(_sentences(report))


def asserted(report: Report) -> str:
    """The same without questions and the explanations' own statements, which assert nothing.

    The first page quotes them in curly quotation marks; what stands in such marks is left out.
    """
    propositions = {one["statement"] for one in report["explanations"]}
    propositions |= {rung["question"] for rung in report["ladder"]}
    lines = [line for line in _sentences(report) if line not in propositions]
    return re.sub("\u201c[^\u201d]*\u201d", "\u201c\u201d", "\n".join(lines))


def _sentences(report: Report) -> Iterator[str]:
    for rung in report["ladder"]:
        yield from (rung["question"], rung["answer"], *rung["resolves_by"])
    for finding in report["findings"]:
        yield from (finding["text"], *finding["assumptions"], *finding["defeaters"])
        yield from finding["cautions"]
    for one in report["explanations"]:
        yield from (one["statement"], *one.get("best", ()), *one.get("excluded_if", ()))
    comparison = report["comparison"]
    yield from (str(comparison.get("statement") or ""), *comparison["caps"])
    yield from comparison.get("would_change", ())
    for request in report["requests"]:
        yield from (request["what"], request["wording"], request["holder"])
    yield from report["warnings"] if all(isinstance(w, str) for w in report["warnings"]) else ()
    yield json.dumps(report.get("conclusion", ""), ensure_ascii=False)


def _words(world: World, report: Report, made: Score) -> None:
    text = printed(report)
    found = [finding["name"] for finding in report["findings"]]
    asked = "\n".join(
        [request["what"] + " " + request["wording"] for request in report["requests"]]
        + [line for rung in report["ladder"] for line in rung["resolves_by"]]
    )
    covered = {
        f"{row['act']} {row['grade']} {'+'.join(row['reasons'])}"
        for row in report["audit"]["coverage"]
    }
    for wanted in world.truth["mention"]:
        if wanted.startswith("finding:"):
            starts = tuple(one.removeprefix("finding:") for one in wanted.split("|"))
            right = any(name.startswith(starts) for name in found)
        elif wanted.startswith("coverage:"):
            right = wanted.removeprefix("coverage:") in covered
        elif wanted.startswith("asks:"):
            right = re.search(wanted.removeprefix("asks:"), asked) is not None
        else:
            right = re.search(wanted, text) is not None
        made.add("mentioned", right, wanted)
    stated = asserted(report)
    for pattern in (*world.truth["never"], *NEVER):
        hit = re.search(pattern, stated)
        shown = stated[max(0, hit.start() - 60) : hit.end() + 60] if hit else ""
        made.add("not printed", hit is None, f"{pattern}: {shown!r}")
