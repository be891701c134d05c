"""Shares over all Received fields of the corpora: dated, recognised, left over by shape.

Usage: ``python tests/benchmarks/received_corpus.py [CORPUS] [--remainders N]``. CORPUS is the
folder of the test corpora (default: ``../shared/corpus`` beside the repository). Every Received
field of every header block counts, repeated texts too (`draw_received` finds them). Remainders and
undated lines are listed by shape, never by text: the mails belong to third parties.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.basics import Instant
from provenance.trace import parse_received
from tests.benchmarks.draw_received import is_message, received_of, shape

LISTED = 25


def percent(part: int, whole: int) -> str:
    """A share with two decimals, cut and not rounded."""
    return f"{part * 10_000 // max(1, whole) / 100:.2f} %"


def main() -> int:
    """Read all fields and print the shares."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--remainders", type=int, default=LISTED)
    args = parser.parse_args()
    count: Counter[str] = Counter()
    dialects: Counter[str] = Counter()
    left: dict[str, Counter[str]] = {"undated": Counter(), "left over": Counter()}
    for path in sorted(p for p in args.corpus.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if not is_message(path, data):
            continue
        for text in received_of(data):
            line = parse_received(text)
            count["fields"] += 1
            count["characters"] += len(text)
            count["dated"] += isinstance(line.time, Instant)
            count["recognised"] += line.dialect != "unknown"
            count["product named"] += line.dialect not in {"unknown", "rfc5321"}
            count["left over"] += len(line.remainder)
            dialects[line.dialect] += 1
            if not isinstance(line.time, Instant):
                left["undated"][shape(text.rpartition(";")[2])[-60:]] += 1
            if line.remainder:
                left["left over"][shape(line.remainder)[:60]] += 1
    total = count["fields"]
    print(f"fields {total}, characters {count['characters']}")
    for name in ("dated", "recognised", "product named"):
        print(f"{name} {count[name]} = {percent(count[name], total)}")
    print(f"characters left over {count['left over']} = ", end="")
    print(percent(count["left over"], count["characters"]))
    print("dialects: " + ", ".join(f"{name} {n}" for name, n in dialects.most_common()))
    for name, shapes in left.items():
        print(f"{name}, {sum(shapes.values())} lines, {len(shapes)} shapes:")
        for text, number in sorted(shapes.items(), key=lambda item: (-item[1], item[0])):
            if args.remainders > 0:
                print(f"  {number} x {text}")
            args.remainders -= 1
        args.remainders = LISTED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
