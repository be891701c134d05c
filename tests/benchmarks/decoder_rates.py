"""How often each decoder of identifiers decodes, and how near to the other clocks it comes.

Usage: ``python tests/benchmarks/decoder_rates.py [CORPUS]`` (default ``../shared/corpus`` beside
the repository). Counts only; the output is the same on every machine that has the same material.
The last column repeats what was counted on 7,909 messages when the decoder was made.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from provenance.basics import Instant, State
from provenance.decoders.identifiers.registry import decoders
from provenance.evidence.records import MessageStream
from provenance.message import Message, read_message
from provenance.origin import ClockReading, ClockTable, read_clocks
from provenance.trace import trace_message

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("phishing_pot-sample", "lore-sample")
NEAR = (("<= 2 s", 2), ("<= 60 s", 60), ("<= 1 h", 3600), ("<= 1 d", 86400))


def messages(folder: Path) -> Iterator[tuple[str, Message]]:
    """Every message of a folder; files that are none are passed over."""
    for path in sorted(folder.rglob("*.eml")):
        stream = MessageStream(name="file", data=path.read_bytes())
        yield path.name, read_message(stream, id="M1", evidence="E1")


def table_of(message: Message) -> ClockTable:
    return read_clocks(message, trace_message(message))


def reference(reading: ClockReading, table: ClockTable) -> Instant | None:
    """What a hidden time is held against: its own line, the arrival, or Date."""
    if isinstance(reading.line_time, Instant):
        return reading.line_time
    if reading.relation in {"handover", "arrival"} and isinstance(table.arrival, Instant):
        return table.arrival
    return next(
        (o.time for o in table.readings if o.source == "date" and isinstance(o.time, Instant)), None
    )


def count(table: ClockTable, into: dict[str, Counter[str]]) -> None:
    for one in table.readings:
        if not one.hidden:
            continue
        total = into[one.source]
        total["of its form"] += 1
        if one.reason:
            total[f"reason {one.reason}"] += 1
        if not isinstance(one.time, Instant):
            total["no clock"] += one.time in {State.ABSENT, State.NOT_APPLICABLE}
            continue
        total["inside the window"] += 1
        other = reference(one, table)
        if other is None:
            continue
        total["compared"] += 1
        apart = abs((one.time.utc - other.utc).total_seconds())
        if one.time.precision_seconds >= 86400:
            total["same day"] += one.time.utc.date() == other.utc.date()
            # Days are compared as days: their distance in seconds says nothing.
            continue
        for name, limit in NEAR:
            total[name] += apart <= limit


def main() -> None:
    """Print one table a folder, then the contradictions."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        sys.exit(f"no corpus at {corpus}")
    kinds: dict[str, Counter[str]] = {}
    for name in FOLDERS:
        rates: dict[str, Counter[str]] = defaultdict(Counter)
        kinds[name] = Counter()
        number = 0
        for _, message in messages(corpus / name):
            number += 1
            table = table_of(message)
            count(table, rates)
            kinds[name].update({f"{one.kind}" for one in table.contradictions})
            kinds[name].update(
                f"{c.kind}: {table.readings[c.first].source}" for c in table.contradictions
            )
        print(f"\n### {name}: {number} messages\n")
        heads = (
            "of its form",
            "inside the window",
            "compared",
            *(n for n, _ in NEAR),
            "same day",
        )
        print(f"| decoder | {' | '.join(heads)} | did not decode | measured before |")
        print(f"|---|{'---:|' * len(heads)}---|---|")
        for id_, declared in decoders().items():
            total = rates[id_]
            if not total:
                continue
            why = ", ".join(
                f"{key.removeprefix('reason ')} {total[key]}"
                for key in sorted(total)
                if key.startswith("reason ")
            )
            cells = " | ".join(str(total[head]) if total[head] else "" for head in heads)
            print(f"| {id_} | {cells} | {why} | {declared.measured} |")
        unseen = [id_ for id_ in decoders() if not rates[id_]]
        print(f"\nNot in this material: {', '.join(unseen)}.")
    print("\n### Messages with contradictions\n")
    for name, found in kinds.items():
        for key in sorted(found):
            print(f"- {name}: {key}: {found[key]}")


if __name__ == "__main__":
    main()
