"""Measures which changes of genuine messages are found, by which rule, at which strength.

Run: ``python tests/benchmarks/tamper.py [--corpus FOLDER] [--each N] [--only PREFIX] [--write]``.
Genuine messages (mail of public lists and the repository's own samples; Outlook items of public
test sets for the kinds ``msg.*``) are changed in one way at a time, in all the ways of
``tamper_kinds.yaml``. A change counts as found if a rule speaks more often, or of more, than about
the untouched message. The messages are in two halves by a hash of their name: rules were tuned on
the first, the second was held out. No network is asked; same corpus, same figures. ``--write``
puts the tables into docs/measurements.md. ``--unwanted`` changes unwanted mail instead: its newest
lines are Microsoft's, which the lists' are not, but its older ones are anybody's.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.authentication import (
    ChainResolver,
    OfflineResolver,
    RecordedResolver,
    Resolver,
    SuppliedKeys,
    read_dns_file,
    read_keys_file,
)
from provenance.basics import known
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.reasoning import AnalysedMessage, Finding
from provenance.reasoning.rules import load_rules
from tests.benchmarks.tampering.conditions import Difference
from tests.benchmarks.tampering.kinds import Kind, load_kinds
from tests.benchmarks.tampering.original import Original

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
MEASUREMENTS = ROOT / "docs" / "measurements.md"
BEGIN, END = "<!-- tamper benchmark: begin -->", "<!-- tamper benchmark: end -->"
ITEM_FOLDERS = (
    "msg-msg-extractor",
    "msg-msgreader-js",
    "msg-outlook-message-parser",
    "msg-poi",
    "msg-ruby",
)
UNWANTED = "phishing_pot-sample"
SIGN_GROUPS = ("authentication", "outlook", "route", "tamper", "timestamp")
# Facts that say that something does not fit; all other facts only say what stands there.
FACT_SIGNS = (
    "arc.broken",
    "copy.hidden-text",
    "dkim.body-hash-mismatch",
    "dkim.both-mismatch",
    "dkim.header-signature-mismatch",
)
HALVES = ("tuned", "held out")


@dataclass(frozen=True)
class Sign:
    """What spoke: a rule or a fact, the rule's own strength, and the kind of finding."""

    name: str
    strength: int
    kind: str


