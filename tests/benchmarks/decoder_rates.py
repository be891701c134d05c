"""How often each decoder of identifiers decodes, and how near to the other clocks it comes.

Usage: ``python tests/benchmarks/decoder_rates.py [CORPUS] [--write]`` (default
``../shared/corpus`` beside the repository). Counts only; the output is the same on every machine
that has the same material. The last column is what was counted on 7,909 messages when the decoder
was made. ``--write`` puts the counts where annex F of a report reads them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from provenance.basics import Instant, State
from provenance.decoders.identifiers.registry import decoders
from provenance.decoders.identifiers.repeated import FILE
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


def reference(reading: ClockReading, table: ClockTable) -> tuple[str, Instant | None]:
    """What a hidden time is held against: its own line, the arrival, or Date."""
    if isinstance(reading.line_time, Instant):
        return "line", reading.line_time
    if reading.relation in {"handover", "arrival"} and isinstance(table.arrival, Instant):
        return "arrival", table.arrival
    dates = (o.time for o in table.readings if o.source == "date")
    return "date", next((one for one in dates if isinstance(one, Instant)), None)


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
        held, other = reference(one, table)
        if other is not None:
            total["compared"] += 1
            compare(one.time, other, held, total)


def compare(time: Instant, other: Instant, held: str, total: Counter[str]) -> None:
    """How far apart, and which is first; times of one second are neither earlier nor later."""
    total[f"{held} compared"] += 1
    if time.precision_seconds >= 86400:
        # Days are compared as days: their distance in seconds says nothing.
        for name in ("same day", f"{held} same day"):
            total[name] += time.utc.date() == other.utc.date()
        return
    apart = (time.utc - other.utc).total_seconds()
    for name, limit in NEAR:
        total[name] += abs(apart) <= limit
        total[f"{held} {limit}"] += abs(apart) <= limit
    whole = time.utc.replace(microsecond=0), other.utc.replace(microsecond=0)
    total[f"{held} earlier"] += whole[0] < whole[1]
    total[f"{held} later"] += whole[0] > whole[1]
    total[f"{held} tenths"] = max(total[f"{held} tenths"], round(abs(apart) * 10))


def recorded(total: Counter[str]) -> dict[str, Any]:
    """The counts of one form, as annex F reads them; ``tenths``: the farthest, of a second."""
    held: dict[str, dict[str, int]] = {}
    for key, value in sorted(total.items()):
        against, _, what = key.partition(" ")
        if against in {"line", "arrival", "date"}:
            held.setdefault(against, {})[what] = value
    return {"forms": total["of its form"], "dated": total["inside the window"], "held": held}


def write(counts: dict[str, dict[str, Any]]) -> None:
    """Put the counts of all samples into the program's own file."""
    written = json.dumps({"format": 1, "samples": counts}, indent=1, sort_keys=True)
    FILE.write_text(written + "\n", "utf-8")


def main() -> None:
    """Print one table a folder, then the contradictions."""
    given = [one for one in sys.argv[1:] if one != "--write"]
    corpus = Path(given[0]) if given else ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        sys.exit(f"no corpus at {corpus}")
    kinds: dict[str, Counter[str]] = {}
    counts: dict[str, dict[str, Any]] = {}
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
        counts[name] = {
            "messages": number,
            "forms": {id_: recorded(total) for id_, total in rates.items()},
        }
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
    if "--write" in sys.argv:
        write(counts)


if __name__ == "__main__":
    main()
