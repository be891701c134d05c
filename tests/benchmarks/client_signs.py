"""How often each sign of a sending program is seen, and whether the named program goes with it.

Usage: ``python tests/benchmarks/client_signs.py [CORPUS]`` (default ``../shared/corpus`` beside the
repository). Counts and file names only; the same material gives the same output.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from provenance.basics import known
from provenance.evidence.records import MessageStream
from provenance.message import Message, read_message
from provenance.origin import ClientReading, read_client, read_clocks
from provenance.origin.client_table import sign_table
from provenance.trace import trace_message

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("lore-sample", "phishing_pot-sample", "spamassassin-tdata")
FEWEST_FIELDS = 4
SHOWN = 12


def messages(folder: Path) -> Iterator[tuple[str, Message]]:
    """Every message of a folder: files that begin with a header of some fields."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in {".json", ".jsonl", ".md", ".dat", ".msg"}:
            continue
        stream = MessageStream(name="file", data=path.read_bytes())
        message = read_message(stream, id="M1", evidence="E1")
        if len(message.fields) >= FEWEST_FIELDS:
            yield path.name, message


def client_of(message: Message) -> ClientReading:
    trace = trace_message(message)
    return read_client(message, trace, read_clocks(message, trace))


def count(reading: ClientReading, into: dict[str, Counter[str]]) -> None:
    """Hold every sign against the name that the message gives itself."""
    named = next((s for s in reading.signs if s.place == "named" and s.about == "program"), None)
    table = sign_table()
    for sign in {one.id: one for one in reading.signs}.values():
        total = into[sign.id]
        total["n"] += 1
        if named is None or sign.place == "named" or sign.about == "service":
            continue
        families = {table.products[id_].family for id_ in sign.products}
        agrees = table.products[named.products[0]].family in families
        total["agree" if agrees else "differ"] += 1


def main() -> None:
    """Print coverage and agreement per sign, the conclusions, closed forms, and the differences."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        sys.exit(f"no corpus at {corpus}")
    signs: dict[str, dict[str, Counter[str]]] = {}
    ends: dict[str, Counter[str]] = {}
    closed: dict[str, Counter[str]] = defaultdict(Counter)
    differ: list[str] = []
    for name in FOLDERS:
        signs[name], ends[name] = defaultdict(Counter), Counter()
        for file, message in messages(corpus / name):
            reading = client_of(message)
            count(reading, signs[name])
            ends[name]["messages"] += 1
            ends[name][reading.agreement] += 1
            if reading.agreement == "disagreeing":
                pairs = [f"{one.id} {known(one.fits)}" for one in reading.signs]
                differ.append(f"{name}/{file}: {', '.join(pairs)}")
            fits = known(reading.id_form_known)
            if fits is not None:
                closed[f"{name}: {known(reading.product)}"]["known" if fits else "other"] += 1
    print(f"| sign | {' | '.join(f'{name}: n / agree / differ' for name in FOLDERS)} |")
    print(f"|---|{'---:|' * len(FOLDERS)}")
    for id_ in sorted({one for name in FOLDERS for one in signs[name]}):
        cells = (signs[name][id_] for name in FOLDERS)
        shown = (f"{c['n']} / {c['agree']} / {c['differ']}" if c["n"] else "" for c in cells)
        print(f"| {id_} | {' | '.join(shown)} |")
    heads = ("messages", "independent", "one-writer", "single", "disagreeing", "none")
    print(f"\n| folder | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}")
    for name in FOLDERS:
        print(f"| {name} | {' | '.join(str(ends[name][head]) for head in heads)} |")
    print("\n| named program | identifier of a known form | of another |\n|---|---:|---:|")
    for key in sorted(closed):
        print(f"| {key} | {closed[key]['known']} | {closed[key]['other']} |")
    print("\nDisagreeing:")
    for line in differ[:SHOWN]:
        print(f"- {line}")
    if len(differ) > SHOWN:
        print(f"- and {len(differ) - SHOWN} more")


if __name__ == "__main__":
    main()