@dataclass
class Tally:
    """Figures of one kind in one half."""

    changed: int = 0
    traced: int = 0
    found: int = 0
    strong: int = 0
    noted: int = 0
    bonus: int = 0
    by: Counter[tuple[str, int]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def _own_strengths() -> dict[str, int]:
    return {rule.id: rule.strength for rule in load_rules().rules}


def resolver(corpus: Path) -> Resolver:
    """Keys of the public lists' signers and of the repository's own samples."""
    chain: list[Resolver] = [
        RecordedResolver(read_dns_file(ROOT / "sample_messages" / "dns.jsonl"))
    ]
    keys = corpus / "lore-sample" / "dkim-keys.tsv"
    if keys.is_file():
        chain.append(SuppliedKeys(read_keys_file(keys)))
    return ChainResolver((*chain, OfflineResolver()))


def look(data: bytes, dns: Resolver) -> tuple[AnalysedMessage, Counter[Sign]] | None:
    """Analyse one file; ``None`` if it holds no message."""
    context = Context(
        intake=open_evidence([], stdin=data),
        resolver=dns,
        as_of=date(2026, 11, 22),
        cross_check=False,
    )
    report = analyze(Case(), context)
    own_ones = [one for one in report.messages if one.message.evidence == "E1"]
    if not own_ones:
        return None
    first = own_ones[0]
    own = [one for one in report.reasoning.findings if one.message in {"", first.message.id}]
    return first, Counter(sign for one in own if (sign := _sign(one)))


def _sign(one: Finding) -> Sign | None:
    rule = known(one.rule)
    if rule is not None:
        if (
            rule.split(".")[0] in SIGN_GROUPS
            or one.kind.value == "alteration"
            or "-of-another-" in rule
        ):
            return Sign(rule, _own_strengths().get(rule, one.strength), one.kind.value)
        return None
    if one.kind.value == "alteration" or one.name in FACT_SIGNS:
        return Sign(one.name, one.strength, one.kind.value)
    return None


def half(name: str) -> str:
    """The half of a message, by its name."""
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def genuine(corpus: Path, *, items: bool) -> Iterator[tuple[str, Path]]:
    """Genuine messages, or Outlook items: folder and file, in order."""
    if items:
        for folder in ITEM_FOLDERS:
            for path in sorted((corpus / folder).rglob("*.msg")):
                yield folder, path
        return
    for path in sorted((corpus / "lore-sample").glob("*.eml")):
        yield "lore-sample", path
    for path in sorted((ROOT / "sample_messages").glob("*.eml")):
        yield "sample_messages", path


def read(path: Path, dns: Resolver) -> tuple[Original, Counter[Sign]] | None:
    """One original with its signs; ``None`` if it cannot be cut into fields."""
    data = path.read_bytes()
    seen = look(data, dns)
    if seen is None or not seen[0].message.fields:
        return None
    original = Original(path.name, data, seen[0])
    if data[:2] != b"\xd0\xcf" and original.build(original.chunks) != data:
        return None
    return original, seen[1]


def measure(
    kind: Kind, originals: list[tuple[Original, Counter[Sign]]], each: int, dns: Resolver
) -> dict[str, Tally]:
    """Change up to ``each`` messages of each half in one way, in an order drawn for the kind."""
    tallies = {name: Tally() for name in HALVES}
    drawn = sorted(
        originals, key=lambda one: hashlib.sha256(f"{kind.id}:{one[0].name}".encode()).digest()
    )
    for original, before in drawn:
        tally = tallies[half(original.name)]
        if tally.changed >= each:
            continue
        data = kind.change(original, random.Random(f"{kind.id}:{original.name}"))  # noqa: S311 - test data
        if data is None or data == original.data:
            continue
        seen = look(data, dns)
        if seen is None:
            continue
        tally.changed += 1
        _count(kind, tally, original, seen, before)
    return tallies


def _count(
    kind: Kind,
    tally: Tally,
    original: Original,
    seen: tuple[AnalysedMessage, Counter[Sign]],
    before: Counter[Sign],
) -> None:
    after, signs = seen
    new = {sign for sign in signs if signs[sign] > before[sign]}
    best = max((sign.strength for sign in new), default=-1)
    reasons = kind.reasons(Difference(original, after))
    for sign in new:
        tally.by[(sign.name, sign.strength)] += 1
    if not reasons:
        tally.bonus += best > 0
        return
    tally.traced += 1
    tally.reasons.update(reasons)
    tally.found += best > 0
    tally.strong += best > 1
    tally.noted += best == 0
    if best <= 0:
        tally.missed.append(f"{original.name}: {', '.join(reasons)}")


def alarms(corpus: Path, folder: str, paths: list[Path], dns: Resolver) -> list[str]:
    """Signs on untouched messages: one row a sign, and a row for messages with strength >= 2."""
    rows: Counter[Sign] = Counter()
    strong = total = other = 0
    for path in paths:
        seen = look(path.read_bytes(), dns)
        if seen is None:
            continue
        total += 1
        signs = set(seen[1])
        rows.update(signs)
        strong += any(sign.kind == "alteration" and sign.strength >= 2 for sign in signs)
        other += any(sign.strength >= 2 for sign in signs)
    lines = [f"| {folder} | messages | {total} |"]
    lines.append(f"| | with an alteration finding of strength 2 or more | {strong} |")
    lines.append(f"| | with any sign of strength 2 or more | {other} |")
    for sign, count in sorted(rows.items(), key=lambda one: (-one[1], one[0].name)):
        lines.append(f"| | {sign.name} ({sign.kind}) @{sign.strength} | {count} |")
    return lines


def _share(found: int, of: int) -> str:
    return f"{found} of {of}" if of else "-"


def kind_row(kind: Kind, tallies: dict[str, Tally]) -> str:
    """One row of the table of kinds."""
    cells = [_share(tallies[name].found, tallies[name].traced) for name in HALVES]
    both = list(tallies.values())
    without = sum(one.changed - one.traced for one in both)
    by: Counter[tuple[str, int]] = sum((one.by for one in both), Counter())
    shown = "; ".join(
        f"{name} @{strength}: {count}"
        for (name, strength), count in sorted(by.items(), key=lambda one: (-one[1], one[0]))[:6]
    )
    strong, noted = sum(one.strong for one in both), sum(one.noted for one in both)
    return (
        f"| {kind.id} | {kind.trace} | {cells[0]} | {cells[1]} | {strong} | {noted} | "
        f"{_share(sum(one.bonus for one in both), without)} | {shown or 'none'} |"
    )


def main() -> None:
    """Change, analyse, count, print; write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--each", type=int, default=30, help="messages a kind and half")
    parser.add_argument("--only", default="", help="kinds whose id begins so")
    parser.add_argument("--misses", action="store_true", help="name the messages that were missed")
    parser.add_argument("--unwanted", action="store_true", help="change unwanted mail: for rates")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if not args.corpus.is_dir():
        sys.exit("no corpus beside the repository")
    lines = table(args)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if args.write:
        write(text)


def table(args: argparse.Namespace) -> list[str]:
    """All lines of the output."""
    dns = resolver(args.corpus)
    kinds = [kind for kind in load_kinds() if kind.id.startswith(args.only)]
    if args.unwanted:
        kinds = [kind for kind in kinds if not kind.of_items]
    pools: dict[bool, list[tuple[Original, Counter[Sign]]]] = {}
    for items in sorted({kind.of_items for kind in kinds}):
        paths = [path for _, path in genuine(args.corpus, items=items)]
        if args.unwanted and not items:
            paths = sorted((args.corpus / UNWANTED).glob("*.eml"))
        read_ones = [read(path, dns) for path in paths]
        pools[items] = _with_donors([one for one in read_ones if one is not None])
    lines = [
        (
            "| kind | trace | found, tuned half | found, held out | of these @2 or more "
            "| only a note | without a trace, found | rule @strength: count |"
        ),
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    sums = {name: Tally() for name in HALVES}
    low: list[str] = []
    for number, kind in enumerate(kinds, 1):
        tallies = measure(kind, pools[kind.of_items], args.each, dns)
        lines.append(kind_row(kind, tallies))
        sys.stderr.write(f"{number}/{len(kinds)} {kind.id}\n")
        for name in HALVES:
            sums[name].found += tallies[name].found
            sums[name].traced += tallies[name].traced
            sums[name].changed += tallies[name].changed
            sums[name].bonus += tallies[name].bonus
        _shortfall(kind, tallies, low)
        if args.misses:
            for miss in (m for one in tallies.values() for m in one.missed):
                sys.stderr.write(f"  missed {kind.id} {miss}\n")
    lines += ["", *_sums(sums, low), "", *_undetectable(kinds)]
    if not args.only and not args.unwanted:
        lines += ["", *_untouched(args.corpus, dns)]
    return lines


def _with_donors(
    pool: list[tuple[Original, Counter[Sign]]],
) -> list[tuple[Original, Counter[Sign]]]:
    """Every tenth header is a donor for transplants."""
    donors = tuple(one for one, _ in pool[::10] if one.data[:2] != b"\xd0\xcf")
    return [(Original(one.name, one.data, one.analysed, donors), signs) for one, signs in pool]


def _shortfall(kind: Kind, tallies: dict[str, Tally], low: list[str]) -> None:
    for name in HALVES:
        one = tallies[name]
        if one.traced and one.found < 0.95 * one.traced:
            low.append(f"{kind.id} ({name}: {one.found} of {one.traced})")


def _sums(sums: dict[str, Tally], low: list[str]) -> list[str]:
    lines = [
        "| half | changed messages | with a trace | found of these | found of all changed |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in HALVES:
        one = sums[name]
        share = f"{one.found} ({one.found / one.traced:.1%})" if one.traced else "-"
        every = one.found + one.bonus
        of_all = f"{every} ({every / one.changed:.1%})" if one.changed else "-"
        lines.append(f"| {name} | {one.changed} | {one.traced} | {share} | {of_all} |")
    lines += ["", f"Kinds below 95 % in a half: {', '.join(low) or 'none'}."]
    return lines


def _undetectable(kinds: list[Kind]) -> list[str]:
    """The kinds that leave no trace in any copy, with the reason."""
    rows = [
        f"| {kind.id} | {kind.changes} | {kind.why} |" for kind in kinds if kind.trace == "none"
    ]
    head = ["| leaves no trace in a copy | what is changed | why |", "|---|---|---|"]
    return [*head, *rows] if rows else []


def _untouched(corpus: Path, dns: Resolver) -> list[str]:
    lines = ["| untouched | sign | messages |", "|---|---|---:|"]
    for folder, items in (("lore-sample", False), ("sample_messages", False)):
        lines += alarms(
            corpus, folder, [p for f, p in genuine(corpus, items=items) if f == folder], dns
        )
    lines += alarms(corpus, "Outlook items", [path for _, path in genuine(corpus, items=True)], dns)
    unwanted = sorted((corpus / UNWANTED).glob("*.eml"))
    return lines + alarms(corpus, f"{UNWANTED} (not genuine: a rate only)", unwanted, dns)


def write(text: str) -> None:
    """Put the tables between the marks in docs/measurements.md."""
    old = MEASUREMENTS.read_text(encoding="utf-8")
    head, mark, rest = old.partition(BEGIN)
    if not mark:
        sys.exit("docs/measurements.md has no place for the tables")
    tail = rest.partition(END)[2]
    MEASUREMENTS.write_text(f"{head}{BEGIN}\n{text}{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
