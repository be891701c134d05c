"""What the whole pipeline makes of public material: a table for ``docs/measurements.md``.

Usage: ``python tests/benchmarks/corpus.py [CORPUS]`` (default ``../shared/corpus`` beside the
repository). Offline; nothing is written. Counts only, no times: the output is the same on every
machine that has the same material.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from provenance.authentication import (
    ChainResolver,
    HeaderSignature,
    KeyState,
    OfflineResolver,
    SuppliedKeys,
    read_keys_file,
)
from provenance.basics import State
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.reasoning import AnalysedMessage
from provenance.report import to_json
from provenance.trace import SegmentKind

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (
    "bounces-sisimai",
    "lore-sample",
    "mail-parser-mails",
    "mime-mime4j",
    "mime-postal-mime",
    "mime-stalwart",
    "msg-msg-extractor",
    "msg-msgreader-js",
    "msg-outlook-message-parser",
    "msg-poi",
    "msg-ruby",
    "phishing_pot-sample",
    "rspamd",
    "spamassassin-tdata",
)


def files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def count(analysed: AnalysedMessage, into: Counter[str]) -> None:
    """Add up what one message gave."""
    message, trace = analysed.message, analysed.trace
    into["messages"] += 1
    for hop in trace.route.hops:
        line = hop.trace
        into["Received"] += 1
        into["Received dated"] += not isinstance(line.time, State)
        into["Received recognised"] += line.dialect != "unknown"
        value = message.fields[line.field].value
        into["characters lost"] += len(value) - sum(s.end - s.start for s in line.segments)
        into["characters in remainder"] += sum(
            s.end - s.start for s in line.segments if s.kind is SegmentKind.REMAINDER
        )
    for reading in analysed.second_readings:
        into["second readings"] += reading.agrees in {True, False}
        into["second readings alike"] += reading.agrees is True
    for field in message.named("Authentication-Results"):
        into["Authentication-Results"] += 1
        into["Authentication-Results read"] += field.value_span not in trace.unparsed
    for check in analysed.authentication.dkim:
        into["signatures"] += 1
        if check.key.state is KeyState.NOT_ATTEMPTED:
            continue
        into["signatures with a held key"] += 1
        into["header signature valid"] += check.header_signature is HeaderSignature.VALID


def run(folder: Path) -> Counter[str]:
    """Analyse every file of a folder, with the keys that lie beside it, if any."""
    total: Counter[str] = Counter()
    keys = folder / "dkim-keys.tsv"
    supplied = (SuppliedKeys(read_keys_file(keys)),) if keys.is_file() else ()
    for path in files(folder):
        total["files"] += 1
        intake = open_evidence([path])
        if not intake.exhibits:
            total["refused in words"] += 1
            continue
        context = Context(
            intake=intake,
            resolver=ChainResolver((*supplied, OfflineResolver())),
            as_of=date(2026, 11, 22),
        )
        try:
            report = analyze(Case(), context)
            to_json(report)
        except Exception as error:
            total["exceptions"] += 1
            print(f"{path.name}: {error!r}", file=sys.stderr)
            continue
        total["rung 5 not determinable"] += report.reasoning.ladder[4].code.value == "ND"
        for analysed in report.messages:
            count(analysed, total)
        total["exhibits without header"] += sum(
            1 for exhibit in report.exhibits if isinstance(exhibit.stream, State)
        )
    return total


def main() -> None:
    """Print a Markdown table, one line a folder."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        sys.exit(f"no corpus at {corpus}")
    everything: Counter[str] = Counter()
    print("| folder | files | refused in words | messages | exceptions |")
    print("|---|---:|---:|---:|---:|")
    for name in FOLDERS:
        if not (corpus / name).is_dir():
            continue
        total = run(corpus / name)
        everything.update(total)
        columns = ("files", "refused in words", "messages", "exceptions")
        print(f"| {name} | " + " | ".join(str(total[column]) for column in columns) + " |")
    print("\n| over all of them | figure |\n|---|---:|")
    for label in sorted(set(everything) - {"files", "refused in words", "messages", "exceptions"}):
        print(f"| {label} | {everything[label]:,} |")


if __name__ == "__main__":
    main()
