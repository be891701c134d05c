"""How often each sign of alteration occurs in messages that nobody is known to have altered.

Usage: ``python tests/benchmarks/content_signs.py [CORPUS]`` (default ``../shared/corpus`` beside
the repository). For every rule about the form and content of a copy: in how many messages of each
folder it matches, of how many that it could judge. Then, over all rules: how many messages get a
finding of the kind *alteration* with a strength of 2 or more. Seals are not checked here: without
keys no rule about seals can match.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from provenance.authentication import Authentication
from provenance.evidence import MessageStream, open_evidence
from provenance.message import Message, read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.engine import Outcome, evaluate
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.load import Rule, load_rules
from provenance.trace import trace_message

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("lore-sample", "phishing_pot-sample", "spamassassin-tdata", "bounces-sisimai")
"""Genuine list mail; unwanted mail whose addresses were replaced; tests; rewritten bounces."""
RECORDS = frozenset(("charsets", "folding", "form", "inline", "order", "thread"))
LISTS = frozenset(("alternatives", "encodings", "look_alikes", "sizes"))
REPEATED = "tamper.repeated-form-field"


def messages(folder: Path) -> Iterator[Message]:
    """Every message of a folder that was handed in; files that are none are passed over."""
    for exhibit in open_evidence([folder]).exhibits:
        if isinstance(exhibit.stream, MessageStream):
            yield read_message(exhibit.stream, id="M1", evidence=exhibit.item.id)


def is_content(rule: Rule) -> bool:
    """Whether a rule asks for facts of form or content."""
    heads = {let["fact"].partition(".")[0] for let in rule.logic["let"].values() if "fact" in let}
    return bool(heads & RECORDS or LISTS & set(rule.logic["each"].values())) or rule.id == REPEATED


def facts(message: Message) -> FactBase:
    trace = trace_message(message)
    clocks = read_clocks(message, trace)
    return fact_base(message, trace, Authentication(), trace.attestations, clocks)


def count(folder: Path, rules: tuple[Rule, ...]) -> tuple[int, Counter[str], Counter[str], int]:
    """Messages, matches and judged messages of each rule, messages with a strong alteration."""
    matched: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    number = strong = 0
    for message in messages(folder):
        number += 1
        base = facts(message)
        outcomes = {rule.id: evaluate(rule, base).outcome for rule in rules}
        matched.update(key for key, value in outcomes.items() if value is Outcome.MATCH)
        judged.update(key for key, value in outcomes.items() if value is not Outcome.NOT_APPLICABLE)
        strong += any(
            outcomes[rule.id] is Outcome.MATCH
            for rule in rules
            if rule.finding == "alteration" and rule.strength >= 2
        )
    return number, matched, judged, strong


def main() -> None:
    """Print one row a rule, one column a folder."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        sys.exit(f"no corpus at {corpus}")
    rules = load_rules().rules
    found = {name: count(corpus / name, rules) for name in FOLDERS}
    heads = " | ".join(f"{name} ({found[name][0]})" for name in FOLDERS)
    print(f"| rule | strength | {heads} |")
    print(f"|---|---:|{'---:|' * len(FOLDERS)}")
    for rule in rules:
        if not is_content(rule):
            continue
        cells = " | ".join(f"{found[n][1][rule.id]} of {found[n][2][rule.id]}" for n in FOLDERS)
        print(f"| {rule.id.removeprefix('tamper.')} | {rule.strength} | {cells} |")
    cells = " | ".join(f"{found[n][3]} of {found[n][0]}" for n in FOLDERS)
    print(f"| *alteration* of strength 2 or more, all rules | | {cells} |")


if __name__ == "__main__":
    main()
