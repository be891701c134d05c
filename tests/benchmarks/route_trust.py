"""Measures boundary, evidence beside the hops and rules on the corpora; prints Markdown tables.

Run: ``python tests/benchmarks/route_trust.py [CORPUS_FOLDER]``. The corpora are not part of the
repository; without them the script says so. Nothing is written and no network is asked.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from provenance.authentication import OfflineResolver, check
from provenance.basics import known
from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.engine import Outcome, evaluate
from provenance.reasoning.rules.facts import fact_base
from provenance.reasoning.rules.load import load_rules
from provenance.trace import Trace, Witness, read_service_fields, same_domain, trace_message

FOLDERS = ("phishing_pot-sample", "lore-sample")
DEFAULT = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


def read_all(folder: Path) -> Iterator[tuple[Message, Trace]]:
    """Read and trace every message of a folder, in order of name."""
    for path in sorted(folder.glob("*.eml")):
        stream = MessageStream(name="file", data=path.read_bytes())
        message = read_message(stream, id="M1", evidence="E1")
        yield message, trace_message(message)


def judged(trace: Trace) -> tuple[str, bool] | None:
    """How the boundary compares with what the receiving side noted elsewhere."""
    ip = known(trace.route.boundary.ip)
    for key in ("sender IP", "client-ip"):
        said = {
            item.ip
            for item in trace.evidence
            if item.key == key and item.witness is Witness.RECEIVER
        }
        if said:
            return key, ip in said
    position = known(trace.route.boundary.position)
    by = known(trace.route.hops[position - 1].trace.by) if position else None
    homes = [address.rpartition("@")[2] for address in trace.identity.delivered_to]
    # The publisher replaced addresses by names without a dot: they name no receiver.
    homes = [home for home in homes if "." in home]
    if homes and by:
        return "Delivered-To", any(same_domain(by, home) for home in homes)
    return None


def main(corpus: Path) -> None:
    """Measure both folders and print the tables."""
    boundary: Counter[tuple[str, str, bool]] = Counter()
    weights: Counter[tuple[str, str]] = Counter()
    rules: Counter[tuple[str, str, str]] = Counter()
    for folder in FOLDERS:
        for message, trace in read_all(corpus / folder):
            answer = judged(trace)
            boundary[(folder, *(answer or ("nothing noted", False)))] += 1
            for one in read_service_fields(message):
                weights[(folder, one.decoded.weight.value)] += 1
            checks = check(
                message, trace, OfflineResolver(), as_of=date(2026, 11, 22), cross_check=False
            )
            clocks = read_clocks(message, trace)
            base = fact_base(message, trace, checks, trace.attestations, clocks)
            for rule in load_rules().rules:
                result = evaluate(rule, base)
                if result.outcome is not Outcome.NOT_APPLICABLE:
                    rules[(rule.id, folder, "applies")] += 1
                if result.outcome is Outcome.MATCH:
                    rules[(rule.id, folder, "messages")] += 1
    out = sys.stdout
    out.write("| folder | noted by | same | messages |\n|---|---|---|---:|\n")
    for (folder, key, same), count in sorted(boundary.items()):
        out.write(f"| {folder} | {key} | {same} | {count} |\n")
    out.write("\n| folder | weight of service fields | fields |\n|---|---|---:|\n")
    for (folder, weight), count in sorted(weights.items()):
        out.write(f"| {folder} | {weight} | {count:,} |\n")
    head = " | ".join(f"{folder}: applies | matches" for folder in FOLDERS)
    out.write(f"\n| rule | {head} |\n|---|---:|---:|---:|---:|\n")
    for rule in load_rules().rules:
        cells = " | ".join(
            f"{rules[(rule.id, folder, 'applies')]} | {rules[(rule.id, folder, 'messages')]}"
            for folder in FOLDERS
        )
        out.write(f"| {rule.id} | {cells} |\n")


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not chosen.is_dir():
        sys.exit(f"no corpus at {chosen.name}/")
    main(chosen)
