"""CPU of header split, Received fields and route beside mail-parser and the standard library.

Usage: ``python tests/benchmarks/trace_speed.py [FOLDER] [--rounds N]``. FOLDER holds ``.eml`` files
(default: ``../shared/corpus/phishing_pot-sample`` beside the repository). Everything runs in one
process, one after the other, N times (default 5); the smallest CPU time of each counts, so that
other work on the machine disturbs least. Printed are ratios of one run: mail-parser is 1.0.

- mail-parser: ``parse_from_bytes(...).received``; it reads the body as well.
- standard library: ``BytesHeaderParser``, no Received field taken apart.
- ours: ``read_header`` (fields with byte spans), ``parse_received`` of each Received field, and
  ``build_route`` (hops, delays, trust boundary, witnesses).
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.message.header_section import read_header
from provenance.trace import TraceField, parse_received
from provenance.trace.hops import build_route

ROUNDS = 5


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def mail_parser(messages: Sequence[bytes]) -> Callable[[], object]:
    """Read all messages with mail-parser, the Received fields taken apart."""
    import mailparser

    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    return lambda: [mailparser.parse_from_bytes(data).received for data in messages]


def standard(messages: Sequence[bytes]) -> Callable[[], object]:
    """Read all header sections with the standard library."""
    parser = BytesHeaderParser(policy=compat32)
    return lambda: [parser.parsebytes(data).items() for data in messages]


def ours(messages: Sequence[bytes]) -> dict[str, Callable[[], object]]:
    """Our three steps, each on the results of the one before."""
    values = [
        [field for field in read_header(data).fields if field.name.lower() == "received"]
        for data in messages
    ]

    def received() -> list[tuple[TraceField, ...]]:
        return [
            tuple(parse_received(field.value, field=field.index) for field in fields)
            for fields in values
        ]

    lines = received()
    return {
        "header split": lambda: [read_header(data) for data in messages],
        "Received fields": received,
        "route": lambda: [build_route(each) for each in lines],
    }


def main() -> int:
    """Measure and print."""
    beside = Path(__file__).resolve().parents[2].parent / "shared/corpus/phishing_pot-sample"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=beside)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    messages = [path.read_bytes() for path in sorted(args.folder.glob("*.eml"))]
    if not messages:
        sys.exit(f"no messages in {args.folder}")
    steps = {"mail-parser": mail_parser(messages), "standard library": standard(messages)}
    steps |= ours(messages)
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(args.rounds):
        for name, work in steps.items():
            best[name] = min(best[name], cpu(work))
    mine = ("header split", "Received fields", "route")
    total = sum(best[name] for name in mine)
    count = sum(
        field.name.lower() == "received" for data in messages for field in read_header(data).fields
    )
    print(f"{len(messages)} messages, {count} Received fields, best of {args.rounds} rounds")
    print(f"mail-parser 1.0 ({best['mail-parser'] * 1e3:.0f} ms)")
    for name in ("standard library",):
        print(f"{name} {best['mail-parser'] / best[name]:.1f}")
    print(f"ours {best['mail-parser'] / total:.1f}")
    for name in mine:
        share, each = best[name] / total, best[name] / count * 1e6
        print(f"  {name}: {share:.0%} of ours, {each:.0f} us a Received field")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
