"""Damages winmail.dat files and reads them; counts what is still read and what is warned of.

    python tests/benchmarks/tnef_fuzz.py ../shared/corpus [changes of each file]

Every file below the folder that begins like TNEF is changed (bytes, cuts, lengths), with a fixed
seed. An exception, or a place outside the file, ends the run.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from provenance.basics import State
from provenance.evidence import MapiProperty, OutlookItem
from provenance.evidence.tnef import read_tnef

MAGIC = b"\x78\x9f\x3e\x22"
LARGEST = 400_000


def properties(item: OutlookItem) -> list[MapiProperty]:
    """All properties of an item and of everything in it."""
    found = [*item.properties]
    for row in item.recipients:
        found += row.properties
    for held in item.attachments:
        found += held.properties
        if held.item is not None:
            found += properties(held.item)
    return found


def changed(data: bytes, chance: random.Random) -> bytes:
    """One damaged form of a file."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out))
        kind = chance.randrange(4)
        if kind == 0:
            out[at] = chance.randrange(256)
        elif kind == 1:
            out[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f")
            )
        elif kind == 2 and len(out) > 64:
            del out[at : at + chance.randint(1, 32)]
        else:
            out[at:at] = chance.randbytes(chance.randint(1, 16))
    return bytes(out[: chance.randint(6, len(out))] if chance.random() < 0.2 else out)


def main() -> None:
    """Damage, read, count."""
    chance = random.Random(1)  # noqa: S311 - damage by a fixed seed, no secret
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    outcome: Counter[str] = Counter()
    slowest = 0.0
    files = [path for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]
    held = [data for path in files if (data := path.read_bytes()).startswith(MAGIC)]
    for data in held:
        if len(data) > LARGEST:
            outcome["left out as large"] += 1
            continue
        for _ in range(times):
            whole = changed(data, chance)
            start = time.perf_counter()
            found = read_tnef(whole)
            slowest = max(slowest, time.perf_counter() - start)
            if isinstance(found.item, State):
                outcome["not read, warned" if found.warnings else "not read, silent"] += 1
                continue
            for one in properties(found.item):
                if not 0 <= one.start <= one.end <= len(whole):
                    raise SystemExit(f"a place outside the file: {one}")
                str(one.value).encode()
            outcome["read, warned" if found.warnings else "read, nothing to warn of"] += 1
    print(len(held), "files", dict(sorted(outcome.items())), f"slowest {slowest:.3f} s")


if __name__ == "__main__":
    main()
