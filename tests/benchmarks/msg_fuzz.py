"""Damages Outlook files in many ways and reads each: counts exceptions, finds the slowest.

Run: ``python tests/benchmarks/msg_fuzz.py [MUTATIONS]``; files from ``../shared/corpus`` and one
synthetic item. Seeded: the same number gives the same mutations.
"""

from __future__ import annotations

import random
import struct
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from provenance.basics import State  # noqa: E402
from provenance.evidence.outlook_msg import read_outlook_item  # noqa: E402

MAGIC = b"\xd0\xcf\x11\xe0"
LARGEST = 3_000_000
NUMBERS = (0, 1, 2, 0x7FFFFFFF, 0xFFFFFFFA, 0xFFFFFFFE, 0xFFFFFFFF)


def cut(data: bytearray, rng: random.Random) -> None:
    """Keep the first bytes only."""
    del data[rng.randrange(len(data)) :]


def flip(data: bytearray, rng: random.Random) -> None:
    """Change up to twenty single bytes."""
    for _ in range(rng.randint(1, 20)):
        data[rng.randrange(len(data))] = rng.randrange(256)


def blank(data: bytearray, rng: random.Random) -> None:
    """Overwrite a run with zeros or ones."""
    start, length = rng.randrange(len(data)), rng.randint(1, 4_096)
    end = min(len(data), start + length)
    data[start:end] = rng.choice((b"\0", b"\xff")) * (end - start)


def swap(data: bytearray, rng: random.Random) -> None:
    """Exchange two sectors."""
    count = len(data) // 512
    if count > 2:
        one, two = (rng.randrange(1, count) * 512 for _ in range(2))
        data[one : one + 512], data[two : two + 512] = (
            data[two : two + 512],
            data[one : one + 512],
        )


def header(data: bytearray, rng: random.Random) -> None:
    """Change a number of the header: sizes, first sectors, places of the table."""
    at = rng.choice((24, 26, 28, 30, 32, 44, 48, 56, 60, 64, 68, 72, 76, 80))
    value = rng.choice((*NUMBERS, rng.randrange(len(data) // 512 + 2)))
    data[at : at + 4] = struct.pack("<I", value)


def table(data: bytearray, rng: random.Random) -> None:
    """Lead chains of sectors elsewhere, back to themselves among other places."""
    (place,) = struct.unpack_from("<I", data, 76)
    at = (place + 1) * 512
    if at + 512 > len(data):
        return
    for _ in range(rng.randint(1, 6)):
        number = rng.randrange(128)
        to = rng.choice((number, number - 1 & 0xFFFFFFFF, rng.randrange(128), *NUMBERS))
        data[at + number * 4 : at + number * 4 + 4] = struct.pack("<I", to)


def directory(data: bytearray, rng: random.Random) -> None:
    """Change kinds, links, starts and sizes of entries of the directory."""
    (place,) = struct.unpack_from("<I", data, 48)
    at = (place + 1) * 512
    if at + 512 > len(data):
        return
    for _ in range(rng.randint(1, 8)):
        entry = at + rng.randrange(min(64, (len(data) - at) // 128)) * 128
        field = rng.choice((64, 66, 68, 72, 76, 116, 120))
        value = rng.choice((*NUMBERS, rng.randrange(64)))
        data[entry + field : entry + field + 4] = struct.pack("<I", value)


WAYS = (cut, flip, blank, swap, header, table, directory)


def synthetic() -> bytes:
    """An item with recipients, an attachment, an embedded item, names."""
    from tests.evidence import compound_file as cfb

    headers = (
        "Received: from a.example by b.example; Mon, 1 Jun 2026 10:00:00 +0000\r\n"
        "From: a@a.example\r\n"
    )
    note = {(0x1A, 0x1F): "IPM.Note", (0x7D, 0x1F): headers}
    rows = [cfb.recipient(f"P{n}", f"p{n}@r.example") for n in range(20)]
    inner = cfb.Item(properties=note, recipients=rows[:2])
    attached: list[tuple[cfb.Properties, bytes | cfb.Item | None]] = [
        ({(0x3705, 3): 5}, inner),
        ({(0x3705, 3): 1}, b"x" * 6_000),
    ]
    return cfb.outlook_file(cfb.Item(properties=note, recipients=rows, attachments=attached))


def main(mutations: int) -> None:
    """Print what happened, and the slowest reading."""
    seeds = [synthetic()]
    for path in sorted((ROOT.parent / "shared" / "corpus").rglob("*.msg")):
        content = path.read_bytes()
        if content.startswith(MAGIC) and len(content) <= LARGEST:
            seeds.append(content)
    rng = random.Random(5)  # noqa: S311 - a repeatable sequence is wanted
    outcome: Counter[str] = Counter()
    slowest = (0.0, 0, "")
    for number in range(mutations):
        data = bytearray(seeds[number % len(seeds)])
        ways = rng.sample(WAYS, rng.randint(1, 3))
        for way in ways:
            if len(data) > 512:
                way(data, rng)
        began = time.process_time()
        try:
            found = read_outlook_item(bytes(data))
        except Exception as error:
            outcome[f"EXCEPTION {type(error).__name__}"] += 1
            print(number, [way.__name__ for way in ways], repr(error))
            continue
        took = time.process_time() - began
        slowest = max(slowest, (took, len(data), "+".join(way.__name__ for way in ways)))
        outcome["headers read" if not isinstance(found.stream, State) else found.stream.value] += 1
        outcome["recovery mode"] += found.item.recovered
        outcome["with a warning"] += bool(found.warnings)
    print(f"{mutations} mutations of {len(seeds)} files")
    for name, count in sorted(outcome.items()):
        print(f"  {name}: {count}")
    print(f"  slowest: {slowest[0]:.3f} CPU s, {slowest[1]} bytes, {slowest[2]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
