"""Damages the audit samples beside the repository in many ways; no reader may raise or hang.

``mutate_exports.py [--each N] [--seed S] [FILE...]`` (in this folder) reads each sample, and N
damaged forms of it, plainly and, where its rows stand for themselves, by the block; it prints what
raised, what took longer than ten seconds, and where the two ways of reading differ. With FILEs,
those instead of the samples. Every form is a function of file, seed and number.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from provenance.audit import Reconciler, open_export, recognise, row_reader
from provenance.audit.large import totals

SAMPLES = Path(__file__).resolve().parents[3] / "shared/audit-samples"
DATA = Path(__file__).resolve().parents[1] / "data/audit"
LARGEST = 400_000
"""Octets of a sample that are used: each form is read several times."""
SLOW = 10.0
_WORDS = (
    b'"', b'""', b"\n", b"\r", b",", b";", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}",
    b"[" * 5000, b'{"a":' * 3000, b"<", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
    b"9" * 5000,
    b"-", b"\\u0000", b"\xed\xa0\x80", "\u202e".encode(), b"%ASA-6-113039: ", b"BEGIN:VEVENT\r\n",
    b"RRULE:FREQ=DAILY\r\n", b"PK\x03\x04", b"\x1f\x8b", b"#Fields: a b c\r\n", b" " * 3000,
)  # fmt: skip


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _behead(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data) + 1) :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(_WORDS) + data[at + chance.choice((0, 0, 1, 3)) :]
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(min(len(out), chance.randint(1, 200))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _shuffle(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _repeat(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    piece = data[at : at + chance.randint(1, 2000)]
    return data[:at] + piece * chance.choice((2, 50)) + data[at:]


def _widen(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be")), "replace")


def _pack(data: bytes, chance: random.Random) -> bytes:
    packed = gzip.compress(data, mtime=0)
    return chance.choice((packed, _cut(packed, chance), _flip(packed, chance)))


KINDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _behead, _insert, _insert, _flip, _shuffle, _repeat, _widen, _pack,
)  # fmt: skip


def damaged(data: bytes, name: str, seed: int, number: int) -> bytes:
    """One damaged form; the first is the file itself."""
    if number == 0:
        return data
    chance = random.Random(f"{name}:{seed}:{number}")  # noqa: S311 - a generator of test data
    for _ in range(chance.choice((1, 1, 2))):
        data = chance.choice(KINDS)(data, chance)
    return data


def read(content: bytes) -> str:
    """Read one form both ways; the kind, "-" if it is of none."""
    export = open_export(content, source="E1", sha256=hashlib.sha256(content).hexdigest())
    found = recognise(export)
    if found is None:
        return "-"
    sums = Reconciler("E1", found.layout)
    for event in sums.unique(found.reader.read(export, found.layout)):
        at = event.locator
        if not 0 <= at.start <= at.end <= len(content):
            raise AssertionError(f"place outside the file: {at}")
    coverage = sums.coverage()
    if coverage.rows != coverage.events + coverage.duplicates + coverage.problems:
        raise AssertionError(f"rows do not add up: {coverage}")
    reader = row_reader(export, found)
    if reader is not None and totals(export, found, reader).coverage != coverage:
        raise AssertionError("by the block: another coverage")
    return found.layout.kind


def main() -> int:
    """Read all forms; the number of those that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folders = (SAMPLES, DATA)
    paths = given.files or sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())
    kinds: Counter[str] = Counter()
    wrong = 0
    for path in paths:
        data = path.read_bytes()[:LARGEST]
        for number in range(given.each + 1):
            begun = time.process_time()
            try:
                kinds[read(damaged(data, path.name, given.seed, number))] += 1
            except Exception:
                wrong += 1
                print(f"RAISED {path.name} seed {given.seed} number {number}")
                traceback.print_exc(limit=-4)
            took = time.process_time() - begun
            if took > SLOW:
                wrong += 1
                print(f"SLOW {path.name} seed {given.seed} number {number}: {took:.1f} s")
    print(f"{sum(kinds.values())} forms of {len(paths)} files read, {wrong} went wrong")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
