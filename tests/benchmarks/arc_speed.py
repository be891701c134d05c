"""ARC chains a CPU second beside dkimpy's, in one run: a ratio for ``docs/measurements.md``.

Usage: ``python tests/benchmarks/arc_speed.py [FOLDER]`` (default: list mail of the corpus beside
the repository). Every chain whose keys are at hand is validated by both in turn; the figure is
the ratio of their CPU times (median of seven rounds). It is given twice: with our reading of the
message inside the time, as dkimpy parses inside its own, and without, as the DKIM figure counts.
What dkimpy needs as input (see ``second_engine``) is prepared outside.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

from provenance.authentication import ArcResult, SuppliedKeys, read_keys_file
from provenance.authentication.arc import second_engine
from provenance.authentication.arc.verify import validate_chain
from provenance.evidence import MessageStream
from provenance.message import Message, read_message

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 7


def read(data: bytes) -> Message:
    return read_message(MessageStream(name="file", data=data, body=True), id="M1", evidence="E1")


def main(folder: Path) -> None:
    import dkim

    rows = read_keys_file(folder / "dkim-keys.tsv")
    keys = SuppliedKeys(rows)
    records = {row.name: row.data[0].encode() for row in rows}

    def dns(name: Any, timeout: int = 5) -> bytes | None:
        asked = name.decode() if isinstance(name, bytes) else name
        return records.get(asked.rstrip("."))

    chosen = []
    for path in sorted(folder.glob("*.eml")):
        data = path.read_bytes()
        message = read(data)
        found = validate_chain(message, keys)
        if found.result in {ArcResult.PASS, ArcResult.FAIL}:
            # As dkimpy can read it: see second_engine.
            chosen.append((data, second_engine.readable(message, found)))
    ratios, bare = [], []
    for _ in range(ROUNDS):
        messages = [read(data) for data, _ in chosen]
        started = time.process_time()
        for message in messages:
            validate_chain(message, keys)
        checked = time.process_time() - started
        started = time.process_time()
        for data, _ in chosen:
            validate_chain(read(data), keys)
        between = time.process_time()
        for _, other in chosen:
            dkim.ARC(other).verify(dnsfunc=dns)
        theirs = time.process_time() - between
        ratios.append(theirs / (between - started))
        bare.append(theirs / checked)
    size = sum(len(data) for data, _ in chosen) // len(chosen)
    print(f"{len(chosen)} chains, {size} octets each on average")
    for name, of_name in (("with our reading", ratios), ("without", bare)):
        low, high = min(of_name), max(of_name)
        middle = statistics.median(of_name)
        print(f"dkimpy's CPU time is {middle:.1f} times ours {name} ({low:.1f}-{high:.1f})")


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    main(given or ROOT.parent / "shared" / "corpus" / "lore-sample")
