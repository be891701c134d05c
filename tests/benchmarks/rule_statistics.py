"""Counts how often each rule speaks on public material; remakes ``rules/STATISTICS.json``.

Run: ``python tests/benchmarks/rule_statistics.py [--corpus FOLDER] [--check]``. Every message of
every folder is analysed offline with the keys at hand; counted are messages that a rule applies to
and messages that it matches. Same corpus, same rules, same bytes. ``--check`` writes nothing and
fails if the file would change. About a minute and a half on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

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
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.reasoning.findings import facts_of
from provenance.reasoning.rules import load_rules
from provenance.reasoning.rules.engine import Outcome, evaluate
from provenance.reasoning.rules.load import Rule
from provenance.reasoning.subject import Subject, make_subjects

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
FILE = ROOT / "rules" / "STATISTICS.json"
FORMAT = 1
# What the folders are, so that nobody takes a rate on attacks for one on honest mail.
FOLDERS = {
    "lore-sample": "mail of public lists, genuine, as delivered",
    "phishing_pot-sample": "unwanted mail, saved from mailboxes, addresses replaced",
    "spamassassin-tdata": "test messages of a spam filter, many made up",
    "rspamd": "test messages of a spam filter, many made up",
    "bounces-sisimai": "delivery reports, addresses rewritten",
    "mail-parser-mails": "test messages of a parser",
    "mime-mime4j": "test messages of a MIME parser, many broken on purpose",
    "mime-postal-mime": "test messages of a MIME parser",
    "mime-stalwart": "test messages of a MIME parser, many broken on purpose",
    "msg-msg-extractor": "Outlook items of a test set",
    "msg-msgreader-js": "Outlook items of a test set",
    "msg-outlook-message-parser": "Outlook items of a test set",
    "msg-poi": "Outlook items of a test set, some broken on purpose",
    "msg-ruby": "Outlook items of a test set",
}
SAMPLES = "sample_messages"
ENDINGS = {".eml", ".msg", ".mbox", ".txt"}


def logic_hash(rule: Rule) -> str:
    """SHA-256 of what decides whether a rule speaks; its sentences are no part of it."""
    parts = {key: rule.logic[key] for key in ("each", "let", "when")}
    written = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def resolver(corpus: Path) -> Resolver:
    """Keys of the public lists' signers and of the repository's own samples."""
    samples = RecordedResolver(read_dns_file(ROOT / "sample_messages" / "dns.jsonl"))
    keys = corpus / "lore-sample" / "dkim-keys.tsv"
    held = (SuppliedKeys(read_keys_file(keys)),) if keys.is_file() else ()
    return ChainResolver((samples, *held, OfflineResolver()))


def folders(corpus: Path) -> Iterator[tuple[str, list[Path]]]:
    """Every folder with its files, in a fixed order."""
    for name in FOLDERS:
        paths = sorted(path for path in (corpus / name).rglob("*") if path.is_file())
        yield name, [path for path in paths if path.suffix not in {".tsv", ".jsonl", ".json"}]
    own = sorted((ROOT / SAMPLES).iterdir())
    yield SAMPLES, [path for path in own if path.suffix in ENDINGS]


def messages(path: Path, dns: Resolver) -> tuple[Subject, ...]:
    """The messages of one file; none where it is refused in words."""
    intake = open_evidence([path])
    if not intake.exhibits:
        return ()
    context = Context(intake=intake, resolver=dns, as_of=date(2026, 11, 22), cross_check=False)
    report = analyze(Case(), context)
    return make_subjects(report.messages, report.exhibits, Case())


def count(one: Subject, into: Counter[tuple[str, str]]) -> None:
    """Add what each rule makes of one message."""
    base = facts_of(one)
    for rule in load_rules().rules:
        outcome = evaluate(rule, base).outcome
        into[(rule.id, "applies")] += outcome is not Outcome.NOT_APPLICABLE
        into[(rule.id, "matches")] += outcome is Outcome.MATCH


def statistics(corpus: Path) -> dict[str, Any]:
    """All figures, as they stand in the file."""
    dns = resolver(corpus)
    described: dict[str, dict[str, Any]] = {}
    counted: dict[str, Counter[tuple[str, str]]] = {}
    for name, paths in folders(corpus):
        into: Counter[tuple[str, str]] = Counter()
        total = 0
        for path in paths:
            for one in messages(path, dns):
                total += 1
                count(one, into)
        sys.stderr.write(f"{name}: {len(paths)} files, {total} messages\n")
        what = FOLDERS.get(name, "made-up samples of this repository")
        described[name] = {"messages": total, "what": what}
        counted[name] = into
    rules: dict[str, Any] = {}
    for rule in load_rules().rules:
        figures = {
            name: [into[(rule.id, "applies")], into[(rule.id, "matches")]]
            for name, into in counted.items()
            if into[(rule.id, "applies")]
        }
        rules[rule.id] = {"logic_sha256": logic_hash(rule), "applies_matches": figures}
    return {"format": FORMAT, "corpora": described, "rules": rules}


def written(data: dict[str, Any]) -> str:
    """The file as text: sorted, one rule a line, so that a change is one line of a difference."""
    corpora = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(entry, sort_keys=True)}"
        for name, entry in sorted(data["corpora"].items())
    )
    rules = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(entry, sort_keys=True)}"
        for name, entry in sorted(data["rules"].items())
    )
    return (
        f'{{"format": {data["format"]},\n "counted_on": "{data["counted_on"]}",\n'
        f' "corpora": {{\n{corpora}\n }},\n'
        f' "rules": {{\n{rules}\n }}\n}}\n'
    )


def main() -> None:
    """Count, and write or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if not args.corpus.is_dir():
        sys.exit("no corpus beside the repository")
    data = statistics(args.corpus)
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    held = kept.pop("counted_on", "")
    # The day of a count stays while the count gives the same figures.
    today = datetime.now(UTC).date().isoformat()
    text = written(data | {"counted_on": held if kept == data else today})
    if args.check:
        sys.exit(0 if FILE.read_text(encoding="utf-8") == text else "rules/STATISTICS.json is old")
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
