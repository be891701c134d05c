"""What the comparison of explanations says of single copies: how often, and which it favours.

Usage: ``python tests/benchmarks/comparison_rates.py FOLDER... [--keys FILE] [--limit N]``. Every
file is analysed alone, without a network and without a case file. Received copies alone can
choose between no people: the last column counts the files where they did, and has to be 0.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from provenance.authentication import ChainResolver, OfflineResolver, SuppliedKeys, read_keys_file
from provenance.basics import State
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze

LOGIN = frozenset({"account-holder", "person-with-access", "outside-compromise"})
DAY = date(2026, 11, 22)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--keys", type=Path)
    parser.add_argument("--limit", type=int, default=100_000)
    given = parser.parse_args()
    supplied = [SuppliedKeys(read_keys_file(given.keys))] if given.keys else []
    resolver = ChainResolver((*supplied, OfflineResolver()))
    for folder in given.folders:
        favoured: Counter[str] = Counter()
        steps: Counter[str] = Counter()
        people = 0
        for path in sorted(p for p in folder.rglob("*") if p.is_file())[: given.limit]:
            intake = open_evidence([path])
            if not intake.exhibits:
                continue
            context = Context(intake=intake, resolver=resolver, as_of=DAY, cross_check=False)
            found = analyze(Case(), context).reasoning.comparison
            if isinstance(found, State):
                continue
            favoured["none" if isinstance(found.favoured, State) else found.favoured] += 1
            steps[found.step] += 1
            people += any({one.favoured[0], one.over[0]} <= LOGIN for one in found.leanings)
        total = sum(favoured.values())
        print(f"{folder.name}: {total} files", dict(sorted(favoured.items())),
              "steps", dict(sorted(steps.items())), "between people", people)  # fmt: skip


if __name__ == "__main__":
    main()
