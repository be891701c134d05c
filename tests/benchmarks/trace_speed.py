"""CPU of header split, Received fields and route beside mail-parser and the standard library.

Usage: ``python tests/benchmarks/trace_speed.py [FOLDER] [--rounds N]``. FOLDER holds ``.eml`` files
(default: ``../shared/corpus/phishing_pot-sample`` beside the repository). Everything runs in one
process, one after the other, N times (default 5); the smallest CPU time of each counts, so that
other work on the machine disturbs least. Printed are ratios of one run: mail-parser is 1.0. The
first round stands beside it: nothing is in a cache there, and what is read once a process (the
Public Suffix List) is read in it.

- mail-parser: ``parse_from_bytes(...).received``; it reads the body as well.
- standard library: ``BytesHeaderParser``, no Received field taken apart.
- ours: ``read_header`` with the records and values of the Received fields, ``parse_received`` of
  each, and ``build_route`` (hops, delays, trust boundary, witnesses, nodes, clocks).
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.message import HeaderField
from provenance.message.header_section import read_header
from provenance.trace import Route, TraceField, parse_received
from provenance.trace.hops import build_route

ROUNDS = 5
PEER = "mail-parser"
STANDARD = "standard library"


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


class Ours:
    """Our three steps, each on the results of the one before."""

    def __init__(self, messages: Sequence[bytes]) -> None:
        self.messages = messages
        self.fields: list[tuple[HeaderField, ...]] = []
        self.lines: list[tuple[TraceField, ...]] = []

    def header_split(self) -> None:
        """Split; records are made on demand, so those that the next step reads are made here."""
        self.fields = [read_header(data).fields.named("received") for data in self.messages]

    def received(self) -> None:
        """Take each Received field apart."""
        self.lines = [
            tuple([parse_received(field.value, field=field.index) for field in fields])
            for fields in self.fields
        ]

    def route(self) -> list[Route]:
        """Put the hops in order and judge them."""
        return [build_route(each) for each in self.lines]


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
    mine = Ours(messages)
    steps: dict[str, Callable[[], object]] = {
        PEER: mail_parser(messages),
        STANDARD: standard(messages),
        "header split": mine.header_split,
        "Received fields": mine.received,
        "route": mine.route,
    }
    rounds = [{name: cpu(work) for name, work in steps.items()} for _ in range(args.rounds)]
    best = {name: min(each[name] for each in rounds) for name in steps}
    count = sum(map(len, mine.lines))
    print(f"{len(messages)} messages, {count} Received fields, {args.rounds} rounds")
    show(f"best of {args.rounds}", best, count)
    show("first round", rounds[0], count)
    return 0


def show(title: str, seconds: Mapping[str, float], count: int) -> None:
    """Print the ratios to mail-parser, and where our time goes."""
    own = {name: each for name, each in seconds.items() if name not in {PEER, STANDARD}}
    total, peer = sum(own.values()), seconds[PEER]
    print(f"{title}: mail-parser 1.0 ({peer * 1e3:.0f} ms)")
    print(f"  standard library {peer / seconds[STANDARD]:.1f}")
    print(f"  ours {peer / total:.1f}")
    for name, each in own.items():
        print(f"    {name}: {each / total:.0%}, {each / count * 1e6:.0f} us a Received field")


if __name__ == "__main__":
    raise SystemExit(main())
