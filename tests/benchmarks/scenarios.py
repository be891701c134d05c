"""Scores the whole scenario suite: what is printed against what an honest analyst would print.

Usage: ``python tests/benchmarks/scenarios.py [WORLD[/CASE] ...] [--out FOLDER]``. Prints a table of
scores by kind, one by world, and every miss. The truths stand in ``tests/scenarios/worlds``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.scenarios.make import chosen
from tests.scenarios.scoring import Score, score_case, step_of

KINDS = (
    "rungs",
    "favoured",
    "not below the least",
    "not above the largest",
    "persons",
    "mentioned",
    "not printed",
)


def table(scores: list[Score]) -> list[str]:
    """Lines of a Markdown table: right of asked, by kind."""
    lines = ["| kind | right | asked |", "|---|---:|---:|"]
    for kind in KINDS:
        right = sum(one.points.get(kind, (0, 0))[0] for one in scores)
        asked = sum(one.points.get(kind, (0, 0))[1] for one in scores)
        lines.append(f"| {kind} | {right} | {asked} |")
    return lines


def by_world(scores: list[Score]) -> list[str]:
    """Lines of a Markdown table: cases without a miss, by world."""
    lines = ["| world | cases | without a miss |", "|---|---:|---:|"]
    for name in dict.fromkeys(one.world for one in scores):
        mine = [one for one in scores if one.world == name]
        lines.append(f"| {name} | {len(mine)} | {sum(not one.misses for one in mine)} |")
    return lines


def main() -> None:
    """Run, print the tables and the misses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("worlds", nargs="*")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--steps", action="store_true", help="print the step of every case")
    given = parser.parse_args()
    scores = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.out or Path(scratch)
        for name, case in chosen(given.worlds):
            made, report = score_case(name, case, folder / name / case)
            scores.append(made)
            if given.steps:
                found = report["comparison"]
                told = (step_of(report), found.get("favoured"), found.get("favoured_person"),
                        "over", found.get("over"))  # fmt: skip
                print(f"{name}/{case}:", *told, file=sys.stderr)
    print("\n".join([*table(scores), "", *by_world(scores), ""]))
    for one in scores:
        for miss in one.misses:
            print(f"- {miss.world}/{miss.case}: {miss.kind}: {miss.detail}")


if __name__ == "__main__":
    main()
