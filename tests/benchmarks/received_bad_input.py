"""Random, truncated, oversized, deeply nested and non-UTF-8 Received fields: none may raise.

Usage: ``python tests/benchmarks/received_bad_input.py [--count N] [--seed N]`` (default 100,000).
The cases are made of the dialects' own examples by a seeded generator, so the same seed gives the
same cases. For each the segments must tile the value. Printed are counts and the slowest case in
CPU time a character; a case of twice the length may not take more than about twice the time.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.trace import parse_received
from provenance.trace.dialects import DIALECTS, FALLBACK

COUNT = 100_000
SEED = 3
MIB = 1 << 20
LARGE_EVERY = 2_000
"""One case in so many is a line of 1 MiB."""

LINES = [line for dialect in (*DIALECTS, FALLBACK) for line, _ in dialect.examples]
PIECES = [piece for line in LINES for piece in line.split()]
UNITS = [
    "(",
    ")",
    "()",
    '"',
    "\\",
    "[",
    ";",
    "a ",
    "by ",
    "from ",
    "(a)",
    "@",
    "(\\",
    '"a"@',
    "=",
    "1.",
]


def truncated(chance: random.Random) -> str:
    """A line that breaks off."""
    line = chance.choice(LINES)
    return line[: chance.randrange(len(line))]


def spliced(chance: random.Random) -> str:
    """The beginning of one line and the end of another."""
    one, other = chance.choice(LINES), chance.choice(LINES)
    return one[: chance.randrange(len(one))] + other[chance.randrange(len(other)) :]


def shuffled(chance: random.Random) -> str:
    """Words of all lines in any order."""
    return " ".join(chance.choices(PIECES, k=chance.randrange(1, 40)))


def scarred(chance: random.Random) -> str:
    """A line with characters replaced, any of Unicode and bytes that are no UTF-8 among them."""
    line = list(chance.choice(LINES))
    for _ in range(chance.randrange(1, 12)):
        code = chance.choice((chance.randrange(128), 0xDC80 + chance.randrange(128), 0x4E2D))
        line[chance.randrange(len(line))] = chr(code)
    return "".join(line)


def noise(chance: random.Random) -> str:
    """Random bytes, as the message room hands them on."""
    return chance.randbytes(chance.randrange(200)).decode("utf-8", "surrogateescape")


def nested(chance: random.Random) -> str:
    """A line in which one kind of mark repeats."""
    line = chance.choice(LINES)
    place = chance.randrange(len(line))
    return line[:place] + chance.choice(UNITS) * chance.randrange(400) + line[place:]


def large(chance: random.Random) -> str:
    """A line of 1 MiB."""
    line, unit = chance.choice(LINES), chance.choice([*UNITS, *PIECES])
    place = chance.randrange(len(line))
    return (line[:place] + unit * (MIB // len(unit)) + line[place:])[:MIB]


KINDS = (truncated, spliced, shuffled, scarred, noise, nested)


def cases(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Kind and value of each case; the same seed gives the same cases."""
    chance = random.Random(seed)  # noqa: S311 - cases for a test, not a secret
    for number in range(count):
        make = large if number % LARGE_EVERY == LARGE_EVERY - 1 else KINDS[number % len(KINDS)]
        yield make.__name__, make(chance)


def tiles(value: str) -> bool:
    """Whether the segments of the parsed value hold each character once."""
    position = 0
    for segment in parse_received(value).segments:
        if segment.start != position or segment.end <= position:
            return False
        position = segment.end
    return position == len(value)


def main() -> int:
    """Run all cases and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    count: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    slowest: dict[str, float] = {}
    for kind, value in cases(args.count, args.seed):
        start = time.process_time()
        try:
            good = tiles(value)
        except Exception as error:
            raised[f"{kind}: {type(error).__name__}"] += 1
            continue
        spent = (time.process_time() - start) / max(200, len(value)) * 1e6
        count[kind if good else f"{kind}, characters lost"] += 1
        slowest[kind] = max(slowest.get(kind, 0.0), spent)
    print(f"{args.count} cases, seed {args.seed}, raised: {dict(raised) or 0}")
    for kind, number in sorted(count.items()):
        print(f"  {kind}: {number}, slowest {slowest.get(kind, 0):.2f} us a character")
    return 1 if raised or any("lost" in kind for kind in count) else 0


if __name__ == "__main__":
    raise SystemExit(main())
